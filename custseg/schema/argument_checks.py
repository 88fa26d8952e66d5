"""Is this argument made of numbers, one per customer, or is it a table?

`amounts_of`, `as_numbers`, `raise_where` and `require_frame`. Whose index the answers carry is in `customer_index`;
what a rate or a number of periods may be, in `number_ranges`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype

from .errors import listed
from .signatures import found_kind

PerCustomer = float | Sequence[float] | np.ndarray | pd.Series
"""One number for all customers, or one per customer."""

Amounts = Sequence[float] | np.ndarray | pd.Series
"""One number per customer."""

#: No amount, rate or time is larger: products of three of them still are numbers.
LARGEST = 1e100
#: Nothing is divided by less: what the largest amount divided by it gives still is a number.
SMALLEST = 1e-200


def amounts_of(values: Amounts, name: str) -> tuple[np.ndarray, pd.Index]:
    """Return one column of finite numbers, one per customer, and the customers' index.

    Parameters
    ----------
    values : array or Series of shape (n_customers,)
        The numbers.
    name : str
        The argument's name in messages.

    Returns
    -------
    numbers : ndarray of shape (n_customers,)
        The same as floats.
    index : Index
        That of the Series; 0, 1, ... for an array.

    Raises
    ------
    TypeError
        If it is not one column, or not of numbers.
    ValueError
        If it is empty, or a number is missing or infinite.

    Examples
    --------
    >>> numbers, index = amounts_of(pd.Series([3, 4], index=["ann", "bob"]), "amount")
    >>> numbers.tolist(), index.tolist()
    ([3.0, 4.0], ['ann', 'bob'])
    """
    if isinstance(values, pd.DataFrame) or dimensions(values) != 1:
        raise TypeError(
            f"{name} must be one column, one number per customer; pass a Series, for example table['amount']."
        )
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(values))
    numbers = as_numbers(values, name)
    if numbers.size == 0:
        raise ValueError(f"{name} is empty: there is no customer to count. Check the filter that made it.")
    raise_where(~np.isfinite(numbers), index, name, "is missing or infinite", "Fill or drop them first, and say which.")
    return numbers, index


def as_numbers(values: PerCustomer | Sequence[Sequence[float]] | pd.DataFrame, name: str) -> np.ndarray:
    """Return the values as floats, or say that they are not numbers.

    Dates, spans of time, truth values, complex numbers and text are none: NumPy would take nanoseconds for money.

    Parameters
    ----------
    values : float, array, Series or DataFrame
        Whatever numpy can turn into an array.
    name : str
        The argument's name in messages.

    Returns
    -------
    ndarray of float
        Of the same shape; missing values are NaN.

    Raises
    ------
    TypeError
        If something is not a number.
    ValueError
        If a number is so large that sums of it would overflow.

    Examples
    --------
    >>> as_numbers([1, None], "amount").tolist()
    [1.0, nan]
    >>> as_numbers([True, False], "amounts")
    Traceback (most recent call last):
        ...
    TypeError: amounts must be numbers; found bool. Pass the column that holds the numbers.
    """
    columns = (
        [values.iloc[:, place] for place in range(values.shape[1])] if isinstance(values, pd.DataFrame) else [values]
    )
    for column in columns:
        if found := _no_numbers(column):
            words = found.startswith(("str", "<U", "object")) and "boolean" not in found
            convert = "Convert with pd.to_numeric; of yes and no pass column == 'yes'."
            remedy = convert if words else "Pass the column that holds the numbers."
            raise TypeError(f"{name} must be numbers; found {found}. {remedy}")
    try:
        if isinstance(values, pd.Series):  # NumPy would look for names that it knows among the customers' ids
            numbers = np.asarray(values.array, dtype=float)
        else:
            numbers = np.asarray(values, dtype=float)
    except TypeError:  # pd.NA among numbers
        entries = np.asarray(values, dtype=object)
        numbers = np.where(pd.isna(entries), np.nan, entries).astype(float)
    except OverflowError:  # a whole number beyond what a float can hold
        entries = np.asarray(values, dtype=object)
        numbers = np.array([float_or_infinite(one) for one in entries.ravel()]).reshape(entries.shape)
        raise_where(np.isinf(numbers), None, name, f"is larger than {LARGEST:g}", "Check its unit.")
    index = values.index if isinstance(values, pd.Series | pd.DataFrame) else None
    large = np.isfinite(numbers) & (np.abs(numbers) > LARGEST)
    raise_where(large, index, name, f"is larger than {LARGEST:g}", "Sums of it would overflow: check its unit.")
    return numbers


def dimensions(values: object) -> int:
    """Count the dimensions of values; two for lists of different lengths, which are no column.

    Parameters
    ----------
    values : object
        Whatever was passed.

    Returns
    -------
    int
        0 for a single value.

    Examples
    --------
    >>> dimensions(3), dimensions([1, 2]), dimensions([[1, 2], [3]])
    (0, 1, 2)
    """
    try:
        return int(np.ndim(values))  # type: ignore[arg-type]  # anything may come
    except ValueError:
        return 2


def float_or_infinite(value: object) -> float:
    """Give a number as a float, infinity where it is too large for one.

    Parameters
    ----------
    value : object
        A number.

    Returns
    -------
    float
        The same number.

    Examples
    --------
    >>> float_or_infinite(10**400)
    inf
    """
    try:
        return float(value)  # type: ignore[arg-type]  # numbers of every kind
    except OverflowError:
        return float("inf")


def _no_numbers(values: object) -> str:
    """Name the type of values that are no real numbers; empty if they are."""
    try:
        column = values if isinstance(values, pd.Series | pd.Index) else np.asarray(values)
    except ValueError:
        return "lists of different lengths"
    if column.dtype == object:
        held = pd.api.types.infer_dtype(np.ravel(column), skipna=True)
        return "" if held in ("integer", "floating", "mixed-integer-float", "decimal", "empty") else f"object ({held})"
    real = is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype) and not is_complex_dtype(column.dtype)
    return "" if real else str(column.dtype)


def raise_where(wrong: np.ndarray, index: pd.Index | None, name: str, found: str, advice: str) -> None:
    """Raise a ValueError that names the customers for whom `wrong` holds, if there are any.

    Parameters
    ----------
    wrong : ndarray of bool of shape (), (n_customers,) or (n_customers, n_columns)
        True where a value is not allowed.
    index : Index or None
        How the customers are called; without it they are counted from 0.
    name : str
        The argument's name in messages.
    found : str
        What is wrong, after the name: "is negative".
    advice : str
        What to do, a sentence with its full stop.

    Raises
    ------
    ValueError
        If `wrong` holds anywhere.

    Examples
    --------
    >>> spend = pd.Series([5, -2], index=["ann", "bob"])
    >>> raise_where((spend < 0).to_numpy(), spend.index, "spend", "is negative", "Leave returns out.")
    Traceback (most recent call last):
    ValueError: spend is negative for 1 of 2 rows: 'bob'. Leave returns out.
    """
    if not np.any(wrong):
        return
    if np.ndim(wrong) == 0:
        raise ValueError(f"{name} {found}. {advice}")
    where = np.flatnonzero(wrong.any(axis=1) if wrong.ndim == 2 else wrong)
    customers = where if index is None else index[where]
    raise ValueError(f"{name} {found} for {len(where)} of {len(wrong)} rows: {listed(customers)}. {advice}")


def require_frame(value: object, name: str) -> None:
    """Refuse anything but a DataFrame.

    Parameters
    ----------
    value : object
        What was passed.
    name : str
        The argument's name in messages.

    Raises
    ------
    TypeError
        If it is not a pandas DataFrame.

    Examples
    --------
    >>> require_frame([1, 2], "customers")
    Traceback (most recent call last):
    TypeError: customers must be a pandas DataFrame, found list.
    """
    if not isinstance(value, pd.DataFrame):
        raise TypeError(f"{name} must be a pandas DataFrame, {found_kind(value)}.")
