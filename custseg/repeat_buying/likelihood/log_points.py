"""Over which points is a mean taken that falls steeply towards rare customers? Even steps in logarithms.

:func:`logit_points` for dropout probabilities (beta), :func:`log_rate_points` for rates (gamma); :class:`DropoutPoints`
works those of some customers out once.

What is foretold far ahead rests on the few who hardly leave, or hardly buy. In the logit of the probability and in the
logarithm of the rate both densities and all that is averaged here are smooth and end by themselves on both sides: the
plain sum over even steps then converges exponentially, whatever the shapes. What lies so near to a probability of zero
or of one that the answer is the same there is one point, at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .beta_dropout import beta_nodes

NEAR_POINTS = 24
FALLEN = 45.0  # a density of e^-45 of the highest is nothing, also where it is divided by the probability
FALLEN_RIGHT = 30.0  # on the side where the answers are the smaller ones
SAME = 23.0  # e^-23: within this share of its scale an answer does not change
CUT_BELOW = 3.0  # shape below which the density falls slowly, and its tail is cut where the answer is the same
WIDEST, WIDEST_RATE = 0.45, 0.31
STEP = 0.65  # in standard deviations of a narrow density
POINT = 1e-13  # polarity or spread below which a distribution is a point
HALVINGS = 50
LARGEST_EXPONENT = 700.0


@dataclass(frozen=True, eq=False)
class DropoutPoints:
    """Points and weights of beta distributions of dropout probabilities, each set worked out when first asked for.

    Parameters
    ----------
    p, w : ndarray, shape (n,)
        Mean and polarity ``1 / (1 + a + b)``, both from 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> points = DropoutPoints(np.array([0.2]), np.array([0.1]))
    >>> [round(float((weights * p).sum()), 9) for p, weights in (points.near(), points.steep(1e6))]
    [0.2, 0.2]
    """

    p: np.ndarray
    w: np.ndarray
    _known: dict[float, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, init=False, repr=False)

    def near(self) -> tuple[np.ndarray, np.ndarray]:
        """Give points for what hardly bends: a few, by Gauss and Jacobi."""
        if 0.0 not in self._known:
            self._known[0.0] = beta_nodes(self.p, self.w, NEAR_POINTS)
        return self._known[0.0]

    def steep(self, reach: float) -> tuple[np.ndarray, np.ndarray]:
        """Give points for what is the same for all p far below ``1 / reach``: one set for reaches of a like size.

        Parameters
        ----------
        reach : float
            As for :func:`logit_points`, of which the points for the next power of ten are taken.
        """
        ceiling = float(10.0 ** np.ceil(np.log10(max(reach, 1.0))))
        if ceiling not in self._known:
            self._known[ceiling] = logit_points(self.p, self.w, ceiling)
        return self._known[ceiling]


def logit_points(p: np.ndarray, w: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Give points and weights of beta distributions with means ``p`` and polarities ``w``.

    Parameters
    ----------
    p, w : ndarray, shape (n,)
        Mean and polarity ``1 / (1 + a + b)``, both from 0 to 1.
    reach : float
        The answer is the same for all dropout probabilities far below ``1 / reach``.

    Returns
    -------
    tuple of ndarray
        Shape ``(n, points)`` each; the first two points are 0 and 1, and the weights sum to one.

    See Also
    --------
    custseg.repeat_buying.likelihood.beta_dropout.beta_nodes : Fewer points, for what hardly bends.

    Examples
    --------
    A customer with probability ``p`` stays a million times with ``(1 - p)^1,000,000``: of beta(1/2, 1/2) the mean is
    that of an arcsine law.

    >>> import numpy as np
    >>> points, weights = logit_points(np.array([0.5]), np.array([0.5]), 1e6)
    >>> float((weights * (1.0 - points) ** 1e6).sum() * np.sqrt(np.pi * 1e6)).__round__(6)
    1.0
    """
    inside = (p > 0) & (p < 1) & (w > POINT) & (w < 1)
    found, shares = _inside(p[inside], w[inside], max(reach, 1.0)) if inside.any() else (np.zeros((0, 3)),) * 2
    points, weights = (
        np.repeat(np.asarray(p, dtype=float)[:, None], found.shape[1], axis=1),
        np.zeros((len(p), found.shape[1])),
    )
    points[:, 0], points[:, 1] = 0.0, 1.0
    points[inside], weights[inside] = found, shares
    split = ~inside & (w >= 1)  # share p at one, the others at zero
    weights[~inside & ~split, 2] = 1.0
    weights[split, 0], weights[split, 1] = 1.0 - p[split], p[split]
    return points, weights


