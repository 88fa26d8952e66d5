import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    compare_models,
    forecast_intervals,
    lifetime_value,
    prediction_interval,
)
from custseg.repeat_buying.likelihood.trait_rows import Patterns
from custseg.schema import SchemaError, UnsafeValueWarning

FAMILIES = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD}
KNOWN = {
    "BG/NBD": {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4},
    "MBG/NBD": {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4},
    "Pareto/NBD": {"r": 0.8, "alpha": 6.0, "s": 0.8, "beta": 14.0},
}
FASTER, LEAVING = 1.5, 0.6  # of the web: relative rate of buying; relative odds, or rate, of leaving
each = pytest.mark.parametrize("name", FAMILIES)


def with_trait(name, faster=FASTER, leaving=LEAVING):
    """Give the parameters of those with the trait, by the formulas of the papers."""
    own = dict(KNOWN[name])
    own["alpha"] /= faster
    if name == "Pareto/NBD":
        own["beta"] /= leaving
        return own
    total, odds = own["a"] + own["b"], own["a"] / own["b"] * leaving
    return own | {"a": total * odds / (1 + odds), "b": total / (1 + odds)}


def drawn(name, n=3000, seed=1, **effects):
    """Draw a shop and a web of so many customers each, seen for 27 to 39 whole weeks."""
    rng = np.random.default_rng(seed)
    groups = []
    for channel, parameters in (("store", KNOWN[name]), ("web", with_trait(name, **effects))):
        truth = FAMILIES[name].from_params(unit="W", **parameters)
        table = truth.simulate(rng.integers(27, 40, n).astype(float), random_state=rng)[["x", "t_x", "T"]]
        groups.append(table.assign(channel=channel, age=rng.integers(20, 60, n) * 1.0))
    table = pd.concat(groups, ignore_index=True)
    table.attrs["unit"] = "W"
    return table


@pytest.fixture(scope="module")
def shops():
    return {name: drawn(name) for name in FAMILIES}


@pytest.fixture(scope="module")
def models(shops):
    return {name: BuyingWithTraits(FAMILIES[name](), ["channel"]).fit(shops[name]) for name in FAMILIES}


@pytest.fixture(scope="module")
def few(shops):
    return {name: shops[name].iloc[::40] for name in FAMILIES}


@each
def test_the_truth_is_recovered(name, models):
    model = models[name]
    logs = np.log(
        model.params_ / pd.Series({**KNOWN[name], "buying channel[web]": FASTER, "leaving channel[web]": LEAVING})
    )
    errors = model.standard_errors() / model.params_
    assert (logs.abs() < 3.5 * errors).all() and (errors[["buying channel[web]", "leaving channel[web]"]] < 0.15).all()
    assert model.reference_ == {"channel": "store"} and model.limits_reached_ == ()


@each
def test_exact_derivatives(name, few, assert_exact_derivatives_of):
    model = BuyingWithTraits(FAMILIES[name](), ["channel", "age"]).fit(few[name])
    point = model.likelihood_params_ + np.random.default_rng(1).normal(0, 0.1, 8) * np.abs(model.likelihood_params_)
    assert_exact_derivatives_of(lambda p: model.log_likelihood(p, model.rows_), point, model.rows_.counts)


@each
def test_no_effect_is_the_model_without_traits(name, shops):
    table = shops[name]
    plain, model = FAMILIES[name]().fit(table), BuyingWithTraits(FAMILIES[name](), ["channel", "age"]).fit(table)
    model.likelihood_params_ = np.append(plain.likelihood_params_, np.zeros(4))
    assert model.log_likelihood_without_traits_ == pytest.approx(plain.log_likelihood_, abs=1e-6)
    value, _, _ = model.log_likelihood(model.likelihood_params_, model.rows_)
    assert model.rows_.counts @ value == pytest.approx(plain.log_likelihood_, rel=1e-12)
    for ask in (
        lambda one: one.probability_alive(table),
        lambda one: one.expected_purchases(table, horizon=30),
        lambda one: one.purchase_probabilities(table, horizon=10, largest=3),
        lambda one: one.discounted_purchases(table, discount_rate=0.1, horizon=52),
        lambda one: one.new_customer_purchases(horizon=30),
        lambda one: one.new_customer_probabilities(horizon=30),
    ):
        np.testing.assert_allclose(ask(model), ask(plain), rtol=1e-9)


