"""A year of two digits first or last: the column decides, or the caller is asked."""

import numpy as np
import pandas as pd
import pytest

from custseg.read.cells.dates import read_dates


def read(texts, **stated):
    cells = pd.Series(texts, dtype="str")
    parsed, _ = read_dates(cells, np.arange(len(cells)) + 2, **stated)
    return parsed


def written(days, pattern):
    return [day.strftime(pattern) for day in days]


@pytest.mark.heavy
@pytest.mark.parametrize("pattern", ["%y/%m/%d", "%y-%m-%d", "%y.%m.%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y"])
@pytest.mark.parametrize("start", ["2001-01-01", "2012-01-01", "2024-01-01", "1997-03-01", "1999-12-20", "2023-11-15"])
@pytest.mark.parametrize("span", [60, 400, 1000])
def test_the_column_decides(pattern, start, span):
    random = np.random.default_rng(span)
    days = pd.Timestamp(start) + pd.to_timedelta(np.sort(random.integers(0, span, 60)), unit="D")
    parsed = read(written(days, pattern))
    if not parsed.problems:
        assert (parsed.series == days).all()
    assert not parsed.problems or "yearfirst=True" in parsed.problems[0] or "two ways" in parsed.problems[0]
    said = any("a year of two digits first" in note for note in parsed.notes)
    assert parsed.problems or said == pattern.startswith("%y")


def test_a_few_days_of_one_year_are_enough():
    assert read(["24/01/05", "24/01/13", "24/02/20"]).series.dt.strftime("%Y-%m-%d").tolist() == [
        "2024-01-05",
        "2024-01-13",
        "2024-02-20",
    ]
    assert read(["05/01/24", "31/01/24", "20/02/24"]).series.dt.day.tolist() == [5, 31, 20]


def test_one_date_is_asked_for_and_each_answer_works():
    (problem,) = read(["24/01/05"]).problems
    assert problem == (
        "date can be read with the year first or last (row 2: '24/01/05'). "
        "Pass yearfirst=True for 2024-01-05 or dayfirst=True for 2005-01-24."
    )
    assert read(["24/01/05"], yearfirst=True).series[0] == pd.Timestamp("2024-01-05")
    assert read(["24/01/05"], dayfirst=True).series[0] == pd.Timestamp("2005-01-24")


def test_sales_of_each_month_over_years_are_not_taken_for_days():
    monthly = pd.date_range("2014-01-01", "2024-12-01", freq="MS")
    parsed = read(written(monthly, "%d/%m/%y"))
    assert parsed.problems or (parsed.series == monthly).all()


def test_a_year_beyond_31_gives_the_order_away():
    assert read(["97/01/11", "98/05/12"]).series.dt.year.tolist() == [1997, 1998]


def test_a_year_of_four_digits_shows_where_years_stand():
    assert read(["5/1/2024", "24/1/24"]).series.dt.day.tolist() == [5, 24]


def test_one_stray_date_decides_nothing():
    days = pd.date_range("2024-01-05", periods=60)
    parsed = read([*written(days, "%y/%m/%d"), "31.02.2024"])
    assert (parsed.series[:60] == days).all()
    assert parsed.series.isna()[60]