def _inside(p: np.ndarray, w: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Give the points and weights of beta densities."""
    total = 1.0 / w - 1.0
    a, b = p * total, (1.0 - p) * total
    left, right, cut_left, cut_right = _range(p, a, b, reach)
    steepest = np.maximum(np.minimum(p, 0.5), np.minimum(_share(p, left), p))
    step = np.minimum(WIDEST, STEP / np.sqrt(total * steepest * (1.0 - steepest)))
    n = int(np.ceil(((right - left) / step).max())) + 1
    between = (right - left) / (n - 1)
    v = left[:, None] + between[:, None] * np.arange(n)
    points, density = _share(p[:, None], v), np.exp(_height(v, p[:, None], total[:, None]))
    weights = np.zeros((len(p), n + 2))
    weights[:, 2:] = density  # and the steps beyond, which fall like a geometric series, at the ends
    weights[cut_left, 0] = density[cut_left, 0] / np.expm1((a * between)[cut_left])
    weights[cut_right, 1] = density[cut_right, -1] / np.expm1((b * between)[cut_right])
    ends = np.repeat([[0.0, 1.0]], len(p), axis=0)
    return np.hstack([ends, points]), weights / weights.sum(axis=1, keepdims=True)


def _range(p: np.ndarray, a: np.ndarray, b: np.ndarray, reach: float) -> tuple[np.ndarray, ...]:
    """Give from where to where the logit goes, from that of the mean, and on which sides a tail is cut."""
    middle = np.log(p) - np.log1p(-p)
    left = -_fallen(lambda v: _height(-v, p, a + b) + v, FALLEN, a > 1.0)  # the answer may be as 1 / p
    right = _fallen(lambda v: _height(v, p, a + b), FALLEN_RIGHT, b > 0.0)
    flat = -np.log(np.maximum(reach, 1.0 / p)) - SAME / (1.0 + a) - middle
    full = np.log(np.maximum(reach, 1.0 / (1.0 - p))) + SAME / (1.0 + b) - middle
    cut_left, cut_right = (flat > left) & (a < CUT_BELOW), (full < right) & (b < CUT_BELOW)
    return np.where(cut_left, flat, left), np.where(cut_right, full, right), cut_left, cut_right


def _height(v: np.ndarray, p: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Give the log density of the logit at ``v`` from its mode, less that of the mode."""
    rare, to = np.minimum(p, 1.0 - p), np.where(p > 0.5, -v, v)  # both sides alike, without a difference of logarithms
    near = np.minimum(to, LARGEST_EXPONENT)
    return -total * (np.log1p(rare * np.expm1(near)) + (to - near) - rare * to)


def _share(p: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Give the probability whose logit is that of ``p`` plus ``v``."""
    return p / (p + (1.0 - p) * np.exp(np.minimum(-v, LARGEST_EXPONENT)))


def _fallen(height: Callable[[np.ndarray], np.ndarray], depth: float, falls: np.ndarray) -> np.ndarray:
    """Give where a concave function has fallen by ``depth`` right of 0, infinity where that is too far away."""
    near, far = np.zeros(len(falls)), np.full(len(falls), 1e6)
    for _ in range(HALVINGS):
        half = np.where(near > 0, np.sqrt(near * far), 1e-8)
        deep = height(half) < -depth
        near, far = np.where(deep, near, half), np.where(deep, half, far)
    return np.where(falls & (far < 1e6), far, np.inf)


def log_rate_points(spread: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give points and weights of ``rate / mean`` under a gamma distribution that is weighted by the rate.

    Weighted by the rate, as the purchases are that it brings, a gamma distribution of shape ``1 / spread`` is one of
    shape ``1 / spread + 1``.

    Parameters
    ----------
    spread : ndarray, shape (n,)
        Squared coefficients of variation of the rates, zero or more.
    reach : ndarray, shape (n,)
        The answer, per unit of rate, is the same for all rates far below ``mean / reach``.

    Returns
    -------
    tuple of ndarray
        Shape ``(n, points)`` each; the weights sum to one.

    Examples
    --------
    >>> import numpy as np
    >>> points, weights = log_rate_points(np.array([2.0]), np.array([1.0]))
    >>> float((weights * np.exp(-points)).sum() * 3.0**1.5).__round__(7)
    1.0
    """
    alike = spread < POINT
    shape = 1.0 / np.where(alike, 1.0, spread) + 1.0
    every = np.ones(len(spread), dtype=bool)
    low = _fallen(lambda v: shape * (1.0 - v - np.exp(-v)), SAME + 2.0, every)
    lower = _fallen(lambda v: shape * (1.0 - v - np.exp(-v)) + v, FALLEN, every)  # the answer may be as 1 / rate
    flat = np.log(np.maximum(reach, 1e-300)) + np.log1p(spread) + (SAME + 2.0) / shape
    left = -np.maximum(low, np.minimum(lower, flat))
    right = _fallen(lambda v: shape * (v - np.expm1(np.minimum(v, LARGEST_EXPONENT))), FALLEN_RIGHT, every)
    step = np.minimum(WIDEST_RATE, STEP / np.sqrt(shape))
    n = int(np.ceil(((right - left) / step)[~alike].max(initial=0.0))) + 1
    v = left[:, None] + ((right - left) / max(n - 1, 1))[:, None] * np.arange(n)
    points = np.exp(v) * (1.0 + np.where(alike, 0.0, spread))[:, None]
    weights = np.exp(shape[:, None] * (v - np.expm1(v)))
    weights /= weights.sum(axis=1, keepdims=True)
    points[alike], weights[alike] = 1.0, 1.0 / n
    return points, weights
