import mpmath as mp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, gamma, norm

from custseg.repeat_buying import BetaGeoNBD
from custseg.repeat_buying.likelihood.future import discounted
from custseg.repeat_buying.likelihood.future_geometric import GeometricFuture

R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426
BG = BetaGeoNBD.from_params(r=R, alpha=ALPHA, a=A, b=B, unit="W")
CUSTOMERS = pd.DataFrame(
    {"x": [0, 2, 26, 400, 5], "t_x": [0.0, 30.43, 30.86, 38.0, 12.0], "T": [38.86, 38.86, 31.0, 38.86, 12.0]}
)


def test_bg_expectation_is_the_published_closed_form():
    # Fader, Hardie & Lee 2005, equation 10
    for horizon in (1.0, 39.0, 400.0):
        ours = BG.expected_purchases(CUSTOMERS, horizon=horizon)
        for i, (x, t_x, T) in enumerate(CUSTOMERS.to_numpy()):
            with mp.workdps(80):  # the closed form cancels: heavy buyers need many digits
                x, t_x, T, t = map(mp.mpf, (x, t_x, T, horizon))
                ratio = ((ALPHA + T) / (ALPHA + T + t)) ** (R + x)
                series = mp.hyp2f1(R + x, B + x, A + B + x - 1, t / (ALPHA + T + t))
                alive = (A + B + x - 1) / (A - 1) * (1 - ratio * series)
                gone = A / (B + x - 1) * ((ALPHA + T) / (ALPHA + t_x)) ** (R + x) if x > 0 else 0
                exact = float(alive / (1 + gone))
            assert ours.iloc[i] == pytest.approx(exact, rel=1e-9)


@pytest.mark.heavy
def test_bg_discounted_purchases_against_quadrature():
    weekly = np.log1p(0.15) * 7 / 365.25
    ours = BG.discounted_purchases(CUSTOMERS.iloc[[1, 3]], discount_rate=0.15)
    alive = BG.probability_alive(CUSTOMERS.iloc[[1, 3]])
    for i, (x, _, T) in enumerate(CUSTOMERS.iloc[[1, 3]].to_numpy()):
        r, alpha, b = R + x, ALPHA + T, B + x

        def rate(t, r=r, alpha=alpha, b=b):
            return r / alpha * mp.exp(-weekly * t) * mp.hyp2f1(r + 1, A, A + b, -t / alpha)

        with mp.workdps(30):
            value = mp.quad(rate, [0, 1, 10, 100, 1000, 10_000, 20_000])
        assert ours.iloc[i] == pytest.approx(float(alive.iloc[i] * value), rel=1e-6)


@pytest.mark.parametrize(
    ("r", "alpha", "a", "b"), [(2.0, 10.0, 4.9, 44.1), (10.0, 50.0, 9.9, 89.1), (0.5, 5.0, 5.0, 45.0)]
)
@pytest.mark.parametrize("time", [520.0, 5_200.0, 52_000.0])
def test_who_hardly_differ_in_how_they_leave_are_foretold_far_ahead(r, alpha, a, b, time):
    # Fader, Hardie & Lee 2005, equation 9, and the mean of (1 + p y)^-r, y = time / alpha: sums of a series, 40 digits
    new = np.zeros(1)
    parameters = np.array([np.log(r / alpha), 1.0 / r, a / (a + b), 1.0 / (1.0 + a + b)])
    future = GeometricFuture.after(parameters, new, new, chances=new)
    with mp.workdps(40):
        bought = 1 - (alpha / (alpha + mp.mpf(time))) ** r * mp.hyp2f1(r, b, a + b - 1, time / (alpha + mp.mpf(time)))
        purchases, stays = (a + b - 1) / (a - 1) * bought, mp.hyp2f1(r, a, a + b, -mp.mpf(time) / alpha)
    assert future.purchases(time)[0] == pytest.approx(float(purchases), rel=1e-5)
    assert future.survival(time)[0] == pytest.approx(float(stays), abs=1e-6)


FORCE = np.log(1.1) / 52.18  # a tenth a year, in weeks


def over_quantiles(u, a, b):
    """Give rates of a Gamma(1/u), in units of the mean, and Beta(a, b) probabilities, at even normal scores."""
    scores = np.linspace(-9.0, 9.0, 361)
    weights, low = norm.pdf(scores), scores < 0
    rates, leaving = (
        np.concatenate([law.ppf(norm.cdf(scores[low])), law.isf(norm.sf(scores[~low]))])
        for law in (gamma(1.0 / u, scale=u), beta(a, b))
    )
    return rates, leaving, weights / weights.sum()


@pytest.mark.parametrize("u", [1e-4, 1e-2, 0.1])
@pytest.mark.parametrize(("p", "w"), [(0.1, 0.05), (0.5, 0.02), (0.1, 1e-3), (0.9, 1e-3), (0.3, 1e-4)])
@pytest.mark.parametrize("mean", [0.2, 5.0, 60.0])
def test_customers_who_are_much_alike_are_worth_what_their_quantiles_are(u, p, w, mean):
    new = np.zeros(1)
    future = GeometricFuture.after(np.array([np.log(mean), u, p, w]), new, new, chances=new)
    rates, leaving, weights = over_quantiles(u, p * (1 / w - 1), (1 - p) * (1 / w - 1))
    rates = mean * rates[:, None]
    z = rates * leaving + FORCE
    for end in (1.0, 52.0, 520.0):
        value = weights @ (rates * -np.expm1(-z * end) / z) @ weights
        assert discounted(future, FORCE, end)[0] == pytest.approx(value, rel=1e-6)
        value = weights @ (-np.expm1(-rates * leaving * end) / leaving) @ weights
        assert future.purchases(end)[0] == pytest.approx(value, rel=1e-6)
        value = weights @ np.exp(-rates * leaving * end) @ weights
        assert future.survival(end)[0] == pytest.approx(value, rel=1e-6, abs=1e-12)
    assert discounted(future, FORCE, None)[0] == pytest.approx(weights @ (rates / z) @ weights, rel=1e-6)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    log_u=st.floats(-4, 1),
    log_w=st.floats(-4, -1e-6),
    logit=st.floats(-13.8, 13.8),
    log_bought=st.floats(-3, 4),
    log_time=st.floats(-3, 6),
    x=st.integers(0, 500),
)
def test_chances_and_expectations_stay_within_their_bounds(log_u, log_w, logit, log_bought, log_time, x):
    """A chance is one, what is expected rises with the horizon, and is at most what those expect who never leave."""
    u, w, p, time = 10**log_u, 10**log_w, 1 / (1 + np.exp(-logit)), 10**log_time
    parameters = np.array([log_bought * np.log(10) - np.log(time), u, p, w])
    future = GeometricFuture.after(parameters, np.array([float(x)]), np.ones(1), chances=np.array([x]))
    times = time * np.array([0.1, 0.5, 1.0, 1.001, 2.0, 10.0])
    stays = np.array([future.survival(at)[0] for at in times])
    until = np.array([future.purchases(at)[0] for at in times])
    worth = np.array([discounted(future, FORCE, at)[0] for at in times])
    assert (stays >= 0).all() and (stays <= 1 + 1e-12).all() and (np.diff(stays) <= 1e-9 * stays[:-1] + 1e-15).all()
    assert (np.diff(until) >= -1e-9 * until[:-1]).all() and (until <= future.mean[0] * times * (1 + 1e-9)).all()
    assert (np.diff(worth) >= -1e-7 * worth[:-1]).all() and (worth <= until * (1 + 1e-7)).all()
    assert worth[-1] <= discounted(future, FORCE, None)[0] * (1 + 1e-7)
