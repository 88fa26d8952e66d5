"""How many customers does a row of a table stand for? One, or as many as a column ``customers`` says.

:func:`customers_of` reads the column, :func:`standing_for` writes the weights of a fit into it;
:func:`refuse_shared_rows` is for answers that take each row for one customer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import SchemaError, check_weights, listed

CUSTOMERS = "customers"
NUMBERS = ("integer", "floating", "decimal", "mixed-integer-float", "empty")


def customers_of(table: pd.DataFrame, *, whole: bool = False) -> np.ndarray | None:
    """Give how many customers each row stands for, where a column ``customers`` says so; None where a row is one.

    Parameters
    ----------
    table : DataFrame
        Any table of customers.
    whole : bool
        Whether a fraction is refused, as in a table that somebody made; the weights of a fit may be fractions.

    Returns
    -------
    ndarray of float, or None
        Zero or more for each row.

    Raises
    ------
    SchemaError
        If they are no finite numbers of zero or more, no whole ones where these are asked for, or all zero.

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
    if pd.api.types.infer_dtype(column, skipna=True) not in NUMBERS:
        raise SchemaError(f"customers must be numbers, how many a row stands for; found {column.dtype}. Count them.")
    customers: np.ndarray = column.to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(customers) & (customers >= 0))
    if wrong.any():
        raise SchemaError(
            f"customers is missing, negative or infinite: {int(wrong.sum())} rows ({listed(table.index[wrong])}). "
            "Expected how many customers each row stands for, 0 or more."
        )
    parts = customers != np.rint(customers)
    if whole and parts.any():
        raise SchemaError(
            f"customers is not a whole number: {int(parts.sum())} rows ({listed(table.index[parts])}). Expected how "
            "many customers each row stands for; pass weights that are fractions as sample_weight."
        )
    if not customers.any():
        raise SchemaError("customers is 0 in every row: the table stands for nobody.")
    return customers


def refuse_shared_rows(table: pd.DataFrame, what: str) -> None:
    """Refuse a table whose rows stand for several customers, where an answer would take each for one.

    Parameters
    ----------
    table : DataFrame
        Any table of customers.
    what : str
        The answer, with which the sentence begins.

    Raises
    ------
    SchemaError
        If a column ``customers`` says anything but 1.

    Examples
    --------
    >>> refuse_shared_rows(pd.DataFrame({"x": [0, 1], "customers": [1, 1]}), "frequency_table")
    """
    customers = customers_of(table, whole=True)
    if customers is None or (customers == 1).all():
        return
    raise SchemaError(
        f"{what} needs one row per customer, and in this table {len(table):,} rows stand for {customers.sum():,.0f} "
        "customers (column 'customers'): repeat the rows, "
        "table.loc[table.index.repeat(table['customers'])].drop(columns='customers')."
    )


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
    SchemaError
        If the table's own ``customers`` are no whole numbers of zero or more.

    Examples
    --------
    >>> standing_for(pd.DataFrame({"x": [0, 1]}), [70, 30])["customers"].tolist()
    [70.0, 30.0]
    """
    if sample_weight is None:
        return table
    own = customers_of(table, whole=True)
    weights = check_weights(sample_weight, np.empty((len(table), 1)), table.index)  # type: ignore[arg-type]
    return table.assign(**{CUSTOMERS: weights if own is None else weights * own})
