"""What came in which year? Years however they are written, and income of the latest three.

`income_by_year`, `as_years` and `year_headers`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ...schema import listed, printable
from .reading import Reading

YEARS = 3


def income_by_year(table: pd.DataFrame | None, reading: Reading) -> pd.DataFrame | None:
    """Give income by client and year, the latest three years.

    Parameters
    ----------
    table : DataFrame or None
        ``client_id`` and a column a year, or ``year`` and ``income``.
    reading : Reading
        Gets what is wrong.

    Returns
    -------
    DataFrame or None
        Index ``client_id``, three columns; None where there is none, or something is wrong.
    """
    if table is None:
        return None
    if "year" in table:
        twice = table.duplicated(["client_id", "year"])
        if twice.any():
            reading.problems.append(
                f"income: a year stands twice for {listed(table.loc[twice, 'client_id'].unique())}."
            )
            return None
        table = table.pivot_table(index="client_id", columns="year", values="income", aggfunc="first").reset_index()
    elif (twice := table["client_id"].duplicated()).any():
        reading.problems.append(f"income: clients stand twice: {listed(table.loc[twice, 'client_id'].unique())}.")
        return None
    wide = table.set_index("client_id")
    years = sorted(int(year) for year in wide.columns)[-YEARS:]
    if len(years) < YEARS or years[-1] - years[0] != YEARS - 1:
        reading.problems.append(f"income: three years in a row are needed; found {listed(years) or 'none'}.")
        return None
    return wide.set_axis([int(year) for year in wide.columns], axis=1)[years].rename_axis(columns=None)


def year_headers(headers: Sequence[str]) -> dict[str, str]:
    """Give the headers that name one year each: 2023, income_2023, 2023年收入.

    Parameters
    ----------
    headers : sequence of str
        Those that are nothing else.

    Returns
    -------
    dict of str to str
        Year to header.
    """
    found = {header: re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", header) for header in headers}
    return {years[0]: header for header, years in found.items() if len(years) == 1}


def as_years(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Read years: 2023, FY2023, 2023年, 2023-12-31.

    Parameters
    ----------
    values : Series
        Texts or numbers.

    Returns
    -------
    Series
        Whole numbers, or what was given where some cannot be read.
    list of str
        Which cannot.
    """
    found = values.astype("string").str.extract(r"(?<!\d)((?:19|20)\d\d)(?!\d{5})", expand=False)
    wrong = found.isna()
    if wrong.any():
        return values, [f"year cannot be read: {listed([printable(str(one)) for one in values[wrong].unique()])}."]
    return found.astype("int64"), []
