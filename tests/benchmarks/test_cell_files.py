"""Does a script of cells write its file whole, and say how sure each share is?"""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def errors(benchmark_script):
    return benchmark_script("share_errors")


def test_the_file_is_there_whole_and_nothing_beside_it(benchmark, tmp_path):
    table, path = pd.DataFrame({"n": [5, 10], "coverage": [0.9, np.nan]}), tmp_path / "new" / "held.csv"
    benchmark.write_whole(table, path)
    assert [file.name for file in path.parent.iterdir()] == ["held.csv"]
    pd.testing.assert_frame_equal(pd.read_csv(path), table)


def test_what_fails_while_it_is_written_leaves_the_old_file(benchmark, tmp_path, monkeypatch):
    path = tmp_path / "held.csv"
    path.write_text("old")
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda self, to, index: to.write_text("ha") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        benchmark.write_whole(pd.DataFrame({"n": [5]}), path)
    assert path.read_text() == "old"


def test_a_script_is_asked_for_all_of_its_lists_and_its_own_file(benchmark, tmp_path):
    ask = benchmark.options_of(tmp_path / "held.csv").parse_args
    assert vars(ask([])) == {"share": 1.0, "to": None}
    assert benchmark.where_to(None, tmp_path / "held.csv", lists=2) == tmp_path / "held.csv"
    assert vars(ask(["--share", "0.1", "--to", "other.csv"])) == {"share": 0.1, "to": ask(["--to", "other.csv"]).to}


def test_a_smaller_run_takes_the_place_of_a_fuller_file_only_if_it_is_named(benchmark, tmp_path):
    path = tmp_path / "held.csv"
    pd.DataFrame({"lists": [300, 1000, 0], "n": 5}).to_csv(path, index=False)
    with pytest.raises(SystemExit, match=r"held\.csv holds 1000 lists, not 999: say where to write"):
        benchmark.where_to(None, path, lists=999)
    for named, lists in ((None, 1000), (path, 2), (tmp_path / "other.csv", 2)):
        assert benchmark.where_to(named, path, lists=lists) == (named or path)


QUICK = {
    "interval_coverage": "--share 0.01 --only means",
    "share_caveats": "--share 0.01",
    "silent_lists": "--share 0.01",
    "hollow_groups": "--groups 2",
    "planted_power": "--sets 1",
    "mixtures": "--starts 1",
    "family_choice": "--businesses 1",
    "referral_campaign": "--campaigns 2",
    "incomplete_random_index": "--matrices 50 --largest 6",
}


@pytest.mark.parametrize("name", QUICK)
def test_no_quick_run_overwrites_what_is_stored(benchmark_script, monkeypatch, name):
    script = benchmark_script(name)
    places = [getattr(script, place) for place in ("RESULTS", "TABLE") if hasattr(script, place)]
    files = [file for place in places for file in (place.glob("*.csv") if place.is_dir() else [place])]
    before = {file: file.read_bytes() for file in files}
    monkeypatch.setattr("sys.argv", [f"{name}.py", *QUICK[name].split()])
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda *_, **__: pytest.fail("it was written"))
    with pytest.raises(SystemExit, match="say where to write"):
        script.main()
    assert before and before == {file: file.read_bytes() for file in files}


def test_a_coarser_table_of_random_answers_goes_where_it_is_told(benchmark_script, monkeypatch, tmp_path):
    script, to = benchmark_script("incomplete_random_index"), tmp_path / "new" / "table.toml"
    kept = script.TABLE.read_bytes()
    monkeypatch.setattr("sys.argv", ["x.py", "--matrices", "20", "--largest", "4", "--to", str(to)])
    script.main()
    assert tomllib.loads(to.read_text("utf-8"))["n_matrices"] == 20 and script.TABLE.read_bytes() == kept


@pytest.mark.parametrize(
    ("asked", "turns"),
    [
        ([], [(2, False), (5, False)]),
        (["--sets", "4"], [(2, False)]),
        (["--sets", "9", "--fresh"], [(2, True), (5, False), (9, False)]),
        (["--sets", "1", "--fresh"], []),
    ],
)
def test_a_script_goes_round_up_to_its_sets_and_begins_anew_only_once(benchmark, tmp_path, monkeypatch, asked, turns):
    for more, folder in ([], None), (["--into", "elsewhere"], Path("elsewhere")):
        monkeypatch.setattr("sys.argv", ["held.py", *asked, *more])
        given = benchmark.turn_options(tmp_path / "held.csv", 5).parse_args()
        assert given.into == folder
        assert list(benchmark.turns_of(given, (2, 5, 9))) == turns


def test_no_share_is_without_an_error_and_none_is_missing(errors):
    told = errors.share_with_error("coverage", np.ones(98, dtype=bool))
    assert told == {"coverage": 1.0, "coverage_error": pytest.approx((0.99 * 0.01 / 98) ** 0.5)}
    assert np.isnan(list(errors.share_with_error("coverage", np.ones(0, dtype=bool)).values())).all()
