"""How is a finished table printed?"""

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from ..schema import require_frame, typed
from .numbers import MISSING, WRITERS, day, money


@typed
def format_table(table: pd.DataFrame, /, **formats: str | Callable[[object], str]) -> pd.DataFrame:
    """Return a table of text, ready to show: numbers rounded to what they are worth.

    Parameters
    ----------
    table : DataFrame
        A finished table. It is left as it is.
    **formats : str or callable
        How to write a column or index level, by its name: ``"percent"``, ``"money"``, ``"count"``, ``"number"``,
        ``"day"``, with digits after a colon if wanted (``"percent:1"``), or a function of one value. Columns that are
        not named: whole numbers as counts, other numbers with three digits, dates in words, the rest as it is.

    Returns
    -------
    DataFrame
        Same rows and columns, all text; what is missing is an en dash, what is infinite ∞.

    Raises
    ------
    ValueError
        If a format is unknown, or names a column that the table lacks.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.exhibit import format_table
    >>> profile = pd.DataFrame({"customers": [1200, 800], "share": [0.6, 0.4]}, index=["new", "loyal"])
    >>> format_table(profile, share="percent")
          customers share
    new       1,200   60%
    loyal       800   40%
    """
    require_frame(table, "table")
    named = [*table.columns, *(name for name in table.index.names if name is not None)]
    unknown = [name for name in formats if name not in named]
    if unknown:
        raise ValueError(f"format_table: the table lacks {unknown} (found: {named}). Name columns that are there.")
    shown = pd.DataFrame({name: _column(table[name], formats.get(name)) for name in table.columns}, index=table.index)
    levels = [name for name in table.index.names if name in formats]
    if levels:
        index = table.index.to_frame(index=False)
        written = index.assign(**{name: _column(index[name], formats[name]) for name in levels})
        shown.index = pd.MultiIndex.from_frame(written) if table.index.nlevels > 1 else pd.Index(written[levels[0]])
    return shown


def _column(values: pd.Series, form: str | Callable[[object], str] | None) -> pd.Series:
    if form is None:
        form = _usual_form(values)
    if isinstance(form, str):
        form = _writer(form, values)
        written = [_infinite(value) or form(value) for value in values]
        return pd.Series(written, index=values.index, dtype="str")
    return pd.Series([form(value) for value in values], index=values.index, dtype="str")


def _infinite(value: object) -> str:
    """Write what has no end, such as a parameter at its limit; nothing for any other value."""
    if not isinstance(value, float) or not math.isinf(value):
        return ""
    return "∞" if value > 0 else "−∞"


def _usual_form(values: pd.Series) -> str:
    if pd.api.types.is_datetime64_any_dtype(values):
        return "day"
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return "text"
    return "count" if pd.api.types.is_integer_dtype(values) else "number"


def _writer(form: str, values: pd.Series) -> Callable[[Any], str]:
    kind, _, digits = form.partition(":")
    if kind in ("day", "text") and not digits:
        return day if kind == "day" else lambda value: MISSING if pd.isna(value) else str(value)
    if kind not in WRITERS or (digits and (kind == "count" or not digits.isdigit())):
        raise ValueError(
            f"format_table: {form!r} is no format. Expected percent, money, count, number, day or a function; "
            "percent, money and number may have digits: 'percent:1'."
        )
    if digits:
        return lambda value: WRITERS[kind](value, digits=int(digits))
    if kind == "money":
        # One rule for the whole column, so that the points stand below each other.
        small = values.abs().median() < 100
        return lambda value: money(value, digits=2 if small else 0)
    return WRITERS[kind]
