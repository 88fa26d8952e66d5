"""Are only complete stretches compared, and does a giant stand out among many?"""

import pandas as pd

from custseg.brief import open_book
from custseg.brief._periods import giant_account, pair_of_periods, past_years, year_name
from custseg.datasets import load_cdnow
from tests.brief.by_hand import log_of


def test_the_last_quarter_that_is_over_meets_the_same_one_a_year_before():
    pair = pair_of_periods(open_book(load_cdnow()))
    assert pair.like
    assert pair.names == ("the second quarter of 1997", "the second quarter of 1998")


def test_a_day_short_of_the_quarter_takes_the_one_before():
    pair = pair_of_periods(open_book(load_cdnow(), as_of="1998-06-29"))
    assert pair.names == ("the first quarter of 1997", "the first quarter of 1998")


def test_a_log_of_fourteen_months_compares_its_last_two_with_the_same_a_year_before():
    pair = pair_of_periods(log_of([("a", day, 1.0) for day in ("2023-01-01", "2024-02-29")]))
    assert pair.like
    assert pair.names == ("January to February 2023", "January to February 2024")


def test_a_short_log_gives_two_stretches_of_whole_months():
    pair = pair_of_periods(log_of([("a", day, 1.0) for day in ("2024-01-01", "2024-03-20")]))
    longer = pair_of_periods(log_of([("a", day, 1.0) for day in ("2024-01-01", "2024-06-02")]))
    assert not pair.like
    assert pair.names == ("January 2024", "February 2024")
    assert longer.names == ("February to March 2024", "April to May 2024")


def test_only_years_that_the_log_holds_whole_are_given():
    assert past_years(open_book(load_cdnow())) == [(pd.Timestamp("1997-06-30"), pd.Timestamp("1998-06-30"))]


def test_a_short_log_says_how_many_days_it_has():
    assert year_name(log_of([("a", "2024-01-01", 1.0)])) == "the 24 hours of 1 January 2024"
    assert year_name(log_of([("a", "2024-01-01", 1.0), ("a", "2024-01-03", 1.0)])) == "the 3 days to 3 January 2024"


def test_one_of_three_customers_is_no_giant_and_one_of_thirty_is():
    few = [(f"c{i}", "2024-01-01", 10.0 * (i + 1)) for i in range(3)]
    many = [(f"c{i}", "2024-01-01", 10.0) for i in range(29)]
    assert giant_account(log_of(few)) is None
    assert giant_account(log_of([*many, ("big", "2024-01-02", 200.0)])) == ("big", 200 / 490)
