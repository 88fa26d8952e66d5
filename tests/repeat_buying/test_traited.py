import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ParetoNBD,
    SpendWithTraits,
    repeat_purchase_table,
)
from custseg.repeat_buying.fitting.search import evaluate


@pytest.fixture(scope="module")
def table():
    """CDNOW, with the size of the first order and a town that says nothing."""
    log = load_cdnow()
    found = repeat_purchase_table(log, observed_until="1997-09-30")
    first = log.sort_values("date", kind="stable").groupby("customer_id")["amount"].first().reindex(found.index)
    town = np.random.default_rng(2).choice(["Ayton", "Beeham", "Ceeford"], len(found), p=[0.5, 0.3, 0.2])
    return found.assign(order=np.where(first > 30, "large", "small"), amount=first, town=town)


@pytest.fixture(scope="module")
def models(table):
    return {
        "BG/NBD": BuyingWithTraits(BetaGeoNBD(), ["order", "town"]).fit(table),
        "Pareto/NBD": BuyingWithTraits(ParetoNBD(), ["order"], ["town"]).fit(table),
        "spend": SpendWithTraits(["order", "town"]).fit(table),
    }


each = pytest.mark.parametrize("name", ["BG/NBD", "Pareto/NBD", "spend"])


@each
def test_reported_parameters_go_there_and_back(name, models):
    model = models[name]
    values, slopes = model.reported_parameters(model.likelihood_params_)
    back = model.from_reported(dict(zip(model.parameter_names, values, strict=True)))
    np.testing.assert_allclose(back, model.likelihood_params_, rtol=1e-9, atol=1e-12)
    for place, value in enumerate(model.likelihood_params_):
        step = np.zeros(len(values))
        step[place] = 1e-6 * max(abs(value), 0.1)
        up, down = (model.reported_parameters(model.likelihood_params_ + side)[0] for side in (step, -step))
        np.testing.assert_allclose(slopes[:, place], (up - down) / (2 * step[place]), rtol=1e-5, atol=1e-6)


@each
def test_search_points_go_there_and_back(name, models):
    model = models[name]
    point = model.search_point(model.likelihood_params_, model.rows_)
    np.testing.assert_allclose(point, model.search_point_, rtol=1e-8, atol=1e-10)
    _, gradient, hessian = evaluate(model, point, model.rows_)
    assert np.abs(gradient).max() < 1e-3 and np.linalg.eigvalsh(hessian).max() < 0
    np.testing.assert_allclose(hessian, model.hessian_, rtol=1e-4, atol=1e-3)
    assert np.isfinite(model.log_prior(point))


@each
def test_likelihood_parameters_have_exact_derivatives_in_the_search_point(name, models):
    model = models[name]
    for point in (model.search_point_, model.search_point_ - 0.3):
        here = model.likelihood_parameters(point, model.rows_)
        for place in range(len(point)):
            step = np.zeros(len(point))
            step[place] = 1e-5
            up, down = (model.likelihood_parameters(point + side, model.rows_) for side in (step, -step))
            np.testing.assert_allclose(here.first[:, place], (up.value - down.value) / 2e-5, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(here.second[:, :, place], (up.first - down.first) / 2e-5, rtol=1e-5, atol=1e-7)


@each
@pytest.mark.heavy
def test_summary_names_what_is_compared(name, models):
    summary = models[name].summary()
    assert summary.attrs["reference"] == {"order": "small", "town": "Ayton"}
    effects = summary.loc[list(models[name].effect_names)]
    assert ((effects["low"] < effects["estimate"]) & (effects["estimate"] < effects["high"])).all()
    wald = models[name].confidence_intervals("hessian").loc[effects.index]
    np.testing.assert_allclose(np.log(effects[["low", "high"]]), np.log(wald), atol=0.12)


def test_effects_are_those_of_the_processes_that_were_asked_for(models):
    assert models["Pareto/NBD"].effect_names == ("buying order[large]", "leaving town[Beeham]", "leaving town[Ceeford]")


def test_traits_are_tested_together_and_each_beside_the_others(table, models):
    model = models["BG/NBD"]
    test = model.trait_test()
    assert test.index.tolist() == ["all traits", "order", "town"] and test["effects"].tolist() == [6, 2, 4]
    plain = BetaGeoNBD().fit(table).log_likelihood_
    without = BuyingWithTraits(BetaGeoNBD(), ["order"]).fit(table)
    assert test.loc["all traits", "log_likelihood"] == pytest.approx(plain, abs=1e-5)
    assert test.loc["town", "log_likelihood"] == pytest.approx(without.log_likelihood_, abs=1e-5)
    lr = 2 * (model.log_likelihood_ - without.log_likelihood_)
    assert test.loc["town", "lr"] == pytest.approx(lr, abs=1e-4)
    assert test.loc["town", "p_value"] == pytest.approx(chi2.sf(lr, 4), abs=1e-5)
    assert test.loc["order", "p_value"] < 1e-6 and test.loc["town", "p_value"] > 0.05
    assert test.loc["order", "p_adjusted"] == pytest.approx(2 * test.loc["order", "p_value"])


def test_the_estimate_does_not_depend_on_the_unit_of_a_number(table):
    one = SpendWithTraits(["amount"]).fit(table)
    other = SpendWithTraits(["amount"]).fit(table.assign(amount=table["amount"] / 100 + 5))
    np.testing.assert_allclose(
        np.log(other.params_["spend amount"]), 100 * np.log(one.params_["spend amount"]), rtol=1e-5
    )
    assert other.log_likelihood_ == pytest.approx(one.log_likelihood_, abs=1e-7)


def test_a_bootstrap_keeps_effects_and_their_names(models):
    found = models["spend"].covariance("bootstrap", n_resamples=10, random_state=1)
    assert found.index.tolist() == list(models["spend"].parameter_names) and pd.notna(found).all(axis=None)


def test_a_second_fit_takes_the_settings_of_the_second_time(table):
    some = table.iloc[::4]
    spend = SpendWithTraits(["order"]).fit(some)
    assert spend.set_params(model=GammaGamma(tolerance=1e-3)).fit(some).tolerance == 1e-3
    buying = BuyingWithTraits(BetaGeoNBD(), ["order"]).fit(some)
    again = buying.set_params(model=ParetoNBD(), traits=[], leaving_traits=["order"]).fit(some)
    assert again.effect_names == ("leaving order[large]",) and "beta" in again.params_


@pytest.mark.parametrize(
    ("model", "kind", "message"),
    [
        (BuyingWithTraits(GammaGamma(), ["order"]), TypeError, "found GammaGamma"),
        (SpendWithTraits(["order"], BetaGeoNBD()), TypeError, "found BetaGeoNBD"),
        (BuyingWithTraits(BetaGeoNBD(), []), ValueError, "name at least one trait"),
        (SpendWithTraits([]), ValueError, "name at least one trait"),
    ],
)
def test_settings_are_looked_at_before_the_table(model, kind, message):
    with pytest.raises(kind, match=message):
        model.fit(pd.DataFrame())
