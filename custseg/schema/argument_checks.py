"""Which arguments may come in, and under whose index do the answers go out?

`amounts_of`, `as_numbers`, `aligned`, `like_input`; `require_frame`, `raise_where`, `different_customers`,
`check_fraction`, `check_discount_rate`, `check_periods`, `check_whole`, `check_weights`.
"""

from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype

from .errors import listed
from .signatures import found_kind, typed

PerCustomer = float | Sequence[float] | np.ndarray | pd.Series
"""One number for all customers, or one per customer."""

Amounts = Sequence[float] | np.ndarray | pd.Series
"""One number per customer."""

#: Nobody plans for longer, and an array of so many periods still fits into memory.
MOST_PERIODS = 10_000_000

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
            remedy = "Convert with pd.to_numeric." if words else "Pass the column that holds the numbers."
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


def aligned(**arguments: PerCustomer) -> tuple[pd.Index | None, list[np.ndarray]]:
    """Return the common index (None without a Series) and each argument as a float array or scalar.

    Series must carry the same customers in the same order: joining by position what belongs to different people
    is an error that no total would show. Only an argument called ``periods`` may be infinite.

    Parameters
    ----------
    **arguments : float, array or Series of shape (n_customers,)
        By the names under which messages call them.

    Returns
    -------
    index : Index or None
        That of the Series.
    numbers : list of ndarray
        The arguments in their order, of shape () or (n_customers,).

    Raises
    ------
    TypeError
        If an argument is a table, or not of numbers.
    ValueError
        If indexes or lengths differ, there is no customer, or a number is missing or infinite.

    Examples
    --------
    >>> index, (spend, rate) = aligned(spend=pd.Series([5, 2], index=["ann", "bob"]), rate=0.1)
    >>> index.tolist(), spend.tolist(), float(rate)
    (['ann', 'bob'], [5.0, 2.0], 0.1)
    """
    index, owner = None, ""
    for name, values in arguments.items():
        if isinstance(values, pd.DataFrame) or dimensions(values) > 1:
            raise TypeError(f"{name} must be one number or one number per customer, not a table.")
        if isinstance(values, pd.Series):
            if index is None:
                index, owner = values.index, name
            elif not values.index.equals(index):
                raise ValueError(different_customers(owner, index, name, values.index))
    numbers = [as_numbers(values, name) for name, values in arguments.items()]
    lengths = {name: len(n) for name, n in zip(arguments, numbers, strict=True) if n.ndim == 1}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns differ in length: {lengths}. Pass one number per customer in each.")
    if 0 in lengths.values():
        raise ValueError(f"{', '.join(lengths)} is empty: there is no customer. Check the filter that made it.")
    for name, found in zip(arguments, numbers, strict=True):
        wrong = np.isnan(found) if name == "periods" else ~np.isfinite(found)
        raise_where(wrong, index, name, "is missing or infinite", "Fill or drop them first, and say which.")
    return index, numbers


@typed
def different_customers(one: str, index: pd.Index, other: str, other_index: pd.Index) -> str:
    """Say how two indexes differ, and how to make them equal.

    Parameters
    ----------
    one : str
        Name of an argument.
    index : Index
        Its index.
    other : str
        Name of another argument.
    other_index : Index
        Its index.

    Returns
    -------
    str
        Two sentences.

    Examples
    --------
    >>> different_customers("spend", pd.Index(["ann"]), "cost", pd.Index(["ann", "bob"]))
    "spend and cost have different indexes (only in spend: none; only in cost: 'bob'). Reindex one: cost = \
cost.reindex(spend.index)."
    """
    missing = index.difference(other_index)
    extra = other_index.difference(index)
    if len(missing) == len(extra) == 0:
        found = "the same customers in another order or repeated"
    else:
        found = f"only in {one}: {listed(missing) or 'none'}; only in {other}: {listed(extra) or 'none'}"
    return f"{one} and {other} have different indexes ({found}). Reindex one: {other} = {other}.reindex({one}.index)."


def like_input(
    values: float | np.ndarray, index: pd.Index | None, name: str | None = None
) -> float | np.ndarray | pd.Series:
    """Give an answer back in the form in which the question came: a number, an array, or a Series with its index.

    Parameters
    ----------
    values : float or ndarray of shape (n_customers,)
        The answer; what is missing in an array stays so.
    index : Index or None
        What `aligned` found: the customers' index, if there was a Series.
    name : str, optional
        Name of the Series.

    Returns
    -------
    float, ndarray or Series
        The same numbers.

    Raises
    ------
    TypeError
        If the index is none, or the name cannot be one.

    Examples
    --------
    >>> like_input(np.array([1.0, 2.0]), pd.Index(["ann", "bob"])).to_dict()
    {'ann': 1.0, 'bob': 2.0}
    """
    if np.ndim(values) == 0:
        return float(values)
    if index is None:
        return np.asarray(values)
    if not isinstance(index, pd.Index) or not pd.api.types.is_hashable(name):
        raise TypeError(f"index must be a pandas Index and name text, found {type(index).__name__} and {name!r}.")
    return pd.Series(values, index=index, name=name)


