"""Do the shares of the list price add up, and are those of the grocer the known ones?"""

import pandas as pd
import pytest

from custseg.datasets import load_complete_journey
from custseg.schema import SchemaError
from custseg.value import realised_price

DISCOUNTS = ["retail_disc", "coupon_match_disc"]


def rows():
    return pd.DataFrame({"customer_id": ["a", "a", "b"], "amount": [8.0, 10.0, 6.0], "card": [2.0, 0.0, 2.0]})


def test_sums_are_divided():
    table = realised_price(rows(), discounts=["card"])
    assert table["realised_price"].to_dict() == {"a": 0.9, "b": 0.75}
    assert (table["realised_price"] + table["card"]).eq(1).all()


def test_what_was_wholly_given_back_has_no_price():
    table = realised_price(pd.concat([rows(), rows().iloc[[2]].assign(amount=-6.0, card=-2.0)]), discounts=["card"])
    assert pd.isna(table.loc["b", "realised_price"]) and table.loc["b", "list_amount"] == 0


@pytest.mark.heavy
def test_households_of_the_grocer():
    """The retailer's own discounts: loyalty card and matched coupons."""
    lines = load_complete_journey("departments").merge(load_complete_journey()[["order_id", "customer_id"]])
    table = realised_price(lines, discounts=DISCOUNTS, paid="sales_value")
    assert len(table) == 1976
    assert table["realised_price"].quantile([0.05, 0.5, 0.95]).round(3).tolist() == [0.748, 0.854, 0.928]
    assert (table["realised_price"] + table[DISCOUNTS].sum(axis=1)).sub(1).abs().max() < 1e-12


def test_columns_that_are_missing_or_named_twice():
    with pytest.raises(SchemaError, match="lacks column 'coupon'"):
        realised_price(rows(), discounts=["coupon"])
    with pytest.raises(SchemaError, match="must be different columns"):
        realised_price(rows(), discounts=["amount"])
    with pytest.raises(SchemaError, match="as columns of the answer are"):
        realised_price(rows().rename(columns={"card": "list_amount"}), discounts=["list_amount"])
    with pytest.raises(SchemaError, match="must hold numbers"):
        realised_price(rows().assign(card="2 off"), discounts=["card"])
