"""How is a sum over a million purchases taken without a million terms? Term by term first, then as an integral.

:func:`running_sums`, for the factors of a likelihood that run over a customer's purchases. A till that is booked as one
customer buys a hundred thousand times; it must not cost more than the others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

SHORT = 8192  # sums of so many terms are added up one by one
NODES = 20
WIDEST_PANEL = 2.0  # on the logarithmic scale: twenty points hold fourteen digits up to here


def running_sums(terms: Callable[[np.ndarray], np.ndarray], numbers: np.ndarray) -> np.ndarray:
    """Sum ``terms(0) + ... + terms(n - 1)`` for each ``n`` of ``numbers``.

    Beyond 8,192 terms the rest is Euler and Maclaurin's integral with the first correction: the terms must be smooth in
    the logarithm of their number, as logarithms of ``1 + u j`` and their derivatives are.

    Parameters
    ----------
    terms : callable
        Takes numbers of terms, shape ``(n,)``, and gives their values, shape ``(k, n)``.
    numbers : ndarray of int, shape (m,)
        How many terms each sum has, zero or more.

    Returns
    -------
    ndarray, shape (k, m)
        The sums; fifteen digits of the direct sum.

    Examples
    --------
    >>> running_sums(lambda j: np.stack([j, j * j]), np.array([3, 1_000_001]))
    array([[3.00000000e+00, 5.00000500e+11],
           [5.00000000e+00, 3.33333833e+17]])
    """
    longest = int(numbers.max(initial=0))
    first = terms(np.arange(min(longest, SHORT), dtype=float))
    short = np.concatenate([np.zeros((len(first), 1)), np.cumsum(first, axis=1)], axis=1)
    out = short[:, np.minimum(numbers, SHORT)]
    far = numbers > SHORT
    if far.any():
        ends, place = np.unique(numbers[far], return_inverse=True)
        out[:, far] += _beyond(terms, ends.astype(float))[:, place]
    return out


def _beyond(terms: Callable[[np.ndarray], np.ndarray], ends: np.ndarray) -> np.ndarray:
    """Sum the terms from ``SHORT`` up to before each of the sorted ``ends``."""
    edges = np.log(np.concatenate([[SHORT], ends]) - 0.5)
    panels = np.maximum(np.ceil(np.diff(edges) / WIDEST_PANEL).astype(int), 1)
    owner = np.repeat(np.arange(len(ends)), panels)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(panels) - panels, panels)
    width = (np.diff(edges) / panels)[owner]
    nodes, weights = _nodes()
    t = np.exp((edges[owner] + within * width)[:, None] + width[:, None] * nodes)
    values = terms(t.ravel()).reshape(-1, *t.shape)
    pieces = (values * (t * weights)).sum(axis=2) * width
    up_to = np.add.reduceat(pieces, np.cumsum(panels) - panels, axis=1).cumsum(axis=1)
    with np.errstate(invalid="ignore"):  # a term that is infinite everywhere has no slope
        slope = terms(ends) - terms(ends - 1.0) - (terms(np.array([SHORT, SHORT - 1.0])) @ [[1.0], [-1.0]])
    return up_to - np.nan_to_num(slope) / 24.0


@lru_cache(maxsize=1)
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return 0.5 * (nodes + 1.0), 0.5 * weights
