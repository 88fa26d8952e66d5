import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammainc

from custseg.repeat_buying.likelihood.future import discounted
from custseg.repeat_buying.likelihood.future_geometric import GeometricFuture
from custseg.repeat_buying.likelihood.future_regular import RegularFuture

X, T_X, T = (
    np.array([0.0, 2, 26, 400, 5]),
    np.array([0.0, 30.43, 30.86, 38.0, 12.0]),
    np.array([38.9, 38.9, 31, 38.9, 12]),
)


def parameters(r, alpha, a, b):
    return np.array([np.log(r / alpha), 1 / r, a / (a + b), 1 / (1 + a + b)])


def futures(k, r=0.85, alpha=1.45, a=0.79, b=2.42, first_chance=1):
    point = parameters(r, alpha, a, b)
    return RegularFuture.after(point, k, X, T_X, T, first_chance=first_chance)


@settings(deadline=None, max_examples=40)
@given(
    k=st.integers(1, 8),
    r=st.floats(0.1, 4),
    alpha=st.floats(0.3, 20),
    a=st.floats(0.05, 5),
    b=st.floats(0.05, 50),
    x=st.integers(0, 60),
    T=st.floats(0.5, 200),
    silence=st.floats(0, 1),
    ahead=st.floats(0.01, 6),
    first_chance=st.sampled_from([0, 1]),
)
def test_the_expectation_is_the_published_series(
    series_by_phase, k, r, alpha, a, b, x, T, silence, ahead, first_chance
):
    """Near, and so far that the rate is summed up."""
    t_x = T * (1 - silence) if x else 0.0
    horizon = ahead * T
    future = RegularFuture.after(
        parameters(r, alpha, a, b), k, *(np.array([v], float) for v in (x, t_x, T)), first_chance=first_chance
    )
    shares = future.shares[0]
    exact = series_by_phase(k, r, alpha, a, b, x, T, horizon, first_chance) @ shares
    found = [future.survival(horizon)[0], future.purchases(horizon)[0], future.rate(horizon)[0]]
    np.testing.assert_allclose(found, exact, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("first_chance", [0, 1])
def test_one_phase_is_the_future_of_random_buyers(first_chance):
    point = parameters(0.243, 4.414, 0.793, 2.426)
    random = GeometricFuture.after(point, X, T, chances=X + first_chance)
    ours = RegularFuture.after(point, 1, X, T_X, T, first_chance=first_chance)
    for time in (1.0, 39.0, 400.0):
        np.testing.assert_allclose(ours.purchases(time), random.purchases(time), rtol=1e-8)
        np.testing.assert_allclose(ours.survival(time), random.survival(time), rtol=1e-9)
        np.testing.assert_allclose(ours.counts(time, 6), random.counts(time, 6), rtol=1e-9)
    for end in (39.0, None):
        np.testing.assert_allclose(discounted(ours, 0.002, end), discounted(random, 0.002, end), rtol=1e-7)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_counts_add_up_to_the_expectation(k):
    """The two are made in different ways: the expectation from the roots of unity, the counts from the phases."""
    ours = RegularFuture.after(parameters(0.85, 5.0, 0.79, 2.42), k, X[:3], T_X[:3], T[:3], first_chance=0)
    counts = ours.counts(30.0, 200)
    np.testing.assert_allclose(counts.sum(axis=1), 1.0, atol=1e-9)
    np.testing.assert_allclose(counts @ np.arange(201), ours.purchases(30.0), rtol=1e-7)


@pytest.mark.heavy
@pytest.mark.parametrize("k", [2, 5])
def test_the_present_value_is_that_of_the_purchases_as_they_come(k):
    """Summed up over short steps, each worth what it is in its middle."""
    future, force, steps = futures(k), 0.01, np.linspace(0.0, 60.0, 301)
    until = np.stack([future.purchases(step) for step in steps])
    worth = np.exp(-force * (steps[1:] + steps[:-1]) / 2)
    np.testing.assert_allclose(discounted(future, force, 60.0), worth @ np.diff(until, axis=0), rtol=2e-5)


def test_draws_are_those_of_the_counts():
    once = RegularFuture.after(parameters(0.85, 1.45, 0.79, 2.42), 3, *np.array([[1.0], [16], [32]]), first_chance=1)
    many = RegularFuture.after(
        parameters(0.85, 1.45, 0.79, 2.42), 3, *np.tile([[1.0], [16], [32]], 60_000), first_chance=1
    )
    drawn = np.bincount(many.draw(32.0, np.random.default_rng(1)), minlength=4)[:4] / 60_000
    exact = once.counts(32.0, 3)[0]
    assert (np.abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / 60_000)).all()


