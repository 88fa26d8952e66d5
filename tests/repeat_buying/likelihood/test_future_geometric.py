import mpmath as mp
import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD
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
