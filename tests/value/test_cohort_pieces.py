"""Are cohorts counted on an engine those that are counted in memory?"""

import pandas as pd
import polars as pl
import pytest

from custseg.schema import SchemaError
from custseg.value import cohort_table
from tests.engines import ENGINES, hard_log, shuffled

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
UNTIL = "2025-01-15"


@pytest.mark.heavy
@pytest.mark.parametrize("period", ["W", "M"])
@pytest.mark.parametrize("engine", ENGINES)
def test_cells_are_those_of_pandas(engine, period):
    for returns in (False, True):
        log = hard_log(returns=returns)
        expected = cohort_table(log, observed_until=UNTIL, period=period)
        found = cohort_table(ENGINES[engine](shuffled(log)), observed_until=UNTIL, period=period)
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
        assert found.attrs == expected.attrs


def test_polars_may_stream():
    log = hard_log()
    with pl.Config() as settings:
        settings.set_engine_affinity("streaming")
        found = cohort_table(pl.from_pandas(log).lazy(), observed_until=UNTIL)
    pd.testing.assert_frame_equal(found, cohort_table(log, observed_until=UNTIL), check_exact=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_known_days_of_acquisition_are_taken_with_every_engine(engine):
    log = hard_log()
    won = log.groupby("customer_id")["date"].min().dt.normalize() - pd.Timedelta(days=200)
    expected = cohort_table(log, observed_until=UNTIL, acquired=won)
    found = cohort_table(ENGINES[engine](log), observed_until=UNTIL, acquired=won)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


FAULTS = {
    "no amount": ({"amount": None}, "1 row has no amount"),
    "infinite": ({"amount": float("inf")}, "amount is infinite"),
    "no date": ({"date": pd.NaT}, "1 row has no date"),
    "no customer": ({"customer_id": None}, "1 row has no customer_id"),
    "blank customer": ({"customer_id": "  "}, "1 row has no customer_id"),
    "late": ({"date": pd.Timestamp("2025-02-01")}, "1 row of 600 lies after observed_until 2025-01-15"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_faults_are_named_as_in_memory(engine, fault):
    change, message = FAULTS[fault]
    log = hard_log()
    for name, value in change.items():
        log.loc[3, name] = value
    with pytest.raises(SchemaError, match=message) as in_memory:
        cohort_table(log, observed_until=UNTIL)
    with pytest.raises(SchemaError) as on_engine:
        cohort_table(ENGINES[engine](log), observed_until=UNTIL)
    assert sorted(on_engine.value.problems) == sorted(in_memory.value.problems)


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_to_follow_is_said(engine):
    with pytest.raises(SchemaError, match="no purchase in a complete period"):
        cohort_table(ENGINES[engine](hard_log().assign(amount=-1.0)), observed_until=UNTIL)
    with pytest.raises(SchemaError, match="empty"):
        cohort_table(ENGINES[engine](hard_log().head(0)), observed_until=UNTIL)
