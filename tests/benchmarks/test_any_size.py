"""Does the comparison with other ways stop at a wrong answer, go on where it was stopped, and tell how seconds grow?"""

import os
import sys

import numpy as np
import pandas as pd
import pytest

ROWS = 6_000


@pytest.fixture(scope="module")
def benchmark(benchmark_script):
    """Load the script; it sets the threads of the libraries for a process of its own."""
    before = dict(os.environ)
    script = benchmark_script("any_size")
    os.environ.clear()
    os.environ.update(before)
    return script


@pytest.fixture
def ran(benchmark, monkeypatch, tmp_path, capsys):
    """Run the script with some settings, into a file; give what it stored and printed."""

    def run(*settings):
        out = tmp_path / "rows.csv"
        monkeypatch.setattr(
            sys, "argv", ["any_size.py", "--rows", str(ROWS), "--repeats", "1", "--out", str(out), *settings]
        )
        benchmark.main()
        return pd.read_csv(out), capsys.readouterr().out

    return run


@pytest.mark.slow
def test_every_other_way_gives_our_answer(ran):
    """All but the models and clusters: run at the smallest size, each is compared before it is timed."""
    for only in ("customer_table", "log_tables", "sales_tables", "read_transactions", "names", "exact_shares"):
        stored, _ = ran("--only", only, "--no-growth")
    compared = stored[stored["peer"].notna()]
    assert len(compared) == 24
    assert compared["best"].gt(0).all() and compared["ratio"].gt(0).all()
    engines = {name.removeprefix("seconds of ") for name in stored if name.startswith("seconds of ")}
    assert {"pandas", "polars", "DuckDB"} <= engines


@pytest.mark.heavy
def test_a_stopped_run_goes_on_with_what_is_missing(ran, tmp_path):
    stored, printed = ran("--only", "customer_table, polars lazy")
    assert stored["n"].tolist() == [ROWS, ROWS // 4, ROWS // 2]
    assert printed.count("polars lazy") == 4  # three sizes, and the growth
    stored.drop(index=1).assign(ours=123.0).to_csv(tmp_path / "rows.csv", index=False)
    again, printed = ran("--only", "customer_table, polars lazy")
    assert again["n"].tolist() == [ROWS, ROWS // 2, ROWS // 4]
    assert (again["ours"] == 123.0).tolist() == [True, True, False]
    assert (ran("--only", "polars lazy", "--again")[0]["ours"] < 123.0).all()


@pytest.mark.heavy
def test_each_part_gives_the_work_that_it_names(benchmark):
    """All but the parts that fit models before they give the first piece."""
    for part in benchmark.ALL[:-3]:
        assert tuple(work.name for work in part.make(ROWS, ROWS // 4)) == part.works


def test_a_wrong_answer_stops_the_run(benchmark):
    """Two of three are right, the third is not: the name of the other way is in the message."""
    work = sys.modules["beside_others.work"].Work
    wrong = work("counting", 3, lambda: [1.0], {"right": lambda: [1.0], "wrong": lambda: [2.0]}, np.asarray, seconds=1)
    with pytest.raises(SystemExit, match=r"counting: custseg and wrong disagree\.") as stop:
        benchmark.measured(wrong, 1)
    assert "2." in str(stop.value)
    rounded = work("adding", 3, lambda: 1.0, {"other": lambda: 1.0 + 1e-12}, float, times_the_best=1e9)
    assert benchmark.measured(rounded, 1)["reached"]


def test_growth_is_the_power_of_n(benchmark):
    """Ours takes n seconds, the best other way n * n: powers 1 and 2. A work of one size has none."""
    n = np.array([100, 200, 400])
    rows = pd.DataFrame(
        {"work": "a", "rows": n, "n": n, "ours": n / 1.0, "peer": ["duck", "bear", "bear"], "seconds of bear": n**2.0}
    )
    rows = benchmark.with_row(rows, {"work": "b", "rows": 5, "n": 5, "ours": 1.0, "peer": ""})
    grown = benchmark.with_growth(rows)
    np.testing.assert_allclose(grown.loc[2, ["growth of ours", "growth of best"]].astype(float), [1, 2])
    assert grown.loc[[0, 1, 3], ["growth of ours", "growth of best"]].isna().all(axis=None)


def test_a_row_measured_again_stands_in_the_place_of_the_old_one(benchmark, tmp_path):
    rows = benchmark.with_row(
        benchmark.stored_rows(tmp_path / "none.csv"), {"work": "a", "rows": 1, "n": 1, "ours": 2.0, "peer": ""}
    )
    rows = benchmark.with_row(rows, {"work": "a", "rows": 1, "n": 1, "ours": 3.0, "peer": ""})
    benchmark.write_rows(rows, tmp_path / "rows.csv")
    assert benchmark.stored_rows(tmp_path / "rows.csv")["ours"].tolist() == [3.0]
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
