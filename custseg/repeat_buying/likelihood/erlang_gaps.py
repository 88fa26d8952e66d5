"""How far has a regular buyer got towards the next purchase? Gaps of ``k`` phases, of which a silence holds a few.

:func:`unfinished_gap` is a factor of the likelihood, with derivatives; :func:`phase_shares` says what is known of the
phase that a silent customer is in.

With an Erlang-k gap a purchase is every k-th event of a Poisson process. Silence from ``t_x`` to ``T`` means that at
most ``k - 1`` events came in it. Averaged over customers with ``n = k x`` events before, the probability is
``exp(-(A(T) - A(t_x)))`` of no event, times ``S = sum over j < k of prod_{i<j}(1 + u (n + i)) q^j / j!`` with
``q = m (T - t_x) / (1 + u m T)``: a sum of positive terms, finite for every ``u`` from 0 on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class UnfinishedGap(NamedTuple):
    """``log S`` per row with its derivatives in log m and u: first, and second (log m twice, mixed, u twice)."""

    log: np.ndarray
    first: tuple[np.ndarray, np.ndarray]
    second: tuple[np.ndarray, np.ndarray, np.ndarray]


def unfinished_gap(
    k: int, events: np.ndarray, codes: np.ndarray, spread: float, q: np.ndarray, y: np.ndarray
) -> UnfinishedGap:
    """Give the logarithm of the sum over the phases, with derivatives: means and variances under its terms.

    Parameters
    ----------
    k : int
        Phases of a gap.
    events, codes : ndarray
        Phases before the last purchase, at their unique values, and per row which one it has.
    spread : float
        ``u = 1/r``.
    q, y : ndarray, one value per row
        ``m s / (1 + u m T)`` with the silence ``s``, and ``m T / (1 + u m T)``.
    """
    log, last = np.zeros_like(q), np.ones_like(q)  # last: the share of the newest term in the sum so far
    passed, slope, bend = np.zeros_like(q), np.zeros_like(q), np.zeros_like(q)  # means of j, d/du, d2/du2 of a term
    apart = [np.zeros_like(q) for _ in range(3)]  # variance of j, covariance, variance of d/du
    slopes, bends = np.zeros_like(events), np.zeros_like(events)
    for j in range(1, k):
        before = events + (j - 1.0)
        grown = 1.0 + spread * before
        slopes, bends = slopes + before / grown, bends - (before / grown) ** 2
        ratio = last * grown[codes] * q / j
        log += np.log1p(ratio)
        last = ratio / (1.0 + ratio)
        off, tilt = j - passed, slopes[codes] - j * y - slope
        rest = 1.0 - last
        pairs = (off, off), (off, tilt), (tilt, tilt)
        apart = [rest * (v + last * a * b) for v, (a, b) in zip(apart, pairs, strict=True)]
        passed, slope = passed + last * off, slope + last * tilt
        bend += last * (bends[codes] + j * y * y - bend)
    a = 1.0 - spread * y
    second = (passed * (-spread * y * a) + apart[0] * a * a, (apart[1] - passed * y) * a, bend + apart[2])
    return UnfinishedGap(log, (passed * a, slope), second)


def phase_shares(k: int, events: np.ndarray, spread: float, q: np.ndarray) -> np.ndarray:
    """Give the probabilities that a customer who is alive has passed 0, ..., ``k - 1`` phases, shape ``(n, k)``."""
    out = np.zeros((len(q), k))
    out[:, 0] = 1.0
    for j in range(1, k):
        ratio = out[:, j - 1] * (1.0 + spread * (events + (j - 1.0))) * q / j
        out[:, :j] /= (1.0 + ratio)[:, None]
        out[:, j] = ratio / (1.0 + ratio)
    return out
