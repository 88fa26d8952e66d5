"""One day above 12 decides for the column; otherwise the caller does."""

import datetime

import numpy as np
import pandas as pd
import pytest

from custseg.read.cells.dates import read_dates


def read(values, dayfirst=None):
    parsed, order = read_dates(pd.Series(values, dtype=object), np.arange(len(values)) + 2, dayfirst)
    return parsed.series.dt.strftime("%m-%d").tolist(), order, parsed.problems


@pytest.mark.parametrize(
    ("values", "days", "order"),
    [
        (["5/1/2024", "31/1/2024"], ["01-05", "01-31"], True),
        (["5/1/2024", "1/31/2024"], ["05-01", "01-31"], False),
        (["5.1.2024", "31-1-2024"], ["01-05", "01-31"], True),
        (["5/1/2024 8:30", "31/1/24"], ["01-05", "01-31"], True),
        (["5/5/2024", "1/1/2024"], ["05-05", "01-01"], None),
        (["2024-05-01", "2024/5/1"], ["05-01", "05-01"], None),
    ],
)
def test_evidence(values, days, order):
    assert read(values) == (days, order, [])


@pytest.mark.parametrize(("dayfirst", "day"), [(True, "01-05"), (False, "05-01")])
def test_what_the_caller_says(dayfirst, day):
    assert read(["5/1/2024"], dayfirst) == ([day], dayfirst, [])


def test_the_caller_cannot_change_what_is_plain():
    assert read(["2024-05-01"], dayfirst=True) == (["05-01"], None, [])


def test_no_evidence():
    _, order, problems = read(["soon", "5/1/2024", "6/1/2024"])
    assert order is None
    assert problems == [
        "date can be read in two ways: no day is above 12 (row 3: '5/1/2024'). "
        "Pass dayfirst=True for 2024-01-05 or dayfirst=False for 2024-05-01."
    ]


def test_contradictory_evidence():
    _, order, problems = read(["31/1/2024", "1/31/2024", "1/30/2024", "5/1/2024"])
    assert order is None
    assert problems == [
        "date has two orders: day first in 1 row (row 2: '31/1/2024'), "
        "month first in 2 rows (row 3: '1/31/2024', row 4: '1/30/2024'). "
        "Pass dayfirst=True or dayfirst=False; the other rows are then listed one by one."
    ]


@pytest.fixture
def swapped():
    # 5 January written day first, opened where months come first: Excel makes it 1 May and leaves 31/1/2024 as text
    return [*(datetime.datetime(2024, day, 1) for day in (5, 6, 7)), "31/1/2024"]


def test_what_excel_leaves_behind(swapped):
    _, _, problems = read(swapped)
    assert len(problems) == 1
    assert "real date in 3 rows, with no day above 12, and text in 1 row" in problems[0]
    assert "Excel has probably swapped day and month" in problems[0]


def test_what_excel_leaves_behind_is_right_if_the_caller_says_so(swapped):
    assert read(swapped, dayfirst=True)[2] == []


def test_real_dates_above_12_clear_excel(swapped):
    assert read([*swapped, datetime.datetime(2024, 1, 20)])[2] == []


def test_two_real_dates_are_too_few_to_suspect_excel(swapped):
    assert read(swapped[1:])[2] == []
