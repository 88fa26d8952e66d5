"""What does the likelihood say about the effect of traits? Scores and second derivatives per row, summed by pattern.

:func:`add_dropout_effect` brings the effect on dropout in, :func:`sum_effects` sums up; :func:`shift_odds`,
:func:`shift_rate` and :func:`shift_loss` say how a trait changes the mean dropout.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .trait_rows import Patterns


class Shifted(NamedTuple):
    """A mean that is shifted by traits, with its derivatives in the mean and in the shift.

    Where the shift acts by the polarity too, also those in the polarity, and in that and the shift.
    """

    value: np.ndarray
    by_mean: np.ndarray
    by_shift: np.ndarray
    by_mean_twice: np.ndarray
    by_both: np.ndarray
    by_shift_twice: np.ndarray
    by_polarity: np.ndarray | None = None
    by_polarity_and_shift: np.ndarray | None = None

    def of(self, codes: np.ndarray) -> Shifted:
        """Give those of some patterns."""
        some = Shifted(*(part[codes] for part in self[:6]))
        if self.by_polarity is None or self.by_polarity_and_shift is None:
            return some
        return some._replace(
            by_polarity=self.by_polarity[codes], by_polarity_and_shift=self.by_polarity_and_shift[codes]
        )


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


def shift_loss(loss: float, turned: float, shift: np.ndarray) -> Shifted:
    """Multiply dropout rates with shape ``s = -1 - turned`` by ``exp(shift)``, given the loss by one unit of time."""
    one, zero, s = np.ones_like(shift), np.zeros_like(shift), -1.0 - turned
    return Shifted(loss + s * shift, one, s * one, zero, zero, zero, -shift, -one)


def add_dropout_effect(score: np.ndarray, curvature: np.ndarray, dropout: Shifted) -> tuple[np.ndarray, np.ndarray]:
    """Give derivatives in the mean before the shift, and the shift as a fifth coordinate.

    Parameters
    ----------
    score : ndarray, shape (4, n)
        In log mean rate, spread, the customer's own mean dropout, polarity (or the spread that stands for it).
    curvature : ndarray, shape (10, n)
        In the order of ``np.triu_indices(4)``.
    dropout : Shifted
        The mean dropout of each row.

    Returns
    -------
    tuple of ndarray
        Shapes ``(5, n)`` and ``(15, n)``.
    """
    _, mean, shift, mean_twice, both, shift_twice, by_polarity, polarity_and_shift = dropout
    if by_polarity is not None:
        score, curvature = _with_polarity(score, curvature, by_polarity)
    rate, rate_spread, rate_p, rate_w, spread, spread_p, spread_w, p_twice, p_w, w_twice = curvature
    own = score[2]
    with np.errstate(invalid="ignore"):  # the slopes of a row that is impossible in a corner of the box are infinite
        first = np.stack([score[0], score[1], own * mean, score[3], own * shift])
        second = [rate, rate_spread, rate_p * mean, rate_w, rate_p * shift]
        second += [spread, spread_p * mean, spread_w, spread_p * shift]
        second += [p_twice * mean**2 + own * mean_twice, p_w * mean, p_twice * mean * shift + own * both]
        second += [w_twice, p_w * shift, p_twice * shift**2 + own * shift_twice]
    if polarity_and_shift is not None:
        second[13] = second[13] + own * polarity_and_shift
    return first, np.stack(second)


def _with_polarity(score: np.ndarray, curvature: np.ndarray, by_polarity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give derivatives in a polarity by which the customer's own mean dropout changes, in a straight line."""
    score, curvature = score.copy(), curvature.copy()
    score[3] += score[2] * by_polarity
    curvature[9] += (2.0 * curvature[8] + curvature[7] * by_polarity) * by_polarity
    curvature[[3, 6, 8]] += curvature[[2, 5, 7]] * by_polarity
    return score, curvature


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
