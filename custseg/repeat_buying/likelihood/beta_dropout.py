"""Who leaves after a purchase? A dropout probability that is beta distributed over customers.

:func:`dropout` gives the factors of the likelihood, :func:`posterior` what is known after some chances to leave,
:func:`later_dropout` and :func:`later_stay` the probabilities to leave and not to after some more, :func:`beta_nodes`
points to integrate over.

The papers' ``(a, b)`` become the mean ``p = a / (a + b)`` and the polarity ``w = 1 / (1 + a + b)``. In these the
limits are ordinary points: ``p = 0`` nobody leaves, ``w = 0`` everybody has the same probability, ``w = 1`` some
leave at the first chance and the others never.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from .running_sums import running_sums

HEAVY = 2_000  # chances
CHUNK_TERMS = 20_000  # terms at a time, so that the working arrays stay in the processor's cache


class Dropout(NamedTuple):
    """Per number of chances ``k``: log of having stayed ``k - 1`` times, and the probability of leaving at the k-th.

    ``stayed`` and ``leave`` each hold value, d/dp, d/dw, d2/dp2, d2/dpdw, d2/dw2 (shape ``(6, len(k))``).
    """

    stayed: np.ndarray
    leave: np.ndarray


def dropout(k: np.ndarray, p: np.ndarray | float, w: float) -> Dropout:
    """Give the two factors of the beta-geometric process for whole numbers of chances ``k >= 0``.

    With no chance at all (``k = 0``) the probability of leaving is zero. The mean ``p`` may be one for each ``k``.
    """
    whole = k.astype(np.int64)
    leave = np.where(whole > 0, _leave_at_chance(np.maximum(whole - 1.0, 0.0), p, w), 0.0)
    stays = np.maximum(whole - 1, 0)
    if np.ndim(p):
        return Dropout(_stayed_each(stays, np.asarray(p, dtype=float), w), leave)
    return Dropout(running_sums(lambda j: _log_stay(j, p, w), stays), leave)


def _stayed_each(stays: np.ndarray, p: np.ndarray, w: float) -> np.ndarray:
    """Give what :func:`dropout` gives as ``stayed`` where each has a mean of its own: all terms of all sums at once.

    The sums of a few heavy buyers are run up one by one, those of the others in pieces that fit into the cache.
    """
    out = np.zeros((6, len(stays)))
    for one in np.flatnonzero(stays > HEAVY):
        out[:, one] = running_sums(partial(_log_stay, p=p[one], w=w), stays[[one]])[:, 0]
    some = np.flatnonzero((stays > 0) & (stays <= HEAVY))
    pieces = np.cumsum(stays[some]) // CHUNK_TERMS
    for piece in np.split(some, np.flatnonzero(np.diff(pieces)) + 1) if len(some) else ():
        ends = np.cumsum(stays[piece])
        starts = ends - stays[piece]
        j = np.arange(ends[-1]) - np.repeat(starts, stays[piece])
        out[:, piece] = np.add.reduceat(
            _log_stay(j.astype(float), np.repeat(p[piece], stays[piece]), w), starts, axis=1
        )
    return out


def _log_stay(j: np.ndarray, p: np.ndarray | float, w: float) -> np.ndarray:
    """Give the log probability of staying once more after having stayed j times, and its derivatives."""
    leave = _leave_at_chance(j, p, w)
    with np.errstate(divide="ignore", invalid="ignore"):  # p = 1 is a legal corner: staying has probability zero
        stay = 1.0 - leave[0]
        slopes = -leave[1:3] / stay
        return np.vstack([np.log(stay), slopes, -leave[3:] / stay - slopes[[0, 0, 1]] * slopes[[0, 1, 1]]])


def _leave_at_chance(j: np.ndarray, p: np.ndarray | float, w: float) -> np.ndarray:
    """Give the probability p (1-w) / (1 - w + j w) of leaving after having stayed j times, and its derivatives."""
    d = np.where(j > 0, 1.0 + (j - 1.0) * w, 1.0)
    c = np.where(j > 0, (1.0 - w) / d, 1.0)
    c_w = -j / d**2
    c_ww = 2.0 * j * (j - 1.0) / d**3
    return np.vstack([p * c, c, p * c_w, np.zeros_like(j), c_w, p * c_ww])


def posterior(p: np.ndarray | float, w: float, k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and polarity of the dropout probability after ``k`` chances that were all survived."""
    return p * _leave_at_chance(np.asarray(k, dtype=float), 1.0, w)[0], _polarity_after(w, k)


