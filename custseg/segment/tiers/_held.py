"""Which tier does a customer hold in each window, where the tier of the window before counts?

`held_tiers`.
"""

import numpy as np
from numpy.typing import NDArray

Tiers = NDArray[np.int16]


def held_tiers(placed: Tiers, risen: Tiers, fallen: Tiers, *, grace: int, minimum_stay: int) -> Tiers:
    """Carry the tier of each window on to the next.

    Parameters
    ----------
    placed, risen, fallen : ndarray of int of shape (n_customers, n_windows)
        The tier by the cuts alone; the best one that the score is far enough above to rise to; the best one that it
        is not far enough below to fall from. 0 for absent in all three.
    grace : int
        So many windows below in a row are forgiven.
    minimum_stay : int
        So many windows, with that of entry, must have been spent in a tier before one can fall from it.
    """
    if risen is fallen and not grace and minimum_stay == 1:
        return placed
    tiers = np.empty_like(placed)
    tier, below, stayed = (np.zeros(len(placed), dtype=np.int16) for _ in range(3))
    for window in range(placed.shape[1]):
        moved_to = np.minimum(np.maximum(tier, risen[:, window]), fallen[:, window])
        falls = moved_to < tier
        below = np.where(falls, below + 1, 0).astype(np.int16)
        spared = falls & ((below <= grace) | (stayed < minimum_stay))
        here = placed[:, window] > 0
        # who was absent has no tier to hold
        now = np.where(here, np.where(tier > 0, np.where(spared, tier, moved_to), placed[:, window]), 0)
        stayed = np.where(now == tier, np.minimum(stayed, 32_000) + 1, 1).astype(np.int16)
        below[(now != tier) | ~here] = 0
        tiers[:, window] = tier = now.astype(np.int16)
    return tiers
