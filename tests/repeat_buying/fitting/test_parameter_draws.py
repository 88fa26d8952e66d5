import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeo,
    forecast_intervals,
    prediction_interval,
)
from custseg.repeat_buying.fitting import likelihood_draws as drawing
from custseg.repeat_buying.fitting.inference import bootstrap_likelihood_parameters, search_point_covariance
from custseg.repeat_buying.fitting.likelihood_draws import likelihood_draws
from custseg.repeat_buying.fitting.parameter_draws import normal_draws, parameter_draws
from custseg.repeat_buying.fitting.simpler_models import simpler_models
from custseg.simulate.repeat_buying import simulate_bg_nbd


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
def test_normal_draws_stay_inside_the_box_of_the_search(kind):
    # so few customers that a normal distribution leaves the box in some draws: these are set to its side
    table = simulate_bg_nbd(np.full(40, 39.0), r=1.0, alpha=8.0, a=0.8, b=2.0, random_state=8)
    fitted = BetaGeoNBD().fit(table)
    assert not fitted.held_.any(), "these customers must not rest on a limit: choose another seed"
    lower, upper = fitted.bounds(fitted.rows_)
    points = normal_draws(fitted, kind, 400, np.random.default_rng(1))
    assert ((points >= lower) & (points <= upper)).all()
    at_side = (points == lower) | (points == upper)
    assert at_side.any(), "no draw needed to be held back: choose fewer customers"
    assert len(parameter_draws(fitted, kind, np.int64(5), 1)) == 5


@pytest.mark.parametrize(
    "kind", ["bootstrap", pytest.param("likelihood", marks=pytest.mark.heavy), "hessian", "sandwich"]
)
def test_parameters_are_drawn_as_the_kind_says(cdnow, kind):
    fitted, rng = BetaGeoNBD().fit(cdnow.iloc[::2]), np.random.default_rng(5)
    assert not simpler_models(fitted), "of so many customers no limit must be left open"
    if kind == "bootstrap":
        expected = bootstrap_likelihood_parameters(fitted, n_resamples=2, random_state=rng)
    else:
        points = likelihood_draws(fitted, 2, rng) if kind == "likelihood" else normal_draws(fitted, kind, 2, rng)
        expected = [fitted.likelihood_parameters(point, fitted.rows_).value for point in points]
    drawn = [model.likelihood_params_ for model in parameter_draws(fitted, kind, 2, 5)]
    np.testing.assert_array_equal(drawn, expected, err_msg=f"draws of kind {kind} come from elsewhere")
    assert not any((params == fitted.likelihood_params_).all() for params in drawn), "the fit itself stays as it is"
    for number in (1, 0, 2.5):
        with pytest.raises(ValueError, match=f"n_draws must be a whole number of at least 2, found {number}"):
            parameter_draws(fitted, kind, number, 5)


@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
def test_normal_draws_spread_as_the_covariance_says(cdnow, kind):
    """In 4,000 draws a mean is known to .016 and a standard deviation to .011 of it."""
    fitted = BetaGeoNBD().fit(cdnow.iloc[::2])
    points = normal_draws(fitted, kind, 4000, np.random.default_rng(1))
    root = np.linalg.cholesky(search_point_covariance(fitted, kind))
    plain = np.linalg.solve(root, (points - fitted.search_point_).T)
    np.testing.assert_allclose(plain.mean(axis=1), 0, atol=0.06)
    np.testing.assert_allclose(np.cov(plain), np.eye(4), atol=0.06)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
def test_a_covariance_at_a_limit_is_refused(kind):
    table = ShiftedBetaGeo.from_params(alpha=7e5, beta=12e5).simulate(200, periods=7, random_state=3)
    model = ShiftedBetaGeo().fit(table)
    assert model.held_.any(), "these customers must rest on a limit: choose another seed"
    with pytest.raises(ValueError, match=rf'kind="{kind}" needs a maximum inside the model, but ShiftedBetaGeo rests'):
        parameter_draws(model, kind, 5, 1)


@pytest.fixture
def few_looks(monkeypatch):
    """Draw from one look at a hundred places, for tests that ask on which limit draws lie and not how they spread."""
    monkeypatch.setattr(drawing, "LEAST_ROUNDS", 1)
    monkeypatch.setattr(drawing, "ENOUGH", 1.0)


