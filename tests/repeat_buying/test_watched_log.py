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


def test_a_refund_is_not_known_before_it_came():
    watched = WatchedLog(LOG)
    assert len(Seen(watched, FIRST + 4, FIRST + 8).table) == 2
    assert len(Seen(watched, FIRST + 8, FIRST + 12).table) == 1, "what b bought was given back"
    assert Seen(watched, FIRST - 1, FIRST).table is None