@each
def test_each_customer_is_predicted_by_the_own_parameters(name, shops, models):
    """Those from the web are, by the formulas, customers of a family with other parameters."""
    model, table = models[name], shops[name]
    reported = dict(model.params_)
    faster, leaving = reported.pop("buying channel[web]"), reported.pop("leaving channel[web]")
    own = dict(reported)
    own["alpha"] /= faster
    if name == "Pareto/NBD":
        own["beta"] /= leaving
    else:
        total, odds = own["a"] + own["b"], own["a"] / own["b"] * leaving
        own |= {"a": total * odds / (1 + odds), "b": total / (1 + odds)}
    for channel, parameters in (("store", reported), ("web", own)):
        some, plain = table[table["channel"] == channel], FAMILIES[name].from_params(unit="W", **parameters)
        np.testing.assert_allclose(model.probability_alive(some, ahead=3), plain.probability_alive(some, ahead=3))
        found, expected = (one.expected_purchases(some, horizon=52) for one in (model, plain))
        np.testing.assert_allclose(found, expected, rtol=1e-9)
        found, expected = (one.purchase_probabilities(some, horizon=9, largest=2) for one in (model, plain))
        np.testing.assert_allclose(found, expected, atol=1e-10)
        assert model.score(some) == pytest.approx(plain.score(some), rel=1e-10)


@each
@pytest.mark.heavy
def test_order_of_customers_and_choice_of_the_reference_change_nothing(name, few):
    table = few[name]
    model = BuyingWithTraits(FAMILIES[name](), ["channel", "age"]).fit(table)
    shuffled = BuyingWithTraits(FAMILIES[name](), ["channel", "age"]).fit(table.sample(frac=1.0, random_state=1))
    np.testing.assert_array_equal(shuffled.params_, model.params_)
    fewer = table[~((table["channel"] == "store") & (np.arange(len(table)) % 50 == 0))]
    one = BuyingWithTraits(FAMILIES[name](), ["channel"]).fit(fewer)
    other = BuyingWithTraits(FAMILIES[name](), ["store"]).fit(fewer.assign(store=fewer["channel"].eq("store")))
    assert one.reference_ == {"channel": "web"} and other.reference_ == {"store": 0.0}
    np.testing.assert_allclose(one.params_, other.params_, rtol=1e-5)
    assert one.log_likelihood_ == pytest.approx(other.log_likelihood_, abs=1e-7)


@each
@pytest.mark.heavy
def test_units_of_time_and_of_traits_change_nothing(name, few):
    table = few[name]
    model = BuyingWithTraits(FAMILIES[name](), ["age"]).fit(table)
    days = table.assign(t_x=table["t_x"] * 7, T=table["T"] * 7, age=table["age"] * 12 - 100)
    days.attrs["unit"] = "D"
    other = BuyingWithTraits(FAMILIES[name](), ["age"]).fit(days)
    effects = ["buying age", "leaving age"]
    np.testing.assert_allclose(other.params_[effects] ** 12, model.params_[effects], rtol=1e-4)
    found, expected = other.expected_purchases(days, horizon=70), model.expected_purchases(table, horizon=10)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@each
@pytest.mark.heavy
def test_the_highest_of_many_maxima(name, few):
    """From wherever the search starts, nothing higher is found."""
    model = BuyingWithTraits(FAMILIES[name](), ["channel"]).fit(few[name])
    rng = np.random.default_rng(1)
    from custseg.repeat_buying.fitting.search import climb

    for start in model.starts(model.rows_)[1:5]:
        away = start + np.append(np.zeros(4), rng.normal(0, 0.5, 2))
        assert climb(model, model.rows_, away).value <= model.log_likelihood_ + 1e-6


