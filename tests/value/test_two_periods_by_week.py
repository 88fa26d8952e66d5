"""Do the weeks hold the sales of their days, and nothing else?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import weekly_sales

SPANS = {"before": ("2024-01-01", "2024-01-16"), "after": ("2024-02-01", "2024-02-14")}


def daily(**more):
    days = pd.date_range("2024-01-01", "2024-02-29")
    return pd.DataFrame({"customer_id": "a", "date": days, "amount": np.arange(1.0, len(days) + 1), **more})


def test_weeks_are_counted_back_from_the_last_day_of_each_period():
    weeks = weekly_sales(daily(), **SPANS)
    assert weeks["label"].tolist() == ["before"] * 2 + ["after"] * 2
    assert weeks["value"].tolist() == [sum(range(n, n + 7)) for n in (3, 10, 32, 39)]


def test_a_refund_lowers_the_week_of_its_purchase_if_it_came_in_time():
    log = pd.DataFrame(
        {"customer_id": "a", "date": pd.to_datetime(["2024-01-15", "2024-02-10"]), "amount": [50.0, -20.0]}
    )
    assert weekly_sales(log, **SPANS)["value"].tolist() == [0.0, 30.0, 0.0, 0.0]


def test_the_margin_is_less_the_cost():
    assert weekly_sales(daily(cost=1.0), of="margin", **SPANS)["value"].iloc[0] == sum(range(3, 10)) - 7
    with pytest.raises(SchemaError, match="cost"):
        weekly_sales(daily(), of="margin", **SPANS)


def test_the_weeks_of_newcomers_hold_only_what_they_brought():
    log = pd.concat([daily(), daily(customer_id="new").iloc[35:]])
    weeks = weekly_sales(log, new_within=14, **SPANS)
    assert weeks["value"].tolist() == [sum(range(n, n + 7)) if n > 30 else 0 for n in (3, 10)] + [
        sum(range(36, 39)), sum(range(39, 46))
    ]  # fmt: skip
    with pytest.raises(ValueError, match="new_within"):
        weekly_sales(daily(cost=1.0), of="margin", new_within=14, **SPANS)
