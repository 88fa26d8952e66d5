import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._occasions import merge_occasions, transaction_columns
from custseg.repeat_buying._season_cells import count_cells, period_number, period_start, season_number

DAYS = pd.date_range("2018-12-20", "2027-01-15")
NUMBERS = DAYS.to_numpy().astype("datetime64[D]").astype(np.int64)


@pytest.mark.parametrize("by", ["month", "week"])
def test_seasons_are_those_of_pandas(by):
    known = DAYS.month if by == "month" else np.minimum(DAYS.isocalendar().week.to_numpy(), 52)
    np.testing.assert_array_equal(season_number(NUMBERS, by) + 1, known)


@pytest.mark.parametrize("by", ["month", "week"])
def test_a_period_begins_on_its_first_day(by):
    start = period_start(period_number(NUMBERS, by), by)
    first = DAYS.to_period("M" if by == "month" else "W").start_time.to_numpy().astype("datetime64[D]").astype(np.int64)
    np.testing.assert_array_equal(start, first)


def test_purchases_and_days_at_risk_are_counted_by_period():
    log = pd.DataFrame(
        {
            "customer_id": ["a", "a", "a", "b", "b"],
            "date": pd.to_datetime(["2024-01-10", "2024-01-31", "2024-03-05", "2024-02-20", "2024-03-09"]),
            "amount": 1.0,
        }
    )
    end = int(np.datetime64("2024-03-10").astype(np.int64))
    cells = count_cells(merge_occasions(transaction_columns(log), end, end, 1.0, "net"), end, "month")
    assert cells.days.tolist() == [22, 29, 10] and cells.season.tolist() == [0, 1, 2]  # 10 to 31 January, ...
    assert cells.cohort.tolist() == [0, 1] and cells.first_days.tolist() == [21, 9]  # the days after the first purchase
    np.testing.assert_array_equal(cells.bought.toarray(), [[1, 0, 1], [0, 0, 1]])
