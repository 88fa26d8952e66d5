"""Is a missing package named together with what installs it?"""

import pytest

from custseg.report import extra


def test_everything_is_here():
    extra.check_extra()


def test_missing_packages_are_named_with_the_extra(monkeypatch):
    found = extra.find_spec
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name in {"nbclient", "bs4"} else found(name))
    with pytest.raises(ImportError, match=r"needs nbclient, bs4, .*pip install 'custseg\[reports\]'"):
        extra.check_extra()
