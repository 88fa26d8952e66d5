"""Do intervals of the page about one's own customers hold as often as the file of results says?"""

import pandas as pd
import pytest
from scipy.stats import binom

from custseg.read import read_transactions
from custseg.simulate import simulate_business


def test_what_was_measured_keeps_the_promise(benchmark, stored):
    """Run benchmarks/own_page_coverage.py where the methods have changed."""
    for days in (benchmark.WEEKS, benchmark.QUARTER):
        held = stored.loc[stored["days"] == days, "held"]
        assert binom.cdf(held.sum(), len(held), benchmark.LEVEL) > 0.01, f"{held.sum()} of {len(held)}"
    inside = stored["actual"].between(stored["low"], stored["high"])
    assert inside.eq(stored["held"]).all()


def test_the_counts_are_those_of_the_forecasts(benchmark, stored):
    counts = pd.read_csv(benchmark.HELD)
    pd.testing.assert_frame_equal(benchmark.counted(stored), counts)
    by_source = counts.set_index("source")
    held, n = stored["held"].groupby(stored["source"]).sum(), stored["source"].value_counts()
    assert (by_source.loc[n.index, "held"] * n - held).abs().max() < 1e-3 * n.max()
    assert by_source.loc[["all logs", "all firms"], "n"].sum() == len(stored)
    # of a share p of n: the root of p (1 - p) / n, with one more of each
    row = by_source.loc["plain"]
    assert row["standard_error"] == pytest.approx((14 / 15 * 1 / 15 / 13) ** 0.5, abs=1e-4) and row["n"] == 13
    assert (by_source.loc[["CDNOW", "all logs"], ["first_seed", "last_seed"]] == 0).all(axis=None)


def test_the_script_says_how_many_held(benchmark, stored):
    """Of the manual, which counts the file itself, see tests/docs/test_held.py."""
    logs, firms = (stored.loc[stored["days"] == days, "held"] for days in (benchmark.WEEKS, benchmark.QUARTER))
    said = f": {logs.sum()} of {len(logs)} windows of the logs, {firms.sum()} of {len(firms)} quarters of firms."
    assert said in " ".join(benchmark.__doc__.split())


def check_is_as_stored(benchmark, log, row):
    """Forecast again from the same day, and look at what came."""
    again = benchmark.one_forecast(log, pd.Timestamp(row.cut), row.days)
    assert again["actual"] == pytest.approx(row.actual, abs=0.01), row
    assert [again[end] for end in ("low", "estimate", "high")] == pytest.approx(
        [row.low, row.estimate, row.high], rel=0.01
    ), f"{row}: run benchmarks/own_page_coverage.py"


@pytest.mark.slow
def test_a_tenth_of_the_forecasts_of_firms_is_as_stored(benchmark, stored):
    firms = stored[stored["days"] == benchmark.QUARTER].sample(frac=0.1, random_state=11)
    for row in firms.itertuples():
        business = simulate_business(row.source, random_state=row.firm)
        log = read_transactions(business.rows, duplicates="drop" if row.source == "file_twice" else "keep")
        check_is_as_stored(benchmark, log, row)


@pytest.mark.slow
def test_a_tenth_of_the_forecasts_of_logs_is_as_stored(benchmark, stored):
    """Without its data one of the three logs is left out."""
    logs = dict(benchmark.real_logs())
    windows = stored[stored["days"] == benchmark.WEEKS].sample(frac=0.1, random_state=11)
    for row in windows[windows["source"].isin(logs)].itertuples():
        check_is_as_stored(benchmark, logs[row.source], row)
