"""Which customers do arguments belong to, and under whose index do the answers go out?

`aligned`, `check_weights`, `different_customers` and `like_input`.
"""

import numpy as np
import pandas as pd

from .argument_checks import PerCustomer, as_numbers, dimensions, raise_where
from .errors import listed
from .signatures import typed


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
        If there is not one finite weight of zero or more per row, if all are zero, or a Series has other customers
        than `index`, or another order.

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
    if not checked.any():  # scikit-learn refuses them only from version 1.8 on
        raise ValueError("weights must contain at least one non-zero number: with these nobody counts.")
    return checked


def _differ(one: pd.Index, other: pd.Index) -> bool:
    return len(one) == len(other) and not one.equals(other)  # another length has a sentence of its own
