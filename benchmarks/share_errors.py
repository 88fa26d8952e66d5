"""How sure is a share of so many? Also where it is none or all of them."""

import numpy as np


def error_of_share(share, n):
    """Standard error of a share, of one that is moved towards a half so that 0 of 40 is not certain."""
    moved = (share * n + 2) / (n + 4)
    return np.sqrt(moved * (1 - moved) / (n + 4))
