"""What does each segment look like? One row per segment: how many, how much, and its medians.

`profile_segments` describes every segment in one row.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...schema import Column, Schema, SchemaError, check_table, listed, require_frame, typed


@typed
def profile_segments(
    customers: pd.DataFrame, labels: pd.Series | Sequence[object], *, value: str = "amount"
) -> pd.DataFrame:
    """Describe every segment in one row.

    Parameters
    ----------
    customers : DataFrame
        One row per customer.
    labels : Series or sequence
        The segment of every customer, in the order of `customers`; a Series must have the same index, in any order.
    value : str, default="amount"
        Column of `customers` that is summed, such as what they paid or their margin.

    Returns
    -------
    DataFrame
        Index ``segment`` in the order of the labels' categories, else sorted. Columns: ``customers`` (number),
        ``share_of_customers`` (0-1), ``amount`` (sum of `value`), ``share_of_amount`` (of the sum over all customers),
        and ``median_...`` of every column of numbers. A category without customers keeps its row, with zeros and
        missing medians. A segment whose values are negative on balance has a negative share, and others may then have
        more than 1 together.

    Raises
    ------
    SchemaError
        If `customers` lacks `value`, or has no number in it for some customers; if labels do not match customers.
    ValueError
        If the values of all customers add up to zero or less, so that a share of them means nothing.

    See Also
    --------
    segment_cards : With names, intervals and rules: what one would show.
    segment_effects : How far the medians lie from everybody's.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg import profile_segments
    >>> customers = pd.DataFrame({"amount": [10.0, 20.0, 70.0], "frequency": [1, 3, 9]}, index=["a", "b", "c"])
    >>> profile = profile_segments(customers, ["small", "small", "large"])
    >>> profile[["customers", "amount", "share_of_amount", "median_frequency"]]
             customers  amount  share_of_amount  median_frequency
    segment
    large            1    70.0              0.7               9.0
    small            2    30.0              0.3               2.0
    """
    labels = aligned_labels(labels, customers)
    check_table(customers, Schema("customers", (Column(value, "number", True, "what is summed per segment"),)))
    total = float(customers[value].sum())
    if not total > 0:
        raise ValueError(
            f"profile_segments: '{value}' adds up to {total:,.2f} over all customers, so shares of it mean nothing. "
            "Leave out the customers with losses or returns, or profile another column with value=..."
        )
    groups = customers.groupby(labels, observed=False)
    profile = pd.DataFrame({"customers": groups.size(), "amount": groups[value].sum().astype(float)})
    profile.insert(1, "share_of_customers", profile["customers"] / len(customers))
    profile["share_of_amount"] = profile["amount"] / total
    numbers = customers.select_dtypes("number", exclude="timedelta").columns
    profile = profile.join(groups[list(numbers)].median().add_prefix("median_"))
    return profile.set_axis(pd.Index(list(profile.index), name="segment"))


def aligned_labels(labels: pd.Series | Sequence[object], customers: pd.DataFrame) -> pd.Series:
    """Labels as a Series in the order of the customers."""
    require_frame(customers, "customers")
    if isinstance(labels, pd.Series):
        labels = labels if labels.index.equals(customers.index) else _reordered(labels, customers)
    elif len(labels) == len(customers):
        labels = pd.Series(labels, index=customers.index)
    else:
        raise SchemaError(f"expected one label for each of {len(customers):,} customers; found {len(labels):,} labels.")
    kinds = {type(label) for label in labels.to_numpy(dtype=object)}
    if odd := sorted({kind.__name__ for kind in kinds if kind.__hash__ is None}):
        raise TypeError(f"labels must be words or whole numbers, one for each customer; found {listed(odd)}.")
    if bool in kinds and len(kinds) > 1:
        raise TypeError("labels mix True and False with other labels, and True equals 1: write them as words.")
    nameless = labels.isna() | (labels.map(lambda one: isinstance(one, str) and not one.strip()).astype(bool))
    if nameless.any():
        missing = labels.index[nameless]
        raise SchemaError(
            f"expected a label for every customer; {len(missing):,} of {len(labels):,} are missing or empty "
            f"({listed(missing)}). Give these customers a segment of their own, or leave them out."
        )
    return labels


def _reordered(labels: pd.Series, customers: pd.DataFrame) -> pd.Series:
    twice = [name for name, table in (("labels", labels), ("customers", customers)) if not table.index.is_unique]
    without = customers.index.difference(labels.index)
    unknown = labels.index.difference(customers.index)
    if twice or len(without) or len(unknown):
        raise SchemaError(
            f"labels must have the index of customers: {len(customers):,} customers, {len(labels):,} labels; "
            f"{len(without):,} customers without a label ({listed(without)}), "
            f"{len(unknown):,} labels without a customer ({listed(unknown)})"
            f"{'; ids occur twice in ' + ' and '.join(twice) if twice else ''}. "
            "Pass the labels that were predicted for these customers."
        )
    return labels.reindex(customers.index)
