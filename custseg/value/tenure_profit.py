"""Does a customer become more profitable the longer they stay, or do only the profitable ones stay?

`profit_by_tenure`.
"""

import numpy as np
import pandas as pd

from ..schema import as_numbers, check_discount_rate, raise_where, require_frame, typed


@typed
def profit_by_tenure(
    profits: pd.DataFrame, *, observed: pd.Series | None = None, discount_rate: float = 0.0, first_payment: int = 1
) -> pd.DataFrame:
    """Return profit by period of the relation, for those who are still there and for everybody who began.

    The usual curve is the mean over survivors. It rises even when nobody becomes more profitable, if the
    unprofitable leave first. So three curves stand side by side: survivors; the same people throughout (those who
    stay to the last period); and survivors weighted by survival, which is what one new customer brings on average.

    Parameters
    ----------
    profits : DataFrame of shape (n_customers, periods)
        One column per period since the customer was won, in order; NaN once they have left or are no longer observed.
    observed : Series of shape (n_customers,), optional
        How many periods each customer could be observed. Without it everybody could be observed in every period, and
        NaN means that the customer has left.
    discount_rate : float
        Discount rate per period for the last column, a fraction 0-1.
    first_payment : int
        When the profit of the first period comes: 1 = after one period, 0 = now.

    Returns
    -------
    DataFrame
        Index ``tenure`` (the columns of `profits`). ``at_risk`` (customers who could be observed, had not left before),
        ``customers`` (of them still there), ``survival`` (0-1, Kaplan-Meier), ``profit_of_survivors``,
        ``profit_of_stayers``, ``profit_per_starter`` (survival times the first) and ``cumulative_present_value``
        (of the latter). A period without customers has NaN profits of survivors and adds nothing; a period in which
        nobody could be observed is NaN from there on.

    Raises
    ------
    ValueError
        If the table is empty, a customer comes back after leaving, a profit lies after `observed`, the discount rate
        is impossible, or the indexes differ.

    References
    ----------
    Reichheld, F. F. & Sasser, W. E. (1990). Zero defections: quality comes to services. Harvard Business Review, 68(5),
    105-111. Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the
    American Statistical Association, 53(282), 457-481.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import profit_by_tenure
    >>> profits = pd.DataFrame({1: [10.0, 50.0], 2: [None, 50.0]}, index=["ann", "bob"])
    >>> profit_by_tenure(profits)[["survival", "profit_of_survivors", "profit_of_stayers", "profit_per_starter"]]
            survival  profit_of_survivors  profit_of_stayers  profit_per_starter
    tenure
    1            1.0                 30.0               50.0                30.0
    2            0.5                 50.0               50.0                25.0
    """
    flows, seen = _checked(profits, observed)
    check_discount_rate(np.asarray(discount_rate, dtype=float))
    there = ~np.isnan(flows)
    before = np.column_stack([np.ones(len(flows), dtype=bool), there[:, :-1]])
    at_risk, customers = (before & seen).sum(axis=0), there.sum(axis=0)
    # Customers were there, but none of them could be observed: what became of them is unknown, not zero.
    unknown = (at_risk == 0) & before.any(axis=0)
    stays = np.divide(customers, at_risk, out=np.where(unknown, np.nan, 0.0), where=at_risk > 0)
    survival = np.cumprod(stays)
    money = np.where(there, flows, 0.0)
    per_starter = survival * _mean(money.sum(axis=0), customers, 0.0)
    discounted = per_starter * (1 + discount_rate) ** -(first_payment + np.arange(len(survival), dtype=float))
    return pd.DataFrame(
        {
            "at_risk": at_risk,
            "customers": customers,
            "survival": survival,
            "profit_of_survivors": _mean(money.sum(axis=0), customers, np.nan),
            "profit_of_stayers": _mean(money[there[:, -1]].sum(axis=0), there[:, -1].sum(), np.nan),
            "profit_per_starter": per_starter,
            "cumulative_present_value": np.cumsum(discounted),
        },
        index=profits.columns.rename("tenure"),
    )


def _checked(profits: pd.DataFrame, observed: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """Return profits and which periods could be seen, after checking that leaving is for good."""
    require_frame(profits, "profits")
    if profits.size == 0:
        raise ValueError("profits must be a table with at least one customer (rows) and one period (columns).")
    flows = as_numbers(profits, "profits")
    raise_where(np.isinf(flows), profits.index, "profits", "is infinite", "Look for a division by zero.")
    there = ~np.isnan(flows)
    returned = np.diff(there.astype(int), axis=1) > 0
    raise_where(
        returned, profits.index, "profits", "comes back after a gap", "Write 0 for a period without a purchase."
    )
    if observed is None:
        return flows, np.ones(flows.shape, dtype=bool)
    if not observed.index.equals(profits.index):
        raise ValueError("profits and observed have different indexes: observed = observed.reindex(profits.index).")
    seen = np.arange(flows.shape[1]) < as_numbers(observed, "observed")[:, np.newaxis]
    raise_where(there & ~seen, profits.index, "profits", "lies after the observed periods", "Correct `observed`.")
    return flows, seen


def _mean(total: np.ndarray, customers: np.ndarray, nobody: float) -> np.ndarray:
    mean: np.ndarray = np.divide(total, customers, out=np.full(len(total), nobody), where=np.asarray(customers > 0))
    return mean
