import numpy as np
import pytest

from custseg.simulate._business_visits import draw_visits

PLAIN = {
    "customers": 4000,
    "days": 730,
    "later_days": 364,
    "rhythm": "random",
    "r": 0.8,
    "alpha": 8.0,
    "s": 0.6,
    "beta": 30.0,
    "p": 6.0,
    "q": 4.0,
    "gamma": 15.0,
    "came_from": 0.0,
    "came_until": 1.0,
}


def draw(**changes):
    return draw_visits({**PLAIN, **changes}, np.random.RandomState(1))


def test_visits_are_sorted_and_begin_on_the_day_on_which_the_customer_came():
    visits = draw()
    first = np.flatnonzero(np.diff(visits.customer, prepend=-1))
    assert (np.diff(visits.customer) >= 0).all() and (visits.day < 730 + 364).all()
    assert visits.day[first].tolist() == visits.truth["sim_came"].tolist()


def test_rates_lifetimes_and_amounts_are_what_the_models_say():
    truth = draw().truth
    assert truth["sim_rate"].mean() == pytest.approx(0.8 / 8.0, rel=0.05)
    assert (truth["sim_lifetime"] > 7 * 30).mean() == pytest.approx(0.5**0.6, abs=0.03)  # (beta / (beta + t))^s
    assert truth["sim_mean"].mean() == pytest.approx(6.0 * 15.0 / 3.0, rel=0.05)


def test_nobody_comes_after_having_left():
    visits = draw()
    end = (visits.truth["sim_came"] + visits.truth["sim_lifetime"]).to_numpy()
    assert (visits.day <= end[visits.customer]).all()


def test_a_peak_keeps_the_rate_of_the_other_quarters():
    visits, plain = draw(fourth_quarter=4.0), draw()
    low = [((one.day % 365.25) / 365.25 < 0.75).sum() for one in (visits, plain)]
    assert low[0] == pytest.approx(low[1], rel=0.1)
