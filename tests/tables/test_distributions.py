"""Do counts of values come home from every engine, and do they say what the whole column says?"""

import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables import customer_table, customers_by_value
from custseg.value import concentration_table, gini
from tests.engines import ENGINES, hard_log

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")


@pytest.fixture(scope="module")
def customers():
    return customer_table(hard_log(), as_of="2025-01-15")


@pytest.mark.parametrize("engine", ENGINES)
def test_counts_are_those_of_pandas(customers, engine):
    rows = ENGINES[engine](customers.reset_index())
    for column in ("amount", "frequency"):
        found = customers_by_value(rows, column)
        assert found.set_index(column)["customers"].to_dict() == customers[column].value_counts().to_dict()
        assert found[column].is_monotonic_increasing and found[column].dtype == customers[column].dtype


@pytest.mark.parametrize("engine", ["duckdb, 1 thread", "polars lazy"])
def test_concentration_comes_from_counts(customers, engine):
    stay = customer_table(ENGINES[engine](hard_log()), as_of="2025-01-15", native=True)
    counts = customers_by_value(stay, "amount")
    found = concentration_table(counts["amount"], weights=counts["customers"])
    pd.testing.assert_frame_equal(found, concentration_table(customers["amount"]), rtol=1e-12)
    assert gini(counts["amount"], counts["customers"]) == pytest.approx(gini(customers["amount"]), rel=1e-12)


def test_other_columns_and_holes_are_refused(customers):
    rows = ENGINES["polars"](customers.reset_index())
    with pytest.raises(SchemaError, match="customers lacks 'spend'; it has 'customer_id'"):
        customers_by_value(rows, "spend")
    with pytest.raises(SchemaError, match="customer_id must hold numbers"):
        customers_by_value(rows, "customer_id")
    with pytest.raises(SchemaError, match="amount is missing or infinite for 2 customers"):
        customers_by_value(pd.DataFrame({"amount": [None, 1.0, float("inf")]}), "amount")
    with pytest.raises(SchemaError, match="empty"):
        customers_by_value(rows.head(0), "amount")
    with pytest.raises(TypeError, match="customers must be a dataframe"):
        customers_by_value([1], "amount")
