"""How many customers does a row of a table stand for? One, or as many as a column ``customers`` says.

:func:`customers_of` reads the column, :func:`standing_for` writes the weights of a fit into it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import SchemaError, check_weights, listed

CUSTOMERS = "customers"


def customers_of(table: pd.DataFrame) -> np.ndarray | None:
    """Give how many customers each row stands for, where a column ``customers`` says so; None where a row is one.

    Parameters
    ----------
    table : DataFrame
        Any table of customers.

    Returns
    -------
    ndarray of float, or None
        Zero or more for each row.

    Raises
    ------
    SchemaError
        If they are no finite numbers of zero or more, or all zero.

    Examples
    --------
    >>> customers_of(pd.DataFrame({"x": [0, 1], "customers": [70, 30]})).tolist()
    [70.0, 30.0]
    """
    if CUSTOMERS not in table.columns:
        return None
    column = table[CUSTOMERS]
    if isinstance(column, pd.DataFrame):
        raise SchemaError("the table has 'customers' more than once: keep one of them.")
    if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        raise SchemaError(f"customers must be numbers, how many a row stands for; found {column.dtype}. Count them.")
    customers: np.ndarray = column.to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(customers) & (customers >= 0))
    if wrong.any():
        raise SchemaError(
            f"customers is missing, negative or infinite: {int(wrong.sum())} rows ({listed(table.index[wrong])}). "
            "Expected how many customers each row stands for, 0 or more."
        )
    if not customers.any():
        raise SchemaError("customers is 0 in every row: the table stands for nobody.")
    return customers


def standing_for(table: pd.DataFrame, sample_weight: object) -> pd.DataFrame:
    """Give the table with a column ``customers``, times its own where it has one; as it is without weights.

    Parameters
    ----------
    table : DataFrame
        Any table of customers; it is not changed.
    sample_weight : array-like of shape (n_rows,), or None
        How many customers each row stands for.

    Returns
    -------
    DataFrame
        With the column ``customers``, or the same table.

    Raises
    ------
    ValueError
        If there is not one finite weight per row.

    Examples
    --------
    >>> standing_for(pd.DataFrame({"x": [0, 1]}), [70, 30])["customers"].tolist()
    [70.0, 30.0]
    """
    if sample_weight is None:
        return table
    weights = check_weights(sample_weight, np.empty((len(table), 1)))  # type: ignore[arg-type]
    own = customers_of(table)
    return table.assign(**{CUSTOMERS: weights if own is None else weights * own})
