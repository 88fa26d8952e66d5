"""One row per customer, as other packages have it, gives the same table and the same fit."""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import BetaGeoNBD, repeat_purchase_table, repeat_purchases_from_summary
from custseg.schema import SchemaError
from custseg.tables import customer_table

END = "1997-09-30"
LIFETIMES = {"x": "frequency", "t_x": "recency", "T": "T", "m_x": "monetary_value"}
BTYD = {"x": "x", "t_x": "t.x", "T": "T.cal", "m_x": "m.x"}
CLVTOOLS = {"x": "x", "t_x": "t.x", "T": "T.cal", "m_x": "Spending"}


@pytest.fixture(scope="module")
def table():
    return repeat_purchase_table(load_cdnow(), observed_until=END)


@pytest.mark.parametrize("names", [LIFETIMES, BTYD, CLVTOOLS, {}], ids=["lifetimes", "BTYD", "CLVTools", "ours"])
def test_layouts_of_other_packages(table, names):
    summary = table.rename(columns=names).fillna(0.0)
    found = repeat_purchases_from_summary(summary, unit="W")
    pd.testing.assert_frame_equal(found, table)
    assert found.attrs["unit"] == "W"


def test_a_customer_table_counts_back_from_the_end(table):
    log = load_cdnow()
    customers = customer_table(log[log["date"] <= END], as_of=END)
    found = repeat_purchases_from_summary(customers, unit="W")
    pd.testing.assert_frame_equal(found, table[["x", "t_x", "T"]].loc[found.index], check_dtype=False)


def test_a_row_for_many_customers_is_fitted_as_they_are(table):
    summary = table.drop(columns="m_x").value_counts().rename("customers").reset_index()
    found = repeat_purchases_from_summary(summary, unit="W", counts="customers")
    assert len(found) == len(table) > len(summary)
    np.testing.assert_allclose(BetaGeoNBD().fit(found).params_, BetaGeoNBD().fit(table).params_, rtol=1e-6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"T": None}, "none of the known layouts"),
        ({"customers": [1.5, 1]}, "whole numbers of 1 or more"),
        ({"customers": [0, 1]}, "Leave out rows that stand for nobody"),
        ({"customers": [10**9, 1]}, "adds up to"),
        ({"frequency": ["much", 1]}, "summary must hold numbers: frequency holds"),
        ({"recency": [50.0, 0.0]}, "t_x is later than T"),
        ({"tenure": [50.0, 40.0], "T": None, "frequency": [0, 1]}, "1 or more for every customer"),
    ],
)
def test_what_is_no_summary(change, said):
    columns = {"frequency": [2, 0], "recency": [30.0, 0.0], "T": [40.0, 40.0], "customers": [1, 2]} | change
    summary = pd.DataFrame({name: values for name, values in columns.items() if values is not None})
    with pytest.raises(SchemaError, match=said):
        repeat_purchases_from_summary(summary, unit="W", counts="customers")


def test_what_is_missing_is_named(table):
    with pytest.raises(SchemaError, match="lacks the column of counts, 'n'"):
        repeat_purchases_from_summary(table, unit="W", counts="n")
    with pytest.raises(SchemaError, match="lacks 'recency'"):
        repeat_purchases_from_summary(pd.DataFrame({"tenure": [3], "frequency": [1]}), unit="W")
    with pytest.raises(ValueError, match="unit must be one of"):
        repeat_purchases_from_summary(table, unit="weeks")


def test_customers_that_counts_does_not_name_are_not_left_out_in_silence(table):
    with pytest.raises(SchemaError, match="rows stand for 4,714: pass counts='customers'"):
        repeat_purchases_from_summary(table.assign(customers=2), unit="W")
    pd.testing.assert_frame_equal(repeat_purchases_from_summary(table.assign(customers=1), unit="W"), table)
