"""Which of two numbers is the day? The whole column decides, or the caller."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from .._faults import counted, places
from ..parts.whole import anywhere, first_found


class Cells(NamedTuple):
    """What is known about the different cells of a column of dates."""

    codes: np.ndarray  # which of the cells stands in each row of the file, -1 for a gap
    moments: np.ndarray  # datetime64[ns], NaT where there is none (yet)
    outside: np.ndarray  # a date that datetime64[ns] cannot hold
    missing: np.ndarray  # a text that means that nothing is there
    serial: np.ndarray  # read as Excel's day number
    zone: np.ndarray  # names a time zone
    real: np.ndarray  # a date in the source, not a text or a number
    where: np.ndarray  # the cells, by position, that `numbers` is about
    numbers: pd.DataFrame  # see `date_numbers`

    def rows(self, mask: np.ndarray) -> np.ndarray:
        """Turn a mask over the cells into a mask over the rows of the file."""
        return mask[self.codes] & (self.codes >= 0) if len(mask) else np.zeros(len(self.codes), dtype=bool)


def day_order(
    cells: Cells, values: pd.Series, rows: np.ndarray, dayfirst: bool | None = None
) -> tuple[bool | None, list[str]]:
    """Decide whether the first of two numbers is the day.

    Parameters
    ----------
    cells : Cells
        The column.
    values : Series
        Cells as the source types them, for messages.
    rows : array
        Row numbers, for messages.
    dayfirst : bool, optional
        What the caller says; it is not overruled.

    Returns
    -------
    dayfirst : bool or None
        None if no date depends on it, or if it cannot be decided.
    problems : list of str
        Why it cannot be decided, and what to pass.
    """
    first, second = cells.numbers["first"].to_numpy(), cells.numbers["second"].to_numpy()
    day, month = (first > 12) & (second <= 12), (first <= 12) & (second > 12)
    either = (first <= 12) & (second <= 12) & (first != second)

    def in_rows(mask: np.ndarray) -> np.ndarray:
        of_cells = np.zeros(len(cells.moments), dtype=bool)
        of_cells[cells.where] = mask
        return cells.rows(of_cells)

    days, months, eithers = (
        anywhere(f"date: {name}", mask)
        for name, mask in (("day first", day), ("month first", month), ("either", either))
    )
    if not (days or months or eithers):
        return None, []
    if dayfirst is not None:
        return dayfirst, []
    if days and months:
        return None, [_both(in_rows(day), in_rows(month), values, rows)]
    if not (days or months):
        return None, [_neither(in_rows(either), cells.numbers[either], values, rows)]
    if not eithers and (problem := _swapped_by_excel(cells, in_rows(day | month), values, rows)):
        return None, [problem]
    return days, []


def _both(day: np.ndarray, month: np.ndarray, values: pd.Series, rows: np.ndarray) -> str:
    return (
        f"date has two orders: day first in {counted(day)} ({places(day, rows, values, 2)}), "
        f"month first in {counted(month)} ({places(month, rows, values, 2)}). "
        "Pass dayfirst=True or dayfirst=False; the other rows are then listed one by one."
    )


def _neither(either: np.ndarray, numbers: pd.DataFrame, values: pd.Series, rows: np.ndarray) -> str:
    here = None
    if either.any():
        row = int(np.flatnonzero(either)[0])
        here = (
            str(values.iloc[row]),
            str(rows[row]),
            *(int(numbers[name].iloc[0]) for name in ("year", "first", "second")),
        )
    cell, label, year, first, second = first_found("date: in either order", here) or ("", "", 1970, 1, 1)
    return (
        f"date can be read in two ways: no day is above 12 (row {label}: '{cell}'). Pass "
        f"dayfirst=True for {year:04}-{second:02}-{first:02} or dayfirst=False for {year:04}-{first:02}-{second:02}."
    )


def _swapped_by_excel(cells: Cells, texts: np.ndarray, values: pd.Series, rows: np.ndarray) -> str | None:
    """Recognise what is left when Excel opens a file with the other order: it turns round what it can."""
    real = cells.real & ~np.isnat(cells.moments)
    days = pd.Series(cells.moments[real]).dt.day
    if real.sum() < 3 or days.max() > 12:
        return None
    return (
        f"date is a real date in {counted(cells.rows(real))}, with no day above 12, and text in {counted(texts)}, each "
        f"with a number above 12 ({places(texts, rows, values, 2)}). Excel has probably swapped day and month in the "
        "real dates. Import the original file as text, or pass dayfirst=... if they are right."
    )
