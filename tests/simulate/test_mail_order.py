import numpy as np
import pandas as pd
import pytest

from custseg.simulate.mail_order import LISTS, simulate_mail_order


@pytest.fixture(scope="module")
def firm():
    return simulate_mail_order(8000, random_state=1)


def test_lists_are_what_they_are_called(firm):
    assert set(firm["list"]) == {*LISTS, "none"}
    often, once, sporadic = (firm[firm["list"] == name] for name in LISTS)
    tiny, large = firm["mean_amount"].quantile([1 / 3, 2 / 3])
    assert often["x"].min() >= 4 and often["mean_amount"].max() < tiny
    assert (once["x"] == 0).all() and once["mean_amount"].min() > large
    assert sporadic["x"].between(1, 3).all() and sporadic["t_x"].min() > 104


def test_population_is_the_one_that_is_stated(firm):
    # Gamma-Gamma: mean amount p * gamma / (q - 1) = 6 * 15 / 3 = 30
    assert firm["sim_mean"].mean() == pytest.approx(30, rel=0.05)
    assert firm["T"].between(52, 260).all()
    gain = firm["sim_later"] * (0.4 * firm["sim_mean"] - 4)
    np.testing.assert_allclose(firm["sim_gain"], gain)
    assert not firm.loc[~firm["sim_alive"], "sim_later"].any()  # who is gone buys nothing


def test_the_sooner_they_leave_the_fewer_are_left():
    shares = [simulate_mail_order(3000, leaving=s, random_state=2)["sim_alive"].mean() for s in (0.0, 0.3, 1.5)]
    assert shares[0] == 1.0 and shares[0] > shares[1] > shares[2]


def test_the_same_seed_gives_the_same_firm():
    pd.testing.assert_frame_equal(simulate_mail_order(50, random_state=3), simulate_mail_order(50, random_state=3))


def test_impossible_firms_are_refused():
    with pytest.raises(ValueError, match="margin=40"):
        simulate_mail_order(10, margin=40)
    with pytest.raises(ValueError, match="slow_and_loyal=20"):
        simulate_mail_order(10, slow_and_loyal=20)


def test_some_may_buy_rarely_order_much_and_never_leave():
    plain, mixed = (simulate_mail_order(4000, slow_and_loyal=share, random_state=2) for share in (0.0, 0.3))
    assert mixed.dtypes.equals(plain.dtypes)
    assert mixed["sim_alive"].mean() > plain["sim_alive"].mean()
    large = mixed.nlargest(400, "sim_mean")
    assert large["sim_alive"].mean() > 0.8 and large["x"].mean() < plain["x"].mean(), "loyal buyers order much"


def test_where_all_are_slow_and_loyal_nobody_leaves_and_orders_are_three_times_as_large():
    # Gamma-Gamma: mean amount 3 * p * gamma / (q - 1) = 90; Pareto/NBD without leaving: r / (3 * alpha) = 1 / 75 a week
    firm = simulate_mail_order(8000, slow_and_loyal=1.0, random_state=1)
    assert firm["sim_alive"].all()
    assert firm["sim_mean"].mean() == pytest.approx(90, rel=0.05)
    assert firm["x"].sum() / firm["T"].sum() == pytest.approx(1 / 75, rel=0.05)