def test_drawn_times_are_in_order_and_as_early_as_expected():
    many = RegularFuture.after(
        parameters(0.85, 1.45, 0.79, 2.42), 3, *np.tile([[1.0], [16], [32]], 20_000), first_chance=1
    )
    owner, when = many.draw_times(32.0, np.random.default_rng(1))
    assert (np.diff(owner) >= 0).all() and (np.diff(when)[np.diff(owner) == 0] >= 0).all()
    early = (when <= 8.0).sum() / 20_000
    bought = many.counts(8.0, 30)[0]
    assert early == pytest.approx(many.purchases(8.0)[0], abs=4 * np.sqrt(bought @ np.arange(31) ** 2 / 20_000))


@pytest.mark.parametrize("k", [1, 2, 4, pytest.param(20, marks=pytest.mark.heavy)])
@pytest.mark.parametrize("rate", [0.02, 1.0])
@pytest.mark.parametrize("p", [1e-3, 0.5])
@pytest.mark.parametrize("force", [2e-5, 0.0133])
def test_equal_customers_who_have_just_bought_are_worth_a_sum_over_renewals(k, rate, p, force):
    """The n-th purchase comes after a gamma distributed time of shape k n, if the customer stayed n - 1 times."""
    one = np.ones(1)
    future = RegularFuture.after(
        np.array([np.log(rate * k), 0.0, p, 0.0]), k, 2 * one, 9 * one, 9 * one, first_chance=1
    )
    fallen = (rate * k / (rate * k + force)) ** k
    assert discounted(future, force, None)[0] == pytest.approx(fallen / (1 - (1 - p) * fallen), rel=1e-9)
    n = np.arange(1, int(rate * 520.0 + 12 * np.sqrt(rate * 520.0) + 60))
    stays = np.exp((n - 1) * np.log1p(-p))
    for end in (0.9 / rate, 12.0, 520.0):
        worth = stays * fallen**n @ gammainc(k * n, (rate * k + force) * end)
        until = stays @ gammainc(k * n, rate * k * end)
        assert future.purchases(end)[0] == pytest.approx(until, rel=1e-6, abs=1e-10)
        assert discounted(future, force, end)[0] == pytest.approx(worth, rel=1e-6, abs=1e-10)


@pytest.mark.parametrize("u", [0.0, 1e-4, 0.1, 10.0])
@pytest.mark.parametrize(("p", "w"), [(0.1, 0.0), (0.1, 1e-3), (1e-6, 0.1), (0.9, 0.5), (0.1, 0.02), (0.3, 0.99)])
@pytest.mark.parametrize("rate", [0.01, 5.0])
def test_one_phase_is_the_future_of_random_buyers_wherever_the_parameters_lie(u, p, w, rate):
    point, few = np.array([np.log(rate), u, p, w]), X < 100
    random = GeometricFuture.after(point, X[few], T[few], chances=X[few] + 1)
    ours = RegularFuture.after(point, 1, X[few], T_X[few], T[few], first_chance=1)
    for time in (1e-3, 52.0, 52_000.0, 1e6):
        np.testing.assert_allclose(ours.purchases(time), random.purchases(time), rtol=1e-9)
        np.testing.assert_allclose(ours.survival(time), random.survival(time), rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(discounted(ours, 0.00183, time), discounted(random, 0.00183, time), rtol=1e-9)
    np.testing.assert_allclose(discounted(ours, 0.00183, None), discounted(random, 0.00183, None), rtol=1e-9)


@pytest.mark.parametrize("k", [2, 5])
@pytest.mark.parametrize(("u", "p", "w"), [(0.1, 0.1, 1e-3), (1e-3, 0.1, 1e-3), (2.0, 0.1, 0.02), (1e-4, 0.1, 0.1)])
def test_what_is_foretold_rises_towards_what_is_expected_for_ever(k, u, p, w):
    """Nobody makes more than 1 / p purchases, of which a beta distribution has the mean (a + b - 1) / (a - 1)."""
    new, total = np.zeros(1), 1 / w - 1
    future = RegularFuture.after(np.array([np.log(5.0 * k), u, p, w]), k, new, new, new, first_chance=0)
    until = np.array([future.purchases(time)[0] for time in (1.0, 10.0, 52.0, 520.0, 5_200.0, 52_000.0)])
    worth = np.array([discounted(future, 0.00183, time)[0] for time in (1.0, 10.0, 52.0, 520.0, 5_200.0, None)])
    assert (np.diff(until) > -1e-9 * until[:-1]).all() and (np.diff(worth) > -1e-6 * worth[:-1]).all()
    assert (worth <= until * (1 + 1e-6)).all()
    if p * total > 1:
        limit = (total - 1) / (p * total - 1)
        assert until[-1] <= limit * (1 + 1e-9) and (until[-1] > 0.99 * limit or p * total < 10)
