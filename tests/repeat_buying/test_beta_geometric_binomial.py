"""Yes or no per period: the published donors, closed forms, simulated truth, limits, and what may not be fitted."""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoBetaBinom, prediction_interval
from custseg.repeat_buying.fitting.search import climb
from custseg.schema import SchemaError

# Fader, Hardie & Shang 2010, Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science 29,
# 1086-1108, Table 1: donors who gave first in 1995, by years with a gift 1996-2001, last of them, and their number
DONORS = {
    6: {6: 1203, 5: 728, 4: 512, 3: 357, 2: 234, 1: 129},  # last gift in the sixth year: years with a gift, donors
    5: {5: 335, 4: 284, 3: 225, 2: 173, 1: 119},
    4: {4: 240, 3: 181, 2: 155, 1: 78},
    3: {3: 322, 2: 255, 1: 129},
    2: {2: 613, 1: 277},
    1: {1: 1091},
    0: {0: 3464},
}


@pytest.fixture(scope="module")
def donors():
    counts = [(x, t_x, 6, number) for t_x, years in DONORS.items() for x, number in years.items()]
    table = pd.DataFrame(counts, columns=["x", "t_x", "n", "customers"])
    table.attrs["unit"] = "Y"
    return table


@pytest.fixture(scope="module")
def fitted(donors):
    return BetaGeoBetaBinom().fit(donors)


@pytest.fixture(scope="module")
def known():
    return BetaGeoBetaBinom.from_params(alpha=1.20, beta=0.75, gamma=0.66, delta=2.78, unit="Y")


def rows(*triples):
    return pd.DataFrame(triples, columns=["x", "t_x", "n"])


def test_published_fit(fitted, assert_printed):
    assert_printed(fitted, alpha="1.204", beta=".750", gamma=".657", delta="2.783")  # the paper's section 4.1
    assert fitted.log_likelihood_ == pytest.approx(-33225.581, abs=0.0005)  # R package BTYD 2.4.3 on the same counts
    assert (fitted.n_customers_, fitted.n_rows_, fitted.unit_) == (11104, 22, "Y") and fitted.n_evaluations_ <= 12
    # BTYD's search ends a little beside the maximum: at its parameters the likelihood is not higher
    beside = BetaGeoBetaBinom.from_params(alpha=1.20350708, beta=0.74976668, gamma=0.65675682, delta=2.78388733)
    np.testing.assert_allclose(beside.params_, fitted.params_, rtol=2e-4)


def test_published_probabilities_to_be_alive_in_2002(fitted):
    # Table 6 of the paper: alive in the year after the last one seen
    alive = fitted.probability_alive(rows((0, 0, 6), (2, 4, 6), (6, 6, 6)), ahead=1)
    assert alive.round(2).tolist() == [0.11, 0.59, 0.93]


def test_published_forecasts_and_counts(fitted, donors):
    total = donors["customers"] @ fitted.expected_purchases(donors, horizon=5)
    assert total == pytest.approx(12884.2, abs=0.05)  # the paper's spreadsheet, gifts 2002-2006
    once_a_year = 11104 * fitted.new_customer_probabilities(horizon=6)
    assert once_a_year[0] == pytest.approx(3454.9, abs=0.05) and once_a_year[6] == pytest.approx(1253.1, abs=0.05)


def test_forecasts_of_the_r_package():
    # BTYD 2.4.3 at its own estimates: ten years of a new donor, and of two who were seen for six years
    model = BetaGeoBetaBinom.from_params(alpha=1.20350708, beta=0.74976668, gamma=0.65675682, delta=2.78388733)
    assert model.new_customer_purchases(horizon=10) == pytest.approx(3.1798281, abs=2e-6)
    found = model.expected_purchases(rows((0, 0, 6), (4, 5, 6)), horizon=10)
    np.testing.assert_allclose(found, [0.13023442, 3.6279431], rtol=2e-6)


def test_values_at_known_parameters(known):
    # recomputed with R (BTYD's formulas) at parameters of two digits, in eight digits
    one = rows((3, 4, 6))
    assert known.score(one) == pytest.approx(-5.0608682, abs=5e-8)
    assert known.expected_purchases(one, horizon=10).iloc[0] == pytest.approx(1.8408127, abs=5e-8)
    assert known.discounted_purchases(one, discount_rate=0.10).iloc[0] == pytest.approx(1.6213792, abs=5e-8)
    assert known.probability_alive(one, ahead=1).iloc[0] == pytest.approx(0.43834385, abs=5e-9)
    dert = known.discounted_purchases(rows(*((x, 6, 6) for x in range(1, 7))), discount_rate=0.10)
    wanted = [1.8020448, 2.6211561, 3.4402673, 4.2593786, 5.0784899, 5.8976012]
    np.testing.assert_allclose(dert, wanted, rtol=0, atol=5.1e-8)


