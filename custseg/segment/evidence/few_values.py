"""Do the few values of a column rise to a second hump, or are they stairs?

`stairs_gain`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .humps import _one_hump

MOST_VALUES = 30
"""With more values chance alone makes them rise and fall, and what they gain says nothing."""


def stairs_gain(
    values: NDArray[np.float64], scale: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None
) -> float:
    """Say how much two humps can gain over one at most, where a column has few values that many customers share.

    Four prices of a tariff, each rarer than the one below it, are stairs: as many customers as pay a price, over the
    room half way to the prices beside it. Spread over the column they can leave a hole where one price is less than
    half as common as the next, and normal distributions, which cannot be flat, make a valley of a step. Here the stairs
    themselves are compared with the nearest ones that rise to one hump and fall after it: if they do so already, no
    second hump is there to be found.

    Parameters
    ----------
    values : ndarray of shape (n,)
        One column, as customers have it.
    scale : callable, optional
        The scale on which humps are asked for, such as the logarithm; it never falls.

    Returns
    -------
    float
        Log-likelihood, 0 or more; infinite for a column with two values, or more than 30: of these it says nothing.

    See Also
    --------
    custseg.segment.evidence.shared_values.spread_ties : Gives customers the room of their value.
    custseg.segment.evidence.humps.second_hump : What the spread column gains.

    References
    ----------
    Robertson, T., Wright, F. T. & Dykstra, R. L. (1988). Order restricted statistical inference. Wiley.

    Examples
    --------
    >>> tariff = np.repeat([5.0, 20, 80, 300], [120, 90, 60, 30])
    >>> stairs_gain(tariff)
    0.0
    >>> two_kinds = np.repeat([1.0, 2, 3, 4, 5, 6, 7], [40, 60, 20, 5, 20, 60, 40])
    >>> stairs_gain(two_kinds) > 20
    True
    """
    distinct, counts = np.unique(values, return_counts=True)
    if not 2 < len(distinct) <= MOST_VALUES:
        return np.inf
    middle = (distinct[1:] + distinct[:-1]) / 2
    # who chose the last price would pay more, and nobody knows how much: its room is as wide as that of the next one
    edges = np.concatenate([[distinct[0] - _beyond(distinct)], middle, [distinct[-1] + _beyond(-distinct[::-1])]])
    width = np.diff(edges if scale is None else scale(edges))
    if not (width > 0).all():
        return np.inf
    density = counts / width
    # with the hump anywhere but at its best step fewer customers are left, and the gain is only larger
    gains = [counts @ np.log(density / _one_hump(density, width, top)) for top in range(len(width))]
    return max(0.0, round(float(min(gains)), 9))


def _beyond(distinct: NDArray) -> float:
    """Room before the first value: half of the wider of the two gaps that follow."""
    return float(np.diff(distinct[:3]).max() / 2)
