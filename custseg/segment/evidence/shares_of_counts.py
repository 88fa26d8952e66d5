"""Which columns are shares of a count, and where between none and all are the customers of each share?

`spread_shares` spreads one column, `placed_shares` those of a table that are shares, `spread_columns` all its columns.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline
from scipy.special import betaln, gammaln

from .shared_values import spread_ties

LARGEST = 1000
"""Shares of a larger count are as good as continuous."""
_DECIMALS, _EXACT = 6, 1e-7  # a share that is told to more decimals is known so well; two fractions are farther apart
_FIRST = 100  # distinct values that are looked at first
_MORE = 0.99  # part of the customers between none and all whose shares are those of small counts
_COMMON = 0.95  # part of them whose count may be one and the same
_COVERED = 0.8  # part of all values that can be shares, above which it says little that a column has no others
_CERTAIN = 1e-9
_ROUNDS = 30
_SINGLE = 3  # times that one event is at most as common as two, as in a logarithmic series


def placed_shares(numbers: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find the columns that are shares of a count, and spread them on the scale on which clusters are found.

    Parameters
    ----------
    numbers : ndarray of shape (n, p)
        Columns as the user gave them.
    points : ndarray of shape (n, p)
        The same, scaled.

    Returns
    -------
    ndarray of shape (n, p)
        Places on the scale of `points`; not a number in the columns that are no shares.

    Examples
    --------
    >>> table = np.array([[4 / 5, 1.0], [5 / 7, 2], [7 / 11, 3], [8 / 9, 4], [10 / 13, 5]])
    >>> np.isnan(placed_shares(table, 10 * table)).any(axis=0).tolist()
    [False, True]
    """
    placed = np.full(points.shape, np.nan)
    for at, column in enumerate(numbers.T):
        spread = spread_shares(column)
        if spread is not None:
            distinct, first = np.unique(column, return_index=True)
            placed[:, at] = make_interp_spline(distinct, points[first, at], k=1)(spread)
    return placed


