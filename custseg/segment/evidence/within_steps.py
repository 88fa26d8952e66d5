"""Does a second hump stand wherever customers are within a step of the value that they share?

`within_steps` lays them where one crowd would have them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .humps import _one_hump
from .shared_values import in_places

_PARTS, _ROUNDS = 300, 60  # parts of the scale, and how often customers are laid again
_HALVINGS = 50
_NOBODY = 1e-12  # a part without customers has a density nevertheless

Scale = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def within_steps(values: NDArray[np.float64], scale: Scale, top: float) -> NDArray[np.float64]:
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
    top : float
        Where the one crowd has its top, on that scale.

    Returns
    -------
    ndarray of shape (n,)
        Places on the scale, in order.

    See Also
    --------
    custseg.segment.evidence.shared_values.spread_ties : Spreads them evenly.
    custseg.segment.evidence.few_values.stairs_gain : Compares the few values themselves.
    custseg.segment.evidence.humps.second_hump : What is asked of them.

    Notes
    -----
    Laid are shares of each value over the parts of its step, those with the smallest divergence of all customers from
    the nearest density with one hump: by exponentiated gradient and isotonic regression in turn, from an even spread.
    A step reaches so far from its value that as many others are within it as share the value; a value that is nearer to
    another than that one's step has the longer step of the two. Of values that are evenly apart it is mostly
    the way from one to the next. The rule is proposed here.

    References
    ----------
    Kivinen, J. & Warmuth, M. K. (1997). Exponentiated gradient versus gradient descent for linear predictors.
    Information and Computation 132(1).

    Examples
    --------
    >>> teeth = np.repeat(np.arange(1.0, 10), [10, 40, 20, 80, 40, 80, 20, 40, 10])
    >>> laid = within_steps(teeth, lambda places: places, top=5.0)
    >>> np.histogram(laid, [3.5, 4.5, 5.5, 6.5])[0].tolist()
    [50, 55, 51]
    """
    distinct, counts = in_places(values)
    places = scale(distinct)
    step = _steps(places, counts)
    first, last = places[0] - (places[1] - places[0]) / 2, places[-1] + (places[-1] - places[-2]) / 2
    low, high = np.maximum(places - step, first), np.minimum(places + step, last)
    edges = _edges(low, high, counts)
    width, here = np.diff(edges), _part_of(places, edges)
    free = high - low > width[here]
    stay = np.bincount(here[~free], weights=counts[~free], minlength=len(width))
    laid = _laid(low[free], high[free], counts[free], stay, edges, int(_part_of(np.array(top), edges)))
    ranks = (np.arange(len(values)) + 0.5) / len(values)
    return np.interp(ranks * laid.sum(), np.append(0, np.cumsum(laid)), edges)


def _laid(low: NDArray, high: NDArray, counts: NDArray, stay: NDArray, edges: NDArray, top: int) -> NDArray[np.float64]:
    """Give the customers of each part of the scale where they, and those who stay, are most like one crowd."""
    width = np.diff(edges)
    inside = np.minimum(high[:, None], edges[1:]) - np.maximum(low[:, None], edges[:-1])
    shares = np.clip(inside, 0, None)
    shares /= shares.sum(axis=1, keepdims=True)
    for _ in range(_ROUNDS):
        laid = np.maximum(stay + counts @ shares, _NOBODY)
        shares *= _one_hump(laid / width, width, top) * width / laid
        shares /= shares.sum(axis=1, keepdims=True)
    return stay + counts @ shares


def _steps(places: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """How far from each value as many others stand as share it; a value within such a step has at least that one."""
    reached = np.append(0, np.cumsum(counts))
    low, high = np.zeros(len(places)), np.full(len(places), places[-1] - places[0])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        after = np.searchsorted(places, places + middle, side="right")
        around = reached[after] - reached[np.searchsorted(places, places - middle)]
        enough = around >= 2 * counts
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    step = high.copy()
    for at in np.argsort(high, kind="stable"):
        first, after = np.searchsorted(places, places[at] + high[at] * np.array([-1, 1]))
        step[first:after] = high[at]
    return step


def _edges(low: NDArray, high: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Give the ends of the parts of the scale: between two of them are as many ends of customers' steps."""
    ends = np.concatenate([low, high])
    order = np.argsort(ends, kind="stable")
    reached = np.cumsum(np.tile(counts, 2)[order])
    places = np.searchsorted(reached, np.linspace(0, reached[-1], _PARTS + 1))
    return np.unique(ends[order][np.minimum(places, len(ends) - 1)])


def _part_of(places: NDArray, edges: NDArray) -> NDArray[np.intp]:
    return np.clip(np.searchsorted(edges, places, side="right") - 1, 0, len(edges) - 2)
