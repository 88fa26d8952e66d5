"""How much of the money do the largest customers bring?

`top_share` and `concentration_table`; `largest_first` puts amounts in order for all measures of concentration.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from ..resample import influence_interval
from ..resample.influence import corrected_ends
from ..schema import Amounts, amounts_of, as_numbers, check_fraction, raise_where, typed
from ._influence import top_share_influence
from ._tail_caveats import with_caveats


@typed
def top_share(amounts: Amounts, share: float = 0.2, *, weights: Amounts | None = None) -> float:
    """Return the share of the money that the top `share` of the customers brings.

    Counting rule: the top share p of n customers is the first floor(p * n) of them, largest first.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    share : float
        Which part of the customers, 0-1.
    weights : Series of shape (n_customers,), optional
        How many customers each row stands for. Whole weights give what repeating the rows would give.

    Returns
    -------
    float
        0-1; equal to `share` when all customers are alike, close to 1 when a few bring everything.

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, or if `share` is less than one customer.

    See Also
    --------
    concentration_table : Several shares at once, each with its interval.

    Examples
    --------
    >>> from custseg.value import top_share
    >>> top_share([70, 10, 10, 5, 5], 0.2)
    0.7
    """
    values, counts = largest_first(amounts, weights)
    customers = _customers_in(np.atleast_1d(share), counts.sum())
    _refuse_nobody(customers, share, counts.sum())
    return float(_share_of_first(customers, values, counts)[0])


@typed
def concentration_table(
    amounts: Amounts,
    shares: Sequence[float] = (0.01, 0.05, 0.1, 0.2, 0.5),
    *,
    level: float = 0.95,
    weights: Amounts | None = None,
) -> pd.DataFrame:
    """Return what the top 1, 5, 10, 20, 50 % of the customers bring, each with its interval.

    What they bring of this list is known. The interval speaks of the firm that drew it: what its top 20 % would bring
    over all customers that it could have had, with Hall's correction for the few who are very large. Nothing is drawn,
    so nothing depends on a seed.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    shares : sequence of float
        Which parts of the customers, each 0-1.
    level : float
        How often an interval should hold the truth, 0-1.
    weights : Series of shape (n_customers,), optional
        How many customers each row stands for, whole numbers, such as :func:`custseg.tables.customers_by_value` gives:
        the result is that of the rows repeated.

    Returns
    -------
    DataFrame
        One row per share: ``share_of_customers``, ``customers`` (how many that is), ``share_of_amount``, ``low``,
        ``high``, ``caveat``: empty, or what is the matter. A share of less than one customer has 0 customers and no
        share of the amount (NaN). There is no interval (NaN) where the share holds fewer than 10 customers, where all
        bring the same, where the share brings everything, and where the tail of the list looks so heavy that no usual
        interval holds: a `tail_exponent` below 1.7, less 4 over the customers in the tail, unless many bring the same
        largest amount, or the tail falls faster than all but 1 of 100 Pareto tails and its larger half is not as heavy.
        So look two kinds of customers, and a caveat says so. The caveat of an interval that may not hold says why:
        fewer than 100 customers, or five or fewer who make three quarters of the variance of the money; three fifths,
        where fewer than 300 customers leave open whether the exponent is below 1.7. Or the upper half falls like a
        Pareto tail, which may be as heavy as that: the logarithms of the money above the median vary more than in 99 of
        100 log-normal lists. From 100 customers on, at most 3 of 100 lists with an exponent of 1.3 have an interval and
        no caveat, and 5 of 100 with 1.5.

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, if there is no share, one is outside 0-1 or all are less
        than one customer, if `level` is outside 0-1, or if weights are no whole numbers.

    See Also
    --------
    top_share : One share, without an interval.
    gini_interval : One number for the whole curve.
    tail_exponent : How heavy the tail is.

    Notes
    -----
    An interval without a caveat holds less often than it says where money is uneven and customers are few: the lists
    without one are those that happen to lack large customers, and nothing in them says so. Of 100 customers whose money
    is log-normal with s = 1, .37 of the lists have no caveat, and of these hold .80 (top 20 %); with s = 1.3 .13, and
    .60 hold. Of Lomax money (exponent 2.2) .46, .55 and .75 of the lists of 300, 600 and 2,000 customers have none,
    and .85, .88 and .92 hold. A stricter rule leaves fewer such lists, of which fewer hold, and doubts more of those
    whose intervals do. See the manual's page *How often an interval holds*.

    A list of two kinds of customers may look as heavy as one of which no interval holds: the tail reaches across from
    one kind to the other. Of exponential money of which one customer in ten spends 20 times as much .17, .77 and .97 of
    the lists of 400, 1,000 and 2,000 customers have an interval, with a caveat, and .91, .92 and .94 of these hold (top
    20 %). Most shorter lists have none, though one would hold: no rule tells them from heavy tails.

    References
    ----------
    Cowell, F. A. & Victoria-Feser, M.-P. (2002). Welfare rankings in the presence of contaminated data. Econometrica
    70(3).
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.value import concentration_table
    >>> table = concentration_table(np.arange(1, 1001), shares=(0.005, 0.2))
    >>> table[["share_of_amount", "low", "high"]].round(3).to_numpy().tolist()
    [[0.01, nan, nan], [0.36, 0.35, 0.37]]
    >>> table["caveat"].tolist()
    ['rests on 5 customers, fewer than 10', '']
    """
    values, counts = largest_first(amounts, weights)
    if (counts != np.round(counts)).any():
        raise ValueError("weights must be whole numbers of customers: an interval needs to know how many there are.")
    wanted, n = np.atleast_1d(as_numbers(shares, "shares")), int(counts.sum())
    if not len(wanted):
        raise ValueError("shares is empty: name at least one part of the customers, such as shares=(0.2,).")
    customers = _customers_in(wanted, n).astype(int)
    _refuse_nobody(customers, wanted.max(), n)
    brought = np.where(customers > 0, _share_of_first(customers, values, counts), np.nan)
    ends_of = _top_share_ends if weights is None else partial(_counted_share_ends, counts)
    ends = np.transpose([ends_of(values, top, part, level) for top, part in zip(customers, brought, strict=True)])
    ends, caveats = with_caveats(ends, customers, values, None if weights is None else counts)
    return pd.DataFrame(
        {
            "share_of_customers": wanted,
            "customers": customers,
            "share_of_amount": brought,
            "low": ends[0],
            "high": ends[1],
            "caveat": caveats,
        }
    )


def _top_share_ends(values: np.ndarray, customers: int, share: float, level: float) -> np.ndarray:
    """Give the ends of one interval; the top part of a list never brings less than its part of the customers."""
    if customers == 0:
        return np.full(2, np.nan)
    ends = influence_interval(share, top_share_influence(values, values[customers - 1], share), level=level)
    return ends.clip(customers / len(values), 1.0)


def _counted_share_ends(
    counts: np.ndarray, values: np.ndarray, customers: int, share: float, level: float
) -> np.ndarray:
    """Do the same where a row stands for several customers."""
    if customers == 0:
        return np.full(2, np.nan)
    n = counts.sum()
    edge = values[np.searchsorted(np.cumsum(counts), customers)]
    adds = top_share_influence(values, edge, share, float(counts @ values / n))
    parts = (adds - counts @ adds / n) / n
    return corrected_ends(share, counts @ parts**2, counts @ parts**3, n, level=level).clip(customers / n, 1.0)


def largest_first(amounts: Amounts, weights: Amounts | None) -> tuple[np.ndarray, np.ndarray]:
    """Give the amounts, the largest first, and how many customers each stands for; refuse what has no share.

    Raises
    ------
    ValueError
        If an amount is missing or negative, if all are zero, if there is no customer, or if weights are negative or
        those of other customers.

    Examples
    --------
    >>> values, counts = largest_first([10, 30], [3, 1])
    >>> values.tolist(), counts.tolist()
    ([30.0, 10.0], [1.0, 3.0])
    """
    values, index = amounts_of(amounts, "amounts")
    raise_where(
        values < 0,
        index,
        "amounts",
        "is negative",
        "Lorenz curve, Gini and top share need amounts of zero or more; for signed profit use whale_curve.",
    )
    nothing = "all amounts are zero: there is no total of which anybody could have a share."
    if weights is None:
        if not values.any():
            raise ValueError(nothing)
        return np.sort(values)[::-1], np.ones(len(values))
    counts, weight_index = amounts_of(weights, "weights")
    if len(counts) != len(values) or (isinstance(weights, pd.Series) and not weight_index.equals(index)):
        raise ValueError(
            f"weights ({len(counts)} rows) do not belong to the same customers as amounts ({len(values)})."
        )
    raise_where(counts < 0, index, "weights", "is negative", "A weight says how many customers a row stands for.")
    if not np.any(values * counts):
        raise ValueError(nothing)
    order = np.argsort(-values, kind="stable")
    return values[order], counts[order]


def _customers_in(shares: np.ndarray, n_customers: float) -> np.ndarray:
    shares = np.asarray(shares, dtype=float)
    check_fraction(shares, None, "share", "It is a fraction of the customers: write 20 % as 0.2.")
    # 0.29 * 100 is 28.999... in binary: without rounding, floor would lose the 29th customer.
    return np.floor(np.round(shares * n_customers, 9))


def _refuse_nobody(customers: np.ndarray, largest_share: float, n_customers: float) -> None:
    if not (customers > 0).any():
        raise ValueError(
            f"the top {largest_share:g} of {n_customers:g} customers is less than one customer. "
            f"Ask for a share of at least {1 / n_customers:.2g}."
        )


def _share_of_first(customers: np.ndarray, values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    reached = np.cumsum(counts)
    money = np.cumsum(counts * values)
    last = np.minimum(np.searchsorted(reached, customers), len(values) - 1)
    brought: np.ndarray = (money[last] - (reached[last] - customers) * values[last]) / money[-1]
    return brought
