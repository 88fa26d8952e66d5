"""Is this argument a length of time, a share, a count or a seed, and does this column hold plain numbers?

:func:`as_time`, :func:`as_share`, :func:`as_count`, :func:`as_generator` and :func:`plain_numbers`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from ..schema import typed
from ..schema.argument_checks import float_or_infinite
from .fitting.estimator import is_number

MOST_COUNTS = 1_000_000  # purchases whose probabilities are asked for, one column each
PLAIN = ("integer", "floating", "decimal", "mixed-integer-float", "empty")


def as_time(value: Any, name: str) -> float:
    """Give a finite length of time of zero or more.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not (is_number(value) and math.isfinite(float_or_infinite(value)) and value >= 0):
        raise ValueError(f"{name} must be a finite time of zero or more, as a number; found {value!r}.")
    return float(value)


def as_share(value: Any, name: str, example: str) -> float:
    """Give a fraction from 0 to 1; ``example`` says how to write it.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not (is_number(value) and 0 <= value <= 1):
        raise ValueError(f"{name} must be a fraction from 0 to 1 ({example}), found {value!r}.")
    return float(value)


def as_count(value: Any, name: str, *, at_least: int = 0, at_most: float = math.inf) -> int:
    """Give a whole number.

    Raises
    ------
    ValueError
        If it is none, smaller than ``at_least`` or above ``at_most``.
    """
    if not (is_number(value) and math.isfinite(float_or_infinite(value)) and value == int(value) and value >= at_least):
        least = f"at least {at_least}" if at_least else "zero or more"
        raise ValueError(f"{name} must be a whole number of {least}, found {value!r}.")
    if value > at_most:
        raise ValueError(f"{name} must be at most {at_most:,}, found {float(value):g}.")
    return int(value)


@typed
def as_generator(random_state: int | np.random.Generator | None) -> np.random.Generator:
    """Give the chance that a seed begins, or the generator itself.

    Raises
    ------
    TypeError
        If it is neither a seed nor a generator nor None.
    """
    return np.random.default_rng(random_state)


def plain_numbers(column: pd.Series) -> str:
    """Say what a column holds instead of plain numbers; nothing ("") if it holds them."""
    kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
    if kind in tuple("iuf"):
        return ""
    found = pd.api.types.infer_dtype(column, skipna=True)
    return "" if found in PLAIN else found
