"""Some leave at once and the others never: the limit of Pareto/NBD where s and beta are 0, by its closed form."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, gammaln

from custseg.repeat_buying import BuyingWithTraits, ParetoNBD, prediction_interval
from custseg.repeat_buying.fitting.newton import maximise
from custseg.repeat_buying.fitting.search import evaluate

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # the limit is looked at here


def cohort(number, customers, in_between=0.0, stays=None):
    """Draw customers of whom a share leaves at once and the others never, or a few of them one day or another."""
    rng = np.random.default_rng([77, number])
    T = np.full(customers, 100.0) if number % 2 else rng.integers(20, 101, customers).astype(float)
    rate = rng.gamma(1.1, rng.uniform(0.01, 0.2) / 1.1, customers)
    end = np.where(rng.random(customers) < (rng.uniform(0.1, 0.9) if stays is None else stays), T, 0.0)
    end = np.where(rng.random(customers) < in_between, rng.random(customers) * T, end)
    x = rng.poisson(rate * end)
    last = np.where(x > 0, end * rng.random(customers) ** (1 / np.maximum(x, 1)), 0.0)
    return pd.DataFrame({"x": x, "t_x": np.where(x > 0, np.clip(np.round(last * 7), 1, T * 7) / 7, 0.0), "T": T})


def highest_of_the_limit(table):
    """Give the highest log-likelihood where a share bought once and the others buy as NBD, who never leave.

    Ehrenberg (1959): the chance of x purchases at given times, without the times' factorial.
    """
    x, T = table["x"].to_numpy(), table["T"].to_numpy()

    def less(z):
        (r, alpha), q = np.exp(z[:2]), expit(z[2])
        bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha / (alpha + T)) - x * np.log(alpha + T)
        return -np.where(x > 0, np.log1p(-q) + bought, np.log(q + (1 - q) * np.exp(bought))).sum()

    options = {"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000, "maxfev": 4000}
    return -min(minimize(less, [0.0, at, 0.0], method="Nelder-Mead", options=options).fun for at in (1.0, 3.0))


@pytest.fixture(scope="module")
def on_the_limit():
    table = cohort(9, 900, stays=0.6)
    return table, ParetoNBD().fit(table)


@pytest.mark.parametrize(
    ("number", "customers", "in_between"), [(0, 120, 0.0), (1, 900, 0.0), (2, 900, 0.01), (3, 300, 0.02)]
)
def test_no_place_is_higher_than_the_fit(number, customers, in_between):
    table = cohort(number, customers, in_between)
    fitted = ParetoNBD().fit(table)
    assert fitted.log_likelihood_ > highest_of_the_limit(table) - 1e-6
    rng, (lower, upper) = np.random.default_rng(number), fitted.bounds(fitted.rows_)
    first, last = lower.copy(), upper.copy()
    first[0], last[0] = np.log(fitted.rows_.purchases_per_time) + np.array([-1.5, 3.0])
    last[1] = np.log(20.0)
    for start in rng.uniform(first, last, (5, 4)):
        found = maximise(lambda z: evaluate(fitted, z, fitted.rows_), start, lower, upper, max_evaluations=150)
        assert found.value < fitted.log_likelihood_ + 1e-6


def test_the_limit_is_named_with_the_share_that_left(on_the_limit):
    table, fitted = on_the_limit
    share = fitted.limit_values()["at_once"]
    assert share == pytest.approx(0.4, abs=0.06)  # three standard errors of 900 and what hides among the silent
    words = f"some leave at once and the others never: s → 0, beta → 0, and a share of {share:.4g} leaves at once"
    assert fitted.limits_reached_ == (words,) and (fitted.s_, fitted.beta_) == (0.0, 0.0)
    assert fitted.log_likelihood_ == pytest.approx(highest_of_the_limit(table), abs=1e-6)


def test_what_is_said_of_customers_follows_from_the_share(on_the_limit):
    """All by hand: whoever bought again stays for ever, and of the others a share has left."""
    table, fitted = on_the_limit
    q, r, alpha = fitted.limit_values()["at_once"], fitted.r_, fitted.alpha_
    x, T = table["x"].to_numpy(), table["T"].to_numpy()
    silent = (1 - q) * (alpha / (alpha + T)) ** r
    alive = np.where(x > 0, 1.0, silent / (q + silent))
    np.testing.assert_allclose(fitted.probability_alive(table), alive, rtol=1e-9)
    np.testing.assert_allclose(fitted.probability_alive(table, ahead=50.0), alive, rtol=1e-9)
    expected = alive * (r + x) / (alpha + T) * 20.0
    np.testing.assert_allclose(fitted.expected_purchases(table, horizon=20.0), expected, rtol=1e-9)
    none = alive * ((alpha + T) / (alpha + T + 20.0)) ** (r + x) + 1 - alive
    np.testing.assert_allclose(fitted.purchase_probabilities(table, horizon=20.0)[0], none, rtol=1e-9)
    assert fitted.new_customer_purchases(horizon=100.0) == pytest.approx((1 - q) * 100.0 * r / alpha)
    chances = fitted.new_customer_probabilities(horizon=100.0, largest=100)
    assert chances[0] == pytest.approx(q + (1 - q) * (alpha / (alpha + 100.0)) ** r)


def test_a_cohort_drawn_from_the_limit_has_the_share_and_the_buyers_of_the_fit(on_the_limit):
    _, fitted = on_the_limit
    drawn = fitted.simulate(np.full(20_000, 100.0), random_state=1)
    assert drawn["sim_alive"].mean() == pytest.approx(1 - fitted.limit_values()["at_once"], abs=0.015)
    once = fitted.new_customer_probabilities(horizon=100.0)[0]
    assert (drawn["x"] == 0).mean() == pytest.approx(once, abs=0.015)
    assert drawn["x"].mean() == pytest.approx(fitted.new_customer_purchases(horizon=100.0), rel=0.05)
    assert not drawn.loc[~drawn["sim_alive"], ["x", "t_x", "x_holdout", "sim_lifetime"]].any(axis=None)


def test_customers_seen_for_no_time_are_new_customers(on_the_limit):
    _, fitted = on_the_limit
    new = pd.DataFrame({"x": [0, 0], "t_x": 0.0, "T": [0.0, 1e-6]})
    assert fitted.probability_alive(new).iloc[0] == 1.0
    expected = fitted.expected_purchases(new, horizon=30.0)
    assert expected.iloc[0] == pytest.approx(fitted.new_customer_purchases(horizon=30.0))
    assert expected.iloc[0] == pytest.approx(expected.iloc[1], rel=1e-5)
    many = pd.DataFrame({"x": 0, "t_x": 0.0, "T": np.zeros(20_000)})
    drawn = fitted.simulate_purchases(many, horizon=30.0, random_state=1)
    assert drawn.mean() == pytest.approx(expected.iloc[0], rel=0.05)


@pytest.mark.heavy
def test_intervals_hold_a_truth_that_lies_on_the_limit():
    held = []
    for number in range(12):
        table = cohort(2 * number + 1, 400, stays=0.6)
        fitted = ParetoNBD().fit(table)
        ends = fitted.confidence_intervals()
        assert 0 < ends.loc["r", "low"] < fitted.r_ < ends.loc["r", "high"] < np.inf
        held.append(ends.loc["r", "low"] < 1.1 < ends.loc["r", "high"])
    assert sum(held) >= 9  # fewer than 9 of 12 intervals of 95 % hold in one of 1,000 such tests


def test_an_end_is_found_where_the_way_to_it_leads_onto_the_limit():
    table = cohort(0, 1448, stays=0.75)
    fitted = ParetoNBD().fit(table)
    low, high = fitted.confidence_intervals().loc["r"]
    error = fitted.standard_errors()["r"] if not fitted.held_.any() else 0.25 * fitted.r_
    assert fitted.r_ - 4 * error < low < fitted.r_ < high < fitted.r_ + 4 * error


@pytest.mark.parametrize("kind", ["likelihood", "bootstrap"])
def test_intervals_of_what_is_expected_are_drawn_around_the_fit(on_the_limit, kind):
    table, fitted = on_the_limit
    one = pd.Series("all", index=table.index)
    found = prediction_interval(
        lambda model: model.expected_purchases(table, horizon=20.0),
        fitted,
        by=one,
        kind=kind,
        n_draws=40,
        random_state=1,
    ).iloc[0]
    total = fitted.expected_purchases(table, horizon=20.0).sum()
    assert 0.8 * total < found["low"] < total < found["high"] < 1.2 * total


def test_with_a_trait_that_says_nothing_the_fit_is_no_lower_than_without(on_the_limit):
    table, alone = on_the_limit
    traited = table.assign(channel=np.where(np.arange(len(table)) % 2, "web", "store"))
    model = BuyingWithTraits(ParetoNBD(), ["channel"]).fit(traited)
    assert model.log_likelihood_ >= alone.log_likelihood_ - 1e-6
    assert model.log_likelihood_without_traits_ == pytest.approx(alone.log_likelihood_, abs=1e-7)
    assert model.probability_alive(traited).between(0, 1).all()
    assert np.isfinite(model.expected_purchases(traited, horizon=20.0)).all()
    if any("leave at once" in sentence for sentence in model.limits_reached_):  # it has no say in who leaves
        assert np.isnan(model.params_["leaving channel[web]"])


def test_traits_have_exact_derivatives_where_some_leave_at_once(on_the_limit):
    table, _ = on_the_limit
    traited = table.head(60).assign(age=np.arange(60.0) / 20.0)
    model = BuyingWithTraits(ParetoNBD(), ["age"]).fit(traited)
    rows, counts = model.rows_, model.rows_.counts
    point = np.array([-2.5, 0.9, 0.6, -1.002, 0.2, -0.3])
    value, score, hessian = model.log_likelihood(point, rows)
    assert np.isfinite(value).all()
    for i, width in enumerate((1e-5, 1e-5, 1e-5, 1e-6, 1e-5, 1e-5)):
        step = width * np.eye(6)[i]
        up, down = (model.log_likelihood(point + side, rows) for side in (step, -step))
        scale = np.abs(score[i]).max()
        np.testing.assert_allclose(score[i], (up[0] - down[0]) / (2 * width), rtol=1e-5, atol=1e-5 * scale)
        column = (up[1] - down[1]) @ counts / (2 * width)
        np.testing.assert_allclose(hessian[i], column, rtol=2e-4, atol=1e-4 * np.abs(hessian[i]).max())
    values, slopes = model.reported_parameters(point)
    for i in range(6):
        step = 1e-7 * np.eye(6)[i]
        up, down = (model.reported_parameters(point + side)[0] for side in (step, -step))
        np.testing.assert_allclose(slopes[:, i] / values, (up - down) / 2e-7 / values, rtol=1e-3, atol=1e-4)
