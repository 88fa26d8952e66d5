"""Which columns of a table cannot be read as numbers?

`require_numbers` names them and says which to pick; `require_like_names` refuses names of which only some are words,
and names that occur twice; `merged_by_floats` says which whole numbers would become equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import sparse

from .errors import listed
from .signatures import found_kind

#: Beyond it not every whole number is a float.
WHOLE_FLOATS = 2**53
_NO_NUMBERS = {"M": "dates", "m": "spans of time", "S": "bytes", "U": "text", "V": "records", "c": "complex numbers"}
_REMEDIES = {
    "M": "Count days: (X - X.min()) / np.timedelta64(1, 'D').",
    "m": "Count days: X / np.timedelta64(1, 'D').",
    "S": "Convert with X.astype(float).",
    "U": "Convert with X.astype(float).",
    "V": "Pass pd.DataFrame(X).",
    "c": "Pass X.real, or sizes: abs(X).",
}


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
        With the columns of dates, those of words and of other things, and the columns of numbers to pick; for a table
        without columns; for arrays of dates, text or records, and masked ones; for names as `require_like_names`
        refuses them.

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
    found: dict[str, list[Any]] = {}
    for name, kind in zip(X.columns, kinds, strict=True):
        found.setdefault(kind, []).append(name)
    numbers = [name for name in found.pop("numbers", []) if not _constant(X[name])]
    if not found:
        _try_numbers(X)
        return
    wrong = [
        f"{listed(names)} {'hold' if len(names) > 1 else 'holds'} {kind}"
        for kind, names in sorted(found.items(), key=lambda item: item[0] != "dates")
    ]
    text = f"Only numbers can be used here, and {' and '.join(wrong)}."
    if numbers:
        text += f" Pick the columns of numbers that matter, such as X[[{listed(numbers, len(numbers))}]]."
    if written := [name for kind in ("words", _MIXED) for name in found.get(kind, []) if _written(X[name])]:
        text += f" Numbers that are written as words ({listed(written)}) become numbers by pd.to_numeric."
    raise ValueError(f"{text} {advice}".rstrip() if "words" in found else text)


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


def merged_by_floats(X: object) -> list[str]:
    """Say which whole numbers are so large that floats, which all computing is done in, make different ones equal.

    Parameters
    ----------
    X : object
        A DataFrame or an array; anything else is left alone.

    Returns
    -------
    list of str
        One sentence a column.

    Examples
    --------
    >>> print(merged_by_floats(pd.DataFrame({"id": [2**60, 2**60 + 1]}))[0])
    Column 'id' holds whole numbers beyond 2**53 that floats cannot tell apart, from 1152921504606846976 to \
1152921504606846977: leave it out if they are ids, else subtract the least of them, X['id'] - X['id'].min().
    """
    if isinstance(X, pd.DataFrame):
        columns: list[tuple[Any, pd.Series]] = [(name, X.iloc[:, place]) for place, name in enumerate(X.columns)]
        columns = [(name, column.dropna()) for name, column in columns if types.is_integer_dtype(column.dtype)]
    elif isinstance(X, np.ndarray) and X.ndim == 2 and X.dtype.kind in "iu":
        columns = [(place, pd.Series(column)) for place, column in enumerate(X.T)]
    else:
        return []
    problems = []
    for name, column in columns:
        low, high = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        if max(-low, high) <= WHOLE_FLOATS or high - low > WHOLE_FLOATS or high == low:
            continue
        if column.astype("float64").nunique() < column.nunique():
            taken = f"X[{name!r}] - X[{name!r}].min()" if isinstance(X, pd.DataFrame) else "X - X.min(axis=0)"
            problems.append(
                f"Column {name!r} holds whole numbers beyond 2**53 that floats cannot tell apart, from {low} to "
                f"{high}: leave it out if they are ids, else subtract the least of them, {taken}."
            )
    return problems


def _try_numbers(X: object) -> None:
    """Refuse what NumPy cannot turn into numbers, in its words and ours; types that it knows are not tried."""
    if isinstance(X, pd.DataFrame):
        objects = [types.is_object_dtype(dtype) for dtype in X.dtypes]
        if not any(objects):
            return
        X = X.loc[:, objects]
        _refuse_na(X)
    elif _refuse_arrays(X) or (
        not isinstance(X, list | tuple | dict | type) and not types.is_object_dtype(getattr(X, "dtype", float))
    ):
        return
    try:
        np.asarray(X, dtype=float)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"X must be a table of numbers: {error}") from None


def _refuse_na(X: pd.DataFrame) -> None:
    """Refuse pd.NA among Python's own numbers, which NumPy cannot turn into NaN."""
    problems = []
    for place, name in enumerate(X.columns):
        missing = np.array([value is pd.NA for value in X.iloc[:, place]], dtype=bool)
        if missing.any():
            problems.append(
                f"Column {name!r} is pd.NA (missing) in {missing.sum():,} rows ({listed(X.index[missing])}): fill "
                "these in or leave the rows out."
            )
    if problems:
        raise ValueError(" ".join(problems))


def _refuse_arrays(X: object) -> bool:
    """Refuse what is no table at all, and arrays of other things than numbers; say whether X may be left alone."""
    if X is None or isinstance(X, str | bytes):
        raise ValueError(f"X must be a table of numbers, one row per customer; {found_kind(X)}.")
    if isinstance(X, np.ma.MaskedArray):
        raise ValueError("X is a masked array, and what is masked would count: pass X.filled(np.nan), or fill it in.")
    if isinstance(X, np.ndarray) and (kind := X.dtype.kind) in _NO_NUMBERS:
        said = "Complex data not supported: X" if kind == "c" else "Only numbers can be used here, and X"
        raise ValueError(f"{said} holds {_NO_NUMBERS[kind]} ({X.dtype}). {_REMEDIES[kind]}")
    return bool(sparse.issparse(X))


def _constant(column: pd.Series) -> bool:
    return len(column) > 1 and bool((column == column.iloc[0]).all())


_MIXED = "words among numbers"


def _written(column: pd.Series) -> bool:
    """Say whether the words of a column are numbers that somebody wrote as text."""
    values = column.dropna().astype(object)
    return len(values) > 0 and bool(pd.to_numeric(values.astype(str), errors="coerce").notna().all())


def _kind(column: pd.Series) -> str:
    """Say what a column holds: dates (or spans of time), words, others that are no numbers, or numbers."""
    values = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
    dtype = values.dtype
    inferred = types.infer_dtype(values, skipna=True) if types.is_object_dtype(dtype) else ""
    times = types.is_datetime64_any_dtype(dtype) or types.is_timedelta64_dtype(dtype)
    if times or isinstance(dtype, pd.PeriodDtype) or inferred in ("date", "datetime", "datetime64", "timedelta"):
        return "dates"
    if isinstance(dtype, pd.StringDtype) or inferred == "string":
        return "words"
    if inferred in ("mixed", "mixed-integer") and any(isinstance(value, str) for value in values):
        return _MIXED
    if isinstance(dtype, pd.IntervalDtype) or inferred == "interval":
        return "intervals"
    if types.is_complex_dtype(dtype) or inferred == "complex":
        return "complex numbers"
    known = types.is_object_dtype(dtype) or types.is_numeric_dtype(dtype) or types.is_bool_dtype(dtype)
    return "numbers" if known or isinstance(dtype, pd.SparseDtype) else f"values of the type {dtype}"
