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
_STRAYS = 5
_STARTS = (0.03, 0.06, 0.12, 0.25, 0.5, 0.75, 0.88, 0.94, 0.97)
_PAIRS = (0.06, 0.15, 0.35, 0.65, 0.85, 0.94)
_STEPS = 15
_OFFSETS = np.linspace(-4, 4, 49)  # places of the grid around each hump, in its standard deviations


Places = tuple[float, float, float]
Crowd = tuple[NDArray[np.float64], NDArray[np.float64]]


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
    crowd : tuple of ndarray
        The nearest density with one hump: values, and the density at each up to a factor; empty if there is only one
        hump.

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
    crowd: Crowd


_NOWHERE = (np.nan, np.nan, np.nan)
_NOBODY: Crowd = (np.zeros(0), np.zeros(0))
NO_HUMP = Hump(0.0, 1.0, *_NOWHERE, _NOBODY)


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
        gain, places, crowd = _gain(cells, weights, n_humps)
        chance = min(1.0, chance_of_gain(gain, n_humps) / _PORTION[n_humps])
        below = np.searchsorted(ordered, places[0])
        if gain > 0 and chance < found.chance and SMALLEST <= below <= len(ordered) - SMALLEST:
            found = Hump(gain, chance, *places, crowd)
    return found


def log_chance(values: NDArray[np.float64]) -> float:
    """Logarithm of the chance that `second_hump` gives, without its bounds; 0 or less if there is a second hump.

    Examples
    --------
    >>> bool(log_chance(np.random.default_rng(0).normal(size=200)) > -3)
    True
    """
    cells, weights = _cells(np.sort(values))
    return min(_TAIL[n][0] - _TAIL[n][1] * _gain(cells, weights, n)[0] - np.log(_PORTION[n]) for n in (2, 3))


def chance_of_gain(gain: float, n_humps: int) -> float:
    """How often does a column with one hump gain as much? From `benchmarks/verdict_power.py --calibrate`.

    Examples
    --------
    >>> chance_of_gain(0.0, 2)
    1.0
    """
    start, rate = _TAIL[n_humps]
    return float(min(1.0, np.exp(start - rate * gain)))


def chance_of_two(gain: float) -> float:
    """How often does a column with one hump gain as much by a second one, as `second_hump` counts it?

    Examples
    --------
    >>> chance_of_two(0.0), chance_of_two(20.0) < 1e-10
    (1.0, True)
    """
    return min(1.0, chance_of_gain(gain, 2) / _PORTION[2])


# the tail of the gain is exponential: logarithm of its start, and its rate; and the portion of the level for each
_TAIL = {2: (0.13, 1.35), 3: (0.77, 0.96)}
_PORTION = {2: 0.6, 3: 0.4}


def _cells(ordered: NDArray) -> tuple[NDArray, NDArray]:
    """At most 400 means of neighbours, and how many customers each stands for; strays are left out."""
    ordered = _without_strays(ordered)
    parts = np.linspace(0, len(ordered), min(len(ordered), _MOST) + 1).astype(int)
    weights = np.diff(parts).astype(float)
    return np.add.reduceat(ordered, parts[:-1]) / weights, weights


def _without_strays(ordered: NDArray) -> NDArray[np.float64]:
    """Leave out at most five customers who are farther from all others than these are from each other.

    They are too few for a hump, and a mixture that has none for them spends one of its humps on them.
    """
    for n_out in range(1, min(_STRAYS, len(ordered) - 2 * SMALLEST) + 1):
        for below in range(n_out + 1):
            low, high = below, len(ordered) - (n_out - below)
            before = ordered[low] - ordered[low - 1] if low else np.inf
            after = ordered[high] - ordered[high - 1] if high < len(ordered) else np.inf
            if min(before, after) > ordered[high - 1] - ordered[low]:
                return ordered[low:high]
    return ordered


