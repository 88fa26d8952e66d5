from dataclasses import replace

import numpy as np
import pytest

from custseg.repeat_buying.likelihood import attrition_on_grid as module
from custseg.repeat_buying.likelihood.attrition import Rates, SeveralRates, integrate_attrition
from custseg.repeat_buying.likelihood.attrition_on_grid import (
    factors_of,
    integrate_on_grid,
    moments,
    summed_at,
    worth_a_grid,
)
from custseg.repeat_buying.likelihood.gamma_mixing import exposure, exposures
from custseg.repeat_buying.likelihood.purchase_rows import compress

ORDINARY = Rates(0.05, 1.8, 0.05, 1.6)
RATES = [
    ORDINARY,
    Rates(0.05, 0.0, 0.02, 0.0),  # nobody differs
    Rates(0.2, 5.0, 1e30, 25.0),  # nearly all leave at once: beta is e^-72
    Rates(0.2, 0.01, 0.0, 3.0),  # nobody leaves
]

PLACE = np.zeros((4, 4), dtype=int)  # of the product of two means
PLACE[np.triu_indices(4)] = PLACE.T[np.triu_indices(4)] = np.arange(10)


def weekly(n=4_000, most=12):
    rng = np.random.default_rng(1)
    T, x = rng.integers(20, 53, n).astype(float), rng.integers(0, most, n).astype(float)
    t_x = np.where(x > 0, np.ceil(T * rng.uniform(0.0, 1.0, n) ** (1.0 / np.maximum(x, 1.0))), 0.0)
    return compress(x, t_x, T)


def together(several, rows):
    """The integrals at several rates, of which each has a grid."""
    usable, grid = integrate_on_grid(SeveralRates(*np.array(several).T[..., None]), rows)
    assert usable.all()
    return grid


def begun(rates, x, t):
    """A + (1 + v) G at t, from where `integrate_attrition` counts, and the chance not to have left until then."""
    m, u, mu, v = rates
    return np.exp(-(1.0 + u * x) * exposure(t, m, u).F - (1.0 + v) * exposure(t, mu, v).F) * (1.0 + v * mu * t)


def of_density(rates, means, products):
    """Means and products of dA, dF/du, dG/dmu and dG/dv, turned into those in which (1 + v) G stands for G."""
    turn = np.eye(4)
    turn[2, 2], turn[3, 2] = 1.0 + rates.leaving_spread, rates.leaving
    return turn @ means, np.einsum("ik,kln,jl->ijn", turn, products[PLACE], turn)


