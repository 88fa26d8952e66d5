import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, GammaGamma, SpendWithTraits, base_value
from custseg.schema import SchemaError

KNOWN = {"p": 6.25, "q": 3.74, "gamma": 15.44}
MORE = 1.3


@pytest.fixture(scope="module")
def table():
    """A shop and a web where customers spend 1.3 times as much; a third bought only once."""
    rng = np.random.default_rng(1)
    n = 6000
    web, x = np.arange(n) % 3 == 0, rng.poisson(1.5, n).astype(float)
    level = KNOWN["gamma"] * np.where(web, MORE, 1.0) / rng.gamma(KNOWN["q"], size=n)
    mean = rng.gamma(np.maximum(KNOWN["p"] * x, 1e-9)) * level / np.maximum(x, 1.0)
    found = pd.DataFrame({"x": x, "m_x": np.where(x > 0, mean, np.nan)})
    return found.assign(channel=np.where(web, "web", "store"), age=rng.integers(20, 60, n) * 1.0)


@pytest.fixture(scope="module")
def model(table):
    return SpendWithTraits(["channel"]).fit(table)


def test_the_truth_is_recovered(model):
    logs = np.log(model.params_ / pd.Series({**KNOWN, "spend channel[web]": MORE}))
    assert (logs.abs() < 3.5 * model.standard_errors() / model.params_).all()
    assert model.reference_ == {"channel": "store"}


def test_exact_derivatives(table, assert_exact_derivatives_of):
    small = SpendWithTraits(["channel", "age"]).fit(table.iloc[::31])
    point = small.likelihood_params_ * np.array([1.1, 0.8, 1.3, 2.0, -1.5])
    assert_exact_derivatives_of(lambda p: small.log_likelihood(p, small.rows_), point, small.rows_.counts)


def test_no_effect_is_the_model_without_traits(table):
    plain, model = GammaGamma().fit(table), SpendWithTraits(["channel", "age"]).fit(table)
    assert model.log_likelihood_without_traits_ == pytest.approx(plain.log_likelihood_, abs=1e-7)
    model.likelihood_params_ = np.append(plain.likelihood_params_, [0.0, 0.0])
    np.testing.assert_allclose(model.expected_spend(table), plain.expected_spend(table), rtol=1e-12)
    assert model.score(table) == pytest.approx(plain.score(table), rel=1e-12)


def test_each_customer_is_predicted_by_the_own_parameters(table, model):
    own = dict(model.params_.iloc[:3])
    web = table[table["channel"] == "web"]
    plain = GammaGamma.from_params(**own | {"gamma": own["gamma"] * model.params_["spend channel[web]"]})
    np.testing.assert_allclose(model.expected_spend(web), plain.expected_spend(web), rtol=1e-10)
    assert model.score(web) == pytest.approx(plain.score(web), rel=1e-10)


def test_order_and_currency_change_nothing(table, model):
    shuffled = SpendWithTraits(["channel"]).fit(table.sample(frac=1.0, random_state=1))
    np.testing.assert_allclose(shuffled.params_, model.params_, rtol=1e-9)
    cents = SpendWithTraits(["channel"]).fit(table.assign(m_x=table["m_x"] * 100))
    np.testing.assert_allclose(cents.params_, model.params_ * [1, 1, 100, 1], rtol=1e-6)
    assert cents.population_mean_ == pytest.approx(100 * model.population_mean_, rel=1e-8)


def test_the_population_is_that_of_the_fit(table, model):
    bought = table[table["x"] > 0]
    new = bought.assign(x=0.0)
    assert model.population_mean_ == pytest.approx(model.expected_spend(new).mean(), rel=1e-9)
    assert model.population_mean_ == pytest.approx(bought["m_x"].mean(), rel=0.05)


def test_drawn_amounts_have_the_expected_mean(table, model):
    known = table[table["x"] > 2].iloc[:300]
    counts = pd.Series(400, index=known.index)
    paid = model.simulate_spend(known, counts, random_state=1) / 400
    assert paid.mean() == pytest.approx(model.expected_spend(known).mean(), rel=0.05)


@pytest.mark.heavy
def test_the_value_of_a_base_takes_it(table, model):
    buying = BetaGeoNBD.from_params(r=0.8, alpha=6.0, a=0.8, b=2.4, unit="W")
    some = buying.simulate(np.full(400, 39.0), random_state=1)[["x", "t_x", "T"]]
    some = some.assign(m_x=np.where(some["x"] > 0, 30.0, np.nan), channel=["web", "store"] * 200)
    some.attrs["unit"] = "W"
    fitted = BetaGeoNBD().fit(some)
    value = base_value(
        fitted, model, some, horizon=26, discount_rate=0.1, by=some["channel"], n_draws=39, random_state=1
    )
    assert (value["expected_low"] < value["estimate"]).all() and (value["estimate"] < value["expected_high"]).all()


def test_what_cannot_be_fitted(table):
    with pytest.raises(SchemaError, match="none of the 2,000 customers with channel = web bought again"):
        SpendWithTraits(["channel"]).fit(table.assign(m_x=table["m_x"].mask(table["channel"] == "web")))
    alone = table.assign(club=np.where(table["x"] > 0, "yes", "no"))
    with pytest.raises(SchemaError, match="club = no bought again"):
        SpendWithTraits(["club"]).fit(alone)
    with pytest.raises(SchemaError, match="age is the same for everybody who bought again"):
        SpendWithTraits(["age"]).fit(table.assign(age=table["age"].where(table["x"] == 0, 30.0)))
    with pytest.raises(ValueError, match="at least one trait"):
        SpendWithTraits([]).fit(table)
    with pytest.raises(TypeError, match="model must be a GammaGamma, found BetaGeoNBD"):
        SpendWithTraits(["channel"], BetaGeoNBD()).fit(table)


def test_settings_are_those_of_the_family(table):
    assert SpendWithTraits(["channel"], GammaGamma(tolerance=1e-3)).tolerance == 1e-3
    with pytest.raises(RuntimeError, match="no maximum within 2 evaluations"):
        SpendWithTraits(["channel"], GammaGamma(max_evaluations=2)).fit(table)


def test_predictions_need_the_traits(table, model):
    with pytest.raises(SchemaError, match="lacks the traits 'channel'"):
        model.expected_spend(table.drop(columns="channel"))
    with pytest.raises(TypeError, match="rows know no traits"):
        model.log_likelihood(model.likelihood_params_, GammaGamma().compress(table))