def test_probabilities_expectations_and_draws_agree(known):
    customers = rows((3, 4, 6), (0, 0, 6), (6, 6, 6), (0, 0, 0))
    chances = known.purchase_probabilities(customers, horizon=10)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(chances @ np.arange(11), known.expected_purchases(customers, horizon=10), rtol=1e-12)
    np.testing.assert_allclose(chances.iloc[3], known.new_customer_probabilities(horizon=10), rtol=1e-12)
    many = customers.loc[customers.index.repeat(20_000)]
    drawn = known.simulate_purchases(many, horizon=10, random_state=2).to_numpy().reshape(4, -1)
    shares = np.stack([np.bincount(row, minlength=11) for row in drawn]) / 20_000
    assert (np.abs(shares - chances) < 4.5 * np.sqrt(chances * (1 - chances) / 20_000) + 1e-9).all(axis=None)
    assert known.purchase_probabilities(customers, horizon=10, largest=2).shape == (4, 3)


def test_simulated_customers_are_alive_as_often_as_the_model_says(known):
    drawn = known.simulate(np.full(60_000, 6), random_state=1)
    assert (drawn["x"] <= drawn["t_x"]).all() and (drawn["t_x"] <= 6).all()
    groups = drawn.groupby(["x", "t_x"])["sim_alive"].agg(["mean", "size"]).query("size >= 500").reset_index()
    alive = known.probability_alive(groups[["x", "t_x"]].assign(n=6))
    error = np.sqrt(alive * (1 - alive) / groups["size"])
    assert (np.abs(groups["mean"] - alive) <= 4.5 * error + 1e-12).all()


@pytest.mark.heavy
def test_simulated_truth_is_recovered():
    truth = pd.Series({"alpha": 0.9, "beta": 1.6, "gamma": 0.7, "delta": 3.0})
    n = np.random.default_rng(1).integers(4, 13, 60_000)
    model = BetaGeoBetaBinom().fit(BetaGeoBetaBinom.from_params(**truth).simulate(n, random_state=2))
    assert (((model.params_ - truth) / model.standard_errors()).abs() < 3.5).all()


def test_order_and_weights_change_nothing(fitted, donors):
    single = donors.loc[donors.index.repeat(donors["customers"]), ["n", "t_x", "x"]].sample(frac=1.0, random_state=1)
    again = BetaGeoBetaBinom().fit(single)
    np.testing.assert_allclose(again.params_, fitted.params_, rtol=1e-9)
    np.testing.assert_allclose(again.standard_errors("sandwich"), fitted.standard_errors("sandwich"), rtol=1e-7)
    whole = fitted.expected_purchases(single, horizon=5)
    pd.testing.assert_series_equal(fitted.expected_purchases(single.iloc[:50], horizon=5), whole.iloc[:50], rtol=1e-12)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_no_start_leads_higher():
    rng = np.random.default_rng(8)
    for _ in range(10):
        m, v, p, w = rng.uniform(0.05, 0.9), rng.uniform(0.02, 0.8), rng.uniform(0.02, 0.6), rng.uniform(0.02, 0.8)
        shapes = {"alpha": m * (1 / v - 1), "beta": (1 - m) * (1 / v - 1), "gamma": p * (1 / w - 1)}
        truth = BetaGeoBetaBinom.from_params(**shapes, delta=(1 - p) * (1 / w - 1))
        drawn = truth.simulate(np.full(int(rng.integers(200, 3000)), int(rng.integers(4, 10))), random_state=rng)
        if BetaGeoBetaBinom().compress(drawn).uninformative():
            continue
        model = BetaGeoBetaBinom().fit(drawn)
        lower, upper = model.bounds(model.rows_)
        for _ in range(3):
            other = climb(model, model.rows_, rng.uniform(0.8 * lower, 0.8 * upper))
            assert other.value <= model.log_likelihood_ + 1e-6


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_limits_are_named_and_predicted():
    stays = BetaGeoBetaBinom.from_params(alpha=2.0, beta=2.0, gamma=1e-7, delta=1.0)
    for seed in range(9, 20):
        model = BetaGeoBetaBinom().fit(stays.simulate(np.full(600, 8), random_state=seed))
        if model.likelihood_params_[2] == 0:
            break
    assert "no dropout detected" in model.limits_reached_[0]
    customers = rows((0, 0, 8), (3, 4, 8))
    assert (model.probability_alive(customers, ahead=5) == 1).all()
    # nobody leaves: the beta-binomial's conditional expectation, (alpha + x) / (alpha + beta + n) a period
    wanted = 5 * (model.alpha_ + customers["x"]) / (model.alpha_ + model.beta_ + 8)
    np.testing.assert_allclose(model.expected_purchases(customers, horizon=5), wanted, rtol=1e-7)
    always = pd.DataFrame({"x": np.arange(7), "t_x": np.arange(7), "n": 6, "customers": [70, 65, 60, 40, 30, 25, 400]})
    model = BetaGeoBetaBinom().fit(always)
    assert "buys in every period" in model.limits_reached_[0] and model.beta_ == 0
    assert np.isfinite(model.expected_purchases(rows((0, 0, 6), (3, 5, 6), (6, 6, 6)), horizon=5)).all()
    alike = BetaGeoBetaBinom.from_params(alpha=4e6, beta=6e6, gamma=0.5, delta=2.0)
    for seed in range(12):
        model = BetaGeoBetaBinom().fit(alike.simulate(np.full(800, 7), random_state=seed))
        if np.isinf(model.alpha_):
            break
    assert any("everybody buys with the same probability" in sentence for sentence in model.limits_reached_)
    assert np.isfinite(model.discounted_purchases(rows((1, 2, 7)), discount_rate=0.1, unit="Y")).all()


