"""Are the largest customers so large that no usual interval of a share of the money holds?

`tail_exponent`.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..resample.influence import EQUAL
from ..schema import Amounts, amounts_of, typed

#: A share that rests on fewer customers than this has no interval.
FEWEST = 10
#: A tail with a smaller exponent is too heavy. Of a few customers the exponent is not well known: the bound is lower by
#: `UNSURE` over their number, so that light tails are not refused by chance.
HEAVY, UNSURE = 1.7, 4.0
#: With fewer customers the exponent is not judged.
TO_JUDGE = 100
#: A list rests on a few where so many of its customers make this part of the variance of its money.
A_FEW, MOST = 5, 0.75
#: A tail of fewer customers says little of its exponent: where its lower bound (95 %, one side) is heavy, less is most.
SHORT, MOST_IF_SHORT, LOWER = 30, 0.6, 1.645
#: How much the logarithms of log-normal money vary above its median, by their mean height above it, whatever its
#: spread; 99 of 100 lists stay within `CHANCE` by the root of the number above the median. Of a Pareto tail it is 1.
LOG_NORMAL, CHANCE = float(np.sqrt(np.pi / 2 - 1)), 1.3
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
        return _lower(self.exponent, self.largest) < HEAVY


def _is_low(exponent: float, customers: int) -> bool:
    """Say whether an exponent that is estimated from so many customers is that of a heavy tail."""
    return exponent < HEAVY - UNSURE / max(customers, 1)


def _lower(exponent: float, customers: int) -> float:
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


def tail_caveat(values: NDArray[np.float64], counts: NDArray[np.float64] | None = None) -> tuple[str, bool]:
    """Say what is the matter with intervals of shares of this money, and whether none should be given.

    Parameters
    ----------
    values : ndarray of shape (n_customers,)
        Money per customer.
    counts : ndarray of shape (n_customers,), optional
        How many customers each row stands for; the values then fall.

    Returns
    -------
    caveat : str
        Empty if nothing is the matter.
    refused : bool
        True where the tail is so heavy that no interval holds.
    """
    n = int((values > 0).sum() if counts is None else counts[values > 0].sum())
    if n < TO_JUDGE:
        counted = "only one customer" if n == 1 else f"only {n} customers"
        everybody = len(values) if counts is None else int(counts.sum())
        paying = "" if n == everybody else " above zero"
        return f"{counted}{paying}: whether a few could outweigh all others is not known", False
    largest = largest_in_tail(n)
    tail = hill_tail(values if counts is None else _first_rows(values, counts, largest + 1), largest)
    if tail.is_heavy and not tail.ends:
        return f"tail exponent {tail.exponent:.1f}: it looks so heavy that no usual interval holds", True
    said = _who_decides(values, counts, tail)
    return said or _two_kinds(tail) or _looks_heavy(values, counts, n, tail), False


def _two_kinds(tail: Tail) -> str:
    """Say that a low exponent is rather that of two kinds of customers."""
    if not tail.is_heavy:
        return ""
    return (
        f"tail exponent {tail.exponent:.1f} in {tail.largest} customers, but {tail.upper:.1f} in the largest "
        f"{tail.largest // 2}: two kinds of customers look so, and seldom a heavy tail"
    )


def _looks_heavy(values: NDArray[np.float64], counts: NDArray[np.float64] | None, n: int, tail: Tail) -> str:
    """Say whether the upper half falls like a Pareto tail, as log-normal money does in 1 of 100 lists, and heavily.

    It doubts lists that lack the large customers from whom a heavy tail would show, and never clears one: of tails that
    begin late (Lomax, F) the upper half is no more Pareto than that of log-normal money. How many lists pass unsaid,
    and how many of their intervals hold, stands in the results of `benchmarks/silent_lists.py`.
    """
    if tail.is_capped or not tail.may_be_heavy:
        return ""
    half = n // 2
    lowest = len(values) - half - 1
    top = np.partition(values, lowest)[lowest:] if counts is None else _first_rows(values, counts, half + 1)
    above = np.log(top / top.min())
    height = above.sum() / half
    if not _lower(1.0, half) < HEAVY * height or (above == 0).sum() > max(1, half // 10):
        return ""  # light, or many pay the same in the middle
    varies = np.sqrt((above**2).sum() / half - height**2)
    if not varies > (LOG_NORMAL + CHANCE / np.sqrt(half)) * height:
        return ""
    return (
        "the upper half falls rather like a Pareto tail than like log-normal money; "
        f"the tail exponent, {tail.exponent:.1f} in {tail.largest} customers, may be heavy"
    )


def _who_decides(values: NDArray[np.float64], counts: NDArray[np.float64] | None, tail: Tail) -> str:
    """Say which few make most of the variance of the money: of others like them the list cannot know."""
    scaled = values / values.max()
    weights = np.ones(len(values)) if counts is None else counts
    mean = weights @ scaled / weights.sum()
    spread = weights @ (scaled - mean) ** 2
    top = -np.partition(-scaled, A_FEW)[:A_FEW] if counts is None else _first_rows(scaled, counts, A_FEW)
    made = np.cumsum((-np.sort(-top) - mean) ** 2) / spread if spread > 0 else np.zeros(A_FEW)
    unsure = tail.largest < SHORT and tail.may_be_heavy and made[-1] < MOST
    if made[-1] < (bar := MOST_IF_SHORT if unsure else MOST):
        return ""
    few = int(np.argmax(made >= bar))
    who = "one customer, who makes" if few == 0 else f"{few + 1} customers, who make"
    doubt = f"; the tail exponent, {tail.exponent:.1f} in {tail.largest} customers, may be heavy" if unsure else ""
    return f"rests on {who} {made[few]:.0%} of the variance{doubt}"


def _first_rows(values: NDArray[np.float64], counts: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Write out the first so many customers of rows that stand for several each."""
    before = np.cumsum(counts) - counts
    rows: NDArray[np.float64] = np.repeat(values, np.clip(n - before, 0, counts).astype(np.int64))
    return rows


