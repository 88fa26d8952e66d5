import numpy as np
import pytest

from custseg.repeat_buying.likelihood.trait_rows import Patterns
from custseg.repeat_buying.likelihood.trait_sums import (
    Effect,
    add_dropout_effect,
    shift_loss,
    shift_odds,
    shift_rate,
    sum_effects,
)

SHIFTS = np.array([-1.3, 0.0, 0.4])
STEP = 1e-5


@pytest.mark.parametrize(("shift", "mean"), [(shift_odds, 0.3), (shift_odds, 0.9), (shift_rate, 0.05)])
def test_derivatives_of_a_shifted_mean(shift, mean):
    here = shift(mean, SHIFTS)
    up, down = shift(mean + STEP, SHIFTS), shift(mean - STEP, SHIFTS)
    right, left = shift(mean, SHIFTS + STEP), shift(mean, SHIFTS - STEP)
    for slope, one, other in (
        (here.by_mean, up.value, down.value),
        (here.by_shift, right.value, left.value),
        (here.by_mean_twice, up.by_mean, down.by_mean),
        (here.by_both, right.by_mean, left.by_mean),
        (here.by_shift_twice, right.by_shift, left.by_shift),
    ):
        np.testing.assert_allclose(slope, (one - other) / (2 * STEP), rtol=1e-7, atol=1e-9)


def test_derivatives_of_a_shifted_loss():
    loss, turned = 0.7, -1.02
    here = shift_loss(loss, turned, SHIFTS)
    np.testing.assert_allclose(here.value, loss + 0.02 * SHIFTS)  # beta is exp(-shift) times as long: S(1) as well
    up, down = (shift_loss(loss, turned + step, SHIFTS) for step in (STEP, -STEP))
    np.testing.assert_allclose(here.by_polarity, (up.value - down.value) / (2 * STEP))
    np.testing.assert_allclose(here.by_polarity_and_shift, (up.by_shift - down.by_shift) / (2 * STEP))
    right, left = (shift_loss(loss, turned, SHIFTS + step) for step in (STEP, -STEP))
    np.testing.assert_allclose(here.by_shift, (right.value - left.value) / (2 * STEP))
    assert (here.by_mean == 1.0).all() and not np.any([here.by_mean_twice, here.by_both, here.by_shift_twice])


def test_a_dropout_that_the_polarity_moves_too_is_differentiated_by_the_chain_rule():
    """Of a quadratic form of the four local coordinates, whose third is a shifted loss: against differences."""
    matrix = np.array([[2.0, 0.1, 0.3, 0.2], [0.1, 1.0, 0.4, 0.5], [0.3, 0.4, 3.0, 0.6], [0.2, 0.5, 0.6, 1.5]])

    def inner(z):
        return np.array([z[0], z[1], float(shift_loss(z[2], z[3], z[4:5]).value[0]), z[3]])

    def slopes(z):
        dropout, score = shift_loss(z[2], z[3], z[4:5]), (matrix @ inner(z))[:, None]
        return add_dropout_effect(score, matrix[np.triu_indices(4)][:, None], dropout)

    point = np.array([0.3, -0.2, 0.7, -1.4, 0.9])
    first, second = slopes(point)
    hessian = np.zeros((5, 5))
    hessian[np.triu_indices(5)] = second[:, 0]
    for i, step in enumerate(STEP * np.eye(5)):
        heights = [0.5 * inner(point + side) @ matrix @ inner(point + side) for side in (step, -step)]
        assert first[i, 0] == pytest.approx((heights[0] - heights[1]) / (2 * STEP), rel=1e-7)
        column = (slopes(point + step)[0] - slopes(point - step)[0])[:, 0] / (2 * STEP)
        np.testing.assert_allclose((hessian + np.triu(hessian, 1).T)[i], column, rtol=1e-7, atol=1e-9)


def test_odds_are_multiplied_and_limits_stay():
    value = shift_odds(0.2, SHIFTS).value
    np.testing.assert_allclose(value / (1 - value), 0.25 * np.exp(SHIFTS))
    assert shift_odds(0.0, SHIFTS).value.tolist() == [0.0] * 3
    assert shift_odds(1.0, SHIFTS).value.tolist() == [1.0] * 3


def test_sums_by_pattern_are_the_sums_over_rows():
    """Of a quadratic form each effect's column is its weight times what it drives: by hand, row by row."""
    rng = np.random.default_rng(1)
    patterns = Patterns(rng.normal(size=(3, 2)), rng.integers(0, 3, 20))
    score, curvature, counts = rng.normal(size=(2, 20)), rng.normal(size=(3, 20)), rng.integers(1, 5, 20)
    effects = [Effect(0, np.ones(3)), Effect(1, np.ones(3)), Effect(0, patterns.design[:, 1])]
    by_row, hessian = sum_effects(score, curvature, counts, patterns, effects)
    expected = np.zeros((3, 3))
    for row, kind in enumerate(patterns.codes):
        to_local = np.array([[1.0, 0.0, patterns.design[kind, 1]], [0.0, 1.0, 0.0]])
        local = np.array([[curvature[0, row], curvature[1, row]], [curvature[1, row], curvature[2, row]]])
        expected += counts[row] * to_local.T @ local @ to_local
        np.testing.assert_allclose(by_row[:, row], to_local.T @ score[:, row])
    np.testing.assert_allclose(hessian, expected)
