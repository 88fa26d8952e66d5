"""How fast do large customers become rare, and is that so slow that no usual interval of their share holds?

`tail_exponent`; `hill_tail` with what tells a Pareto tail from others.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import Amounts, amounts_of, typed

#: A tail with a smaller exponent is too heavy. Of a few customers the exponent is not well known: the bound is lower by
#: `UNSURE` over their number, so that light tails are not refused by chance.
HEAVY, UNSURE = 1.7, 4.0
#: The lower bound of an exponent (95 %, one side) is less by this, over the root of the number of customers.
LOWER = 1.645
#: Less by this, over the root of their number, do the logarithms of 1 of 100 Pareto tails of up to 200 customers vary.
LESS = 2.1


class Tail(NamedTuple):
    """How heavy the upper tail of a list is, and of how many customers that is known."""

    exponent: float
    largest: int
    at_most: int  # customers who bring the largest amount of all
    varies: float = 1.0  # of the logarithms above the next customer, by their mean: 1 in a Pareto tail
    upper: float = 0.0  # exponent of the larger half of them

    @property
    def is_heavy(self) -> bool:
        """Whether the exponent is so low that no usual interval holds."""
        return not self.is_capped and _is_low(self.exponent, self.largest)

    @property
    def ends(self) -> bool:
        """Whether it is surely no Pareto tail, but falls faster and faster, and its larger half is not heavy.

        So look two kinds of customers, a few of whom spend many times as much as the others: the exponent is low since
        it reaches across from one kind to the other. The first alone would not do: the few may have a heavy tail of
        their own, behind a gap.
        """
        is_faster = self.varies < 1 - LESS / float(np.sqrt(self.largest))
        return is_faster and not _is_low(self.upper, self.largest // 2)

    @property
    def is_capped(self) -> bool:
        """Whether many bring the same largest amount (a price): then there is no tail."""
        return self.at_most > max(1, self.largest // 10)

    @property
    def may_be_heavy(self) -> bool:
        """Whether the exponent may be that of a heavy tail."""
        return lower_bound(self.exponent, self.largest) < HEAVY


def _is_low(exponent: float, customers: int) -> bool:
    """Say whether an exponent that is estimated from so many customers is that of a heavy tail."""
    return exponent < HEAVY - UNSURE / max(customers, 1)


def lower_bound(exponent: float, customers: int) -> float:
    """Give the lower bound of an exponent that is estimated from so many customers (95 %, one side)."""
    return exponent * (1 - LOWER / float(np.sqrt(customers)))


@typed
def tail_exponent(amounts: Amounts, *, largest: int | None = None) -> pd.DataFrame:
    """Return how fast large customers become rare: Hill's estimate of the exponent of a Pareto tail.

    With exponent a, twice as large customers are 2 to the power a times as rare. Below 2 the variance is infinite, and
    no usual interval of a mean, a top share or a Gini coefficient holds what it promises, at any number of customers:
    one more customer may change everything. Below 1 there is not even a mean. All this is said of a Pareto tail: two
    kinds of customers, of whom a tenth spend 20 times as much, have a low exponent too, and a mean and a variance. Ask
    for fewer, `largest=`: of two kinds the exponent rises, of a heavy tail it stays.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer; only what is above zero counts.
    largest : int, optional
        How many of the largest customers are the tail; by default a tenth of those above zero, at most twice the square
        root of their number and at least 10.

    Returns
    -------
    DataFrame
        One row: ``exponent`` (above 0, smaller is heavier; infinite if the largest are all equal), ``standard_error``
        and ``customers`` (in the tail).

    Raises
    ------
    ValueError
        If an amount is missing, or there are not more customers above zero than the tail should have.

    See Also
    --------
    concentration_table : Top shares, without an interval where the tail is too heavy.

    References
    ----------
    Hill, B. M. (1975). A simple general approach to inference about the tail of a distribution. Annals of Statistics
    3(5).

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.value import tail_exponent
    >>> firm = (1 - np.arange(1000) / 1000) ** (-1 / 1.3)  # a Pareto curve of 1.3
    >>> tail_exponent(firm).round(2).to_numpy().tolist()
    [[1.32, 0.17, 63.0]]
    """
    values, _ = amounts_of(amounts, "amounts")
    tail = largest_in_tail(int((values > 0).sum())) if largest is None else int(largest)
    found = hill_tail(values, tail)
    error = found.exponent / np.sqrt(tail)
    return pd.DataFrame({"exponent": [found.exponent], "standard_error": [error], "customers": [tail]})


def largest_in_tail(n_positive: int) -> int:
    """Return how many of the largest customers are taken for the tail.

    Parameters
    ----------
    n_positive : int
        Customers above zero.

    Returns
    -------
    int
        At least 10.
    """
    return max(10, min(n_positive // 10, int(2 * np.sqrt(n_positive))))


def hill_tail(values: NDArray[np.float64], largest: int) -> Tail:
    """Estimate the exponent from the largest values.

    Parameters
    ----------
    values : ndarray of shape (n_customers,)
        Money per customer.
    largest : int
        How many are the tail.

    Returns
    -------
    Tail
        The exponent, without the bias of a small tail, `largest`, and what tells a Pareto tail from others.

    Raises
    ------
    ValueError
        If `largest` is below 2, or no further customer is above zero.
    """
    positive = values[values > 0]
    if not 2 <= largest < len(positive):
        raise ValueError(
            f"largest must be at least 2 and leave a smaller customer above zero; found {largest} of {len(positive)}. "
            "A tail needs customers: a dozen at least, better a hundred."
        )
    top = np.partition(positive, len(positive) - largest - 1)[len(positive) - largest - 1 :]
    logs = np.sort(np.log(top[1:] / top[0]))  # partition leaves the smallest of them in front
    half = largest // 2
    varies = float(logs.std() / logs.mean()) if logs[-1] > 0 else 0.0
    upper = _hill(logs[largest - half :] - logs[largest - half - 1])
    return Tail(_hill(logs), largest, int((top == top.max()).sum()), varies, upper)


def _hill(logs: NDArray[np.float64]) -> float:
    """Give Hill's estimate, without the bias of a small tail, of logarithms above the next customer."""
    excess = logs.sum()
    return float((len(logs) - 1) / excess) if excess > 0 else np.inf
