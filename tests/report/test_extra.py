"""Is a missing package named together with what installs it?"""

import sys

import pytest

from custseg.report import extra


def test_everything_is_here():
    extra.check_extra()


@pytest.fixture
def two_missing(monkeypatch):
    found = extra.find_spec
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name in {"nbclient", "bs4"} else found(name))


def test_missing_packages_are_named_with_the_extra(two_missing, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(ImportError, match=r"needs nbclient, bs4, .*python -m pip install 'custseg\[reports\]'$"):
        extra.check_extra()


def test_the_environment_of_make_py_is_mended_by_make_py(two_missing, monkeypatch, tmp_path):
    (tmp_path / "made-by-make.py").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(ImportError, match=r"needs nbclient, bs4, .*: python3 make\.py reports$"):
        extra.check_extra()