def maybe_alike():
    """Give contracts of customers who are all alike, whose fit sees a difference that chance may have made."""
    for number in range(1, 20):
        table = ShiftedBetaGeo.from_params(alpha=70.0, beta=120.0).simulate(200, periods=7, random_state=number)
        model = ShiftedBetaGeo().fit(table)
        if simpler_models(model):
            return model
    raise AssertionError("no such table: choose other seeds")


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("n", [2, 3, 99])
def test_a_third_of_the_draws_rests_on_a_limit_that_is_not_refuted(n, few_looks):
    drawn = parameter_draws(maybe_alike(), "likelihood", n, 3)
    polarity = np.array([model.likelihood_params_[1] for model in drawn])
    assert len(polarity) == n and (polarity == 0).sum() == round(n / 3)
    if n == 99:
        first = (polarity[:50] == 0).sum()
        assert 5 < first < 28, "in random order: draws of two models are paired one by one"


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_several_limits_share_the_third(few_looks):
    tables = (simulate_bg_nbd(np.full(40, 30.0), r=1.0, alpha=6.0, a=0.3, b=2.0, random_state=s) for s in range(40))
    model = next(one for one in (ParetoNBD().fit(table) for table in tables) if len(simpler_models(one)) >= 2)
    points = np.array([one.likelihood_params_ for one in parameter_draws(model, "likelihood", 60, 3)])
    sides = [model.likelihood_parameters(one.point, model.rows_).value for one in simpler_models(model)]
    held = [np.flatnonzero(one.held)[0] for one in simpler_models(model)]
    on = [(points[:, place] == side[place]).sum() for place, side in zip(held, sides, strict=True)]
    assert sum(on) == 20 and max(on) - min(on) <= 1


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("kind", ["likelihood", "bootstrap", "hessian"])
def test_where_all_limits_are_refuted_all_draws_are_of_the_model(kind, few_looks):
    table = ShiftedBetaGeo.from_params(alpha=0.7, beta=1.2).simulate(1000, periods=7, random_state=1)
    drawn = parameter_draws(ShiftedBetaGeo().fit(table), kind, 9, 1)
    assert len(drawn) == 9 and all(model.likelihood_params_[1] > 0 for model in drawn)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_the_end_of_an_interval_reaches_the_limit_that_is_not_refuted():
    model = maybe_alike()
    [alike] = simpler_models(model)
    chance = model.likelihood_parameters(alike.point, model.rows_).value[0]
    ends = model.survival_intervals([12], random_state=1).loc[12]
    assert ends["low"] < (1 - chance) ** 12 < ends["estimate"] < ends["high"]


def short_table(family, chance):
    """Draw few customers, who leave several limits open."""
    if family in (ShiftedBetaGeo, BetaDiscreteWeibull):
        truth = {"alpha": 2.0, "beta": 4.0} | ({"c": 1.2} if family is BetaDiscreteWeibull else {})
        return family.from_params(**truth, unit="Y").simulate(40, periods=4, random_state=chance)
    if family is BetaGeoBetaBinom:
        truth = {"alpha": 1.2, "beta": 0.75, "gamma": 6.0, "delta": 27.0}
        return family.from_params(**truth, unit="Y").simulate(chance.integers(4, 7, 40), random_state=chance)
    plain = {"r": 1.0, "alpha": 8.0, "a": 0.5, "b": 3.0}
    regular = {"k": 2, "r": 1.0, "alpha": 4.0, "a": 0.5, "b": 3.0}
    truth = BetaGeoCNBD.from_params(**regular) if family is BetaGeoCNBD else BetaGeoNBD.from_params(**plain)
    table = truth.simulate(chance.integers(20, 30, 40).astype(float), random_state=chance)
    paid = chance.gamma(np.maximum(8.0 * table["x"], 1e-9)) / table["x"].clip(lower=1)
    table["m_x"] = paid.where(table["x"] > 0)
    return table


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize(
    "family",
    [ShiftedBetaGeo, BetaDiscreteWeibull, BetaGeoBetaBinom, BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD, BetaGeoCNBD],
)
def test_what_is_foretold_on_any_limit_is_a_number(family):
    looked_at = 0
    for seed in range(12):
        chance = np.random.default_rng(seed)
        table = short_table(family, chance)
        model = (family(largest_k=3) if family is BetaGeoCNBD else family()).fit(table)
        looked_at += bool(simpler_models(model))
        if family in (ShiftedBetaGeo, BetaDiscreteWeibull):
            found = model.survival_intervals([1, 9], n_draws=39, random_state=seed)
        elif family is BetaGeoBetaBinom:
            found = prediction_interval(
                lambda one, table=table: one.expected_purchases(table, horizon=3), model, n_draws=39, random_state=seed
            )
        else:
            spend = GammaGamma().fit(table)
            found = forecast_intervals(model, table, horizon=10, spend=spend, n_draws=39, random_state=seed)
        assert not pd.isna(found).any(axis=None), (seed, found)
        low, high = found.filter(like="low").to_numpy(), found.filter(like="high").to_numpy()
        assert (low <= high).all() and (low >= 0).all()
    assert looked_at >= 4, "too few of these tables leave a limit open"
