"""Does a script of cells write its file whole, and say how sure each share is?"""

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
    assert vars(ask([])) == {"share": 1.0, "to": tmp_path / "held.csv"}
    assert vars(ask(["--share", "0.1", "--to", "other.csv"])) == {"share": 0.1, "to": ask(["--to", "other.csv"]).to}


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
    for more, folder in ([], tmp_path), (["--into", "elsewhere"], Path("elsewhere")):
        monkeypatch.setattr("sys.argv", ["held.py", *asked, *more])
        given = benchmark.turn_options(tmp_path / "held.csv", 5).parse_args()
        assert given.into == folder
        assert list(benchmark.turns_of(given, (2, 5, 9))) == turns


def test_no_share_is_without_an_error_and_none_is_missing(errors):
    told = errors.share_with_error("coverage", np.ones(98, dtype=bool))
    assert told == {"coverage": 1.0, "coverage_error": pytest.approx((0.99 * 0.01 / 98) ** 0.5)}
    assert np.isnan(list(errors.share_with_error("coverage", np.ones(0, dtype=bool)).values())).all()
