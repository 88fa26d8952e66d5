import mpmath as mp
import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import ParetoNBD

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
