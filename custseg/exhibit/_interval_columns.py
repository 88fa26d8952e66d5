"""Which columns of a table are the two ends of an interval, and how do they become one column?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from ..schema import NumberKind
from ._heads import label
from .numbers import MISSING, WRITERS, interval_text, percent
from .sentences import phrase


@dataclass(frozen=True)
class Interval:
    """Two columns of a table, and the column whose interval they are; "" where it is not named."""

    low: str
    high: str
    of: str = ""

    def head(self, level: float | None, *, alone: bool) -> str:
        """Return what stands over the column; it says of what where a table has several intervals."""
        written = percent(level)
        return (
            phrase("table.interval", level=written)
            if alone or not self.of
            else phrase("table.interval_of", level=written, of=label(self.of))
        )


def find_intervals(table: pd.DataFrame) -> list[Interval]:
    """Find ``low`` and ``high``, and ``x_low`` and ``x_high`` beside ``x``, where they are ends in the right order.

    >>> find_intervals(pd.DataFrame({"auc": [0.7], "auc_low": [0.6], "auc_high": [0.8]}))
    [Interval(low='auc_low', high='auc_high', of='auc')]
    """
    if table.columns.nlevels > 1 or not table.columns.is_unique:
        return []
    pairs = [Interval("low", "high")]
    pairs += [Interval(f"{name}_low", f"{name}_high", name) for name in table.columns if isinstance(name, str)]
    return [pair for pair in pairs if {pair.low, pair.high} <= set(table.columns) and _are_ends(table, pair)]


def written_interval(table: pd.DataFrame, interval: Interval, form: str | Callable[[object], str] | None) -> pd.Series:
    """Write the interval of every row: as one text, or an en dash where none is known."""
    ends = table[[interval.low, interval.high]].astype(float)
    write = _usual(ends) if form is None else _as_text(form, ends) if isinstance(form, str) else _joined(form)
    written = [MISSING if np.isnan(low) or np.isnan(high) else write(low, high) for low, high in ends.to_numpy()]
    return pd.Series(written, index=table.index, dtype="str")


def _are_ends(table: pd.DataFrame, pair: Interval) -> bool:
    ends = table[[pair.low, pair.high]]
    if not all(pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) for kind in ends.dtypes):
        return False
    values = ends.astype(float)
    return bool(
        np.isfinite(values.dropna()).all(axis=None)
        and (values[pair.low] <= values[pair.high])[ends.notna().all(axis=1)].all()
    )


def _usual(ends: pd.DataFrame) -> Callable[[float, float], str]:
    return lambda low, high: interval_text(low, high, "number")


def _as_text(form: str, ends: pd.DataFrame) -> Callable[[float, float], str]:
    kind, _, digits = form.partition(":")
    if kind not in WRITERS or (digits and not digits.isdigit()):
        raise ValueError(
            f"format_table: {form!r} is no format of an interval. Expected percent, money, count or number."
        )
    shared = int(digits) if digits else _digits(kind, ends)
    return lambda low, high: interval_text(low, high, cast(NumberKind, kind), digits=shared)


def _digits(kind: str, ends: pd.DataFrame) -> int | None:
    """Give the digits of money: the same in the whole column."""
    return (2 if np.nanmedian(ends.abs()) < 100 else 0) if kind == "money" else None


def _joined(form: Callable[[object], str]) -> Callable[[float, float], str]:
    return lambda low, high: f"{form(low)} to {form(high)}" if low < 0 else f"{form(low)}–{form(high)}"
