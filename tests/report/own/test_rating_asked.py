"""Do flags become settings, and is a bad file refused in words before anything is written?"""

import pytest

from custseg.report.own.rating_asked import make_rating_report, rating_settings
from custseg.report.own.reporting import OwnPageError
from tests.brief.rating.retailers import retailers


def test_flags_become_settings_of_the_notebook():
    given = {"cuts": "20,40", "columns": ("period=Quartal",), "rules": ("thirty_tiers",), "supply": 5, "within": ()}
    assert rating_settings(given) == {
        "cuts": [20.0, 40.0], "columns": '{"period": "Quartal"}', "rules": ["thirty_tiers"], "supply": 5,
    }  # fmt: skip


def test_flags_that_cannot_be_read_are_said_at_once():
    with pytest.raises(OwnPageError) as found:
        rating_settings({"cuts": "a,b", "columns": ("period",), "supply": -1})
    assert all(part in str(found.value) for part in ("--cuts", "--column", "--supply"))


def test_no_file_is_said(tmp_path, capsys):
    assert make_rating_report(tmp_path / "none.csv", None, {}, force=False, tell=print) == 2
    assert "There is no file" in capsys.readouterr().err


@pytest.mark.slow
def test_a_bad_file_leaves_nothing_and_a_good_one_a_whole_folder(tmp_path, capsys):
    out, bad, good = tmp_path / "out", tmp_path / "bad.csv", tmp_path / "=good.csv"
    retailers().drop(columns="market").to_csv(bad, index=False)
    assert make_rating_report(bad, out, {}, force=False, tell=print) == 2
    assert "lacks 'market'" in capsys.readouterr().err and not out.exists()
    retailers(clerk="<b>Ann</b>", tier=5, demand=3).to_csv(good, index=False)
    assert make_rating_report(good, out, {"supply": 30}, force=False, tell=print) == 0
    lying = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"index.html", "retailers.xlsx", "again/retailers.csv", "again/own-retailer-rating.ipynb"} <= lying
    assert "<b>Ann</b>" not in (out / "index.html").read_text("utf-8")
