"""Contracts that end: the published cohorts, the limits, simulated truth, and what may not be fitted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1
from sklearn.base import clone

from custseg.repeat_buying import ShiftedBetaGeo, contracts_from_survivors, prediction_interval
from custseg.repeat_buying.fitting.search import climb
from custseg.schema import SchemaError, UnsafeValueWarning

# Fader & Hardie 2007, "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90, Table 1:
# customers of 1,000 who are left after each of twelve years; the first seven are fitted. Data of Berry & Linoff 2004.
COHORTS = {
    "Regular": [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173],
    "High End": [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394],
}
PUBLISHED = {"Regular": (0.70408, 1.18204, -1680.26519), "High End": (0.66809, 3.80609, -1611.15815)}
LATER = {"Regular": [22.0, 20.4, 19.1, 18.0, 17.0], "High End": [46.0, 43.6, 41.4, 39.5, 37.8]}  # years 8 to 12, %
LIFETIMES = {"Regular": 3.694908, "High End": 5.922254}  # discounted at 10 % a year


def fitted(name, model=ShiftedBetaGeo):
    return model().fit(contracts_from_survivors(pd.Series(COHORTS[name][:8]), period="Y"))


@pytest.mark.parametrize("name", COHORTS)
def test_published_fit(name):
    alpha, beta, log_likelihood = PUBLISHED[name]
    model = fitted(name)
    np.testing.assert_allclose(model.params_, [alpha, beta], rtol=0, atol=6e-6)
    assert model.log_likelihood_ == pytest.approx(log_likelihood, abs=6e-6)
    assert (model.limits_reached_, model.notes_, model.unsafe_) == ((), (), ())
    assert model.n_customers_ == 1000 and model.n_rows_ == 8 and model.n_evaluations_ <= 12 and model.unit_ == "Y"


@pytest.mark.parametrize("name", COHORTS)
def test_published_forecast_of_years_eight_to_twelve(name):
    model = fitted(name)
    np.testing.assert_allclose(100 * model.survival(range(8, 13)), LATER[name], atol=0.0501)
    seen = np.array(COHORTS[name][8:]) / 1000
    assert np.abs(model.survival(range(8, 13)) / seen - 1).max() < 0.05  # the paper: off by at most 4 %


@pytest.mark.parametrize("name", COHORTS)
def test_published_discounted_lifetime(name):
    model = fitted(name)
    assert model.discounted_lifetime(discount_rate=0.10) == pytest.approx(LIFETIMES[name], abs=1e-6)


@pytest.mark.parametrize("rate", [0.001, 0.1, 1.0])
def test_residual_lifetime_is_the_papers_closed_form(rate):
    # Fader & Hardie 2010, Marketing Science 29(1), equation 6, of customers with n - 1 renewals
    alpha, beta = 0.704, 1.182
    model = ShiftedBetaGeo.from_params(alpha=alpha, beta=beta, unit="Y")
    n = np.array([1, 2, 5, 20])
    wanted = (beta + n - 1) / (alpha + beta + n - 1) * hyp2f1(1, beta + n, alpha + beta + n, 1 / (1 + rate))
    found = model.residual_lifetime(pd.DataFrame({"t": n - 1, "lost": 0}), discount_rate=rate)
    np.testing.assert_allclose(found, wanted, rtol=1e-8)
    sooner = model.residual_lifetime(pd.DataFrame({"t": n - 1, "lost": 0}), discount_rate=rate, until_renewal=1.0)
    np.testing.assert_allclose(sooner, wanted / (1 + rate), rtol=1e-8)


def test_the_next_renewal_is_at_most_a_period_away():
    model, customers = ShiftedBetaGeo.from_params(alpha=0.7, beta=1.2, unit="Y"), pd.DataFrame({"t": [3], "lost": [0]})
    for months in (1.5, 6):  # of twelve: a number in another unit made the customer worth less without a word
        with pytest.raises(ValueError, match="part of a period, from 0 to 1"):
            model.residual_lifetime(customers, discount_rate=0.1, until_renewal=months)


def test_a_month_is_discounted_like_a_month():
    monthly = ShiftedBetaGeo.from_params(alpha=0.704, beta=1.182, unit="M")
    yearly = ShiftedBetaGeo.from_params(alpha=0.704, beta=1.182)
    with pytest.raises(ValueError, match="unit"):
        yearly.discounted_lifetime(discount_rate=0.1)
    same = yearly.discounted_lifetime(discount_rate=1.1 ** (1 / 12) - 1, discount_per="M", unit="M")
    assert monthly.discounted_lifetime(discount_rate=0.1) == pytest.approx(same, rel=1e-12)
    with pytest.raises(ValueError, match="positive discount_rate"):
        monthly.discounted_lifetime(discount_rate=0.0)


def test_renewal_rates_rise_because_the_leavers_leave():
    model = fitted("Regular")
    t = np.arange(1, 13)
    rates = model.retention(t)
    np.testing.assert_allclose(rates, (model.beta_ + t - 1) / (model.alpha_ + model.beta_ + t - 1), rtol=1e-12)
    assert rates.is_monotonic_increasing
    drawn = ShiftedBetaGeo.from_params(**model.params_).simulate(50_000, periods=12, random_state=1)
    last = drawn.loc[(drawn["t"] == 12) & (drawn["lost"] == 0), "sim_chance"]
    assert last.mean() < 0.3 * drawn["sim_chance"].mean()  # nobody's chance has moved: others are left


def test_predictions_agree_with_each_other():
    model = fitted("High End")
    customers = pd.DataFrame({"t": [0, 3, 7, 2], "lost": [0, 0, 0, 1]}, index=list("abcd"))
    stays = model.probability_stays(customers, ahead=5)
    survival = model.survival(range(13))
    np.testing.assert_allclose(stays, [survival[5], survival[8] / survival[3], survival[12] / survival[7], 0.0])
    assert model.probability_stays(customers, ahead=0).tolist() == [1, 1, 1, 0] and stays.index.equals(customers.index)
    assert survival[0] == 1.0 and (survival.diff().dropna() < 0).all()


def test_one_row_per_customer_counts_and_pooled_cohorts_are_one_fit():
    table = contracts_from_survivors(pd.Series(COHORTS["Regular"][:8]), period="Y")
    single = table.loc[table.index.repeat(table["customers"]), ["t", "lost"]].sample(frac=1.0, random_state=1)
    np.testing.assert_allclose(ShiftedBetaGeo().fit(single).params_, ShiftedBetaGeo().fit(table).params_, rtol=1e-9)
    young = pd.DataFrame({"a": COHORTS["Regular"][:8], "b": [500, 320, 230, *[None] * 5]})
    pooled = ShiftedBetaGeo().fit(contracts_from_survivors(young, period="Y"))
    assert pooled.n_customers_ == 1500 and pooled.log_likelihood_ < ShiftedBetaGeo().fit(table).log_likelihood_
    # twice as many customers, the same estimate, standard errors by the root of two smaller
    twice = ShiftedBetaGeo().fit(table.assign(customers=2 * table["customers"]))
    np.testing.assert_allclose(twice.params_, ShiftedBetaGeo().fit(table).params_, rtol=1e-7)
    np.testing.assert_allclose(
        twice.standard_errors() * np.sqrt(2), ShiftedBetaGeo().fit(table).standard_errors(), rtol=1e-5
    )


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_limits_are_named_and_predicted():
    alike = pd.Series(np.rint(100_000 * 0.8 ** np.arange(8)) - np.arange(8) ** 2)  # renewal rates fall a little
    model = ShiftedBetaGeo().fit(contracts_from_survivors(alike, period="Y"))
    assert "everybody is as likely to leave" in model.limits_reached_[0] and model.params_.tolist() == [np.inf, np.inf]
    np.testing.assert_allclose(model.retention([1, 30]), 1 - model.likelihood_params_[0], rtol=1e-12)
    for_ever = pd.Series([1000, 600, 600, 600])
    with pytest.warns(UnsafeValueWarning, match="some leave at the first renewal and the others never"):
        model = ShiftedBetaGeo().fit(contracts_from_survivors(for_ever, period="Y"))
    np.testing.assert_allclose(model.survival([1, 50]), 0.6, rtol=1e-9)
    assert model.discounted_lifetime(discount_rate=0.1) == pytest.approx(1 + 0.6 / 0.1, rel=1e-8)
    assert (
        model.params_.tolist() == [0.0, 0.0] and model.simulate(100, periods=5, random_state=1)["t"].isin([1, 5]).all()
    )


@pytest.mark.parametrize(
    ("survivors", "message"),
    [
        ([100, 100, 100], "nobody has left"),
        ([100, 60], "cohorts are too short: renewals were seen in 1 period"),
        ([100, 0, 0], "Everybody left in the first"),
        ([1, 1, 0], "one contract says nothing about how customers differ"),
    ],
)
def test_what_says_nothing_is_refused_in_words(survivors, message):
    with pytest.raises(SchemaError, match=message):
        ShiftedBetaGeo().fit(contracts_from_survivors(pd.Series(survivors), period="Y"))


def test_impossible_tables_name_every_problem():
    wrong = pd.DataFrame({"t": [0, -1, 2.5, 3], "lost": [1, 0, 0, 2], "customers": [1, 1, 0.5, 2]})
    with pytest.raises(SchemaError) as error:
        ShiftedBetaGeo().fit(wrong)
    for part in (
        "negative or not a whole",
        "neither 0",
        r"lost = 1 but t = 0",
        "customers is missing, negative or not",
    ):
        assert part in str(error.value)
    with pytest.raises(SchemaError, match="lacks 'lost'"):
        ShiftedBetaGeo().fit(pd.DataFrame({"t": [1]}))
    with pytest.raises(ValueError, match="whole number, 1 or more"):
        fitted("Regular").retention([0])


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 0.7), st.floats(0.02, 0.9), st.integers(60, 3000), st.integers(2, 12), st.integers(0, 10**6))
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_no_start_leads_higher(p, w, n, periods, seed):
    rng = np.random.default_rng(seed)
    shapes = {"alpha": p * (1 / w - 1), "beta": (1 - p) * (1 / w - 1)}
    table = ShiftedBetaGeo.from_params(**shapes).simulate(n, periods=periods, random_state=rng)
    if ShiftedBetaGeo().compress(table).uninformative():
        return
    model = ShiftedBetaGeo().fit(table)
    lower, upper = model.bounds(model.rows_)
    for _ in range(3):
        other = climb(model, model.rows_, rng.uniform(lower, upper))
        assert other.value <= model.log_likelihood_ + 1e-6


@pytest.mark.heavy
def test_simulated_truth_is_recovered():
    truth = {"alpha": 0.9, "beta": 2.5}
    table = ShiftedBetaGeo.from_params(**truth).simulate(40_000, periods=9, random_state=3)
    model = clone(ShiftedBetaGeo()).fit(table)
    apart = (model.params_ - pd.Series(truth)) / model.standard_errors()
    assert (apart.abs() < 3.5).all()


def held(repeats, seed):
    truth, rng = pd.Series({"alpha": 0.7, "beta": 1.2}), np.random.default_rng(seed)
    known = ShiftedBetaGeo.from_params(**truth)
    inside = []
    for _ in range(repeats):
        ends = ShiftedBetaGeo().fit(known.simulate(1000, periods=7, random_state=rng)).confidence_intervals()
        inside.append(((ends["low"] <= truth) & (truth <= ends["high"])).to_numpy())
    return np.mean(inside)


@pytest.mark.heavy
def test_profile_intervals_hold_the_truth_quick():
    assert held(40, 7) >= 0.85  # of 80 parameters at 95 %; less than 68 has probability below one in ten thousand


@pytest.mark.slow
def test_profile_intervals_hold_the_truth():
    assert held(600, 11) == pytest.approx(0.95, abs=0.025)


@pytest.mark.heavy
def test_extrapolations_have_intervals():
    model = fitted("Regular")
    found = prediction_interval(lambda m: m.survival(range(8, 13)), model, n_draws=99, random_state=1)
    assert (found["low"] < found["estimate"]).all() and (found["estimate"] < found["high"]).all()
    seen = np.array(COHORTS["Regular"][8:]) / 1000
    assert ((found["low"] <= seen) & (seen <= found["high"])).all()
