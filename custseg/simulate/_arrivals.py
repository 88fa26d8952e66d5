"""How often does each customer buy who buys at random? Drawn, where so much can be drawn.

`draw_arrivals`.
"""

from __future__ import annotations

import numpy as np

MOST_OF_ONE = 1e18  # what a whole number of 64 bits holds, with room for chance
MOST_LISTED = 1e9  # purchases that have a place each: 8 GB a column


def draw_arrivals(random_state: np.random.Generator, expected: np.ndarray, *, listed: bool = True) -> np.ndarray:
    """Draw Poisson counts around what is expected of each customer.

    Parameters
    ----------
    random_state : Generator
        Chance.
    expected : ndarray
        Purchases that are expected of each customer.
    listed : bool
        Whether each purchase is to be written down, and not only counted.

    Raises
    ------
    ValueError
        More is expected than can be drawn.

    Examples
    --------
    >>> draw_arrivals(np.random.default_rng(1), np.array([0.0, 3.0])).tolist()
    [0, 4]
    """
    most, found = float(np.max(expected, initial=0.0)), float(np.sum(expected))
    if not most <= MOST_OF_ONE or (listed and not found <= MOST_LISTED):
        limit = f"at most {MOST_LISTED:g} of all" if listed else f"at most {MOST_OF_ONE:g} of a customer"
        raise ValueError(
            f"purchases to draw must be {limit}; expected are {found if listed else most:g}. Take a shorter horizon, "
            "time or holdout, lower rates, or fewer customers: are all in the same unit?"
        )
    drawn: np.ndarray = random_state.poisson(expected)
    return drawn
