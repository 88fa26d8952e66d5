"""Which columns cannot be compared with others, and what can be done about it?

`few_problems` counts the customers, `number_problems` finds what is missing or infinite, `shape_problems` what a
transform or a scale cannot be made of, `width_problems` what is lost on a scale, and `far_problems` customers who are
beyond every scale; `raw_problems` and `near_problem` say it of columns that are not scaled.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import listed

FARTHEST = 1e100
"""No customer is farther away on a scale: sums of squared distances are numbers."""
_LARGEST_POWER, _SMALLEST_POWER = 1e30, 1e-30  # powers from -3 to 5 of numbers between them can be squared
_ROUNDING = 4  # so many steps between neighbouring floats are no difference


def few_problems(n: int, *, weighted: bool = False) -> list[str]:
    """Say that there are too few customers to tell one from another; `weighted` if only weights are to blame.

    Examples
    --------
    >>> few_problems(2)
    []
    >>> print(few_problems(1)[0])
    Expected at least 2 customers, one a row; found n_samples = 1: pass the table of all of them.
    """
    if n >= 2:
        return []
    if weighted:
        return [
            f"Expected at least 2 customers with a weight above zero; found n_samples = {n}: pass more of them, or "
            "leave sample_weight out."
        ]
    return [f"Expected at least 2 customers, one a row; found n_samples = {n}: pass the table of all of them."]


def number_problems(X: NDArray[np.float64], names: list[Any], rows: pd.Index | None) -> list[str]:
    """Say where numbers are missing or infinite.

    Examples
    --------
    >>> number_problems(np.array([[1.0], [np.nan]]), ["amount"], None)
    ["Column 'amount' is NaN (missing) in 1 rows (1): fill these in or leave the rows out."]
    """
    problems: list[str] = []
    if np.isfinite(X).all():
        return problems
    for column, name in enumerate(names):
        for bad, what in ((np.isnan(X[:, column]), "NaN (missing)"), (np.isinf(X[:, column]), "infinite (inf)")):
            if bad.any():
                problems.append(
                    f"Column {name!r} is {what} in {bad.sum():,} rows ({_places(bad, rows)}): fill these in "
                    "or leave the rows out."
                )
    return problems


def shape_problems(
    X: NDArray[np.float64], names: list[Any], rows: pd.Index | None, kinds: tuple[str, ...], *, constant: bool
) -> list[str]:
    """Say which columns a transform or a scale cannot be made of.

    Examples
    --------
    >>> shape_problems(np.array([[1.0], [-2.0]]), ["amount"], None, ("log1p",), constant=True)
    ["Column 'amount' is negative in 1 rows (1), which log1p does not take: use 'asinh' or 'rank'."]
    """
    if constant and (few := few_problems(len(X), weighted=True)):
        return few
    problems = []
    for column, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        values = X[:, column]
        if constant and values.min() == values.max():
            problems.append(f"Column {name!r} is constant ({values[0]:g} in all {len(X):,} rows): leave it out.")
        elif kind == "log1p" and (values < 0).any():
            problems.append(
                f"Column {name!r} is negative in {(values < 0).sum():,} rows ({_places(values < 0, rows)}), which "
                "log1p does not take: use 'asinh' or 'rank'."
            )
        elif kind == "yeo-johnson" and (beyond := np.abs(values) > _LARGEST_POWER).any():
            problems.append(
                f"Column {name!r} is larger than {_LARGEST_POWER:g} in {beyond.sum():,} rows "
                f"({_places(beyond, rows)}), which yeo-johnson does not take: use 'asinh' or 'rank', or another "
                "unit."
            )
        elif constant and kind == "yeo-johnson" and np.abs(values).max() < _SMALLEST_POWER:
            problems.append(
                f"Column {name!r} is smaller than {_SMALLEST_POWER:g} in all {len(X):,} rows, which yeo-johnson does "
                "not take: use 'asinh' or 'rank', or another unit."
            )
    return problems


def width_problems(
    name: Any, values: NDArray[np.float64], shaped: NDArray[np.float64], kind: str, scaled: NDArray[np.float64]
) -> list[str]:
    """Say whether customers who differ in a column would be equal on its scale.

    Parameters
    ----------
    name : object
        The column.
    values, shaped, scaled : ndarray of shape (n,)
        Its distinct values, sorted; the same after the transform, and after the scaling.
    kind : str
        The transform.

    Returns
    -------
    list of str
        One sentence, or none.

    Examples
    --------
    >>> far = np.array([1.0, 2.0, 3.0, 1e20])
    >>> width_problems("amount", far, far, "none", (far - far.mean()) / far.std())[0].partition(":")[0]
    "Column 'amount' reaches from 1 to 1e+20, and beside its extremes 3 of 4 different values are equal"
    """
    low, high = float(shaped[0]), float(shaped[-1])
    half = np.spacing(max(abs(low), abs(high))) / 2 or np.spacing(0.0)
    steps = (high / 2 - low / 2) / half  # between neighbouring floats; half of a span is always a number
    apart = np.diff(scaled) > 0
    equal = len(scaled) > 2 and 2 * (1 + np.count_nonzero(apart)) <= len(scaled)
    if steps <= (len(scaled) if equal else _ROUNDING):
        if kind == "none":
            return [f"Column {name!r} is constant but for rounding (from {low!r} to {high!r}): leave it out."]
        return [
            f"Column {name!r} is constant but for rounding after {kind} (from {values[0]:g} to {values[-1]:g} before): "
            "use 'none' or 'rank', or leave it out."
        ]
    if not equal:
        return []
    merged = np.count_nonzero(~np.append(apart, True) | ~np.append(True, apart))
    return [
        f"Column {name!r} reaches from {values[0]:g} to {values[-1]:g}, and beside its extremes {merged:,} of "
        f"{len(scaled):,} different values are equal: correct the extremes, leave these rows out, or pass "
        f"transforms={{{name!r}: 'asinh'}} or 'rank'."
    ]


def far_problems(scaled: NDArray[np.float64], names: list[Any], rows: pd.Index | None) -> list[str]:
    """Say which customers are so far away on a scale that squares of distances to them are no numbers.

    Examples
    --------
    >>> print(far_problems(np.array([[1.0], [1e200]]), ["amount"], None)[0])
    Column 'amount' is beyond 1e+100 on its scale in 1 rows (1), and squared distances to these are no numbers: \
