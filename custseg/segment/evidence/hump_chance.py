"""Would a crowd of just this shape show as clear a second hump by chance?

`redrawn_chance` draws columns from the nearest density with one hump and looks for a second one in each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import cumulative_trapezoid

from .humps import Hump, log_chance

_DRAWS, _FIRST = 120, 30  # after the first it is clear whether the others matter
_TOP = 0.1  # portion of the draws behind which the tail begins


def redrawn_chance(values: NDArray[np.float64], hump: Hump) -> float:
    """Say how often the nearest density with one hump shows a second one as clear.

    `custseg.segment.evidence.humps.second_hump` takes its chance from the columns that are hardest to tell from two
    humps, whatever the column is like. Here columns of the same size are drawn from the one crowd that is nearest to
    this one (a parametric bootstrap), which tells a small group from a flat shoulder with fewer customers.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The column.
    hump : Hump
        What was found in it.

    Returns
    -------
    float
        0-1. Beyond a tenth of the draws the tail is exponential, at the rate of
        `custseg.segment.evidence.humps.chance_of_gain`: a hundred draws tell where it begins.

    References
    ----------
    McLachlan, G. J. (1987). On bootstrapping the likelihood ratio test statistic for the number of components in a
    normal mixture. Journal of the Royal Statistical Society C 36(3).

    Examples
    --------
    >>> from custseg.segment.evidence.humps import second_hump
    >>> random = np.random.default_rng(0)
    >>> column = np.concatenate([random.normal(size=285), random.normal(7, 1, 15)])
    >>> bool(redrawn_chance(column, second_hump(column)) < 0.01)
    True
    """
    grid, density = hump.crowd
    reached = cumulative_trapezoid(density, grid, initial=0)
    reached /= reached[-1]
    own = log_chance(values)
    # the chance is that of the customers: the same whatever the order of the rows
    random = np.random.RandomState(0)
    drawn = [_redrawn(random, len(values), reached, grid) for _ in range(_FIRST)]
    if np.mean(np.array(drawn) <= own) >= _TOP:
        return float(np.mean(np.array(drawn) <= own))
    drawn += [_redrawn(random, len(values), reached, grid) for _ in range(_DRAWS - _FIRST)]
    begins = float(np.quantile(drawn, _TOP))
    return _TOP * float(np.exp(min(own - begins, 0.0)))


def _redrawn(random: np.random.RandomState, n: int, reached: NDArray, grid: NDArray) -> float:
    return log_chance(np.interp(random.uniform(size=n), reached, grid))
