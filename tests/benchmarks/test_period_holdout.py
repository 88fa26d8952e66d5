"""Do BG/BB and contracts stand beside rules of thumb as the file of results says?"""

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def stored(benchmark):
    return pd.read_csv(benchmark.RESULT)


def check_agrees(row, stored):
    """Compare numbers of real logs, which are drawn by nobody: they are the same but for the last digits of a fit."""
    kept = stored[
        (
            stored[["family", "log", "seen_until"]].astype(str) == [row["family"], row["log"], str(row["seen_until"])]
        ).all(axis=1)
    ].iloc[0]
    for name in ("forecast", "n", "model", "rule", "difference", "standard_error", "low", "high", "seed"):
        assert row[name] == pytest.approx(kept[name], abs=5e-4), f"{name}: run benchmarks/period_holdout.py"


def test_every_log_and_cohort_was_measured(benchmark, stored):
    assert len(stored) == len(benchmark.LOGS) + 4 * len(benchmark.YEARS)
    assert stored["difference"].to_numpy() == pytest.approx(
        (stored["model"] - stored["rule"]).where(stored["measure"] == "log score", stored["rule"] - stored["model"]),
        abs=1.1e-4,
    )


def test_each_difference_has_its_number_standard_error_and_seed(stored):
    assert (stored["n"] > 200).all() and (stored["seed"] == 0).all(), "real logs, of which nothing is drawn"
    # the end of the interval that is nearer is Student's: 1.96 to 1.97 standard errors away, in four digits
    nearer = stored[["high", "low"]].sub(stored["difference"], axis=0).abs().min(axis=1)
    assert (nearer - 1.965 * stored["standard_error"]).abs().max() < 5e-4


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_tenth_of_the_table_is_as_stored(benchmark, stored):
    check_agrees(benchmark.of_log(*benchmark.LOGS[0]), stored)
    check_agrees(benchmark.of_cohort("High End", benchmark.ShiftedBetaGeo, 5), stored)
