"""Between which of its draws does a quantity lie? Ends of an interval that are themselves draws.

:func:`draw_ends`.
"""

from __future__ import annotations

import math

import numpy as np


def check_level(level: float) -> None:
    """Refuse a level that is not between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, found {level!r}.")


def draw_ends(draws: np.ndarray, level: float) -> np.ndarray:
    """Give the draws between which the next one lies with probability ``level`` (or the whole range of too few draws).

    Of ``n`` draws the smallest and the largest leave the next one outside with chance ``2 / (n + 1)``: ends that are
    counted so hold what they promise for any number of draws, as quantiles between draws do not, and stay whole
    numbers or infinite where the draws are.

    Parameters
    ----------
    draws : ndarray of shape (n, ...)
        One row per draw.
    level : float
        Between 0 and 1.

    Returns
    -------
    ndarray of shape (2, ...)
        Lower and upper end.
    """
    ordered = np.sort(draws, axis=0)
    outside = max(math.floor((len(ordered) + 1) * (1.0 - level) / 2.0 + 1e-9), 1)
    return ordered[[outside - 1, len(ordered) - outside]]
