import numpy as np
import pytest

from custseg.repeat_buying.likelihood import pareto, pareto_sums
from custseg.repeat_buying.likelihood.attrition_on_grid import worth_a_grid
from custseg.repeat_buying.likelihood.purchase_rows import compress

PLACES = [
    (-3.0, 1.8, 0.05, 1.6),
    (-3.0, 0.0, 0.02, 0.0),
    (-2.0, 5.0, 1e30, 25.0),
    (-2.0, 0.01, 0.0, 3.0),
    (-3.0, 1.8, 9.0, 0.1),
]


def rows_of(grain, n=600):
    """Draw histories that are seen in whole units (grain 1), which share their times, or at any time (0)."""
    rng = np.random.default_rng(3)
    T, x = rng.integers(20, 53, n).astype(float), rng.poisson(2.0, n).astype(float)
    t_x = np.where(x > 0, T * rng.uniform(0.01, 1.0, n), 0.0)
    rows = compress(x, np.ceil(t_x) if grain else t_x, T)
    return rows.weighted(rows.counts * rng.integers(0, 3, len(rows)))


@pytest.mark.parametrize("grain", [1, 0], ids=["whole weeks", "any time"])
@pytest.mark.parametrize("parameters", PLACES)
def test_sums_are_those_of_the_rows(grain, parameters):
    rows, parameters = rows_of(grain), np.array(parameters)
    assert worth_a_grid(rows) == bool(grain)
    (value,), (gradient,), (hessian,) = pareto_sums.summed(parameters[None], rows)
    by_row = pareto.by_row(parameters, rows)
    upper = by_row[2] @ rows.counts
    assert value == pytest.approx(rows.counts @ by_row[0], rel=1e-12)
    np.testing.assert_allclose(gradient, by_row[1] @ rows.counts, rtol=1e-8)
    np.testing.assert_allclose(hessian[np.triu_indices(4)], upper, rtol=1e-7, atol=1e-9 * np.abs(upper).max())
    np.testing.assert_array_equal(hessian, hessian.T)


@pytest.mark.parametrize("grain", [1, 0], ids=["whole weeks", "any time"])
@pytest.mark.parametrize("at_once", [1, 10**9], ids=["one by one", "together"])
def test_several_places_give_what_each_gives_alone(grain, at_once, monkeypatch):
    monkeypatch.setattr(pareto_sums, "AT_ONCE", at_once)
    rows, several = rows_of(grain), np.array([*PLACES, (1e4, 1.0, 0.05, 1.0)])  # the last is impossible
    with np.errstate(over="ignore"):
        together = pareto_sums.summed(several, rows)
        alone = [pareto_sums.summed(place[None], rows) for place in several]
    assert together.value[-1] == -np.inf and np.isfinite(together.value[:-1]).all()
    for name in together._fields:
        each = np.concatenate([getattr(place, name) for place in alone])
        np.testing.assert_allclose(getattr(together, name), each, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("grain", [1, 0], ids=["whole weeks", "any time"])
def test_impossible_parameters_turn_the_search_back(grain, monkeypatch):
    rows = rows_of(grain)
    nothing = np.full(len(rows), -np.inf), np.zeros((4, len(rows))), np.zeros((10, len(rows)))
    monkeypatch.setattr(pareto_sums, "by_row", lambda *_: nothing)
    rate = -3.0 if not grain else 1e4  # a row that is impossible, or a rate that is no number
    with np.errstate(over="ignore"):
        (value,), (gradient,), (hessian,) = pareto_sums.summed(np.array([[rate, 1.0, 0.05, 1.0]]), rows)
    assert value == -np.inf and not gradient.any() and not hessian.any()