def check_weights(
    weights: float | np.ndarray | pd.Series | None, X: np.ndarray, index: pd.Index | None = None
) -> np.ndarray:
    """Return one weight per row of X, ones if None is given; refuse another length, NaN, infinity and what is negative.

    A Series is not joined by position to other customers than its own.

    The one place that calls scikit-learn's check, which is private: no public function does the same.

    Parameters
    ----------
    weights : None, float, array or Series of shape (n_rows,)
        How much each row counts.
    X : array of shape (n_rows, n_columns)
        The rows.
    index : Index, optional
        The customers of the rows, where they have names.

    Returns
    -------
    ndarray of shape (n_rows,)
        The weights as floats.

    Raises
    ------
    ValueError
        If there is not one finite weight of zero or more per row, or a Series has other customers than `index`, or
        another order.

    Examples
    --------
    >>> check_weights(None, np.zeros((2, 1))).tolist()
    [1.0, 1.0]
    """
    if isinstance(weights, pd.Series) and isinstance(index, pd.Index) and _differ(weights.index, index):
        raise ValueError(different_customers("X", index, "sample_weight", weights.index))
    from sklearn.utils.validation import _check_sample_weight  # slow to import: only who weighs pays for it

    try:
        checked: np.ndarray = _check_sample_weight(weights, X, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"weights must be one finite number per row: {error}") from None
    if (negative := checked < 0).any():
        rows = (pd.RangeIndex(len(checked)) if index is None else index)[negative]
        raise ValueError(
            f"weights must be zero or more, how many customers a row stands for; negative in {len(rows)} rows "
            f"({listed(rows)}). Weigh by 0 what is not to count, or leave it out."
        )
    return checked


def _differ(one: pd.Index, other: pd.Index) -> bool:
    return len(one) == len(other) and not one.equals(other)  # another length has a sentence of its own


def check_fraction(values: np.ndarray, index: pd.Index | None, name: str, advice: str) -> None:
    """Refuse what is not a fraction between 0 and 1.

    Parameters
    ----------
    values : ndarray of shape () or (n_customers,)
        What `aligned` or `as_numbers` made.
    index : Index or None
        How the customers are called.
    name : str
        The argument's name in messages.
    advice : str
        What to do, a sentence with its full stop.

    Raises
    ------
    ValueError
        If a value is outside 0-1 or missing.

    Examples
    --------
    >>> check_fraction(np.asarray(80.0), None, "retention", "Write 80 % as 0.8.")
    Traceback (most recent call last):
    ValueError: retention is outside 0-1. Write 80 % as 0.8.
    """
    raise_where(~((values >= 0) & (values <= 1)), index, name, "is outside 0-1", advice)


def check_discount_rate(discount_rate: np.ndarray, index: pd.Index | None = None) -> None:
    """Refuse an impossible discount rate.

    Parameters
    ----------
    discount_rate : ndarray of shape () or (n_customers,)
        A fraction per period, 0-1.
    index : Index, optional
        How the customers are called.

    Raises
    ------
    ValueError
        If a rate is outside 0-1 or missing.

    Examples
    --------
    >>> check_discount_rate(np.asarray(10.0))
    Traceback (most recent call last):
    ValueError: discount_rate is outside 0-1. It is a fraction per period: write 10 % as 0.10.
    """
    check_fraction(discount_rate, index, "discount_rate", "It is a fraction per period: write 10 % as 0.10.")


def check_periods(periods: np.ndarray, index: pd.Index | None, *, at_least: int = 0) -> None:
    """Refuse a horizon that is not a whole number of periods; infinity means for ever.

    Parameters
    ----------
    periods : ndarray of shape () or (n_customers,)
        Numbers of periods.
    index : Index or None
        How the customers are called.
    at_least : int
        The smallest number that makes sense.

    Raises
    ------
    TypeError
        If they are no numbers.
    ValueError
        If a number is not whole or too small.

    See Also
    --------
    check_whole : One number, which cannot be infinite.

    Examples
    --------
    >>> check_periods(np.asarray(float("inf")), None)
    >>> check_periods(np.asarray(2.0), None, at_least=1)
    """
    periods = as_numbers(periods, "periods")
    wrong = (periods < at_least) | (np.floor(periods) != periods)
    advice = "Count whole periods, or pass infinity. For an expected length use clv_formula with a retention rate."
    raise_where(wrong, index, "periods", f"is not a whole number, {at_least} or more", advice)


def check_whole(
    number: float, name: str, *, at_least: int = 0, at_most: int = MOST_PERIODS, of: str = "periods"
) -> int:
    """Return a whole number of periods or other things, or say why it is not one.

    Parameters
    ----------
    number : int or float
        Without a fraction.
    name : str
        The argument's name in messages.
    at_least, at_most : int
        The smallest number that makes sense, and the largest that can be computed with.
    of : str
        What is counted, in the message.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    TypeError
        If `at_least` is no whole number.
    ValueError
        If it is not a whole number or too small.

    See Also
    --------
    check_periods : One number per customer, which may be infinite.

    Examples
    --------
    >>> check_whole(3.0, "periods")
    3
    """
    if not isinstance(at_least, int):
        raise TypeError(f"at_least must be a whole number, found {type(at_least).__name__}.")
    whole = (
        isinstance(number, Real) and not isinstance(number, bool | np.bool_) and float_or_infinite(number).is_integer()
    )
    if not whole or not at_least <= number <= at_most:
        found = repr(number) if np.ndim(number) == 0 else type(number).__name__
        range_ = f"{at_least} or more" if at_most == MOST_PERIODS else f"{at_least:,} to {at_most:,}"
        raise ValueError(f"{name} must be a whole number of {of}, {range_}; found {found[:60]}.")
    return int(number)


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
