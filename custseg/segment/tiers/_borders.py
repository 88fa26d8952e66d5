"""Between which scores does a tier rule cut, and how far past a cut must a score go?

`Borders`; `borders_of` finds them by `rank_cuts`, `quota_cuts` and `with_hysteresis`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...schema import HysteresisUnit, QuotaTies

Floats = NDArray[np.float64]

MOST_TIERS = 32_767  # a tier is kept as a number of 16 bits
ROUNDING = 1e-9  # of a customer: 0.3 of 10 customers are three, whatever 0.3 * 10 is


class Borders(NamedTuple):
    """The cuts between neighbouring tiers, rising, one fewer than tiers; infinite where no score reaches the tier."""

    cuts: Floats  # at or above: the better tier
    rise: Floats  # who was below rises at or above it
    fall: Floats  # who was above falls below it

    def place(self, scores: Floats, by: str = "cuts") -> NDArray[np.int16]:
        """Give the tier of each score by one of the three lists, 0 where the score is missing."""
        tiers = np.searchsorted(getattr(self, by), scores, side="right").astype(np.int16)
        tiers += 1
        tiers[np.isnan(scores)] = 0
        return tiers


def least_with_below(rising: Floats, below: NDArray[Any]) -> Floats:
    """Give the smallest of some sorted scores that has at least so many strictly below it.

    Minus infinity where none need be below, infinity where there is no such score.
    """
    wanted = np.ceil(below - ROUNDING).astype(np.int64)
    if not len(rising):
        return np.where(wanted <= 0, -np.inf, np.inf)
    inside = np.clip(wanted, 1, len(rising))
    # a run of equal scores counts as one: all of it is at or below the last that must be below
    found = np.append(rising, np.inf)[np.searchsorted(rising, rising[inside - 1], side="right")]
    return np.where(wanted <= 0, -np.inf, np.where(wanted > len(rising), np.inf, found))


def rank_cuts(rising: Floats, n_tiers: int) -> Floats:
    """Cut sorted scores into equal parts, by the rule of `custseg.bands.Bands`: equal scores share the lower tier."""
    return least_with_below(rising, np.arange(1, n_tiers) * len(rising) / n_tiers)


def quota_cuts(rising: Floats, quota: Floats, ties: QuotaTies) -> Floats:
    """Cut sorted scores so that each tier but the lowest has its places; `quota` begins with the second tier.

    Places are shares of those there, rounded down from the best tier on, where they are below 1, else numbers.
    """
    shares = quota < 1
    places = np.where(shares.all(), quota * len(rising), quota)
    above = np.minimum(np.floor(np.cumsum(places[::-1])[::-1] + ROUNDING), len(rising))
    if ties == "lower":
        return least_with_below(rising, len(rising) - above)
    last = np.append(rising, np.inf)[(len(rising) - above).astype(np.int64)]
    return last.astype(np.float64)


def with_hysteresis(cuts: Floats, rising: Floats, margin: float, unit: HysteresisUnit) -> Borders:
    """Put a margin around each cut: so far above one must be to rise, and so far below to fall."""
    if not margin:
        return Borders(cuts, cuts, cuts)
    if unit == "score":
        return Borders(cuts, cuts + margin, cuts - margin)
    below, points = np.searchsorted(rising, cuts), margin / 100 * len(rising)
    up, down = least_with_below(rising, below + points), least_with_below(rising, below - points)
    return Borders(cuts, np.maximum(up, cuts), np.minimum(down, cuts))


def borders_of(
    scores: Floats,
    *,
    cuts: Sequence[float] | None,
    quota: Sequence[float] | None,
    n_tiers: int,
    ties: QuotaTies,
    margin: float,
    unit: HysteresisUnit,
) -> Borders:
    """Find the borders in the scores of one window: as stated, by places, or in equal parts; NaN is absent."""
    rising = np.sort(scores[~np.isnan(scores)])
    if cuts is not None:
        found = np.array(cuts, dtype=float)
    elif quota is not None:
        found = quota_cuts(rising, np.array(quota, dtype=float), ties)
    else:
        found = rank_cuts(rising, n_tiers)
    return with_hysteresis(found, rising, margin, unit)
