"""Do the few customers in a valley stand where a line crosses it?

`crossing_chance` says how often groups with nothing between them look so, `most_crossed` asks any two of several
groups; `valley_of` names who is in the valley.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu, poisson

from .density import axes_between
from .humps import NO_HUMP, SMALLEST, Hump
from .strokes import fullest, stroke_chance

_FEW = 6  # customers that a valley is widened to
_STRAY = 2  # customers who are no crowd
_EMPTY = 0.2  # most crowded valley between groups, beside the humps: .17 between a large and a small one 5 sd apart
_PART = 10  # the tenth of each side that is nearest to the valley is asked with those in it
_CLOSER = 0.56  # least share of pairs in which who is near the valley stands closer to the middle than who is not
_LEAST_CROWD, _LEAST_CLOSER = 0.015, 0.004  # chances that stand for all below: neither decides alone
_MANY = 200  # customers near a valley who show by their places whether a line crosses, whatever their number says
_LINE, _SO_FEW = 0.6, 0.02  # so crowded is a line; chance of so few there below which it is none by its crowd alone
_LOOKS = 2  # directions across the line between two groups, and columns
_LEAST = 1e-9


class Valley(NamedTuple):
    """Who is in a valley and beside it.

    Parameters
    ----------
    half : float
        Half of its width.
    inside : ndarray of bool of shape (n,)
        Who is in it.
    sides : tuple of ndarray of bool
        Who is below, and who is above.

    Examples
    --------
    >>> Valley(1.0, np.array([True]), (np.array([False]), np.array([False]))).half
    1.0
    """

    half: float
    inside: NDArray[np.bool_]
    sides: tuple[NDArray[np.bool_], NDArray[np.bool_]]


def valley_of(values: NDArray[np.float64], hump: Hump) -> Valley:
    """Take a quarter of the way from the cut to the nearer top; where that holds nearly nobody, up to four tenths.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The column that is cut.
    hump : Hump
        Where the valley and the tops are.

    Returns
    -------
    Valley

    Examples
    --------
    >>> from custseg.segment.evidence.humps import NO_HUMP
    >>> valley_of(np.arange(11.0), NO_HUMP._replace(cut=5.0, left=1.0, right=9.0)).half
    1.6
    """
    reach = min(hump.cut - hump.left, hump.right - hump.cut)
    far = np.abs(values - hump.cut)
    half = float(np.clip(np.partition(far, _FEW)[_FEW], 0.25 * reach, 0.4 * reach))
    return Valley(half, far <= half, (values < hump.cut - half, values > hump.cut + half))


def crossing_chance(values: NDArray[np.float64], across: NDArray[np.float64], hump: Hump) -> float:
    """Say how often a valley between groups has so many in it, and them so close together in another column.

    A line that crosses a valley, such as the stroke between the two bars of a Z, thins one column out as a gap between
    groups does: the bars hold more than the stroke. But it crosses at one place of the other column. Between groups a
    valley is at most a fifth as crowded as they are, and those near it are spread in the other columns as their groups
    are. Two chances tell the two apart: that of so many in the valley (Poisson), and that of those near it, with the
    nearest tenth of each side, standing so close to their median (Mann and Whitney, the largest difference of all
    columns, Bonferroni). Fisher's method makes one of them.

    A valley far emptier than a fifth is crossed as well where those in it stand closer together than either side does,
    `custseg.segment.evidence.strokes.stroke_chance`: its chance counts as if the crowd said nothing.

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
        0-1: near 0 says that a line crosses. 1 where at most two customers are in the valley. Where those near it are
        hardly closer together than the others, that counts for nothing, however sure it is.

    Notes
    -----
    Who is nearest on either side is spread as all there are where the other columns have nothing to do with the one
    that is cut within the groups, be these alike or not, in one place or in two. Neither chance decides alone: below
    .015 and .004 they count as that, so that a valley that is clearly empty is one, whatever else the columns are tied
    to. Only a valley that may be .6 times as crowded as the humps, because chance leaves so few of so many in at least
    2 of 100, is told by its crowd as such, and only where fewer than 200 are near it: the places of more show whether
    they stand on a line, and the tails of two groups that overlap fill a valley as well. The rule is proposed here.

    References
    ----------
    Fisher, R. A. (1932). Statistical methods for research workers, 4th edition, section 21.1. Oliver & Boyd.
    Mann, H. B. & Whitney, D. R. (1947). On a test of whether one of two random variables is stochastically larger than
    the other. Annals of Mathematical Statistics 18(1).

    Examples
    --------
    >>> from custseg.segment.evidence.humps import NO_HUMP
    >>> bars = np.linspace(0, 1, 120)
    >>> first = np.concatenate([bars, bars, bars])
    >>> wide = np.random.default_rng(0).normal(0, 0.1, 120)
    >>> second = np.concatenate([wide, bars, 1 - wide])
    >>> between = NO_HUMP._replace(cut=0.5, left=0.0, right=1.0)
    >>> crossing_chance(second, first[:, None], between) < 0.01
    True
    >>> crossing_chance(np.where(second < 0.5, 0.0, 1.0), first[:, None], between)
    1.0
    """
    valley = valley_of(values, hump)
    if valley.inside.sum() <= _STRAY or not across.shape[1]:
        return 1.0
    beside = min(fullest(values[side], 2 * valley.half) for side in valley.sides)
    near = _near(values, hump.cut, valley)
    crowd = _crowd(int(valley.inside.sum()), max(beside, 1), int(near.sum()))
    closer = min(_closer(column, near) for column in across.T) * across.shape[1]
    alone = _both(1.0, stroke_chance(values, across, hump))
    return min(_both(crowd, float(np.clip(closer, _LEAST_CLOSER, 1.0))), alone)


def most_crossed(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
    """Give the smallest `crossing_chance` of any two groups, half way along the line between them.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    labels : ndarray of int of shape (n,)
        Groups 0 to k - 1.

    Returns
    -------
    float
        0-1; 1 for one group or one column.

    Examples
    --------
    >>> points = np.random.default_rng(0).normal(size=(300, 2))
    >>> right = points[:, 0] > 0
    >>> most_crossed(points + 8 * right[:, None], right.astype(int))
    1.0
    """
    groups = [points[labels == group] for group in range(int(labels.max()) + 1)]
    return min((_crossed_between(*pair) for pair in combinations(groups, 2)), default=1.0)


def _crossed_between(first: NDArray, second: NDArray) -> float:
    if min(len(first), len(second)) < SMALLEST or first.shape[1] == 1:
        return 1.0
    axes = axes_between(first, second, first.shape[1] - 1)
    low, high = (float(np.median(part)) for part in np.split(axes[:, 0], [len(first)]))
    hump = NO_HUMP._replace(cut=(low + high) / 2, left=low, right=high)
    columns = _beside_the_line(first, second, axes[:, 0])
    if not columns.shape[1]:
        return crossing_chance(axes[:, 0], axes[:, 1:], hump)
    again = min(1.0, _LOOKS * stroke_chance(axes[:, 0], columns, hump))
    return min(crossing_chance(axes[:, 0], axes[:, 1:], hump), _both(1.0, again))


def _beside_the_line(first: NDArray, second: NDArray, along: NDArray) -> NDArray[np.float64]:
    """Give the columns less what they have of the line between two groups, and not the one that has most of it.

    Directions across a line mix a column in which a stroke is narrow with others that only spread as much, and blur it.
    Of two columns there is one direction across, which mixes nothing.
    """
    line = second.mean(axis=0) - first.mean(axis=0)
    length = np.linalg.norm(line)
    if first.shape[1] <= 2 or length == 0:
        return np.zeros((len(along), 0))
    rest = np.concatenate([first, second]) - along[:, None] * line / length
    return np.delete(rest, np.abs(line).argmax(), axis=1)


def _crowd(inside: int, beside: int, near: int) -> float:
    """Chance of so many in a valley between groups; at least .015 where a line would have more, or would be seen."""
    chance = float(poisson.sf(inside - 1, _EMPTY * beside))
    doubtful = near >= _MANY or poisson.cdf(inside, _LINE * beside) < _SO_FEW
    return max(chance, _LEAST_CROWD if doubtful else _LEAST)


def _both(first: float, second: float) -> float:
    """Fisher's method: how often two chances have a product as small."""
    return first * second * (1 - float(np.log(max(first * second, 1e-300))))


def _near(values: NDArray[np.float64], cut: float, valley: Valley) -> NDArray[np.bool_]:
    """Say who is in the valley, or in the tenth of those on a side of it who are nearest to the cut."""
    far, near = np.abs(values - cut), valley.inside.copy()
    for side in valley.sides:
        if n_side := int(side.sum()):
            last = max(n_side // _PART, 1) - 1
            near |= side & (far <= np.partition(far[side], last)[last])
    return near


def _closer(column: NDArray, near: NDArray[np.bool_]) -> float:
    """Chance of those nearby being as close to their median as they are; 1 where they are hardly closer than others."""
    aside = [np.abs(column[part] - np.median(column[part])) for part in (near, ~near)]
    test = mannwhitneyu(*aside, alternative="less", method="asymptotic")
    share = 1 - test.statistic / (near.sum() * (~near).sum())
    return float(test.pvalue) if share >= _CLOSER else 1.0
