"""Are days with a purchase, gaps and occasions read as they are?"""

import numpy as np
import pandas as pd

from custseg.repeat_buying._purchase_days import PurchaseDays, purchase_days
from custseg.schema import day_number


def days_of(*customers, end=100):
    """Each customer's days."""
    owner = np.repeat(np.arange(len(customers)), [len(days) for days in customers])
    return PurchaseDays(
        owner, np.concatenate([np.array(days, dtype=np.int64) for days in customers]), len(customers), end
    )


def test_a_log_is_read_by_customer_whatever_its_order_and_what_was_given_back_is_no_purchase():
    rows = pd.DataFrame(
        {
            "customer_id": ["bob", "ann", "ann", "ann", "bob"],
            "date": pd.to_datetime(["2024-01-09", "2024-01-05", "2024-01-01", "2024-01-05", "2024-01-10"]),
            "amount": [5.0, 1.0, 2.0, 3.0, -5.0],
        }
    )
    end = day_number("2024-01-31", "end")
    for log in (purchase_days(rows, end, "net"), purchase_days(rows[::-1], end, "net")):
        assert log.n == 1 and log.owner.tolist() == [0, 0], "ann bought on two days; bob gave back all he had"
        assert (end - log.day).tolist() == [30, 26] and log.days == 31


def test_gaps_their_medians_and_pairs():
    gaps = days_of([0, 10, 30, 60, 61], [5], [1, 8]).gaps
    assert gaps.days.tolist() == [10, 20, 30, 1, 7] and gaps.owner.tolist() == [0, 0, 0, 0, 2]
    assert gaps.followed.tolist() == [0, 1, 2] and gaps.pairs.tolist() == [0, 2]


def test_an_occasion_lasts_from_its_first_day():
    log = days_of([0, 3, 6, 7, 20], [2, 8]).apart(6)
    assert log.day.tolist() == [0, 7, 20, 2] and log.owner.tolist() == [0, 0, 0, 1]


def test_weeks_are_counted_back_from_the_last_day():
    log = days_of([1, 2, 8, 100], [93, 94]).in_weeks
    assert log.day.tolist() == [-14, -13, 0, -1, 0] and log.owner.tolist() == [0, 0, 0, 1, 1]
    assert days_of([0, 7, 21, 22]).by_weekday and not days_of([0, 7, 20, 32]).by_weekday
