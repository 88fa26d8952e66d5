import numpy as np
import pytest
from scipy.special import xlogy
from scipy.stats import binom

from custseg.repeat_buying import BetaGeoNBD, BuyingWithTraits, ParetoNBD, ShiftedBetaGeo
from custseg.repeat_buying.fitting.simpler_models import simpler_models
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


def contracts(alpha, beta, customers=200, seed=1):
    return ShiftedBetaGeo.from_params(alpha=alpha, beta=beta).simulate(customers, periods=7, random_state=seed)


def geometric(table):
    """Give the likeliest chance to leave of customers who are all alike, and its log-likelihood, in closed form."""
    lost = float(table["lost"].sum())
    renewed = float(table["t"].sum()) - lost
    chance = lost / (lost + renewed)
    return chance, xlogy(lost, chance) + xlogy(renewed, 1 - chance)


def off_the_limit():
    """Give fits to customers who are alike that do not rest on the limit."""
    for seed in range(1, 20):
        table = contracts(70.0, 120.0, seed=seed)
        model = ShiftedBetaGeo().fit(table)
        if not model.held_.any():
            yield table, model


def test_customers_who_may_be_alike_have_the_geometric_as_a_simpler_model():
    table, model = next(off_the_limit())
    [simpler] = simpler_models(model)
    chance, height = geometric(table)
    parameters = model.likelihood_parameters(simpler.point, model.rows_).value
    assert parameters == pytest.approx([chance, 0.0], abs=1e-6)
    value, _, _ = model.log_likelihood(parameters, model.rows_)
    assert model.rows_.counts @ value == pytest.approx(height, abs=1e-8)
    assert simpler.held.tolist() == [False, True]
    trials = table["t"].sum()  # at the top the second derivative in the chance is -n / (chance (1 - chance))
    slope = model.likelihood_parameters(simpler.point, model.rows_).first[0, 0]
    assert simpler.hessian[0, 0] == pytest.approx(-trials / (chance * (1 - chance)) * slope**2, rel=1e-6)


@pytest.mark.parametrize(("upper", "found"), [(False, 1), (True, 0)])
def test_a_limit_lies_on_its_own_side_of_the_box(monkeypatch, upper, found):
    """Both sides of one coordinate are limits here: customers who are alike are not those of whom some never leave."""
    _, model = next(off_the_limit())
    [limit] = [limit for limit in model.limits if limit.upper == upper]
    monkeypatch.setattr(model, "simpler_models", lambda: (limit,))
    assert len(simpler_models(model)) == found


@pytest.mark.parametrize(("seed", "refuted"), [(21, False), (56, True)])
def test_a_limit_that_the_data_refute_is_no_simpler_model(seed, refuted):
    """Half of 5.412: of squares of a normal deviate 2 in 100 are larger, half of them of deviates above nought."""
    table = contracts(14.0, 24.0, customers=400, seed=seed)
    model = ShiftedBetaGeo().fit(table)
    drop = model.log_likelihood_ - geometric(table)[1]
    assert (drop > 2.705947) == refuted and abs(drop - 2.706) < 0.6, "choose seeds with a drop near the limit"
    assert bool(simpler_models(model)) != refuted


def test_a_limit_that_the_data_refute_by_far_is_no_simpler_model():
    model = ShiftedBetaGeo().fit(contracts(0.7, 1.2, customers=1000))
    assert simpler_models(model) == []


@pytest.mark.heavy
def test_of_alike_customers_one_in_a_hundred_refutes_that_they_are():
    # as many as the binomial distribution lets pass in 400 tables of 2,000 customers each
    refuted = 0
    for seed in range(400):
        table = contracts(1e6, 2e6, customers=2000, seed=seed)
        model = ShiftedBetaGeo().fit(table)
        refuted += not model.held_.any() and not simpler_models(model)
    assert binom.ppf(0.001, 400, 0.01) <= refuted <= binom.ppf(0.999, 400, 0.01)


def test_a_fit_on_a_limit_has_no_other_simpler_model():
    models = (ShiftedBetaGeo().fit(contracts(7e5, 12e5, seed=seed)) for seed in range(20))
    assert simpler_models(next(model for model in models if model.held_.any())) == []


def test_what_has_no_meaning_on_a_limit_is_held_too():
    tables = (simulate_bg_nbd(np.full(60, 30.0), r=1.0, alpha=6.0, a=0.1, b=2.0, random_state=s) for s in range(60))
    models = (BetaGeoNBD().fit(table) for table in tables)
    model = next(one for one in models if any(s.held.sum() == 2 for s in simpler_models(one)))
    [nobody_leaves] = [simpler for simpler in simpler_models(model) if simpler.held.sum() == 2]
    assert nobody_leaves.held.tolist() == [False, False, True, True]
    lower, _ = model.bounds(model.rows_)
    assert nobody_leaves.point[2] == lower[2] and nobody_leaves.point[3] == model.search_point_[3]
    value, _, _ = model.log_likelihood(model.likelihood_parameters(nobody_leaves.point, model.rows_).value, model.rows_)
    assert model.rows_.counts @ value == pytest.approx(model.log_likelihood_without_dropout(), abs=1e-6)


@pytest.mark.heavy
@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("family", [BetaGeoNBD, ParetoNBD])
def test_where_an_effect_ends_is_no_simpler_model(family):
    # for most buyers it is impossible that everybody leaves at once: slopes there are infinite, and nothing warns
    rng = np.random.default_rng(3)
    table = ParetoNBD.from_params(r=1.0, alpha=8.0, s=0.9, beta=20.0, unit="W").simulate(
        rng.integers(27, 40, 150).astype(float), random_state=rng
    )
    table["channel"] = rng.choice(["store", "web"], len(table))
    model = BuyingWithTraits(family(), ["channel"]).fit(table)
    effects = len(model.search_point_) - 4
    assert effects == 2 and len(model.simpler_models()) == len(family.limits) < len(model.limits)
    assert not any(simpler.held[-effects:].any() for simpler in simpler_models(model))


@pytest.mark.parametrize("later", [{"max_evaluations": 1}, {"tolerance": 100.0}])
def test_how_a_fit_is_searched_loses_no_simpler_model(later):
    _, model = next(off_the_limit())
    [before] = simpler_models(model)
    [after] = simpler_models(model.set_params(**later))
    assert (before.point == after.point).all() and (before.hessian == after.hessian).all()


def test_the_order_of_rows_changes_nothing():
    table, model = next(off_the_limit())
    again = ShiftedBetaGeo().fit(table.sample(frac=1, random_state=2))
    for one, other in zip(simpler_models(model), simpler_models(again), strict=True):
        np.testing.assert_allclose(one.point, other.point, atol=1e-7)