def _gain(cells: NDArray, weights: NDArray, n_humps: int) -> tuple[float, Places, Crowd]:
    """Largest gain over all starts, where the density is lowest between its humps and highest beside, and the crowd."""
    best: tuple[float, Places, Crowd] = (0.0, _NOWHERE, _NOBODY)
    found = _mixtures(cells, weights, n_humps)
    if not len(found):
        return best
    for mixture in found[_unlike(found, cells.std())]:
        best = _over_one_hump(cells, weights, mixture, best[0]) or best
    return best


def _unlike(found: NDArray, scale: float) -> NDArray[np.intp]:
    """Places of the mixtures that differ: many starts end in one."""
    rounded = np.round(found / np.array([1.0, scale, scale])[:, None], 2).reshape(len(found), -1)
    return np.unique(rounded, axis=0, return_index=True)[1]


def _mixtures(cells: NDArray, weights: NDArray, n_humps: int) -> NDArray[np.float64]:
    """Shares, means and spreads of normal mixtures, shape (n_starts, 3, n_humps)."""
    centre, scale = cells.mean(), cells.std()
    # single precision: the steps below take most of the time, and their sums are of standardised values
    unit = ((cells - centre) / scale).astype(np.float32)
    powers = np.stack([np.ones_like(unit), unit, unit**2])
    sums = (powers * weights).T.astype(np.float32)
    low, high = np.quantile(unit, [0.1, 0.9])
    floor = max(0.01 * (high - low), 1e-6)
    member = _first_members(np.cumsum(weights) / weights.sum(), n_humps)
    for step in range(_STEPS + 1):
        found = member @ sums
        found = found[(found[:, :, 0] > 5).all(axis=1)]
        mass, mean = found[:, :, 0], found[:, :, 1] / found[:, :, 0]
        variance = np.maximum(found[:, :, 2] / mass - mean**2, floor**2)
        if step < _STEPS:
            start = np.log(mass) - 0.5 * (np.log(variance) + mean**2 / variance)
            member = np.stack([start, mean / variance, -0.5 / variance], axis=2) @ powers
            member -= member.max(axis=1, keepdims=True)
            np.exp(member, out=member)
            member /= member.sum(axis=1, keepdims=True)
    return np.stack([mass / weights.sum(), centre + scale * mean, scale * np.sqrt(variance)], axis=1).astype(float)


def _first_members(reached: NDArray, n_humps: int) -> NDArray[np.float32]:
    """Parts of the ordered column, one row a start, shape (n_starts, n_humps, n)."""
    cuts = np.array(list(combinations(_STARTS if n_humps == 2 else _PAIRS, n_humps - 1)))
    part = (reached[None, :, None] > cuts[:, None, :]).sum(axis=2)
    return (part[:, None, :] == np.arange(n_humps)[None, :, None]).astype(np.float32)


def _over_one_hump(
    cells: NDArray, weights: NDArray, mixture: NDArray, beat: float
) -> tuple[float, Places, Crowd] | None:
    """Gain of this mixture over the nearest density with one hump; None if it does not beat what is asked."""
    share, mean, spread = mixture
    grid = np.sort((mean[:, None] + spread[:, None] * _OFFSETS).ravel())
    grid = grid[np.append(True, grid[1:] != grid[:-1])]
    density = (share / spread * np.exp(-0.5 * ((grid[:, None] - mean) / spread) ** 2)).sum(axis=1) + 1e-300
    inner = density[1:-1]
    peaks = 1 + np.flatnonzero((inner > density[:-2]) & (inner >= density[2:]))
    if len(peaks) < 2:
        return None
    width = np.gradient(grid)
    smallest, crowd = np.inf, density
    # the highest peak first: mostly its crowd is the nearest, and the others need not be made
    for peak in peaks[np.argsort(-density[peaks], kind="stable")]:
        one = _one_hump(density, width, int(peak))
        gain = weights @ np.interp(cells, grid, np.log(density / one), left=0, right=0)
        if gain <= beat:
            return None
        if gain < smallest:
            smallest, crowd = gain, one
    return float(smallest), tuple(grid[list(_main_valley(density, width, peaks))]), (grid, crowd)


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