def with_caveats(
    ends: NDArray[np.float64],
    customers: NDArray[np.int64],
    values: NDArray[np.float64],
    counts: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], list[str]]:
    """Take away intervals that do not hold, and say why, for shares that rest on so many customers.

    Parameters
    ----------
    ends : ndarray of shape (2, n_shares)
        Lower and upper ends.
    customers : ndarray of shape (n_shares,)
        How many customers each share rests on.
    values : ndarray of shape (n_customers,)
        Money per customer.
    counts : ndarray of shape (n_customers,), optional
        As for `tail_caveat`.

    Returns
    -------
    ends : ndarray of shape (2, n_shares)
        NaN where an interval would not hold.
    caveats : list of str
        One per share, empty where there is an interval and nothing is the matter.
    """
    words, refused = tail_caveat(values, counts)
    few = customers < FEWEST
    kept = np.where(few | refused, np.nan, ends)
    unknown: NDArray[np.bool_] = np.asarray(np.isnan(ends).any(axis=0)) & (not refused)
    said = [_without_spread(values, counts, words) if none else words for none in unknown]
    return kept, [_rests_on(int(n)) if n < FEWEST else caveat for n, caveat in zip(customers, said, strict=True)]


def _without_spread(values: NDArray[np.float64], counts: NDArray[np.float64] | None, words: str) -> str:
    """Say why a list has no interval, though enough customers are counted and the tail is light."""
    present = values if counts is None else values[counts > 0]
    if np.ptp(present) <= EQUAL * np.abs(present).max(initial=0.0):
        return "all amounts are equal: nothing says how far they could differ"
    none = "nothing in the list says how far it could vary"
    return f"{words}; {none}" if words else none


def _rests_on(customers: int) -> str:
    counted = {0: "no customer", 1: "one customer"}.get(customers, f"{customers} customers")
    return f"rests on {counted}, fewer than {FEWEST}" if customers else f"rests on {counted}"
