"""Which columns of a table cannot be read as numbers?

`require_numbers` names them and says which to pick; `require_like_names` refuses names of which only some are words,
and names that occur twice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import sparse

from .errors import listed


def require_numbers(X: object, advice: str = "") -> None:
    """Refuse a table with columns of dates or words; whatever is not a DataFrame is left alone.

    Parameters
    ----------
    X : object
        A DataFrame whose columns are about to become one array of numbers, or something else.
    advice : str, optional
        A sentence for columns of words.

    Raises
    ------
    ValueError
        With the columns of dates, those of words, and the columns of numbers to pick; for a table without columns;
        for names as `require_like_names` refuses them.

    Examples
    --------
    >>> customers = pd.DataFrame({"first": pd.to_datetime(["2024-01-05"]), "amount": [9.0], "frequency": [2]})
    >>> require_numbers(customers)
    Traceback (most recent call last):
        ...
    ValueError: Only numbers can be used here, and 'first' holds dates. Pick the columns of numbers that matter, such as
    X[['amount', 'frequency']].
    """
    if not isinstance(X, pd.DataFrame):
        _try_numbers(X)
        return
    if not X.shape[1]:
        raise ValueError(f"Found 0 feature(s) (shape={X.shape}) while a minimum of 1 is required: X has no columns.")
    require_like_names(X)
    kinds = [_kind(X.iloc[:, place]) for place in range(X.shape[1])]
    found = {
        kind: [name for name, own in zip(X.columns, kinds, strict=True) if own == kind] for kind in ("dates", "words")
    }
    wrong = [
        f"{listed(names)} {'hold' if len(names) > 1 else 'holds'} {kind}" for kind, names in found.items() if names
    ]
    if not wrong:
        _try_numbers(X)
        return
    numbers = [name for name, own in zip(X.columns, kinds, strict=True) if own == "numbers" and not _constant(X[name])]
    text = f"Only numbers can be used here, and {' and '.join(wrong)}."
    if numbers:
        text += f" Pick the columns of numbers that matter, such as X[[{listed(numbers, len(numbers))}]]."
    raise ValueError(f"{text} {advice}".rstrip() if found["words"] else text)


def require_like_names(X: object) -> None:
    """Refuse a table whose columns are named partly by words, partly by numbers or tuples, or alike.

    Columns are known again by their names, which then must be words, or by their places, where none is a word.

    Parameters
    ----------
    X : object
        A DataFrame, or something else, which is left alone.

    Raises
    ------
    ValueError
        With the names that are no words, and those that occur twice.

    Examples
    --------
    >>> require_like_names(pd.DataFrame({"amount": [9.0], 2: [1.0]}))
    Traceback (most recent call last):
        ...
    ValueError: Columns of X must all be named by words, or none of them; found 'amount' beside 2. Rename them, such as
    X.rename(columns=str).
    """
    if not isinstance(X, pd.DataFrame):
        return
    words = [name for name in X.columns if isinstance(name, str)]
    others = [name for name in X.columns if not isinstance(name, str)]
    problems = []
    if words and others:
        problems.append(
            f"Columns of X must all be named by words, or none of them; found {listed(words)} beside {listed(others)}. "
            "Rename them, such as X.rename(columns=str)."
        )
    if not X.columns.is_unique:
        twice = X.columns[X.columns.duplicated()].unique()
        problems.append(
            f"Each column of X must have a name of its own; found {listed(twice)} more than once. Keep one of each."
        )
    if problems:
        raise ValueError(" ".join(problems))


def _try_numbers(X: object) -> None:
    """Refuse what NumPy cannot turn into numbers, in its words and ours; types that it knows are not tried."""
    if isinstance(X, pd.DataFrame):
        objects = [types.is_object_dtype(dtype) for dtype in X.dtypes]
        if not any(objects):
            return
        X = X.loc[:, objects]
    elif sparse.issparse(X) or (
        not isinstance(X, list | tuple | dict | type) and not types.is_object_dtype(getattr(X, "dtype", float))
    ):
        return
    try:
        np.asarray(X, dtype=float)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"X must be a table of numbers: {error}") from None


def _constant(column: pd.Series) -> bool:
    return len(column) > 1 and bool((column == column.iloc[0]).all())


def _kind(column: pd.Series) -> str:
    """Say what a column holds: dates (or spans of time), words, or numbers, which anything else is tried as."""
    values = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
    dtype = values.dtype
    inferred = types.infer_dtype(values, skipna=True) if types.is_object_dtype(dtype) else ""
    times = types.is_datetime64_any_dtype(dtype) or types.is_timedelta64_dtype(dtype)
    if times or isinstance(dtype, pd.PeriodDtype) or inferred in ("date", "datetime", "datetime64", "timedelta"):
        return "dates"
    return "words" if isinstance(dtype, pd.StringDtype) or inferred == "string" else "numbers"
