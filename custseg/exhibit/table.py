"""How is a finished table printed? In words: heads and units, numbers rounded, an interval as one column.

`format_table`.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from ..schema import require_frame, typed
from ._heads import headed
from ._interval_columns import Interval, find_intervals, written_interval
from .numbers import MISSING, WRITERS, day, money


@typed
def format_table(
    table: pd.DataFrame,
    /,
    *,
    heads: bool | Mapping[str, str] = True,
    interval_level: float | None = 0.95,
    **formats: str | Callable[[object], str],
) -> pd.DataFrame:
    """Return a table of text, ready to show: heads in words, numbers rounded to what they are worth.

    Parameters
    ----------
    table : DataFrame
        A finished table. It is left as it is.
    heads : bool or mapping, default True
        Whether columns and index levels get the words and units of the catalogue (``labels.toml``); a name that it
        lacks is written with spaces. A mapping gives words of its own for some names; False leaves all names.
    interval_level : float or None, default 0.95
        What the ends of an interval cover. Columns ``low`` and ``high``, or ``auc_low`` and ``auc_high`` beside
        ``auc``, become one column, written as `interval_text` writes; None leaves them apart.
    **formats : str or callable
        How to write a column or index level, by its name: ``"percent"``, ``"money"``, ``"count"``, ``"number"``,
        ``"day"``, with digits after a colon if wanted (``"percent:1"``), or a function of one value. Columns that are
        not named: whole numbers as counts, other numbers with three digits, dates in words, true and false as yes and
        no, the rest as it is. An interval is written as its lower end is.

    Returns
    -------
    DataFrame
        Same rows, all text; what is missing is an en dash, what is infinite ∞.

    Raises
    ------
    ValueError
        If a format is unknown, or names a column that the table lacks.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.exhibit import format_table
    >>> back = pd.DataFrame({"customers": [1200, 800], "repeat_rate": [0.6, 0.4]}, index=["new", "loyal"])
    >>> back = back.assign(low=[0.57, 0.37], high=[0.63, 0.43])
    >>> format_table(back, repeat_rate="percent", low="percent")
          customers repeat rate 95% interval
    new       1,200         60%       57–63%
    loyal       800         40%       37–43%
    """
    require_frame(table, "table")
    named = [*table.columns, *(name for name in table.index.names if name is not None)]
    unknown = [name for name in formats if name not in named]
    if unknown:
        raise ValueError(f"format_table: the table lacks {unknown} (found: {named}). Name columns that are there.")
    intervals = find_intervals(table) if interval_level is not None else []
    shown = _shown(table, formats, intervals, interval_level)
    levels = [name for name in table.index.names if name in formats]
    if levels:
        index = table.index.to_frame(index=False)
        written = index.assign(**{name: _column(index[name], formats[name]) for name in levels})
        shown.index = pd.MultiIndex.from_frame(written) if table.index.nlevels > 1 else pd.Index(written[levels[0]])
    return headed(shown, heads if isinstance(heads, Mapping) else {}) if heads is not False else shown


def _shown(
    table: pd.DataFrame,
    formats: Mapping[str, str | Callable[[object], str]],
    intervals: list[Interval],
    level: float | None,
) -> pd.DataFrame:
    """Write the columns one by one; an interval stands where its lower end stood."""
    starts = {interval.low: interval for interval in intervals}
    ends = {interval.high for interval in intervals}
    columns: dict[Any, pd.Series] = {}
    for name in table.columns:
        if name in starts:
            interval = starts[name]
            form = formats.get(name, formats.get(interval.high, formats.get(interval.of)))
            columns[interval.head(level, alone=len(intervals) == 1)] = written_interval(table, interval, form)
        elif name not in ends:
            columns[name] = _column(table[name], formats.get(name))
    return pd.DataFrame(columns, index=table.index)


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
    if pd.api.types.is_bool_dtype(values):
        return "truth"
    if not pd.api.types.is_numeric_dtype(values):
        return "text"
    return "count" if pd.api.types.is_integer_dtype(values) else "number"


def _text(value: Any) -> str:
    return MISSING if pd.isna(value) else str(value)


def _truth(value: Any) -> str:
    return MISSING if pd.isna(value) else "yes" if value else "no"


def _writer(form: str, values: pd.Series) -> Callable[[Any], str]:
    kind, _, digits = form.partition(":")
    if kind in ("day", "text", "truth") and not digits:
        return {"day": day, "text": _text, "truth": _truth}[kind]
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
