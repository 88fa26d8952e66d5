"""Does a second hump stand wherever customers are within a step of the value that they share?

`within_steps` lays them where one crowd would have them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .humps import _one_hump
from .shared_values import in_places
from .step_reach import step_reach

_PARTS, _ROUNDS = 300, 60  # parts of the scale, and how often customers are laid again
_NOBODY = 1e-12  # a part without customers has a density nevertheless

Scale = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def within_steps(values: NDArray[np.float64], scale: Scale, tops: tuple[float, float]) -> list[NDArray[np.float64]]:
    """Lay customers who share a value within a step of it, so that they are as much like one crowd as they can be.

    A column that is told in steps says where a customer is within a step, and no more: amounts told to one digit, means
    of few ratings, units at a few prices. How far apart the steps are is told by how common the values are. Four is a
    commoner mean of few ratings than 3.75 or 4.2, and those who have it stand for as many others around it. Spread
    evenly over the way to the next values they leave teeth, and thousands of customers show them. A second hump that is
    real stands wherever customers are within their steps.

    Parameters
    ----------
    values : ndarray of shape (n,)
        One column, as customers have it.
    scale : callable
        The scale on which humps are asked for, such as the logarithm; it never falls.
    tops : tuple of float
        Where the one crowd may have its top, on that scale: at either hump.

    Returns
    -------
    list of ndarray of shape (m,)
        Places on the scale, in order; one a top.

    See Also
    --------
    custseg.segment.evidence.shared_values.spread_ties : Spreads them evenly.
    custseg.segment.evidence.step_reach.step_reach : How far a step reaches.
    custseg.segment.evidence.few_values.stairs_gain : Compares the few values themselves.
    custseg.segment.evidence.humps.second_hump : What is asked of them.

    Notes
    -----
    Laid are shares of each value over the parts of its step, those with the smallest divergence of all customers from
    the nearest density with one hump: by exponentiated gradient and isotonic regression in turn, from an even spread. A
    step reaches so far from its value that as many others are within it as share the value, but at most to the next
    value that half as many share: beyond a valley others are of another group. A value within a longer step of another
    has as long a step, but not beyond where that one ends. Of values that are evenly apart it is mostly the way from
    one to the next.

    A few who have bought nothing do not say that money is told in steps. Who shares a value with nobody stays there;
    and who shares the first value with many, more than twice as many as share the next, is left out where none of their
    step is between the tops, and likewise who shares the last. They fill no valley there, and one crowd without them
    is one crowd still. The rule is proposed here.

    References
    ----------
    Kivinen, J. & Warmuth, M. K. (1997). Exponentiated gradient versus gradient descent for linear predictors.
    Information and Computation 132(1).

    Examples
    --------
    >>> teeth = np.repeat(np.arange(1.0, 10), [10, 40, 20, 80, 40, 80, 20, 40, 10])
    >>> laid = within_steps(teeth, lambda places: places, tops=(4.0, 6.0))
    >>> [np.histogram(one, [3.5, 4.5, 5.5, 6.5])[0].tolist() for one in laid]
    [[50, 60, 51], [47, 53, 53]]
    """
    distinct, counts = in_places(values)
    places = scale(distinct)
    asked = ~_far_heaps(counts, *_rooms(places, counts), tops)
    places, counts = places[asked], counts[asked]
    low, high = _rooms(places, counts)
    first, last = places[0] - (places[1] - places[0]) / 2, places[-1] + (places[-1] - places[-2]) / 2
    low, high = np.maximum(low, first), np.minimum(high, last)
    edges = _edges(low, high, counts)
    width, here = np.diff(edges), _part_of(places, edges)
    free = high - low > width[here]
    stay = np.bincount(here[~free], weights=counts[~free], minlength=len(width))
    left, moved = np.repeat(places[~free], counts[~free]), np.arange(counts[free].sum()) + 0.5
    parts = _part_of(np.array(tops), edges)
    laid = [_laid(low[free], high[free], counts[free], stay, edges, int(part)) for part in parts]
    reached = [np.append(0, np.cumsum(each)) for each in laid]
    return [np.sort(np.append(left, np.interp(moved, each, edges))) for each in reached]


def _far_heaps(counts: NDArray, low: NDArray, high: NDArray, tops: tuple[float, float]) -> NDArray[np.bool_]:
    """Say of which values those who share them are left out: the first or last, without a step between the tops."""
    far = np.zeros(len(counts), dtype=bool)
    if len(counts) > 3:  # else too few values are left to lie between
        far[0] = counts[0] > 2 * counts[1] and high[0] < min(tops)
        far[-1] = counts[-1] > 2 * counts[-2] and low[-1] > max(tops)
    return far


def _laid(low: NDArray, high: NDArray, counts: NDArray, stay: NDArray, edges: NDArray, top: int) -> NDArray[np.float64]:
    """Give how many are laid into each part of the scale, where they and those who stay are most like one crowd."""
    width = np.diff(edges)
    inside = np.minimum(high[:, None], edges[1:]) - np.maximum(low[:, None], edges[:-1])
    shares = np.clip(inside, 0, None)
    shares /= shares.sum(axis=1, keepdims=True)
    for _ in range(_ROUNDS):
        laid = np.maximum(stay + counts @ shares, _NOBODY)
        shares *= _one_hump(laid / width, width, top) * width / laid
        shares /= shares.sum(axis=1, keepdims=True)
    return counts @ shares


def _rooms(places: NDArray, counts: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From where to where may those who share a value be: within its step, or a longer one of a value near it.

    Of the longer step they have the part that is as near to their own value: no farther than the other one reaches.
    """
    step = step_reach(places, counts)
    low, high = places.copy(), places.copy()
    for at in np.argsort(step, kind="stable"):
        ends = places[at] + step[at] * np.array([-1, 1])
        near = slice(*np.searchsorted(places, ends))
        low[near] = np.minimum(places[near] - step[near], np.maximum(places[near] - step[at], ends[0]))
        high[near] = np.maximum(places[near] + step[near], np.minimum(places[near] + step[at], ends[1]))
    return np.where(counts > 1, low, places), np.where(counts > 1, high, places)


def _edges(low: NDArray, high: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Give the ends of the parts of the scale: between two of them are as many ends of customers' steps."""
    ends = np.concatenate([low, high])
    order = np.argsort(ends, kind="stable")
    reached = np.cumsum(np.tile(counts, 2)[order])
    return np.unique(ends[order][np.searchsorted(reached, np.linspace(0, reached[-1], _PARTS + 1))])


def _part_of(places: NDArray, edges: NDArray) -> NDArray[np.intp]:
    return np.clip(np.searchsorted(edges, places, side="right") - 1, 0, len(edges) - 2)