def test_what_says_nothing_or_is_impossible_is_refused_in_words():
    for table, message in (
        (rows((0, 0, 6), (0, 0, 5)), "nobody bought again"),
        (rows((2, 2, 2), (0, 0, 2)), "seen for 2 periods"),
        (rows((4, 4, 4), (5, 5, 5)), "everybody bought in every period"),
        (rows((3, 2, 6)), "x is above t_x"),
        (rows((1, 7, 6)), "t_x is later than n"),
        (rows((0, 2, 6)), "x = 0 but t_x > 0"),
        (rows((0.5, 2, 6)), "not a whole number"),
        (pd.DataFrame({"frequency": [1], "recency": [1], "n": [6]}), r"lacks 'x', 't_x'.*rename"),
    ):
        with pytest.raises(SchemaError, match=message):
            BetaGeoBetaBinom().fit(table)
    with pytest.raises(ValueError, match="whole number of periods"):
        BetaGeoBetaBinom.from_params(alpha=1, beta=1, gamma=1, delta=1).simulate([2.5])


def held(repeats, seed):
    truth, rng = pd.Series({"alpha": 1.2, "beta": 0.8, "gamma": 0.7, "delta": 2.5}), np.random.default_rng(seed)
    known, inside = BetaGeoBetaBinom.from_params(**truth), []
    for _ in range(repeats):
        ends = BetaGeoBetaBinom().fit(known.simulate(np.full(3000, 7), random_state=rng)).confidence_intervals()
        inside.append(((ends["low"] <= truth) & (truth <= ends["high"])).to_numpy())
    return np.mean(inside)


@pytest.mark.heavy
def test_profile_intervals_hold_the_truth_quick():
    assert held(12, 3) >= 0.8  # of 48 ends at 95 %


@pytest.mark.slow
def test_profile_intervals_hold_the_truth():
    assert held(120, 5) == pytest.approx(0.95, abs=0.04)


@pytest.mark.heavy
def test_forecasts_have_intervals(fitted, donors):
    def total(model):
        return pd.Series([donors["customers"] @ model.expected_purchases(donors, horizon=5)])

    found = prediction_interval(total, fitted, n_draws=40, random_state=1).iloc[0]
    assert found["low"] < 12884.2 < found["high"] and found["high"] / found["low"] < 1.2


def test_more_periods_than_can_be_worked_through_are_refused_in_words():
    """The work grows with the square of the periods: a table of days over years would never end."""
    model = BetaGeoBetaBinom.from_params(alpha=1.2, beta=0.75, gamma=0.66, delta=2.78)
    with pytest.raises(SchemaError, match="n is above 2,000 periods"):
        model.probability_alive(pd.DataFrame({"x": [1], "t_x": [2], "n": [3650]}))
    with pytest.raises(ValueError, match="horizon must be at most 2,000 periods"):
        model.new_customer_probabilities(horizon=10**30)
    with pytest.raises(ValueError, match="n must be one number of periods per customer, found 2 dimensions"):
        model.simulate(np.full((2, 2), 5))


@pytest.mark.filterwarnings("ignore:.*rests on a limit")
def test_rows_without_a_customer_change_nothing():
    table = pd.DataFrame({"x": [0, 1, 2, 3], "t_x": [0, 2, 4, 6], "n": 6, "customers": [50, 30, 20, 10]})
    nobody = pd.DataFrame({"x": [6], "t_x": [6], "n": [6], "customers": [0]})
    with_nobody = pd.concat([nobody, table], ignore_index=True)
    alone, beside = (BetaGeoBetaBinom().fit(one) for one in (table, with_nobody))
    pd.testing.assert_series_equal(beside.params_, alone.params_)
    assert beside.log_likelihood_ == alone.log_likelihood_


def test_one_customer_says_nothing_about_how_customers_differ():
    with pytest.raises(SchemaError, match="one customer says nothing"):
        BetaGeoBetaBinom().fit(rows((2, 4, 6)))
    assert BetaGeoBetaBinom().compress(rows((2, 4, 6)).assign(customers=2)).uninformative() == ""


@pytest.mark.parametrize("n", [2_001, 1e30, np.inf])
def test_new_customers_are_drawn_for_as_many_periods_as_can_be_counted(n):
    model = BetaGeoBetaBinom.from_params(alpha=1.204, beta=0.750, gamma=0.657, delta=2.783)
    with pytest.raises(ValueError, match="n is not a whole number of periods, 0 or more, and at most 2,000"):
        model.simulate(np.array([6.0, n]), random_state=1)
