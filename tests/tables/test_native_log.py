"""Is a log that stays on its engine checked there, and are the customers who gave something back kept apart?"""

import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables._log_checks import open_log
from custseg.tables._native_log import checked_on_engine, without_returners
from tests.engines import ENGINES, hard_log

LAZY = [name for name in ENGINES if name != "pyarrow"]
LAST_DAY = (pd.Timestamp("2025-01-15") - pd.Timestamp(0)).days


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize("returns", [True, False])
def test_refunds_days_and_money_are_those_of_the_rows(engine, returns):
    log = hard_log(returns=returns)
    frame = open_log(ENGINES[engine](log))
    checked = checked_on_engine(frame, LAST_DAY)
    assert checked.refunds == (log["amount"] < 0).sum() and bool(checked.refunds) == returns
    assert checked.first_day == (log["date"].min() - pd.Timestamp(0)).days
    assert checked.bought == log.loc[log["amount"] > 0, "amount"].sum()
    kept = without_returners(frame, checked).collect().to_pandas()
    gave_back = log.loc[log["amount"] < 0, "customer_id"]
    assert sorted(kept["customer_id"]) == sorted(log.loc[~log["customer_id"].isin(gave_back), "customer_id"])


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount": float("nan")}, "rows have no amount"),
        ({"customer_id": " "}, "no customer_id"),
        ({"date": pd.Timestamp("2025-02-01")}, "lie after observed_until"),
    ],
)
def test_a_faulty_log_is_refused(engine, wrong, says):
    with pytest.raises(SchemaError, match=says):
        checked_on_engine(open_log(ENGINES[engine](hard_log().assign(**wrong))), LAST_DAY, "observed_until")
