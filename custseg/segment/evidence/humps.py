"""Does one column have a second hump, or is that chance?

`second_hump` compares the best mixture with two humps with the nearest density that has one.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

SMALLEST = 10
"""Customers that a hump needs."""
_MOST = 400
_STARTS = (0.03, 0.06, 0.12, 0.25, 0.5, 0.75, 0.88, 0.94, 0.97)
_PAIRS = (0.06, 0.15, 0.35, 0.65, 0.85, 0.94)
_STEPS = 15


Places = tuple[float, float, float]


class Hump(NamedTuple):
    """The clearest second hump of one column.

    Parameters
    ----------
    gain : float
        Log-likelihood that two or three humps gain over the nearest density with one; 0 if there is only one.
    chance : float
        How often a column with one hump gains as much, 0-1.
    cut : float
        Value of the lowest density between the humps; NaN if there is only one.
    left, right : float
        Values of the highest density on either side of it.

    Examples
    --------
    >>> NO_HUMP.chance
    1.0
    """

    gain: float
    chance: float
    cut: float
    left: float
    right: float


NO_HUMP = Hump(0.0, 1.0, np.nan, np.nan, np.nan)


def second_hump(values: NDArray[np.float64]) -> Hump:
    """Look for a second hump in one column, and say how likely chance alone makes one as clear.

    Mixtures of two and three normal distributions are fitted from many starts. Each is compared with the density
    nearest to it that rises to one hump and falls after it; the gain in log-likelihood is what the second hump is
    worth.

    Parameters
    ----------
    values : ndarray of shape (n,)
        One column, ties spread (see `custseg.segment.evidence.shared_values.spread_ties`).

    Returns
    -------
    Hump

    Notes
    -----
    The chance comes from columns with one hump that are hardest to tell from two: flat ones, and ones with a flat
    shoulder of any size (`benchmarks/verdict_power.py --calibrate`). Columns that fall off clearly gain less.

    References
    ----------
    McLachlan, G. J. & Peel, D. (2000). Finite mixture models, chapter 6. Wiley.
    Hartigan, J. A. & Hartigan, P. M. (1985). The dip test of unimodality. Annals of Statistics 13(1).

    Examples
    --------
    >>> column = np.random.default_rng(0).normal(size=200)
    >>> bool(second_hump(column).chance > 0.01)
    True
    >>> bool(second_hump(np.concatenate([column, column + 7])).chance < 1e-6)
    True
    """
    ordered = np.sort(values)
    if len(ordered) < 2 * SMALLEST or ordered[0] == ordered[-1]:
        return NO_HUMP
    cells, weights = _cells(ordered)
    found = NO_HUMP
    for n_humps in (2, 3):
        gain, places = _gain(cells, weights, n_humps)
        chance = min(1.0, chance_of_gain(gain, n_humps) / _PORTION[n_humps])
        below = np.searchsorted(ordered, places[0])
        if gain > 0 and chance < found.chance and SMALLEST <= below <= len(ordered) - SMALLEST:
            found = Hump(gain, chance, *places)
    return found


def chance_of_gain(gain: float, n_humps: int) -> float:
    """How often does a column with one hump gain as much? From `benchmarks/verdict_power.py --calibrate`.

    Examples
    --------
    >>> chance_of_gain(0.0, 2)
    1.0
    """
    start, rate = _TAIL[n_humps]
    return float(min(1.0, np.exp(start - rate * gain)))


# the tail of the gain is exponential: logarithm of its start, and its rate; and the portion of the level for each
_TAIL = {2: (0.13, 1.35), 3: (0.77, 0.96)}
_PORTION = {2: 0.6, 3: 0.4}


def _cells(ordered: NDArray) -> tuple[NDArray, NDArray]:
    """At most 400 means of neighbours, and how many customers each stands for."""
    parts = np.linspace(0, len(ordered), min(len(ordered), _MOST) + 1).astype(int)
    weights = np.diff(parts).astype(float)
    return np.add.reduceat(ordered, parts[:-1]) / weights, weights


def _gain(cells: NDArray, weights: NDArray, n_humps: int) -> tuple[float, Places]:
    """Largest gain over all starts, and where the density is lowest between its humps and highest beside."""
    best, places = 0.0, (np.nan,) * 3
    found = np.stack(_mixtures(cells, weights, n_humps), axis=1)
    if not len(found):
        return best, places
    # many starts end in one place
    scale = np.array([1.0, cells.std(), cells.std()])[:, None]
    _, kept = np.unique(np.round(found / scale, 2).reshape(len(found), -1), axis=0, return_index=True)
    for share, mean, spread in found[kept]:
        gain, found_places = _over_one_hump(cells, weights, share, mean, spread)
        if gain > best:
            best, places = gain, found_places
    return best, places


def _mixtures(cells: NDArray, weights: NDArray, n_humps: int) -> tuple[NDArray, NDArray, NDArray]:
    """Shares, means and spreads of normal mixtures, one row a start."""
    reached = np.cumsum(weights) / weights.sum()
    cuts = np.array(list(combinations(_STARTS if n_humps == 2 else _PAIRS, n_humps - 1)))
    part = (reached[None, :, None] > cuts[:, None, :]).sum(axis=2)
    member = (part[:, None, :] == np.arange(n_humps)[None, :, None]).astype(float)
    low, high = np.quantile(cells, [0.1, 0.9])
    floor = max(0.01 * (high - low), 1e-9 * (cells[-1] - cells[0]))
    for step in range(_STEPS + 1):
        mass = member @ weights
        kept = (mass > 5).all(axis=1)
        member, mass = member[kept], mass[kept]
        mean = member @ (weights * cells) / mass
        off = cells - mean[:, :, None]
        spread = np.maximum(np.sqrt(np.einsum("skn,skn,n->sk", member, off**2, weights) / mass), floor)
        if step < _STEPS:
            log = np.log(mass / spread)[:, :, None] - 0.5 * (off / spread[:, :, None]) ** 2
            log = np.exp(log - log.max(axis=1, keepdims=True))
            member = log / log.sum(axis=1, keepdims=True)
    return mass / weights.sum(), mean, spread


def _over_one_hump(
    cells: NDArray, weights: NDArray, share: NDArray, mean: NDArray, spread: NDArray
) -> tuple[float, Places]:
    grid = np.unique((mean[:, None] + spread[:, None] * np.linspace(-4, 4, 49)).ravel())
    density = (share / spread * np.exp(-0.5 * ((grid[:, None] - mean) / spread) ** 2)).sum(axis=1) + 1e-300
    inner = density[1:-1]
    peaks = 1 + np.flatnonzero((inner > density[:-2]) & (inner >= density[2:]))
    if len(peaks) < 2:
        return 0.0, (np.nan,) * 3
    width = np.gradient(grid)
    gains = [
        weights @ np.interp(cells, grid, np.log(density / _one_hump(density, width, int(peak))), left=0, right=0)
        for peak in peaks
    ]
    return float(min(gains)), tuple(grid[list(_main_valley(density, width, peaks))])


def _main_valley(density: NDArray, width: NDArray, peaks: NDArray) -> tuple[int, int, int]:
    """Places of the valley that is deep and has many customers on both sides, and of the peaks beside it."""
    reached = np.cumsum(density * width)
    best, places = -np.inf, (0, 0, 0)
    for first, second in pairwise(peaks):
        lowest = first + int(density[first:second].argmin())
        depth = 1 - density[lowest] / min(density[first], density[second])
        worth = depth * min(reached[lowest], reached[-1] - reached[lowest])
        if worth > best:
            best, places = worth, (lowest, int(first), int(second))
    return places


def _one_hump(density: NDArray, width: NDArray, peak: int) -> NDArray[np.float64]:
    """Nearest density with its hump at this place."""
    rising = isotonic_regression(density[: peak + 1], weights=width[: peak + 1]).x
    falling = isotonic_regression(density[peak:], weights=width[peak:], increasing=False).x
    return np.concatenate([rising, falling[1:]])