def spread_columns(points: NDArray[np.float64], placed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread the ties of every column: shares of a count where they were placed, others by `spread_ties`.

    Parameters
    ----------
    points, placed : ndarray of shape (n, p)
        Scaled features, and what `placed_shares` gives of them.

    Returns
    -------
    ndarray of shape (n, p)

    Examples
    --------
    >>> spread_columns(np.array([[1.0, 5], [2, 5], [3, 5]]), np.array([[np.nan, 4], [np.nan, 5], [np.nan, 6]])).tolist()
    [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
    """
    known = ~np.isnan(placed[0])
    return np.column_stack([placed[:, at] if known[at] else spread_ties(column) for at, column in enumerate(points.T)])


def spread_shares(column: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Spread customers evenly between the chances that their share of a count stands for, if the column is such shares.

    Of 30 deliveries 30, 29 or 28 are on time: with thirty or so for everybody, nobody has a share between 1 - 1/40 and
    1, and those who have none late are a lump. It is no cluster: k of m stand for the chances from k / (m + 1) to
    (k + 1) / (m + 1), and these steps fill the room from 0 to 1, as they do with another m for another customer.

    Parameters
    ----------
    column : ndarray of shape (n,)
        Shares from 0 to 1, or percentages from 0 to 100, as they are or rounded.

    Returns
    -------
    ndarray of shape (n,), or None
        Who of those with one share goes where is decided by a fixed shuffle. None where the column is no shares: a
        value below 0 or above 100, one count for all, such as steps of a twentieth, or so few decimals for such large
        counts that nearly every value is a fraction.

    See Also
    --------
    custseg.segment.evidence.shared_values.spread_ties : Spreads equal values half way to the next ones.

    Notes
    -----
    The smallest count is sought up to which the values of all customers but one in a hundred are fractions. A column is
    shares if values that lie anywhere would do as well with a chance below 1e-9. Values to 7 decimals or more tell
    counts up to 1,000, those to 3 decimals up to 60 at most, those to 2 decimals up to 18. Whole percentages are left
    alone, as all whole numbers are.
    Half may be 1 of 2 or 20 of 40: how common each count is, is estimated together with the chances, which are taken to
    have a beta distribution. Customers with one share are divided among its counts accordingly. A value that is no
    fraction stays where it is. The rule is proposed here.

    References
    ----------
    Hardy, G. H. & Wright, E. M. (2008). An introduction to the theory of numbers, chapter 3 (Farey series). Oxford.
    Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm.
    Journal of the Royal Statistical Society B 39(1).

    Examples
    --------
    >>> (spread_shares(np.array([4 / 5, 5 / 7, 7 / 11, 8 / 9, 10 / 13])) * [6, 8, 12, 10, 14]).round(3)
    array([ 4.5,  5.5,  7.5,  8.5, 10.5])
    >>> spread_shares(np.linspace(0.05, 0.95, 19))
    """
    unit = 1.0 if column.max() <= 1 else 100.0
    if column.min() < 0 or column.max() > unit or (column == np.rint(column)).all():
        return None
    distinct, place, counts = np.unique(column / unit, return_inverse=True, return_counts=True)
    fits = _fractions(distinct, counts)
    if fits is None:
        return None
    row, number, chance = _how_common(distinct, fits, counts)
    shuffle = np.random.RandomState(crc32(np.ascontiguousarray(place, dtype=np.int64).tobytes()))
    order = np.lexsort((shuffle.permutation(len(column)), place))
    count, part = np.zeros(len(column)), np.full(len(column), 0.5)
    first = np.searchsorted(row, np.arange(len(distinct) + 1))
    for at, some in enumerate(np.split(order, np.cumsum(counts)[:-1])):
        fit = slice(first[at], first[at + 1])
        if len(number[fit]):
            count[some], part[some] = _divided(number[fit], chance[fit], len(some))
    share = distinct[place]
    hits = np.rint(share * count)
    return unit * np.where(count > 0, (hits + part) / (count + 1), share)


def _divided(counts: NDArray, weight: NDArray, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Divide customers with one share among the counts that fit it; the second says how far each is within its step."""
    reached = np.append(0, np.cumsum(weight)) / weight.sum()
    quota = (np.arange(n) + 0.5) / n
    at = np.clip(np.searchsorted(reached, quota) - 1, 0, len(counts) - 1)
    return counts[at], (quota - reached[at]) / (reached[at + 1] - reached[at])


def _fractions(distinct: NDArray, counts: NDArray) -> NDArray[np.bool_] | None:
    """Say of which counts each value is a share: a row a value, a column a count from 1; None if this is chance."""
    decimals = next((d for d in range(_DECIMALS + 1) if _told_to(distinct, d)), None)
    if decimals == 0:
        return None  # all but 0 and 1 themselves are too near to them for a small count
    error = _EXACT if decimals is None else 0.5 * 10.0**-decimals + 1e-12
    between = (distinct > 0) & (distinct < 1)
    some = np.flatnonzero(between)
    some = some[:: max(1, len(some) // _FIRST)]
    if not len(some) or _largest(_fit(distinct[some], LARGEST, error), counts[some]) is None:
        return None
    fits = _fit(distinct[between], LARGEST, error)
    largest = _largest(fits, counts[between])
    if largest is None:
        return None
    fits = fits[:, :largest]
    held, covered = fits.max(axis=1), _covered(largest, decimals)
    by_chance = held.sum() * np.log(covered) + _log_ways(len(held), held.sum()) + np.log(largest)
    common = (counts[between] @ fits).max() >= _COMMON * counts[between].sum()
    if covered > _COVERED or by_chance > np.log(_CERTAIN) or common:
        return None
    return _fit(distinct, largest, error)


def _log_ways(n: int, some: int) -> float:
    return float(gammaln(n + 1) - gammaln(some + 1) - gammaln(n - some + 1))


def _told_to(values: NDArray, decimals: int) -> bool:
    places = values * 10.0**decimals
    return bool((np.abs(places - np.rint(places)) < 1e-6).all())


def _fit(values: NDArray, largest: int, error: float) -> NDArray[np.bool_]:
    """Say whether each value can be a share of each count, a column a count."""
    fits = np.empty((len(values), largest), dtype=bool)
    for count in range(1, largest + 1):
        places = values * count
        fits[:, count - 1] = np.abs(places - np.rint(places)) <= error * count
    return fits


def _largest(fits: NDArray[np.bool_], counts: NDArray) -> int | None:
    """Give the count up to which nearly all customers have a share; None if there is none."""
    first = np.where(fits.any(axis=1), fits.argmax(axis=1), fits.shape[1])
    held = np.cumsum(np.bincount(first, weights=counts, minlength=fits.shape[1] + 1)[:-1])
    enough = held >= _MORE * counts.sum()
    return int(enough.argmax()) + 1 if enough.any() else None


def _covered(largest: int, decimals: int | None) -> float:
    """Part of the values between nought and one that can be shares of counts so small."""
    if decimals is None:
        return largest**2 / 2 * 2 * _EXACT
    seen = np.zeros(10**decimals + 1, dtype=bool)
    for count in range(2, largest + 1):
        seen[np.rint(np.arange(1, count) * 10**decimals / count).astype(int)] = True
    return float(seen[1:-1].mean())


def _how_common(distinct: NDArray, fits: NDArray[np.bool_], counts: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Give each value with every count that fits it, and how likely that is its count: expectation and maximisation.

    Chances are taken to have a beta distribution, from the mean and the variance of the shares. A single event leaves
    no share between nought and one: it is at most three times as common as two, as it is in a logarithmic series.
    """
    row, column = np.nonzero(fits)
    number, total = column + 1.0, counts[row]
    hits = np.rint(distinct[row] * number)
    common = np.full(fits.shape[1], 1 / fits.shape[1])
    mean = np.average(distinct, weights=counts)
    alike = np.average((distinct - mean) ** 2, weights=counts) / (mean * (1 - mean))
    chance = 1 / number
    for _ in range(_ROUNDS):
        inverse = (common / np.arange(1, len(common) + 1)).sum()
        tied = np.clip((alike - inverse) / (1 - inverse), 0.02, 0.9) if inverse < 1 else 0.5
        first, second = np.array([mean, 1 - mean]) * (1 / tied - 1)
        drawn = betaln(hits + first, number - hits + second) - betaln(hits + 1, number - hits + 1) - np.log(number + 1)
        chance = common[column] * np.exp(drawn - betaln(first, second))
        chance = np.maximum(chance, 1e-12 / number)
        chance /= np.bincount(row, weights=chance, minlength=len(distinct))[row]
        common = np.bincount(column, weights=total * chance, minlength=len(common)) / counts.sum()
        common[0] = min(common[0], _SINGLE * common[1])
        common /= common.sum()
    return row, number, chance
