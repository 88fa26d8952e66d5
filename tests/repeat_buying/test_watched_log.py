"""Does a past day see only what was known then?"""

import pandas as pd

from custseg.repeat_buying._watched_log import Seen, WatchedLog
from custseg.schema import day_number

LOG = pd.DataFrame(
    {
        "customer_id": ["a", "b", "a", "b"],
        "date": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-01-05", "2024-01-09"]),
        "amount": [1.0, 2.0, 4.0, -2.0],
    }
)
FIRST = day_number("2024-01-01", "day")


def test_what_came_is_of_those_known_and_net_of_returns():
    watched = WatchedLog(LOG)
    assert watched.came(FIRST, FIRST + 8) == 4.0, "b was not known yet"
    assert watched.came(FIRST + 4, FIRST + 8) == -2.0
    assert watched.again(FIRST - 1, FIRST + 4) == 4.0, "first days count for nothing"
    assert watched.purchase_days(FIRST, FIRST + 8) == 1


def test_a_refund_of_a_first_day_counts_for_as_little_as_that_day():
    """Ann is new and gives back her first purchase, then a part of her third; Bob, known before, gives back his."""
    rows = [
        ("bob", 0, 9.0, "b1"),
        ("ann", 2, 50.0, "a1"),
        ("bob", 3, -9.0, "b1"),
        ("ann", 4, 20.0, "a2"),
        ("ann", 5, -50.0, "a1"),
        ("ann", 6, 30.0, "a3"),
        ("ann", 7, -5.0, "a3"),
        ("ann", 9, -20.0, "a2"),
    ]
    log = pd.DataFrame(rows, columns=["customer_id", "date", "amount", "order_id"])
    watched = WatchedLog(log.assign(date=pd.Timestamp("2024-01-01") + pd.to_timedelta(log["date"], unit="D")))
    assert watched.again(FIRST, FIRST + 8) == 20.0 + 30.0 - 5.0 - 9.0
    assert watched.again(FIRST, FIRST + 5) == 20.0 - 9.0, "what came back later is not known yet"
    assert watched.again(FIRST + 2, FIRST + 9) == 20.0 - 50.0 + 30.0 - 5.0 - 20.0 - 9.0, "she was known before"
    assert watched.came(FIRST + 2, FIRST + 9) == watched.again(FIRST + 2, FIRST + 9)


def test_a_refund_is_not_known_before_it_came():
    watched = WatchedLog(LOG)
    assert len(Seen(watched, FIRST + 4, FIRST + 8).table) == 2
    assert len(Seen(watched, FIRST + 8, FIRST + 12).table) == 1, "what b bought was given back"
    assert Seen(watched, FIRST - 1, FIRST).table is None
