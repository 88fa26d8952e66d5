"""Many tests at once: how small must a probability be, so that hardly any of them is wrong by chance?

:func:`holm_adjusted`.
"""

from __future__ import annotations

import numpy as np

from ..schema import typed


@typed
def holm_adjusted(p: np.ndarray) -> np.ndarray:
    """Give p-values that hold for all tests together, after Holm.

    Parameters
    ----------
    p : ndarray, shape (n,)
        The p-value of each test alone, 0 to 1.

    Returns
    -------
    ndarray, shape (n,)
        Adjusted p-values, 0 to 1, in the same order: if what is below a level is believed, at most that share of such
        sets of tests holds a false alarm, however the tests depend on each other.

    See Also
    --------
    wilson_interval : How sure one share is.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).

    Examples
    --------
    >>> import numpy as np
    >>> holm_adjusted(np.array([0.01, 0.04, 0.02])).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return adjusted