@pytest.mark.heavy
def test_published_new_customers():
    """The parameters that CLVTools 0.12.1 (R) prints for its apparel retailer, all 600 customers to 2010.

    Its ``predict(newcustomer.static(52, ...))`` counts the first purchase, which is not counted here. The retailer's
    data are not shipped; on them this model reaches the same parameters, to the tolerance of R's search, and the same
    log-likelihood (two years: -5821.06269 here, -5821.06271 there).
    """
    table = drawn("Pareto/NBD", 200).rename(columns={"channel": "word"})
    rng = np.random.default_rng(1)
    table = table.assign(gender=rng.integers(0, 2, 400), channel=rng.integers(0, 2, 400))
    model = BuyingWithTraits(ParetoNBD(), ["gender", "channel"]).fit(table)
    logs = {"buying gender": 0.30042926570501033, "buying channel": 0.55833227109832295}
    logs |= {"leaving gender": -0.66344015382652188, "leaving channel": 0.55436810877499687}
    own = {"r": 1.694250320230549, "alpha": 85.666983821260374, "s": 0.69849661491608395, "beta": 56.485410134736462}
    parameters = model.from_reported(own | {name: float(np.exp(value)) for name, value in logs.items()})
    raw = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    design = (raw - model.coding_.centre) / model.coding_.scale
    share, future = model.new_future_of(parameters, Patterns(design, np.arange(4)))
    found = 1.0 + share * future.purchases(52.0)
    published = [1.8057463686868325, 2.205875106667448, 2.2434833274341202, 2.9404379735055621]
    np.testing.assert_allclose(found, published, rtol=1e-10)


def test_traits_of_leaving_may_be_others(few):
    model = BuyingWithTraits(BetaGeoNBD(), ["channel"], []).fit(few["BG/NBD"])
    assert list(model.params_.index[4:]) == ["buying channel[web]"]
    model = BuyingWithTraits(BetaGeoNBD(), "channel", ["age"]).fit(few["BG/NBD"])
    assert list(model.params_.index[4:]) == ["buying channel[web]", "leaving age"]
    assert model.columns == ("x", "t_x", "T", "channel", "age")


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_group_that_nobody_leaves_is_named():
    table = drawn("BG/NBD", 400, seed=1, leaving=1e-9)
    braces = BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(table.replace({"channel": {"web": "{web}"}}))
    assert "channel[{web}] on leaving" in braces.limits_reached_[0]
    model = BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(table)
    assert model.limits_reached_ == ("the effect of channel[web] on leaving has no limit: relative odds → 0",)
    assert model.params_["leaving channel[web]"] == 0.0
    assert np.isfinite(model.confidence_intervals().loc["buying channel[web]"]).all()
    low, high = model.summary().loc["leaving channel[web]", ["low", "high"]]
    assert low == 0.0 and 0.01 < high < 0.5
    assert model.confidence_intervals("hessian").loc["leaving channel[web]"].isna().all()
    web = table[table["channel"] == "web"]
    assert model.probability_alive(web).median() > 0.9999


@pytest.mark.heavy
def test_nobody_leaves_at_all():
    table = without_leaving(0)
    with pytest.warns(UnsafeValueWarning, match="no dropout detected"):
        model = BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(table)
    assert model.held_.tolist() == [False, False, True, True, False, True]
    assert np.isnan(model.params_["leaving channel[web]"]) and np.isfinite(model.params_["buying channel[web]"])
    assert model.summary().loc["leaving channel[web]", ["low", "high"]].isna().all()


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_where_hardly_anybody_leaves_the_search_ends():
    """If only a few of one group leave, the dropout of the others falls as the effect grows, along a curved ridge."""
    model = BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(without_leaving(1))
    assert model.params_["leaving channel[web]"] == np.inf and model.a_ < 1e-4
    assert model.log_likelihood_ > model.log_likelihood_without_traits_ + 1.5


def without_leaving(seed):
    """Whoever never leaves buys at Poisson moments: the last of x is beta distributed."""
    rng = np.random.default_rng(seed)
    table = drawn("BG/NBD", 400)
    table["x"] = rng.poisson(rng.gamma(2.0, 2.0, len(table))).astype(float)
    table["t_x"] = np.where(table["x"] > 0, table["T"] * rng.beta(np.maximum(table["x"], 1), 1), 0.0)
    return table


