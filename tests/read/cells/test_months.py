"""Months have names in the languages whose headers are known."""

import pytest

from custseg.read.cells.date_text import date_numbers
from custseg.read.cells.months import MONTH_NUMBERS, NAMES


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        *(("31. Januar 2024", 1, 31), ("1. MÄRZ 2024", 3, 1), ("3. Dez 2024", 12, 3), ("Mo, 5. Feb 2024", 2, 5)),
        *(("31 janv. 2024", 1, 31), ("lundi 5 février 2024", 2, 5), ("3 août 2024", 8, 3), ("1er mars 2024", 3, 1)),
        *(("1 de febrero de 2024", 2, 1), ("3 abr 2024", 4, 3), ("sáb 3 ago 2024", 8, 3), ("5 de março de 2024", 3, 5)),
        *(("5 set 2024", 9, 5), ("7 out 2024", 10, 7), ("30 maggio 2024", 5, 30), ("9 giu 2024", 6, 9)),
    ],
)
def test_days_with_a_name_of_a_month(text, month, day):
    assert date_numbers([text])[["year", "month", "day"]].iloc[0].tolist() == [2024, month, day]


def test_no_name_means_two_months():
    words = NAMES.split()
    assert len(NAMES.strip().splitlines()) == 12
    assert len(words) == len(set(words)) == len(MONTH_NUMBERS)
