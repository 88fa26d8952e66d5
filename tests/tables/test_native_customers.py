"""Are sums that stay on the engine checked, and those of customers who gave something back in memory?"""

import narwhals as nw
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables._log_checks import open_log
from custseg.tables._native_customers import native_customers, written_natively
from tests.engines import ENGINES, hard_log

LAZY = [name for name in ENGINES if name != "pyarrow"]
LAST_DAY = (pd.Timestamp("2025-01-15") - pd.Timestamp(0)).days


@pytest.mark.parametrize("engine", LAZY)
def test_customers_are_on_one_side_or_the_other(engine):
    log = hard_log()
    given = ENGINES[engine](log)
    found = native_customers(given, open_log(given, "order_id"), LAST_DAY, in_memory=False)
    kept = set(found.kept.collect().to_pandas()["customer_id"])
    gave_back = set(log.loc[log["amount"] < 0, "customer_id"])
    assert set(found.returners.index) == gave_back and kept == set(log["customer_id"]) - gave_back
    assert found.customers == log["customer_id"].nunique()
    assert found.bought == log.loc[log["amount"] > 0, "amount"].sum()


@pytest.mark.parametrize("engine", LAZY)
def test_a_faulty_log_is_refused_before_the_query_is_given(engine):
    given = ENGINES[engine](hard_log().assign(amount=float("nan")))
    with pytest.raises(SchemaError, match="rows have no amount"):
        native_customers(given, open_log(given), LAST_DAY, in_memory=False)


@pytest.mark.parametrize("engine", LAZY)
def test_days_are_counted_back_from_the_last(engine):
    log = pd.DataFrame({"customer_id": ["a", "a"], "date": pd.to_datetime(["2025-01-01", "2025-01-10"]), "amount": 2.0})
    given = ENGINES[engine](log)
    found = native_customers(given, open_log(given), LAST_DAY, in_memory=True)
    written = (
        nw.from_native(written_natively(found.kept, found.returners, LAST_DAY, given)).lazy().collect().to_pandas()
    )
    assert written.loc[0, ["recency", "tenure", "frequency", "mean_amount"]].tolist() == [5, 14, 2, 2.0]