def test_simulated_customers_are_those_of_the_fit(shops, models):
    model = models["MBG/NBD"]
    found = model.simulate(np.full(40_000, 33.0), random_state=1)
    once = model.new_customer_probabilities(horizon=33.0)[0]
    assert float((found["x"] == 0).mean()) == pytest.approx(once, abs=0.008)  # three standard errors
    assert float(found["x"].mean()) == pytest.approx(model.new_customer_purchases(horizon=33.0), rel=0.03)
    table = shops["MBG/NBD"]
    futures = model.simulate_purchases(table, horizon=20, random_state=1)
    assert futures.sum() == pytest.approx(model.expected_purchases(table, horizon=20).sum(), rel=0.06)


@pytest.mark.heavy
def test_intervals_and_values_take_it(few):
    table = few["BG/NBD"].assign(m_x=lambda t: np.where(t["x"] > 0, 10.0 + t["age"] % 7, np.nan))
    model, spend = BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(table), GammaGamma().fit(table)
    by = table["channel"]
    sure = forecast_intervals(model, table, horizon=26, by=by, n_draws=39, random_state=1)
    assert (sure["expected_low"] < sure["estimate"]).all() and (sure["estimate"] < sure["expected_high"]).all()
    expected = prediction_interval(
        lambda one: one.expected_purchases(table, horizon=26), model, by=by, n_draws=39, random_state=1
    )
    np.testing.assert_allclose(expected["estimate"], sure["estimate"])
    value = lifetime_value(model, spend, table, horizon=52, discount_rate=0.1, unit="W")
    assert (value["lifetime_value"] > 0).all()
    assert np.isfinite(model.standard_errors("bootstrap", n_resamples=10, random_state=1)).all()


@pytest.mark.heavy
def test_models_with_and_without_are_compared(shops, models):
    table = shops["Pareto/NBD"]
    compared = compare_models({"with": models["Pareto/NBD"], "without": ParetoNBD().fit(table)})
    assert compared.index[0] == "with" and compared["parameters"].tolist() == [6, 4]
    assert (compared["lr_dropout"] > 0).all()


def test_what_cannot_be_fitted(few):
    table = few["BG/NBD"]
    with pytest.raises(TypeError, match="BetaGeoNBD, ModifiedBetaGeoNBD or ParetoNBD, found BetaGeoCNBD"):
        BuyingWithTraits(BetaGeoCNBD(), ["channel"]).fit(table)
    with pytest.raises(ValueError, match="at least one trait"):
        BuyingWithTraits(BetaGeoNBD(), []).fit(table)
    with pytest.raises(TypeError, match="traits must be a list"):
        BuyingWithTraits(BetaGeoNBD(), [3]).fit(table)
    with pytest.raises(SchemaError, match="lacks the traits 'town'"):
        BuyingWithTraits(BetaGeoNBD(), ["town"]).fit(table)
    with pytest.raises(SchemaError, match="nobody bought again"):
        BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(table.assign(x=0.0, t_x=0.0))
    with pytest.raises(TypeError, match="fit it"):
        BuyingWithTraits.from_params(r=1.0)


def test_predictions_need_the_traits(few, models):
    model = models["BG/NBD"]
    with pytest.raises(SchemaError, match=r"lacks the traits 'channel'.*table.join\(traits\)"):
        model.expected_purchases(few["BG/NBD"].drop(columns="channel"), horizon=10)
    with pytest.raises(TypeError, match="traits of each customer"):
        model.future_if_alive(model.likelihood_params_, np.zeros(1), np.zeros(1))
    with pytest.raises(TypeError, match="traits of each customer"):
        model.new_customer_future(model.likelihood_params_)
    with pytest.raises(TypeError, match="rows know no traits"):
        model.alive_by_row(model.likelihood_params_, BetaGeoNBD().compress(few["BG/NBD"]))
    with pytest.raises(ValueError, match="table is in days"):
        days = few["BG/NBD"].copy()
        days.attrs["unit"] = "D"
        model.expected_purchases(days, horizon=10)
