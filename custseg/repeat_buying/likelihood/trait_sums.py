"""What does the likelihood say about the effect of traits? Scores and second derivatives per row, summed by pattern.

:func:`add_dropout_effect` brings the effect on dropout in, :func:`sum_effects` sums up; :func:`shift_odds` and
:func:`shift_rate` say how a trait changes the mean dropout.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .trait_rows import Patterns


class Shifted(NamedTuple):
    """A mean that is shifted by traits, with its derivatives in the mean and in the shift."""

    value: np.ndarray
    by_mean: np.ndarray
    by_shift: np.ndarray
    by_mean_twice: np.ndarray
    by_both: np.ndarray
    by_shift_twice: np.ndarray

    def of(self, codes: np.ndarray) -> Shifted:
        """Give those of some patterns."""
        return Shifted(*(part[codes] for part in self))


class Effect(NamedTuple):
    """A column of the design: which of the local coordinates it drives, and how strongly in each pattern."""

    driven: int
    weights: np.ndarray


def shift_odds(mean: float, shift: np.ndarray) -> Shifted:
    """Multiply the odds of a probability by ``exp(shift)``; 0 and 1 stay what they are."""
    times = np.exp(shift)
    below = 1.0 - mean + mean * times
    value = mean * times / below
    slope = times / below**2
    return Shifted(
        value,
        slope,
        mean * (1.0 - mean) * slope,
        -2.0 * (times - 1.0) * slope / below,
        slope * (1.0 - mean - mean * times) / below,
        mean * (1.0 - mean) * slope * (1.0 - 2.0 * value),
    )


def shift_rate(mean: float, shift: np.ndarray) -> Shifted:
    """Multiply a rate by ``exp(shift)``."""
    times = np.exp(shift)
    return Shifted(mean * times, times, mean * times, np.zeros_like(times), times, mean * times)


def add_dropout_effect(score: np.ndarray, curvature: np.ndarray, dropout: Shifted) -> tuple[np.ndarray, np.ndarray]:
    """Give derivatives in the mean before the shift, and the shift as a fifth coordinate.

    Parameters
    ----------
    score : ndarray, shape (4, n)
        In log mean rate, spread, the customer's own mean dropout, polarity.
    curvature : ndarray, shape (10, n)
        In the order of ``np.triu_indices(4)``.
    dropout : Shifted
        The mean dropout of each row.

    Returns
    -------
    tuple of ndarray
        Shapes ``(5, n)`` and ``(15, n)``.
    """
    _, mean, shift, mean_twice, both, shift_twice = dropout
    rate, rate_spread, rate_p, rate_w, spread, spread_p, spread_w, p_twice, p_w, w_twice = curvature
    own = score[2]
    with np.errstate(invalid="ignore"):  # the slopes of a row that is impossible in a corner of the box are infinite
        first = np.stack([score[0], score[1], own * mean, score[3], own * shift])
        second = [rate, rate_spread, rate_p * mean, rate_w, rate_p * shift]
        second += [spread, spread_p * mean, spread_w, spread_p * shift]
        second += [p_twice * mean**2 + own * mean_twice, p_w * mean, p_twice * mean * shift + own * both]
        second += [w_twice, p_w * shift, p_twice * shift**2 + own * shift_twice]
    return first, np.stack(second)


def sum_effects(
    score: np.ndarray, curvature: np.ndarray, counts: np.ndarray, patterns: Patterns, effects: list[Effect]
) -> tuple[np.ndarray, np.ndarray]:
    """Give the score per row and the Hessian of the weighted sum in all parameters.

    Parameters
    ----------
    score, curvature : ndarray, shapes (d, n) and (d (d + 1) / 2, n)
        In the local coordinates of a row, the second in the order of ``np.triu_indices(d)``.
    counts : ndarray, shape (n,)
        Customers per row.
    patterns : Patterns
        Which pattern a row has.
    effects : list of Effect
        One for each parameter.

    Returns
    -------
    tuple of ndarray
        Shapes ``(k, n)`` and ``(k, k)``.
    """
    size = len(score)
    place = np.empty((size, size), dtype=int)
    place[np.triu_indices(size)] = np.arange(len(curvature))
    place = np.where(np.tri(size, k=-1, dtype=bool), place.T, place)
    sums = np.stack([np.bincount(patterns.codes, counts * row, len(patterns)) for row in curvature])
    hessian = np.empty((len(effects), len(effects)))
    for i, one in enumerate(effects):
        for j, other in enumerate(effects[: i + 1]):
            weighted = sums[place[one.driven, other.driven]] * one.weights
            hessian[i, j] = hessian[j, i] = weighted @ other.weights
    return np.stack([score[effect.driven] * effect.weights[patterns.codes] for effect in effects]), hessian
