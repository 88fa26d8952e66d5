"""How sure is a share of so many? Also where it is none or all of them."""

import numpy as np


def error_of_share(share, n):
    """Standard error of a share, of one that is moved towards a half so that 0 of 40 is not certain."""
    moved = (share * n + 2) / (n + 4)
    return np.sqrt(moved * (1 - moved) / (n + 4))


def share_with_error(name, held):
    """Give the share of yes under its name, and its standard error beside it; both are missing where nobody was asked.

    One more of each is counted for the error, so that 200 hits of 200 are not without one.
    """
    smoothed = (held.sum() + 1) / (len(held) + 2)
    error = float(np.sqrt(smoothed * (1 - smoothed) / len(held))) if len(held) else np.nan
    return {name: held.mean() if len(held) else np.nan, f"{name}_error": error}
