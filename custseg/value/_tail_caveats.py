"""What is the matter with intervals of shares of this money, and which should not be given?

`with_caveats` and `tail_caveat`.
"""

import numpy as np
from numpy.typing import NDArray

from ..resample.influence import EQUAL
from .tails import HEAVY, Tail, hill_tail, largest_in_tail, lower_bound

#: A share that rests on fewer customers than this has no interval.
FEWEST = 10
#: With fewer customers the exponent is not judged.
TO_JUDGE = 100
#: A list rests on a few where so many of its customers make this part of the variance of its money.
A_FEW, MOST = 5, 0.75
#: A tail of fewer customers says little of its exponent: where its lower bound (95 %, one side) is heavy, less is most.
SHORT, MOST_IF_SHORT = 30, 0.6
#: How much the logarithms of log-normal money vary above its median, by their mean height above it, whatever its
#: spread; 99 of 100 lists stay within `CHANCE` by the root of the number above the median. Of a Pareto tail it is 1.
LOG_NORMAL, CHANCE = float(np.sqrt(np.pi / 2 - 1)), 1.3


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
    if not lower_bound(1.0, half) < HEAVY * height or (above == 0).sum() > max(1, half // 10):
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
