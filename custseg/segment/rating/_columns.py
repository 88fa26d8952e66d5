"""Does a table have the columns that a rating needs, whole and finite?

`column_problems` says what is wrong, all at once; `missing_rows` is the sentence about gaps.
"""

from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np
import pandas as pd

from ...schema import as_numbers, listed


def column_problems(table: pd.DataFrame, name: str, needed: Iterable[str], numbers: Iterable[str] = ()) -> list[str]:
    """Write a sentence about every column that is missing, has gaps, or should hold numbers and does not."""
    needed, numbers = list(needed), list(numbers)
    problems = [] if len(table) else [f"{name} is empty: there is nobody to rate."]
    if twice := list(dict.fromkeys(table.columns[table.columns.duplicated()])):
        return [*problems, f"{name} has columns twice: {listed(twice)}."]
    for column in dict.fromkeys([*needed, *numbers]):
        if column not in table.columns:
            near = get_close_matches(column, list(map(str, table.columns)), n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            problems.append(f"{name} lacks column '{column}' (found: {listed(table.columns)}).{hint}")
        elif gaps := missing_rows(table[column], f"{name}['{column}']"):
            problems.append(gaps)
        elif column in numbers:
            problems += _number_problems(table[column], f"{name}['{column}']")
    return problems


def missing_rows(column: pd.Series, name: str) -> str:
    """Say which rows of a column are missing; empty if none is."""
    gaps = column.isna().to_numpy()
    return (
        f"{name} is missing for {listed(column.index[gaps])}: fill these rows or leave them out." if gaps.any() else ""
    )


def _number_problems(column: pd.Series, name: str) -> list[str]:
    try:
        values = as_numbers(column, name)
    except (TypeError, ValueError) as error:
        return [str(error)]
    wrong = ~np.isfinite(values)
    return [f"{name} is infinite for {listed(column.index[wrong])}."] if wrong.any() else []
