import json

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import repeat_purchase_table


def transactions(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"], format="ISO8601"))


SIMPLE = transactions(
    ("b", "2024-01-08", 12.0),
    ("a", "2024-01-15 18:00", 5.0),
    ("a", "2024-01-01", 30.0),
    ("a", "2024-01-15 09:00", 20.0),
    ("a", "2024-02-05", 40.0),
    ("c", "2024-02-10", 1.0),
)


def test_counts_times_and_spend_by_hand():
    table = repeat_purchase_table(SIMPLE, observed_until="2024-01-29", period="W")
    assert list(table.index) == ["a", "b"]  # c bought first after the last day
    assert table.loc["a"].tolist() == [1, 2.0, 4.0, 25.0]  # two purchases on one day are one occasion
    assert table.loc["b"].tolist()[:3] == [0, 0.0, 3.0] and np.isnan(table.loc["b", "m_x"])


def test_attrs_state_everything_and_are_json():
    table = repeat_purchase_table(SIMPLE, observed_until="2024-01-29")
    attrs = json.loads(json.dumps(table.attrs))
    assert attrs["unit"] == "W" and attrs["grain"] == "D" and attrs["observed_until"] == "2024-01-29"
    assert attrs["rows_after"] == 2 and attrs["customers"] == 2


def test_holdout_counts_and_keeps_customers():
    table = repeat_purchase_table(SIMPLE, observed_until="2024-01-29", holdout_until="2024-02-12")
    assert table["x_holdout"].tolist() == [1, 0] and table["m_holdout"].iloc[0] == 40.0
    assert table["T_holdout"].tolist() == [2.0, 2.0]
    assert table.attrs["customers_without_purchase"] == 1  # c belongs to the second period alone


def test_whole_weeks_are_counted_back_from_the_last_day():
    rows = transactions(("a", "2024-01-01", 1.0), ("a", "2024-01-02", 2.0), ("a", "2024-01-09", 4.0))
    table = repeat_purchase_table(rows, observed_until="2024-01-14", grain="W")
    assert table.loc["a"].tolist() == [1, 1.0, 1.0, 4.0]


@pytest.mark.parametrize(("period", "expected"), [("D", 30.4375 * 2), ("W", 30.4375 * 2 / 7), ("M", 2.0), ("Y", 1 / 6)])
def test_units(period, expected):
    rows = transactions(("a", "2024-01-01", 1.0), ("b", "2024-01-01", 1.0))
    table = repeat_purchase_table(rows, observed_until="2024-03-02", period=period)
    assert table["T"].iloc[0] == pytest.approx(expected * 61 / 60.875)


@pytest.mark.parametrize("dtype", ["str", "category", "int64"])
def test_order_and_type_of_ids_do_not_matter(dtype):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "customer_id": pd.Series(rng.integers(100, 140, 500)).astype("str").astype(dtype),
            "date": np.datetime64("2024-01-01") + rng.integers(0, 200, 500).astype("timedelta64[D]"),
            "amount": rng.integers(1, 50, 500).astype(float),
        }
    )
    table = repeat_purchase_table(rows, observed_until="2024-05-31", holdout_until="2024-07-20")
    shuffled = repeat_purchase_table(
        rows.sample(frac=1, random_state=1), observed_until="2024-05-31", holdout_until="2024-07-20"
    )
    pd.testing.assert_frame_equal(table, shuffled)
    seen = (
        rows[rows["date"] <= "2024-05-31"].groupby(["customer_id", "date"], observed=True)["amount"].sum().reset_index()
    )
    by_hand = seen.groupby("customer_id", observed=True)["date"].agg(["count", "min", "max"])
    np.testing.assert_array_equal(table["x"], by_hand["count"] - 1)
    np.testing.assert_allclose(table["t_x"], (by_hand["max"] - by_hand["min"]).dt.days / 7)


def test_log_gaps_by_hand():
    seen = [("a", "2024-01-01", 1.0), ("a", "2024-01-04", 1.0), ("a", "2024-01-04", 1.0), ("b", "2024-01-01", 1.0)]
    log = transactions(*seen, ("a", "2024-01-24", 1.0), ("a", "2024-02-01", 1.0))
    dates = {"observed_until": "2024-01-31", "holdout_until": "2024-02-05"}
    table = repeat_purchase_table(log, **dates, period="D", log_gaps=True)
    np.testing.assert_allclose(table["litt"], [np.log(3) + np.log(20), 0.0])  # what comes in the holdout is no gap yet
    weekly = repeat_purchase_table(log, **dates, log_gaps=True)
    np.testing.assert_allclose(weekly["litt"], table["litt"] - table["x"] * np.log(7))
    assert "litt" not in repeat_purchase_table(log, **dates)


def test_input_is_not_changed():
    before = SIMPLE.copy()
    repeat_purchase_table(SIMPLE, observed_until="2024-01-31")
    pd.testing.assert_frame_equal(SIMPLE, before)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"observed_until": "soon"}, "observed_until must be a day"),
        ({"observed_until": None}, "observed_until must be a day"),
        ({"period": "Q"}, "period must be one of"),
        ({"grain": "h"}, "grain must be one of"),
        ({"refunds": "ignore"}, "refunds must be one of"),
        ({"holdout_until": "2024-01-01"}, "must be after observed_until"),
    ],
)
def test_bad_arguments_are_explained(arguments, message):
    with pytest.raises(ValueError, match=message):
        repeat_purchase_table(SIMPLE, **{"observed_until": "2024-01-29", **arguments})
