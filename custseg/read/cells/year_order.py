"""Does a year of two digits stand first? The whole column decides, or the caller.

Offers `year_order`. Year first is usual in Chinese, Japanese and Korean tills: 24/01/05 is 5 January 2024.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..parts.whole import anywhere, first_found, overall
from ..parts.wording import Count, written
from .date_text import century
from .day_order import Cells

CLEARLY_MORE = 0.1  # as a share of the cells
FEWER_YEARS = 3  # a log spans few years, and its days run from 1 to 31
MONTHLY = (1, 28, 29, 30, 31)  # one day throughout is honest only at the turn of the month


def year_order(
    cells: Cells, values: pd.Series, rows: np.ndarray, yearfirst: bool | None, dayfirst: bool | None
) -> tuple[Cells, list[str], list[str]]:
    """Decide whether the first of three two-digit numbers is the year, and read those numbers so.

    A reading that far fewer cells allow is out. Between two readings that fit, the one that spans far fewer years
    holds if its days are spread over the month, or if the other reading has the same day throughout.

    Parameters
    ----------
    cells : Cells
        The column.
    values : Series
        Cells as the source types them, for messages.
    rows : array
        Row numbers, for messages.
    yearfirst, dayfirst : bool, optional
        What the caller says. Whoever says which number is the day has said that the first is not the year.

    Returns
    -------
    cells : Cells
        With year, month and day in place if the year stands first; else as they came.
    problems : list of str
        Why it cannot be decided, and what to pass.
    notes : list of str
        How many dates were read with the year first.
    """
    numbers = cells.numbers
    three = numbers["first"].notna()
    short = (three & (numbers["short_year"] == 1)).to_numpy()
    twice = yearfirst is None and dayfirst is not None
    if yearfirst is False or twice or not anywhere("date: years of two digits", short):
        return cells, [], []
    days = _days(numbers[three]) if yearfirst is None else frozenset()
    short_days = np.array([day[:3] for day in sorted(days) if day[3]])
    if yearfirst is None and (not len(short_days) or len(short_days) < (1 - CLEARLY_MORE) * len(days)):
        yearfirst = False  # 31/1/2024 beside 31/1/24 shows where years stand; one in a hundred shows nothing
    if yearfirst is False:
        return cells, [], []
    first, second, last = (numbers.loc[short, name].to_numpy() for name in ("first", "second", "year"))
    last = last % 100
    if yearfirst is None:
        yearfirst = _decided(*short_days.T)
    if yearfirst is None:
        return cells, [_open(cells, short, values, rows)], []
    if not yearfirst:
        return cells, [], []
    read = numbers.copy()
    read.loc[short, ["year", "month", "day"]] = np.column_stack([century(first), second, last])
    read.loc[short, ["first", "second"]] = np.nan
    of_cells = np.zeros(len(cells.moments), dtype=bool)
    of_cells[cells.where[short]] = True
    held = cells.rows(of_cells)
    here = str(values.iloc[int(np.flatnonzero(held)[0])]) if held.any() else None
    example = first_found("date: year first", here)
    note = f"date: {written(Count(int(held.sum())))} have a year of two digits first, as in '{example}'."
    return cells._replace(numbers=read), [], [note]


def _days(numbers: pd.DataFrame) -> frozenset[tuple[float, float, float, bool]]:
    """Give each different day once, whatever its time of day: its numbers, the year's last two, whether it has two."""
    columns = [numbers["first"], numbers["second"], numbers["year"] % 100, numbers["short_year"] == 1, numbers["year"]]
    different = pd.concat(columns, axis=1, keys=range(5)).drop_duplicates()
    here = frozenset(different.itertuples(index=False, name=None))
    return overall("date: numbers", here, frozenset.union)


def _decided(first: np.ndarray, second: np.ndarray, last: np.ndarray) -> bool | None:
    """Return None if both readings are plausible."""
    months = second <= 12
    year_fits = months & (last >= 1) & (last <= 31)
    day_fits, month_fits = months & (first >= 1) & (first <= 31), (first <= 12) & (second <= 31)
    fits, days = (day_fits, first) if day_fits.sum() >= month_fits.sum() else (month_fits, second)
    if abs(year_fits.mean() - fits.mean()) > CLEARLY_MORE:
        return bool(year_fits.mean() > fits.mean())
    both = year_fits & fits
    if not both.any():
        return False
    years_first, years_last = np.ptp(century(first[both])) + 1, np.ptp(century(last[both])) + 1
    if _clearly(years_first, last[both], years_last, days[both]):
        return True
    return False if _clearly(years_last, days[both], years_first, last[both]) else None


def _clearly(years: float, days: np.ndarray, other_years: float, other_days: np.ndarray) -> bool:
    """Say whether the first reading holds and the other does not."""
    spread = days.min() <= 10 and days.max() >= 22
    stuck = np.ptp(other_days) == 0 and other_days[0] not in MONTHLY
    return bool(years * FEWER_YEARS <= other_years and (spread or stuck))


def _open(cells: Cells, short: np.ndarray, values: pd.Series, rows: np.ndarray) -> str:
    here = None
    if short.any():
        place = int(cells.where[np.flatnonzero(short)[0]])
        row = int(np.flatnonzero(cells.codes == place)[0])
        one = cells.numbers[short].iloc[0]
        here = str(values.iloc[row]), str(rows[row]), int(one["first"]), int(one["second"]), int(one["year"])
    cell, label, first, second, year = first_found("date: year first or last", here) or ("", "", 1, 1, 1970)
    ways = {
        "yearfirst=True": (int(century(first)), second, year % 100),
        "dayfirst=True": (year, second, first),
        "dayfirst=False": (year, first, second),
    }
    possible = [f"{way} for {y:04}-{m:02}-{d:02}" for way, (y, m, d) in ways.items() if m <= 12 and d <= 31]
    return f"date can be read with the year first or last (row {label}: '{cell}'). Pass {' or '.join(possible)}."
