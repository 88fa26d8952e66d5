"""Who gets how much if every customer of a class gets the same, and how much is left over where the class is wrong?

`share_by_class` (按类别投放).
"""

from __future__ import annotations

from typing import cast

import pandas as pd

from ...schema import LeftoverRule, SchemaError, aligned, listed, typed
from .supply import allocate_supply


@typed
def share_by_class(
    demand: pd.Series,
    supply: int,
    classes: pd.DataFrame | pd.Series,
    *,
    earlier: pd.Series,
    leftover: LeftoverRule = "unsold",
) -> pd.DataFrame:
    """Set the same quota aside for each customer of a class, by what the class wanted a period before (S1-21).

    The quota of a class is in proportion to the mean of what its customers wanted earlier, one unit at least for each.
    It does not look at what a customer wants now, so that a customer in the wrong class leaves goods unsold, or runs
    out.

    Parameters
    ----------
    demand : Series of shape (n_customers,)
        What each customer can sell now: whole units of zero or more.
    supply : int
        Units that there are.
    classes : DataFrame or Series
        Same index; the columns that make a class, such as market, format and tier, or one label.
    earlier : Series
        Same index; what each customer wanted a period before, zero or more.
    leftover : {"unsold", "shared again"}
        As in `allocate_supply`.

    Returns
    -------
    DataFrame
        As `allocate_supply`: ``demand``, ``quota``, ``given``, ``leftover`` and ``unmet``.

    Raises
    ------
    SchemaError
        If indexes differ, a class is missing, or a customer wanted less than nothing; and as `allocate_supply`.
    ValueError
        If a number is missing, or the supply is no whole number of zero or more.

    See Also
    --------
    allocate_supply : Other ways to share.

    Examples
    --------
    >>> demand = pd.Series({"ann": 10, "bob": 2, "eve": 4})
    >>> classes = pd.Series({"ann": "C/Z/5", "bob": "C/Z/5", "eve": "C/Z/1"})
    >>> share_by_class(demand, 16, classes, earlier=pd.Series({"ann": 8, "bob": 4, "eve": 4}))["quota"].to_dict()
    {'ann': 6, 'bob': 6, 'eve': 4}
    """
    index, (_, before) = aligned(demand=demand, earlier=earlier)
    table = classes.to_frame() if isinstance(classes, pd.Series) else classes
    problems = [] if table.index.equals(demand.index) else ["classes must have the index of demand in the same order."]
    if gaps := list(table.columns[table.isna().any()]):
        problems.append(f"classes are missing in {listed(gaps)}: fill them in, or leave these customers out.")
    if (before < 0).any():
        problems.append(f"earlier must be zero or more; not so for {listed(demand.index[before < 0])}.")
    if problems:
        raise SchemaError(*problems)
    each = table.groupby(list(table.columns), sort=True, observed=True).ngroup()
    means = pd.Series(before, index).clip(lower=1).groupby(each.to_numpy()).mean()
    weights = cast(dict, means.to_dict())
    return allocate_supply(demand, supply, rule="quota", tiers=each, weights=weights, leftover=leftover)