def later_dropout(p: np.ndarray, w: np.ndarray, stayed: float) -> np.ndarray:
    """Give the probability of leaving at the next chance after having stayed so many times more."""
    return np.where(stayed > 0, p * (1.0 - w) / np.maximum(1.0 - w + stayed * w, 1e-300), p)


def later_stay(p: np.ndarray, w: np.ndarray, stayed: float) -> np.ndarray:
    """Give the probability of staying at the next chance: a sum, so that all digits are right where hardly any do."""
    more = stayed * w
    return np.where(stayed > 0, ((1.0 - p) * (1.0 - w) + more) / np.maximum(1.0 - w + more, 1e-300), 1.0 - p)


def _polarity_after(w: float, k: np.ndarray) -> np.ndarray:
    return w / (1.0 + np.asarray(k, dtype=float) * w)


def beta_nodes(p: np.ndarray, w: np.ndarray, n_nodes: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Give Gauss-Jacobi nodes and weights of beta distributions with means ``p`` and polarities ``w``.

    Returns two arrays of shape ``(len(p), n_nodes)``; weights sum to one. Golub-Welsch on a stack of matrices.
    """
    inside = (p > 0) & (p < 1) & (w > 0) & (w < 1)
    nodes = np.repeat(np.asarray(p, dtype=float)[:, None], n_nodes, axis=1)
    weights = np.full(nodes.shape, 1.0 / n_nodes)
    polar = (w >= 1) & (p > 0) & (p < 1)  # a two-point distribution: share p at one, the others at zero
    nodes[polar] = np.arange(n_nodes) % 2
    weights[polar] = np.where(nodes[polar] > 0, p[polar, None], 1.0 - p[polar, None]) / (n_nodes / 2)
    if inside.any():
        nodes[inside], weights[inside] = _golub_welsch(p[inside], w[inside], n_nodes)
    return nodes, weights


def _golub_welsch(p: np.ndarray, w: np.ndarray, n_nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Solve for all distributions at once; ``scipy.special.roots_jacobi`` takes one (a, b) at a time."""
    total = (1.0 / w - 1.0)[:, None]  # a + b
    a, b = p[:, None] * total, (1.0 - p[:, None]) * total
    n = np.arange(1, n_nodes, dtype=float)[None, :]
    # recurrence of the Jacobi polynomials on (0, 1) with weight t^(a-1) (1-t)^(b-1), as a birth-and-death chain
    up = np.empty((len(p), n_nodes))
    up[:, :1] = a / total
    up[:, 1:] = (a + n) * (total + n - 1.0) / ((2.0 * n + total - 1.0) * (2.0 * n + total))
    down = np.zeros((len(p), n_nodes))
    down[:, 1:] = n * (b + n - 1.0) / ((2.0 * n + total - 2.0) * (2.0 * n + total - 1.0))
    stack = np.zeros((len(p), n_nodes, n_nodes))
    i = np.arange(n_nodes)
    stack[:, i, i] = up + down
    stack[:, i[1:], i[:-1]] = np.sqrt(up[:, :-1] * down[:, 1:])
    values, vectors = np.linalg.eigh(stack)
    return np.clip(values, 0.0, 1.0), vectors[:, 0, :] ** 2