@pytest.mark.parametrize("rates", RATES)
def test_a_grid_gives_what_each_row_gives_by_itself(rates):
    rows = weekly()
    x, t, T = rows.histories(np.arange(len(rows)))
    alone, (first,) = integrate_attrition(rates, x, t, T), together([rates], rows).first
    np.testing.assert_allclose(first[0], alone.integral * begun(rates, x, t), rtol=1e-11, atol=0)
    open_end = alone.integral > 0  # the others have no density and no moments
    assert not open_end.all() and (first[:, ~open_end] == 0).all()
    means = first[1:, open_end] / first[0, open_end]
    expected, _ = of_density(rates, alone.means, alone.products)
    np.testing.assert_allclose(means, expected[:, open_end], rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("rates", RATES)
def test_sums_are_those_of_the_moments_of_each_row(rates):
    rows = weekly()
    x, t, T = rows.histories(np.arange(len(rows)))
    alone, grid = integrate_attrition(rates, x, t, T), together([rates], rows)
    means, pairs = of_density(rates, alone.means, alone.products)
    factors = np.vstack([np.ones(len(x)), means])  # and curvatures: the products of these with all of them
    products = [[*factors, *alone.curvature], *([own, *others] for own, others in zip(means, pairs, strict=True))]
    weights = np.random.default_rng(3).uniform(size=len(rows)) * (alone.integral > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = grid.sums(rows, np.where(weights > 0, weights / grid.first[:, 0], 0.0))[0]
    for row, (product, power) in enumerate(zip([*products, products[1], products[1]], [0] * 5 + [1, 2], strict=True)):
        expected = np.array(product) @ (weights * x**power)
        np.testing.assert_allclose(found[row, : len(expected)], expected, rtol=1e-9, atol=1e-9)


def test_factors_are_those_of_both_exposures_and_moments_are_sums_of_their_products():
    rates, times = SeveralRates(*np.array(RATES).T[..., None]), np.array([0.0, 3.0, 40.0])
    factors = factors_of(rates, times, exposures(times, *rates.by_side))
    for place, (m, u, mu, v) in enumerate(RATES):
        buying, leaving = exposure(times, m, u), exposure(times, mu, v)
        by_rate = times / (1.0 + v * mu * times)
        expected = [times**0, buying.by_mean, buying.by_spread, by_rate, leaving.by_spread]
        expected += [buying.by_spread_twice, leaving.by_spread_twice]
        np.testing.assert_allclose(factors[place], expected, rtol=1e-14)
    weights = np.random.default_rng(4).uniform(size=(len(RATES), 3, 3))
    left = np.concatenate([factors[:, :5], factors[:, [1]], factors[:, [1]]], axis=1)
    powers = weights[:, :, [0, 0, 0, 0, 0, 1, 2]]
    np.testing.assert_allclose(
        moments(factors, weights), np.einsum("bit,bjt,bti->bij", left, factors, powers), rtol=1e-12
    )


def test_weights_are_summed_up_by_time_and_number_of_purchases():
    rows = weekly(300)
    weights = np.random.default_rng(5).uniform(size=(2, len(rows)))
    found = summed_at(rows.time_grid.ends, weights, rows)
    assert found.shape == (2, len(rows.time_grid.times), len(rows.x.unique))
    x, _, T = rows.histories(np.arange(len(rows)))
    for i, time in enumerate(rows.time_grid.times):
        for j, number in enumerate(rows.x.unique):
            expected = weights[:, (time == T) & (x == number)].sum(axis=1)
            np.testing.assert_allclose(found[:, i, j], expected, rtol=1e-14)


def test_several_rates_together_are_what_each_is_alone():
    rows = weekly()
    grid, weights = together(RATES, rows), np.random.default_rng(3).uniform(size=(len(RATES), len(rows)))
    sums = grid.sums(rows, weights)
    for place, rates in enumerate(RATES):
        alone = together([rates], rows)
        np.testing.assert_allclose(grid.first[place], alone.first[0], rtol=1e-11, atol=0)
        np.testing.assert_allclose(sums[place], alone.sums(rows, weights[[place]])[0], rtol=1e-11)


def test_many_panels_are_added_up_as_few_are(monkeypatch):
    rows = weekly()
    usual = together(RATES, rows)
    monkeypatch.setattr(module, "FEW_PANELS", 0)
    np.testing.assert_allclose(together(RATES, rows).first, usual.first, rtol=1e-11, atol=0)


def test_a_grid_that_is_not_worth_it_gives_nothing():
    rng = np.random.default_rng(2)
    T = rng.uniform(20.0, 52.0, 300)  # no two share a time
    several = SeveralRates(*np.array([ORDINARY, RATES[1]]).T[..., None])
    rows = compress(np.arange(300) % 9 + 1.0, T / 2.0, T)
    usable, grid = integrate_on_grid(several, rows)
    assert not worth_a_grid(rows) and grid is None and not usable.any()


def test_of_several_rates_those_without_a_grid_are_named():
    heavy = compress(np.array([0.0, 20_000.0] * 50), np.tile([0.0, 30.0], 50), np.repeat(np.arange(31.0, 81.0), 2))
    usable, grid = integrate_on_grid(SeveralRates(*np.array([ORDINARY, (1e-4, 1.8, 0.05, 1.6)]).T[..., None]), heavy)
    assert worth_a_grid(heavy) and usable.tolist() == [False, True]  # exp(-20,000) is no number
    np.testing.assert_array_equal(grid.first, together([(1e-4, 1.8, 0.05, 1.6)], heavy).first)


def test_more_panels_change_nothing(monkeypatch):
    rows = weekly()
    usual = together([ORDINARY], rows)
    monkeypatch.setattr(module, "EXACT", module.Cut(6, 0.05, 0.4, 1_000.0))
    np.testing.assert_allclose(together([ORDINARY], rows).first, usual.first, rtol=1e-11)


def test_rough_rows_keep_four_digits_of_fewer_points():
    rows = weekly()
    exact, rough = together(RATES, rows), together(RATES, replace(rows, rough=True))
    assert rough.factors.shape[-1] < 0.7 * exact.factors.shape[-1]
    np.testing.assert_allclose(rough.first, exact.first, rtol=1e-4)
