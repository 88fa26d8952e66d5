"""What is wrong is said once with its rows, and beside each row."""

import numpy as np
import pandas as pd
import pytest

from custseg.read._faults import Fault, counted, places, reasons, sentence


def mask(*where, size=10):
    found = np.zeros(size, dtype=bool)
    found[list(where)] = True
    return found


NUMBERS = np.arange(10) + 2


def test_a_sentence_names_the_rows_and_what_to_do():
    assert sentence(Fault(mask(1), "date is missing", "Fill it in"), NUMBERS) == (
        "date is missing in 1 row (row 3). Fill it in."
    )
    assert sentence(Fault(mask(0, 2), "date is missing", "Fill it in"), NUMBERS) == (
        "date is missing in 2 rows (rows 2, 4). Fill it in."
    )


def test_a_sentence_shows_what_stands_there():
    cells = pd.Series([f"x{place}" for place in range(10)])
    assert sentence(Fault(mask(0, 2), "date cannot be read", "Correct it", cells), NUMBERS) == (
        "date cannot be read in 2 rows (row 2: 'x0', row 4: 'x2'). Correct it."
    )


def test_only_the_first_places_are_named():
    assert places(mask(*range(10)), NUMBERS) == "rows 2, 3, 4, 5, 6 and 5 more"
    assert places(mask(*range(10)), NUMBERS, pd.Series(list("abcdefghij")), 2) == "row 2: 'a', row 3: 'b' and 8 more"


@pytest.mark.parametrize(
    ("cell", "shown"), [("a\n b", "a b"), ("\x1b]0;a\x07", "\ufffd]0;a\ufffd"), ("x" * 50, "x" * 37 + "...")]
)
def test_long_cells_are_cut(cell, shown):
    assert places(mask(0, size=1), NUMBERS, pd.Series([cell])) == f"row 2: '{shown}'"


def test_counted():
    assert counted(mask(1)) == "1 row"
    assert counted(np.ones(2000, dtype=bool)) == "2,000 rows"


def test_reasons_stand_together():
    faults = [Fault(mask(0, 1), "a", ""), Fault(mask(1, 2), "b", ""), Fault(mask(1), "c", "")]
    assert reasons(faults, 10).tolist() == ["a", "a; b; c", "b", *[""] * 7]
