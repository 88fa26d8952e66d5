"""Is a stretch of days called what a reader would call it?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.exhibit import holding_period, length_name, period_name


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("1997-01-01", "1997-12-31", "1997"),
        ("1997-01-01", "1997-06-30", "the first half of 1997"),
        ("1997-07-01", "1997-12-31", "the second half of 1997"),
        ("1997-01-01", "1997-03-31", "the first quarter of 1997"),
        ("1997-10-01", "1997-12-31", "the fourth quarter of 1997"),
        ("1996-02-01", "1996-02-29", "February 1996"),
        ("1997-02-01", "1997-04-30", "February to April 1997"),
        ("1997-01-01", "1997-09-30", "January to September 1997"),
        ("1997-10-01", "1998-06-30", "October 1997 to June 1998"),
        ("1997-01-01", "1998-12-31", "January 1997 to December 1998"),
        ("1997-07-01", "1998-06-30", "July 1997 to June 1998"),
        ("1997-01-01", "1997-03-25", "1 January to 25 March 1997"),
        ("1997-12-15", "1998-01-14", "15 December 1997 to 14 January 1998"),
        ("1997-05-05", "1997-05-05", "5 May 1997"),
    ],
)
def test_days_are_named_exactly(first, last, name):
    assert period_name(first, last) == name


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("1997-03-02", "1997-03-09", "March 1997"),
        ("1997-01-01", "1997-03-25", "the first quarter of 1997"),
        ("1997-03-31", "1997-04-01", "the first half of 1997"),
        ("1997-08-01", "1997-12-31", "the second half of 1997"),
        ("1997-06-30", "1997-07-01", "1997"),
        ("1997-12-31", "1998-01-01", "1997 to 1998"),
    ],
)
def test_the_smallest_part_of_the_calendar_holds_both(first, last, name):
    assert holding_period(first, last) == name


@pytest.mark.parametrize(
    ("after", "until", "name"),
    [
        ("1997-12-31", "1998-06-30", "half-year"),
        ("1997-06-30", "1997-12-31", "half-year"),
        ("1997-09-30", "1998-06-30", "nine months"),
        ("1997-09-30", "1997-12-31", "quarter"),
        ("1996-02-29", "1996-03-31", "month"),
        ("1996-12-31", "1997-12-31", "year"),
        ("1996-12-31", "1998-12-31", "two years"),
        ("1996-12-31", "1998-06-30", "18 months"),
        ("1997-03-14", "1997-09-14", "half-year"),
        ("1997-01-01", "1997-07-02", "26 weeks"),
        ("1997-01-01", "1997-01-08", "week"),
        ("1997-01-01", "1997-02-15", "45 days"),
        ("1997-01-01", "1997-01-02", "day"),
        ("1997-01-30", "1997-02-28", "29 days"),
    ],
)
def test_a_window_is_as_long_as_it_is_called(after, until, name):
    assert length_name(after, until) == name


days = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(days, days)
def test_every_window_has_a_name(one, other):
    first, last = sorted([one, other])
    assert period_name(first, last)
    assert str(last.year) in holding_period(first, last)
    if first < last:
        assert length_name(first, last).split()[-1].rstrip("s") in (
            "day",
            "week",
            "month",
            "quarter",
            "half-year",
            "year",
        )


def test_days_the_wrong_way_round_are_refused():
    for name in (period_name, holding_period):
        with pytest.raises(
            ValueError, match="last must not lie before first; found last 1996-12-31 and first 1997-01-01"
        ):
            name("1997-01-01", "1996-12-31")
    with pytest.raises(ValueError, match="until must be later than after; found until 1997-01-01 and after 1997-01-01"):
        length_name("1997-01-01", "1997-01-01")
    with pytest.raises(ValueError, match="first must be a day"):
        period_name("soon", "1997-01-01")
