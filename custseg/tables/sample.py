"""Who are a few of these customers? Some of them drawn by chance, with all of their rows.

`sample_customers`.
"""

import numpy as np
import pandas as pd

from ..schema import SchemaError, check_whole, typed
from ._log_checks import open_log
from ._shelf import STEP


@typed
def sample_customers(transactions: pd.DataFrame, n: int, *, random_state: int) -> pd.DataFrame:
    """Draw customers by chance and keep all of their rows.

    Parameters
    ----------
    transactions : DataFrame
        As for :func:`custseg.tables.customer_table`.
    n : int
        How many customers, at least one. All of them where the log has no more.
    random_state : int
        The seed. The order of the rows does not matter to who is drawn.

    Returns
    -------
    DataFrame
        Rows of `transactions`, in their order, with all columns and ``attrs``.

    Raises
    ------
    SchemaError
        Columns that are missing, or no row.
    ValueError
        `n` is no whole number above zero.

    See Also
    --------
    log_between : Some of the days instead.
    custseg.plot.plot_timelines : A line a customer.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> sample_customers(load_cdnow(), 60, random_state=1)["customer_id"].nunique()
    60
    """
    check_whole(n, "n", at_least=1)
    open_log(transactions)
    ids = transactions["customer_id"]
    numbers = isinstance(ids.dtype, np.dtype) and ids.dtype.kind in "iu"
    names = np.sort(ids.unique() if numbers else ids.unique().astype(object))
    if not len(names):
        raise SchemaError("transactions have no row, so there is nobody to draw.")
    drawn = np.random.default_rng(random_state).choice(names, size=min(n, len(names)), replace=False)
    return transactions[_are_among(ids, drawn)].copy()


def _are_among(ids: pd.Series, drawn: np.ndarray) -> np.ndarray:
    """Say so of each row, a part of them after another: looking for them takes memory of its own."""
    return np.concatenate([ids.iloc[start : start + STEP].isin(drawn) for start in range(0, len(ids), STEP)])
