import numpy as np
import pandas as pd
import pytest

from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_gamma_gamma, simulate_pareto_nbd

T = np.full(30_000, 39.0)
BUYING = {"r": 0.8, "alpha": 6.0}


def test_seed_repeats_and_truth_stands_beside_the_data():
    first, second = (simulate_bg_nbd(T[:50], **BUYING, a=0.8, b=2.5, holdout=10, random_state=3) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert {"x", "t_x", "T", "x_holdout", "sim_alive", "sim_rate", "sim_dropout"} == set(first)


@pytest.mark.parametrize("first_chance", [False, True])
def test_without_dropout_purchases_are_negative_binomial(first_chance):
    table = simulate_bg_nbd(T, **BUYING, a=0.0, b=1.0, first_chance=first_chance, random_state=0)
    assert table["x"].mean() == pytest.approx(0.8 / 6 * 39, rel=0.03)
    assert (table["x"] == 0).mean() == pytest.approx((6 / 45) ** 0.8, rel=0.03)
    assert table["sim_alive"].all()


def test_first_chance_lets_one_time_buyers_leave():
    late = simulate_bg_nbd(T, **BUYING, a=0.8, b=2.4, random_state=0)
    early = simulate_bg_nbd(T, **BUYING, a=0.8, b=2.4, first_chance=True, random_state=0)
    assert late.loc[late["x"] == 0, "sim_alive"].all()
    assert not early.loc[early["x"] == 0, "sim_alive"].all()
    assert (late["t_x"] <= late["T"]).all() and ((late["x"] > 0) == (late["t_x"] > 0)).all()


def test_pareto_lifetimes():
    table = simulate_pareto_nbd(T, **BUYING, s=0.6, beta=12.0, holdout=39, random_state=0)
    assert table["sim_alive"].mean() == pytest.approx((12 / 51) ** 0.6, rel=0.03)  # Lomax survival
    assert (table.loc[~table["sim_alive"], "x_holdout"] == 0).all()


def test_spend_has_the_population_mean():
    table = simulate_gamma_gamma(np.tile([0, 1, 5], 30_000), p=6.0, q=4.0, gamma=15.0, random_state=0)
    assert table["m_x"].mean() == pytest.approx(6 * 15 / 3, rel=0.03)
    assert table.loc[table["x"] == 0, "m_x"].isna().all()
