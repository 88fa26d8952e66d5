"""Which arguments may come in, and under whose index do the answers go out?

`amounts_of`, `as_numbers`, `aligned`, `like_input`; `require_frame`, `raise_where`, `different_customers`,
`check_choice`, `choice_problems`, `check_fraction`, `check_discount_rate`, `check_periods`, `check_whole`,
`check_weights`.
"""

from numbers import Real
from typing import get_args

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype

from .errors import listed

#: No amount, rate or time is larger: products of three of them still are numbers.
LARGEST = 1e100


def amounts_of(values, name: str) -> tuple[np.ndarray, pd.Index]:
    """Return one column of finite numbers, one per customer, and the customers' index."""
    if isinstance(values, pd.DataFrame) or np.ndim(values) != 1:
        raise TypeError(
            f"{name} must be one column, one number per customer; pass a Series, for example table['amount']."
        )
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(values))
    numbers = as_numbers(values, name)
    if numbers.size == 0:
        raise ValueError(f"{name} is empty: there is no customer to count. Check the filter that made it.")
    raise_where(~np.isfinite(numbers), index, name, "is missing or infinite", "Fill or drop them first, and say which.")
    return numbers, index


def as_numbers(values, name: str) -> np.ndarray:
    """Return the values as floats, or say that they are not numbers.

    Dates, spans of time, truth values, complex numbers and text are none: NumPy would take nanoseconds for money.

    Examples
    --------
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
            words = found.startswith(("str", "<U", "object"))
            remedy = "Convert with pd.to_numeric." if words else "Pass the column that holds the numbers."
            raise TypeError(f"{name} must be numbers; found {found}. {remedy}")
    numbers = np.asarray(values, dtype=float)
    index = values.index if isinstance(values, pd.Series | pd.DataFrame) else None
    large = np.isfinite(numbers) & (np.abs(numbers) > LARGEST)
    raise_where(large, index, name, f"is larger than {LARGEST:g}", "Sums of it would overflow: check its unit.")
    return numbers


def _no_numbers(values) -> str:
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
    """Raise a ValueError that names the customers for whom `wrong` holds, if there are any."""
    if not np.any(wrong):
        return
    if np.ndim(wrong) == 0:
        raise ValueError(f"{name} {found}. {advice}")
    where = np.flatnonzero(wrong.any(axis=1) if wrong.ndim == 2 else wrong)
    customers = where if index is None else index[where]
    raise ValueError(f"{name} {found} for {len(where)} of {len(wrong)} rows: {listed(customers)}. {advice}")


def aligned(**arguments) -> tuple[pd.Index | None, list[np.ndarray]]:
    """Return the common index (None without a Series) and each argument as a float array or scalar.

    Series must carry the same customers in the same order: joining by position what belongs to different people
    is an error that no total would show. Only an argument called ``periods`` may be infinite.
    """
    index, owner = None, ""
    for name, values in arguments.items():
        if isinstance(values, pd.DataFrame) or np.ndim(values) > 1:
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
    for name, values in zip(arguments, numbers, strict=True):
        wrong = np.isnan(values) if name == "periods" else ~np.isfinite(values)
        raise_where(wrong, index, name, "is missing or infinite", "Fill or drop them first, and say which.")
    return index, numbers


def different_customers(one: str, index: pd.Index, other: str, other_index: pd.Index) -> str:
    """Say how two indexes differ."""
    missing = index.difference(other_index)
    extra = other_index.difference(index)
    if len(missing) == len(extra) == 0:
        found = "the same customers in another order or repeated"
    else:
        found = f"only in {one}: {listed(missing) or 'none'}; only in {other}: {listed(extra) or 'none'}"
    return f"{one} and {other} have different indexes ({found}). Reindex one: {other} = {other}.reindex({one}.index)."


def like_input(values, index: pd.Index | None, name: str | None = None):
    """Give an answer back in the form in which the question came: a number, an array, or a Series with its index."""
    if np.ndim(values) == 0:
        return float(values)
    return values if index is None else pd.Series(values, index=index, name=name)


def choice_problems(value: object, name: str, choices: object, *, or_else: str = "") -> list[str]:
    """Say in a sentence, without its full stop, that a value is not one of a list in `choices`; empty if it is one."""
    allowed = get_args(choices)
    if isinstance(value, str) and value in allowed:
        return []
    others = f", or {or_else}" if or_else else ""
    return [f"{name} must be one of {listed(allowed, len(allowed))}{others}; found {value!r}"]


def check_choice(value: object, name: str, choices: object, *, or_else: str = "") -> None:
    """Refuse a value that is not one of a list in `choices`, such as `Unit`; the message names the list."""
    for problem in choice_problems(value, name, choices, or_else=or_else):
        raise ValueError(f"{problem}.")


def check_weights(weights, X: np.ndarray) -> np.ndarray:
    """Return one weight per row of X, ones if None is given; refuse another length, NaN and infinity.

    The one place that calls scikit-learn's check, which is private: no public function does the same.
    """
    from sklearn.utils.validation import _check_sample_weight  # slow to import: only who weighs pays for it

    return _check_sample_weight(weights, X, dtype=np.float64)


def check_fraction(values: np.ndarray, index: pd.Index | None, name: str, advice: str) -> None:
    """Refuse what is not a fraction between 0 and 1."""
    raise_where(~((values >= 0) & (values <= 1)), index, name, "is outside 0-1", advice)


def check_discount_rate(discount_rate: np.ndarray, index: pd.Index | None = None) -> None:
    """Refuse an impossible discount rate."""
    check_fraction(discount_rate, index, "discount_rate", "It is a fraction per period: write 10 % as 0.10.")


def check_periods(periods: np.ndarray, index: pd.Index | None, *, at_least: int = 0) -> None:
    """Refuse a horizon that is not a whole number of periods; infinity means for ever."""
    wrong = (periods < at_least) | (np.floor(periods) != periods)
    advice = "Count whole periods, or pass infinity. For an expected length use clv_formula with a retention rate."
    raise_where(wrong, index, "periods", f"is not a whole number, {at_least} or more", advice)


def check_whole(number, name: str, *, at_least: int = 0) -> int:
    """Return a whole number of periods, or say why it is not one."""
    whole = isinstance(number, Real) and not isinstance(number, bool | np.bool_) and float(number).is_integer()
    if not whole or number < at_least:
        raise ValueError(f"{name} must be a whole number of periods, {at_least} or more; found {number!r}.")
    return int(number)


def require_frame(value: object, name: str) -> None:
    """Refuse anything but a DataFrame."""
    if not isinstance(value, pd.DataFrame):
        raise TypeError(f"{name} must be a pandas DataFrame, found {type(value).__name__}.")
