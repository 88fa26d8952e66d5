import numpy as np
import pytest

from custseg.simulate import simulate_bg_cnbd, simulate_bg_nbd

KNOWN = {"r": 0.85, "alpha": 1.45, "a": 0.79, "b": 2.42}


def test_one_phase_buys_as_often_as_random_buyers():
    T = np.full(40_000, 32.0)
    regular = simulate_bg_cnbd(T, k=1, **KNOWN, random_state=1)["x"]
    random = simulate_bg_nbd(T, **KNOWN, random_state=2)["x"]
    error = np.hypot(regular.std(), random.std()) / np.sqrt(len(T))
    assert abs(regular.mean() - random.mean()) < 4 * error


def test_new_customers_buy_as_often_as_the_pinned_expectation():
    # the closed form at k = 3 in eleven units, see tests/repeat_buying/test_beta_geometric_cnbd.py
    for first_chance, expected in ((True, 1.0688008), (False, 1.3292016)):
        x = simulate_bg_cnbd(np.full(100_000, 11.0), k=3, **KNOWN, first_chance=first_chance, random_state=1)["x"]
        assert abs(x.mean() - expected) < 4 * x.std() / np.sqrt(len(x))


def test_gaps_are_erlang():
    """Those who buy for long at one rate: the mean log of a gap is that of a gamma distribution."""
    table = simulate_bg_cnbd(np.full(2000, 300.0), k=4, r=1e8, alpha=1e8, a=0.0, b=1.0, random_state=1)
    mean_log = table["litt"].sum() / table["x"].sum()
    assert mean_log == pytest.approx(1.2561176684318003, abs=0.01)  # digamma(4)
    assert (table["sim_rate"] - 0.25).abs().max() < 0.001 and table["sim_alive"].all()


def test_the_table_is_possible_and_the_truth_stands_beside_it():
    table = simulate_bg_cnbd(np.r_[0.0, np.full(3000, 40.0)], k=2, **KNOWN, holdout=10.0, random_state=4)
    assert ((table["x"] > 0) == (table["t_x"] > 0)).all() and (table["t_x"] <= table["T"]).all()
    most = table["x"] * np.log(table["t_x"] / table["x"].where(table["x"] > 0))
    assert (table["litt"] <= most.fillna(0.0) + 1e-9).all() and (table.loc[~table["sim_alive"], "x_holdout"] == 0).all()


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="k"):
        simulate_bg_cnbd([1.0], k=0, **KNOWN)
    with pytest.raises(ValueError, match="r must be above 0, found -1"):
        simulate_bg_cnbd([1.0], k=2, **KNOWN | {"r": -1})
