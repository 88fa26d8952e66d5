import sys

import pytest

from custseg.report.running import study_files as extra
from custseg.report.running.study_files import find_studies, notebooks_folder


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


STEMS = ["01-who-stays", "02-who-pays", "03-what-it-costs", "13-who-to-keep", "m1-formulas", "m10-tables"]


@pytest.fixture
def folder(tmp_path):
    for stem in STEMS:
        (tmp_path / f"{stem}.ipynb").write_text("{}")
    (tmp_path / "COVERAGE.md").write_text("")
    return tmp_path


def stems(paths):
    return [path.stem for path in paths]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], STEMS),
        (["3"], ["03-what-it-costs"]),
        (["03"], ["03-what-it-costs"]),
        (["02-who-pays"], ["02-who-pays"]),
        (["notebooks/02-who-pays.ipynb"], ["02-who-pays"]),
        (["Costs"], ["03-what-it-costs"]),
        (["3", "1", "costs"], ["01-who-stays", "03-what-it-costs"]),
        (["m1"], ["m1-formulas"]),
        (["M10", "13"], ["13-who-to-keep", "m10-tables"]),
    ],
)
def test_names_find_studies_in_the_order_of_their_files(folder, names, expected):
    assert stems(find_studies(folder, names)) == expected


def test_all_unknown_names_are_told_with_near_ones(folder):
    with pytest.raises(ValueError) as caught:
        find_studies(folder, ["1", "who-pay5", "9", "who"])
    told = str(caught.value).splitlines()
    assert len(told) == 3
    assert told[0] == "There is no study 'who-pay5'. Did you mean 02-who-pays or 01-who-stays?"
    assert told[1] == f"There is no study '9'; there are: {', '.join(STEMS)}."
    assert told[2].startswith("'who' names 3 studies: 01-who-stays, 02-who-pays, 13-who-to-keep.")


def test_an_empty_name_is_no_name_of_all(folder):
    with pytest.raises(ValueError, match="There is no study ''"):
        find_studies(folder, [""])


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no notebook in"):
        find_studies(tmp_path)


def test_without_a_clone_it_is_said_where_studies_live(tmp_path, monkeypatch):
    monkeypatch.setattr(extra, "PROJECT", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="not of the installed package: run this in a clone"):
        notebooks_folder()


def test_the_clone_is_looked_at_before_the_current_folder(tmp_path, monkeypatch):
    for place in ("clone", "here"):
        (tmp_path / place / "notebooks").mkdir(parents=True)
        (tmp_path / place / "notebooks" / "01-a.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(extra, "PROJECT", tmp_path / "nowhere")
    assert notebooks_folder() == tmp_path / "here" / "notebooks"
    monkeypatch.setattr(extra, "PROJECT", tmp_path / "clone")
    assert notebooks_folder() == tmp_path / "clone" / "notebooks"
