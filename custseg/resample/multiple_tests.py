"""Many tests at once: how small must a probability be, so that hardly any of them is wrong by chance?

:func:`holm_adjusted`.
"""

from __future__ import annotations

import numpy as np


def holm_adjusted(p: np.ndarray) -> np.ndarray:
    """Give probabilities that hold for all tests together, after Holm.

    Parameters
    ----------
    p : ndarray, shape (n,)
        The probability of each test alone.

    Returns
    -------
    ndarray, shape (n,)
        Those below ``level`` are wrong in at most that share of families of tests, whatever the others are.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).

    Examples
    --------
    >>> holm_adjusted(np.array([0.01, 0.04, 0.02])).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return adjusted
