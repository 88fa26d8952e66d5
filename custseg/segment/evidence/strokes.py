"""Do those in a valley stand on one line or two that cross it, each closer together than the groups on both sides?

`stroke_chance` tells it of valleys that are much emptier than a fifth of what is beside them; `fullest` counts those
beside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, mannwhitneyu

from .humps import SMALLEST, Hump

_WIDE = 0.4  # portion of the way from the cut to the nearer top, on both sides of the cut
_GAP = 0.01  # chance below which the middle half of a valley holds too few for a line, which is even
STROKE = 0.03
"""Least crowd of a line beside the groups: of 3 customers in 100 it is .02, of 8 it is .035 to .05."""
_LINES = (1, 2)


def fullest(column: NDArray[np.float64], side: float) -> int:
    """Most customers that a window of this width holds.

    Examples
    --------
    >>> fullest(np.array([0.0, 1.0, 1.5, 4.0]), 1.0)
    2
    """
    ordered = np.sort(column)
    return int((np.searchsorted(ordered, ordered + side, side="right") - np.arange(len(ordered))).max(initial=0))


def stroke_chance(values: NDArray[np.float64], across: NDArray[np.float64], hump: Hump) -> float:
    """Say how often those in a valley stand so much closer together in another column than either group does.

    Of the crossbar of an H, which holds a seventh of the customers, two fifths are in the valley between the bars, an
    eighth as crowded as they are: so are the tails of two groups. But who is in the tails is spread as the groups are,
    and who is on the crossbar stands at one height. So distances from the median of those in the valley are compared
    with distances from the median on either side (Mann and Whitney, the side that is less different counts). The two
    rungs of a ladder are told by the distances of either half of the column from its own median. All columns share the
    chance, and both ways (Bonferroni).

    Parameters
    ----------
    values : ndarray of shape (n,)
        The column that is cut.
    across : ndarray of shape (n, q)
        The other columns.
    hump : Hump
        Where the valley and the tops are.

    Returns
    -------
    float
        0-1: near 0 says that a line crosses. 1 for fewer than ten customers in the valley, where they leave its middle,
        and where those on a line would be hardly any.

    Notes
    -----
    Of a line as many are in the middle half of the valley as in its outer quarters. Groups that end before the middle
    are rounded: who is at their ends is close together as well, but nobody is half way. How many are on a line is told
    by their closeness: a share of pairs of one half in which who is in the valley is closer says that nobody is, a
    share of one that all are. Three in a hundred customers who lead from one group to another are no line that makes
    them one. The rule is proposed here.

    References
    ----------
    Mann, H. B. & Whitney, D. R. (1947). On a test of whether one of two random variables is stochastically larger than
    the other. Annals of Mathematical Statistics 18(1).

    Examples
    --------
    >>> from custseg.segment.evidence.humps import NO_HUMP
    >>> random = np.random.default_rng(0)
    >>> bars, bar = random.uniform(size=(2, 400)), random.uniform(size=150)
    >>> first = np.concatenate([0.1 * random.normal(size=400), 1 + 0.1 * random.normal(size=400), bar])
    >>> between = NO_HUMP._replace(cut=0.5, left=0.0, right=1.0)
    >>> second = np.concatenate([*bars, 0.5 + 0.1 * random.normal(size=150)])
    >>> stroke_chance(first, second[:, None], between) < 1e-6
    True
    >>> stroke_chance(first, random.permutation(second)[:, None], between)
    1.0
    """
    half = _WIDE * min(hump.cut - hump.left, hump.right - hump.cut)
    far = np.abs(values - hump.cut)
    inside, sides = far <= half, (values < hump.cut - half, values > hump.cut + half)
    count = int(inside.sum())
    if min(count, *(side.sum() for side in sides)) < SMALLEST:
        return 1.0
    if binom.cdf((far <= half / 2).sum(), count, 0.5) < _GAP:
        return 1.0
    crowd = count / np.mean([fullest(values[side], 2 * half) for side in sides])
    asked = [_closer(column[inside], [column[side] for side in sides], n) for column in across.T for n in _LINES]
    # who is on a line is closer in all pairs, who is not in half of them
    lines = [chance for chance, share in asked if crowd * (2 * share - 1) >= STROKE]
    return min(1.0, min(lines) * len(asked)) if lines else 1.0


def _closer(there: NDArray, sides: Sequence[NDArray], n_lines: int) -> tuple[float, float]:
    """Chance and share of pairs in which who is there is closer to a median, of the side where that is less so."""
    aside, chances, shares = _aside(there, n_lines), [], []
    for side in sides:
        # few are closer to a median of their own than many are: a side is looked at in lots of as many
        # the nearest first, so that neither the order of rows nor a turned column makes other lots
        ordered = np.sort(side)
        ordered = ordered[np.argsort(np.abs(ordered - np.median(ordered)), kind="stable")]
        lots = np.array_split(np.random.RandomState(0).permutation(ordered), max(len(side) // len(there), 1))
        beside = np.concatenate([_aside(lot, n_lines) for lot in lots])
        test = mannwhitneyu(aside, beside, alternative="less", method="asymptotic")
        chances.append(float(test.pvalue))
        shares.append(float(1 - test.statistic / len(there) / len(side)))
    return max(chances), min(shares)


def _aside(column: NDArray, n_lines: int) -> NDArray[np.float64]:
    """How far is everybody from the median of their part of the column?"""
    parts = np.array_split(np.sort(column), n_lines)
    return np.concatenate([np.abs(part - np.median(part)) for part in parts])
