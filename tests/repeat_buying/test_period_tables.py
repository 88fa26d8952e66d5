import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import period_purchase_table
from custseg.schema import SchemaError

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")

GIFTS = pd.DataFrame(
    {
        "customer_id": ["ann", "ann", "ann", "ann", "bob", "zoe"],
        "date": pd.to_datetime(["2020-12-31", "2021-01-01", "2023-05-01", "2023-06-01", "2022-01-01", "2024-12-31"]),
        "amount": [30.0, 20.0, 5.0, 5.0, 12.0, 3.0],
    }
)


def counts(**arguments):
    return period_purchase_table(GIFTS, **arguments).to_dict("list")


def test_calendar_years_begin_on_the_first_of_january():
    assert counts(observed_until="2024-12-31") == {"x": [2, 0, 0], "t_x": [3, 0, 0], "n": [4, 2, 0]}


def test_years_may_end_with_any_month():
    # seasons to the end of June: 2020/21 (two gifts, one yes), 2022/23
    assert counts(observed_until="2023-06-30") == {"x": [1, 0], "t_x": [2, 0], "n": [2, 1]}


def test_the_holdout_is_counted_apart():
    found = counts(observed_until="2022-12-31", holdout_until="2024-12-31")
    assert found == {"x": [1, 0], "t_x": [1, 0], "n": [2, 0], "x_holdout": [1, 0], "n_holdout": [2, 2]}


def test_months_of_a_real_log_are_the_months_of_pandas():
    log = load_cdnow()
    found = period_purchase_table(log, observed_until="1998-06-30", period="M")
    months = log.groupby("customer_id")["date"].agg(lambda dates: sorted(set(dates.dt.to_period("M"))))
    first = months.str[0].map(lambda month: month.ordinal)
    wanted = pd.DataFrame(
        {
            "x": months.str.len() - 1,
            "t_x": months.str[-1].map(lambda month: month.ordinal) - first,
            "n": pd.Period("1998-06", "M").ordinal - first,
        }
    )
    pd.testing.assert_frame_equal(found, wanted, check_names=False, check_dtype=False)


def test_an_order_that_was_given_back_is_no_purchase_and_order_of_rows_changes_nothing():
    back = pd.concat([GIFTS, GIFTS.iloc[[1]].assign(amount=-20.0, date=pd.Timestamp("2021-01-05"))], ignore_index=True)
    found = period_purchase_table(back, observed_until="2024-12-31")
    assert found.loc["ann"].tolist() == [1, 3, 4] and found.attrs["refund_rows"] == 1
    pd.testing.assert_frame_equal(period_purchase_table(back.iloc[::-1], observed_until="2024-12-31"), found)


def test_days_in_the_middle_of_a_period_are_refused():
    with pytest.raises(ValueError, match=r"must be the last day of a month.*Pass '2022-05-31'"):
        counts(observed_until="2022-06-29")
    with pytest.raises(ValueError, match="must lie whole years after"):
        counts(observed_until="2022-06-30", holdout_until="2022-07-31")
    with pytest.raises(ValueError, match="must lie whole weeks after"):
        counts(observed_until="2022-06-30", holdout_until="2022-07-08", period="W")
    with pytest.raises(ValueError, match="must be after observed_until"):
        counts(observed_until="2022-06-30", holdout_until="2022-05-31")
    with pytest.raises(SchemaError, match="no purchase up to"):
        counts(observed_until="2019-12-31")
    assert np.all(period_purchase_table(GIFTS, observed_until="2024-06-29", period="W")["n"] >= 0)
