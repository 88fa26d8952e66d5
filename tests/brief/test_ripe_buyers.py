"""Who counts as a first-time buyer that was watched long enough?"""

from custseg.brief import open_book
from custseg.brief._ripe_buyers import half_by, ripe
from custseg.datasets import load_cdnow, load_complete_journey
from tests.brief.by_hand import log_of


def test_everybody_counts_where_the_log_begins_with_first_purchases():
    followed = ripe(open_book(load_cdnow()))
    assert (followed.within, len(followed.waits), followed.settled) == (365, 2357, False)


def test_else_the_first_ninety_days_are_left_out():
    followed = ripe(open_book(load_complete_journey()))
    assert followed.settled
    assert followed.waits["first_purchase"].min() >= followed.waits["first_purchase"].min().replace(month=4, day=1)


def test_where_nobody_came_back_there_is_no_day():
    assert half_by(log_of([(f"c{i}", f"2023-01-{1 + i % 28:02d}", 5.0) for i in range(40)])) is None
    assert half_by(log_of([("a", "2024-01-01", 1.0), ("a", "2024-01-01", -1.0)])) is None
