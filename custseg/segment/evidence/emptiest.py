"""Where do the customers have the valley that a mixture found?

`emptiest_cut` moves a cut to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from .humps import SMALLEST, Hump

_PART = 0.25  # of the way from the cut to the nearer top: half of the width of a window
_LUCK = 0.001  # chance of so few in one of two windows that are as crowded


def emptiest_cut(values: NDArray[np.float64], hump: Hump) -> float:
    """Cut at the emptiest place between the nearest hills on either side, where that is emptier beyond chance.

    A mixture of a few normal humps says that there are two humps better than it says where the valley is. Of money it
    lays one wide hump below a long tail and the group beyond it, and is lowest within the tail. What is left of the
    tail beyond such a cut would be a hump of its own.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The column that is cut.
    hump : Hump
        What was found in it.

    Returns
    -------
    float
        Where to cut: in the middle of the emptiest window, or where the mixture has its valley.

    See Also
    --------
    custseg.segment.evidence.humps.second_hump : Finds the hump, and says its chance.

    Notes
    -----
    A window is as wide as a quarter of the way from the valley to the nearer top, on both sides. The one at the valley
    is compared with the emptiest by a sign test at .001, and so are those that a hill is told by: a cut is not moved
    across one, since what lies behind it is another valley, which nobody has asked about. How clear the valley is and
    what leads across it is asked where the mixture has it: the emptiest of many places is emptier by chance. The rule
    is proposed here. `custseg.datasets.benchmark_table` of ``"skewed_groups"`` says how often the number of groups
    is right.

    Examples
    --------
    >>> from custseg.segment.evidence.humps import NO_HUMP
    >>> tail = np.concatenate([np.linspace(0, 2, 300), np.linspace(2, 4, 60), np.linspace(6, 7, 100)])
    >>> emptiest_cut(tail, NO_HUMP._replace(cut=3.0, left=1.0, right=6.5))
    5.0
    """
    half, ordered = _PART * min(hump.cut - hump.left, hump.right - hump.cut), np.sort(values)
    sides = ordered[ordered < hump.cut - half], ordered[ordered > hump.cut + half]
    if not half > 0 or not min(map(len, sides)):
        return float(hump.cut)
    have = int((np.abs(ordered - hump.cut) <= half).sum())
    low, high = -_hill(-sides[0][::-1], half, have), _hill(sides[1], half, have)
    few, cut = _emptiest(ordered[(ordered >= low) & (ordered <= high)], half)
    beyond = min((ordered <= cut).sum(), (ordered > cut).sum())
    if beyond < SMALLEST or binom.cdf(few, few + have, 0.5) > _LUCK:
        return float(hump.cut)
    return cut


def _hill(ordered: NDArray, half: float, have: int) -> float:
    """Far end of the nearest window that holds more than the valley has beyond chance, or of the fullest one."""
    ends = np.searchsorted(ordered, ordered + 2 * half, side="right")
    holds = ends - np.arange(len(ordered))
    fuller = binom.cdf(have, have + holds, 0.5) <= _LUCK
    start = int(fuller.argmax() if fuller.any() else holds.argmax())
    return float(ordered[ends[start] - 1])


def _emptiest(ordered: NDArray, half: float) -> tuple[int, float]:
    """How many are in the window between two customers that holds the fewest, and the middle of the room that it has.

    A window that begins after a customer can be moved up to the first who is not in it.
    """
    ends = np.searchsorted(ordered, ordered + 2 * half)
    starts = np.flatnonzero(ends < len(ordered))
    if not len(starts):
        return len(ordered), np.nan
    few, room = ends[starts] - starts - 1, ordered[ends[starts]] - ordered[starts]
    at = starts[np.lexsort([-room, few])[0]]
    return int(few.min()), float(ordered[at] + ordered[ends[at]]) / 2
