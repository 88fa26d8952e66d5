"""The chance to leave moves with time: c = 1 is the shifted beta-geometric, and a simulated exponent is found again."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import betaln

from custseg.repeat_buying import BetaDiscreteWeibull, ShiftedBetaGeo, contracts_from_survivors
from custseg.repeat_buying.fitting.search import climb
from custseg.schema import SchemaError
from tests.repeat_buying.test_shifted_beta_geometric import COHORTS


def table(name, years=7):
    return contracts_from_survivors(pd.Series(COHORTS[name][: years + 1]), period="Y")


def test_an_exponent_of_one_is_the_shifted_beta_geometric():
    one = BetaDiscreteWeibull.from_params(alpha=0.704, beta=1.182, c=1.0, unit="Y")
    two = ShiftedBetaGeo.from_params(alpha=0.704, beta=1.182, unit="Y")
    np.testing.assert_allclose(one.survival(range(50)), two.survival(range(50)), rtol=1e-14)
    assert one.discounted_lifetime(discount_rate=0.1) == pytest.approx(
        two.discounted_lifetime(discount_rate=0.1), rel=1e-14
    )
    assert one.score(table("Regular")) == pytest.approx(two.score(table("Regular")), rel=1e-14)


def test_survival_is_the_papers():
    # Fader, Hardie, Liu, Davin & Steenburgh 2018: S(t) = B(alpha, beta + t^c) / B(alpha, beta)
    alpha, beta, c, t = 0.5, 1.4, 1.7, np.arange(1.0, 30.0)
    wanted = np.exp(betaln(alpha, beta + t**c) - betaln(alpha, beta))
    found = BetaDiscreteWeibull.from_params(alpha=alpha, beta=beta, c=c).survival(t)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


@pytest.mark.parametrize("name", COHORTS)
def test_the_fit_is_the_highest_that_another_search_finds(name):
    # no numbers of the paper could be read; the likelihood written anew in its own letters, climbed by Nelder-Mead
    lost, left, t = -np.diff(COHORTS[name][:8]), COHORTS[name][7], np.arange(8.0)

    def minus(z):
        a, b, c = np.exp(z)
        survival = np.exp(betaln(a, b + t**c) - betaln(a, b)) * (t > 0) + (t == 0)
        return -(lost @ np.log(-np.diff(survival)) + left * np.log(survival[-1]))

    again = minimize(
        minus, [0.0, 0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9, "maxiter": 4000}
    )
    model = BetaDiscreteWeibull().fit(table(name))
    assert model.log_likelihood_ == pytest.approx(-again.fun, abs=1e-6)
    np.testing.assert_allclose(model.params_, np.exp(again.x), rtol=1e-3)
    assert model.limits_reached_ == () and model.n_evaluations_ <= 20
    assert model.log_likelihood_ >= ShiftedBetaGeo().fit(table(name)).log_likelihood_


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_limits_are_named_and_predicted():
    t = np.arange(6)
    known = BetaDiscreteWeibull.from_params(alpha=2e5, beta=8e5, c=1.5)
    for seed in range(12):
        model = BetaDiscreteWeibull().fit(known.simulate(2000, periods=6, random_state=seed))
        if model.limits_reached_:
            break
    assert "everybody is as likely to leave" in model.limits_reached_[0] and model.c_ == pytest.approx(1.5, abs=0.15)
    np.testing.assert_allclose(model.survival(t), 0.8 ** (t**1.5), rtol=0.15)
    assert model.standard_errors().isna().tolist() == [True, True, False]
    cliff = contracts_from_survivors(pd.Series([10_000, 6000, 1, 0]), period="M")
    steep = BetaDiscreteWeibull().fit(cliff)
    assert steep.c_ > 2 and np.isfinite(steep.survival([1, 2, 50])).all()


def test_what_says_nothing_is_refused_in_words():
    for survivors, message in (
        ([100, 60, 40], "renewals were seen in 2 periods, and the model needs 3.$"),
        ([100, 60, 0, 0], r"in 2 periods, and the model needs 3\. Everybody left in the first 2\.$"),
        ([100, 60, 60, 60], "nobody left after the first period"),
        ([100, 100, 100, 100], "nobody has left"),
    ):
        with pytest.raises(SchemaError, match=message):
            BetaDiscreteWeibull().fit(contracts_from_survivors(pd.Series(survivors), period="M"))


@pytest.mark.heavy
@pytest.mark.parametrize("c", [0.6, 1.0, 1.8])
def test_simulated_truth_is_recovered(c):
    truth = pd.Series({"alpha": 0.8, "beta": 2.2, "c": c})
    drawn = BetaDiscreteWeibull.from_params(**truth).simulate(60_000, periods=12, random_state=5)
    model = BetaDiscreteWeibull().fit(drawn)
    assert (((model.params_ - truth) / model.standard_errors()).abs() < 3.5).all()
    low, high = model.confidence_intervals(level=0.999).loc["c"]
    assert low < c < high


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_no_start_leads_higher():
    rng = np.random.default_rng(4)
    for _ in range(12):
        p, w, c = rng.uniform(0.05, 0.6), rng.uniform(0.02, 0.8), np.exp(rng.uniform(-0.7, 0.9))
        known = BetaDiscreteWeibull.from_params(alpha=p * (1 / w - 1), beta=(1 - p) * (1 / w - 1), c=c)
        drawn = known.simulate(int(rng.integers(200, 4000)), periods=int(rng.integers(4, 12)), random_state=rng)
        if BetaDiscreteWeibull().compress(drawn).uninformative():
            continue
        model = BetaDiscreteWeibull().fit(drawn)
        lower, upper = model.bounds(model.rows_)
        for _ in range(4):
            start = rng.uniform(lower, upper)
            assert climb(model, model.rows_, start).value <= model.log_likelihood_ + 1e-6


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_where_nobody_can_be_left_any_more_a_rate_is_a_number_still():
    # on both limits at once: everybody alike, and the chance to leave grows as fast as the model allows
    model = BetaDiscreteWeibull().fit(contracts_from_survivors(pd.Series([100, 100, 100, 50]), period="Y"))
    assert len(model.limits_reached_) == 2
    np.testing.assert_allclose(model.retention([1, 50, 100_000, 10**9]), [1.0, 0.0, 0.0, 0.0], atol=1e-4)
    assert model.survival([100_000, 10**9]).tolist() == [0.0, 0.0]
