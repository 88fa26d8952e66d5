import mpmath as mp
import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import ParetoNBD
from custseg.repeat_buying.likelihood.future_pareto import ParetoFuture

S, BETA = 0.606, 11.669
PARETO = ParetoNBD.from_params(r=0.553, alpha=10.578, s=S, beta=BETA, unit="W")
CUSTOMERS = pd.DataFrame(
    {"x": [0, 2, 26, 400, 5], "t_x": [0.0, 30.43, 30.86, 38.0, 12.0], "T": [38.86, 38.86, 31.0, 38.86, 12.0]}
)


def test_pareto_expectation_is_the_published_closed_form():
    # Schmittlein, Morrison & Colombo 1987, equation 22, given P(alive)
    alive = PARETO.probability_alive(CUSTOMERS)
    for horizon in (1.0, 39.0, 400.0):
        rate = (0.553 + CUSTOMERS["x"]) / (10.578 + CUSTOMERS["T"])
        clock = BETA + CUSTOMERS["T"]
        end = clock / (S - 1) * (1 - (clock / (clock + horizon)) ** (S - 1))
        np.testing.assert_allclose(
            PARETO.expected_purchases(CUSTOMERS, horizon=horizon), alive * rate * end, rtol=1e-11
        )


def test_pareto_discounted_purchases_are_the_published_closed_form():
    # Fader, Hardie & Lee 2005, JMR 42(4), equation 2: Tricomi's function
    weekly = np.log1p(0.15) * 7 / 365.25
    ours = PARETO.discounted_purchases(CUSTOMERS, discount_rate=0.15)
    alive = PARETO.probability_alive(CUSTOMERS)
    for i, (x, _, T) in enumerate(CUSTOMERS.to_numpy()):
        z = weekly * (BETA + T)
        life = (BETA + T) * mp.hyperu(1, 2 - S, z)  # the integral of exp(-weekly t) (1 + t / (beta + T))^-s
        assert ours.iloc[i] == pytest.approx(float(alive.iloc[i] * (0.553 + x) / (10.578 + T) * life), rel=1e-8)


def test_a_share_that_leaves_at_once_is_taken_from_all_that_is_to_come():
    seen = np.zeros(20_000)
    whole = ParetoFuture(seen + 0.3, seen + 0.5, seen + 0.05, 0.8)
    some = ParetoFuture(whole.mean, whole.spread, whole.leaving, whole.leaving_spread, 0.6)
    assert some.survival(0.0)[0] == 1.0 and some.survival(9.0)[0] == pytest.approx(0.6 * whole.survival(9.0)[0])
    assert some.purchases(9.0)[0] == pytest.approx(0.6 * whole.purchases(9.0)[0])
    expected = 0.6 * whole.counts(9.0, 40)[0]
    expected[0] += 0.4
    np.testing.assert_allclose(some.counts(9.0, 40)[0], expected, rtol=1e-12)
    drawn = some.draw(9.0, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(some.purchases(9.0)[0], rel=0.05)
    assert (drawn == 0).mean() == pytest.approx(expected[0], abs=0.015)


def test_where_some_leave_at_once_dropout_goes_on_from_the_time_seen():
    log_mean, u, loss, s = -1.0, 0.5, 0.7, 0.002
    x, T = np.array([2.0, 0.0]), np.array([30.0, 0.0])
    future = ParetoFuture.after(np.array([log_mean, u, loss, -1.0 - s]), x, T)
    kept = [(30.0 / 40.0) ** s, np.exp(-loss) * 10.0**-s]  # S(t) = exp(-loss) t^-s
    np.testing.assert_allclose(future.survival(10.0), kept, rtol=1e-12)
    years = np.linspace(0.0, 10.0, 20_001)
    rates = np.stack([future.rate(time) for time in years])
    np.testing.assert_allclose(future.purchases(10.0), np.trapezoid(rates, years, axis=0), rtol=1e-3)
