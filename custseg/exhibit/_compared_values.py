"""What do conditions compare, and how do they write it? Numbers without a gap, each with its name, and periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import as_day, as_numbers, printable
from .numbers import day, number


def values_and_names(
    values: Sequence[float] | pd.Series, asked: str, at_least: int = 1
) -> tuple[NDArray[np.float64], list[str]]:
    """Give the values and what each is called."""
    listed = values if isinstance(values, pd.Series) else list(values)
    numbers = np.asarray(as_numbers(listed, f"the values of {asked}"), dtype="float64")
    if numbers.ndim != 1 or len(numbers) < at_least:
        raise ValueError(f"{asked}: expected {at_least} or more values in one column, found shape {numbers.shape}.")
    if missing := int(np.isnan(numbers).sum()):
        raise ValueError(f"{asked}: {missing} of {len(numbers)} values are missing. Say first what that means.")
    if isinstance(values, pd.Series) and not isinstance(values.index, pd.RangeIndex):
        return numbers, [str(label) for label in values.index]
    return numbers, [f"number {place + 1}" for place in range(len(numbers))]


def named_value(names: list[str], numbers: NDArray[np.float64], place: np.intp | int) -> str:
    """Write one of the values with its name."""
    return f"{printable(names[place])} ({written(numbers[place])})"


def written(value: float) -> str:
    """Write a number that may have no end."""
    return number(value) if np.isfinite(value) else "∞" if value > 0 else "−∞"


def or_nan(value: Any) -> Any:
    """Give a missing value as NaN, whatever its kind."""
    return np.nan if pd.api.types.is_scalar(value) and pd.isna(value) else value


def days_of(period: Sequence[date], asked: str) -> tuple[int, str]:
    """Give the length of a period and its ends in words."""
    ends = [as_day(one, asked) for one in period]
    if len(ends) != 2 or ends[1] < ends[0]:
        raise ValueError(f"{asked} must be the first and the last day, found {printable(repr(list(period)))[:80]}.")
    return (ends[1] - ends[0]).days + 1, f"from {day(ends[0])} to {day(ends[1])}"