correct them, leave them out, or scale the columns (scaling='standard', or FeatureTransform).
    """
    if not scaled.size or max(-float(scaled.min()), float(scaled.max())) <= FARTHEST:
        return []
    far = np.abs(scaled) > FARTHEST
    return [
        f"Column {name!r} is beyond {FARTHEST:g} on its scale in {column.sum():,} rows ({_places(column, rows)}), and "
        "squared distances to these are no numbers: correct them, leave them out, or scale the columns "
        "(scaling='standard', or FeatureTransform)."
        for name, column in zip(names, far.T, strict=True)
        if column.any()
    ]


def raw_problems(X: NDArray[np.float64], names: list[Any], rows: pd.Index | None) -> list[str]:
    """Say why distances cannot be taken between rows as they are: numbers missing, too far apart, or all too near.

    Examples
    --------
    >>> raw_problems(np.array([[1.0], [2.0]]), ["amount"], None)
    []
    >>> raw_problems(np.array([[1e-200], [2e-200]]), ["amount"], None)[0].partition(":")[0]
    'No column varies by more than 1e-200, and squares of such distances are nought'
    """
    problems = number_problems(X, names, rows) or far_problems(X, names, rows)
    if problems or not len(X):
        return problems
    widest = float(np.ptp(X, axis=0).max())
    return [near_problem(widest)] if 0 < widest < 1 / FARTHEST else []


def near_problem(widest: float) -> str:
    """Say that all customers are too near to each other for their distances to be squared.

    Examples
    --------
    >>> near_problem(1e-200).partition(": ")[2]
    "scale the columns (scaling='standard', or FeatureTransform), or use another unit."
    """
    return (
        f"No column varies by more than {widest:.2g}, and squares of such distances are nought: scale the columns "
        "(scaling='standard', or FeatureTransform), or use another unit."
    )


def _places(bad: NDArray[np.bool_], rows: pd.Index | None) -> str:
    places = np.flatnonzero(bad)
    if isinstance(rows, pd.Index) and len(rows) == len(bad):  # a list has an index, too, which is no names
        return listed(rows[places])
    return listed(places.tolist())
