"""Customers who leave fast: the Pareto/NBD likelihood by plain integration says how high a fit must come."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln

from custseg.repeat_buying import BuyingWithTraits, ParetoNBD
from custseg.repeat_buying.fitting.newton import maximise
from custseg.repeat_buying.fitting.search import evaluate
from custseg.repeat_buying.pareto_nbd import PLACES
from custseg.simulate.repeat_buying import simulate_pareto_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


def leavers(T, seed, **truth):
    """Draw customers, with last purchases on whole days."""
    drawn = simulate_pareto_nbd(T, **truth, random_state=seed)
    days = np.clip(np.round(drawn["t_x"] * 7), 1, drawn["T"] * 7) / 7
    return pd.DataFrame({"x": drawn["x"], "t_x": np.where(drawn["x"] > 0, days, 0.0), "T": drawn["T"]})


def integrated(table, r, alpha, s, beta):
    """Give the log-likelihood of Schmittlein, Morrison & Colombo 1987, equation (A1), over the time of leaving.

    In ``q = log(1 + time / beta)``, in which a customer leaves with the density ``s exp(-s q)``.
    """
    x, t_x, T = (table[name].to_numpy(dtype=float) for name in ("x", "t_x", "T"))
    nodes, weights = np.polynomial.legendre.leggauss(600)
    first, last = np.log1p(t_x / beta), np.log1p(T / beta)
    width = 0.5 * (last - first)[:, None]
    q = first[:, None] + width * (nodes + 1.0)
    slower = -(r + x[:, None]) * np.log1p(beta * np.expm1(q) / alpha)
    left = (np.exp(slower - s * q) * width * weights).sum(axis=1) * s
    stayed = np.exp(-(r + x) * np.log1p(T / alpha) - s * last)
    return float((gammaln(r + x) - gammaln(r) - x * np.log(alpha) + np.log(left + stayed)).sum())


RANDOM_AGES = np.random.default_rng(4).integers(1, 53, 400).astype(float)
COHORTS = [  # mean dropout rates of 2.8, 1.1 and 4.7 a week; a search to e^-10 of the customers left came 3 to 30 short
    (RANDOM_AGES, {"r": 2.6, "alpha": 2.0, "s": 4.1, "beta": 1.45}),
    (np.full(1000, 100.0), {"r": 0.32, "alpha": 0.145, "s": 14.9, "beta": 13.5}),
    (np.full(1000, 100.0), {"r": 2.2, "alpha": 3.0, "s": 30.8, "beta": 6.5}),
]


@pytest.mark.parametrize(("T", "truth"), COHORTS)
def test_the_fit_of_fast_leavers_is_likelier_than_the_truth(T, truth):
    table = leavers(T, 1, **truth)
    fitted = ParetoNBD().fit(table)
    assert fitted.log_likelihood_ > integrated(table, **truth)
    known = fitted.params_.replace(np.inf, np.nan)
    if np.isnan(known["s"]):  # all leave at one rate: as good as a shape of ten million
        known["s"], known["beta"] = 1e7, 1e7 / fitted.likelihood_params_[2]
    assert fitted.log_likelihood_ == pytest.approx(integrated(table, **known), abs=1e-4)
    assert fitted.search_point_[2] < fitted.bounds(fitted.rows_)[1][2]
    assert all("same dropout rate" in sentence for sentence in fitted.limits_reached_)


def test_where_some_leave_at_once_and_the_others_never_the_fit_is_likelier_than_the_truth():
    stays = np.random.default_rng(3).uniform(size=800) < 0.7
    table = leavers(np.full(800, 100.0), 2, r=1.2, alpha=12.0, s=1.0, beta=1e6)
    table.loc[~stays, ["x", "t_x"]] = 0
    fitted = ParetoNBD().fit(table)
    # a share buys as NBD and the others never again: 20 above where a search to s = 1/30 ended
    x, T = table["x"].to_numpy(), 100.0
    for_ever = gammaln(1.2 + x) - gammaln(1.2) + 1.2 * np.log(12.0) - (1.2 + x) * np.log(12.0 + T)
    truth = np.where(x > 0, np.log(0.7) + for_ever, np.log(0.3 + 0.7 * np.exp(for_ever))).sum()
    assert fitted.log_likelihood_ > truth
    assert fitted.log_likelihood_ == pytest.approx(integrated(table, **fitted.params_), abs=1e-5)


def test_what_was_taken_for_a_limit_lies_inside():
    # the search ended at s = 1/30, 13 lower, and said that s -> 0
    cohort = np.random.default_rng(8)
    T = cohort.integers(20, 101, 2000).astype(float)
    table = leavers(T, cohort, r=1.2, alpha=4.0, s=0.02, beta=1e-6)
    fitted = ParetoNBD().fit(table)
    assert fitted.limits_reached_ == () and fitted.s_ == pytest.approx(0.02, abs=0.008)
    assert fitted.log_likelihood_ > integrated(table, r=1.2, alpha=4.0, s=0.02, beta=1e-6)


def test_fast_leavers_beside_loyal_customers_are_found_with_traits():
    # all together lose little; the mean customer, whose dropout rate is the mean in logarithms, loses more than e^-10
    rng = np.random.default_rng(7)
    groups = [
        leavers(np.full(250, 100.0), rng, r=1.5, alpha=1.0, s=20.0, beta=20.0 / rate).assign(channel=name)
        for name, rate in (("fair", 4.0), ("store", 0.01))
    ]
    table = pd.concat(groups, ignore_index=True)
    model = BuyingWithTraits(ParetoNBD(), ["channel"]).fit(table)
    lower, upper = model.bounds(model.rows_)
    assert model.beyond_ > 0 and model.search_point_[2] < upper[2]
    upper[2] = np.log(1e4)
    start = model.search_point_ + rng.normal(size=len(lower))
    found = maximise(lambda z: evaluate(model, z, model.rows_), start, lower, upper, max_evaluations=200)
    assert model.log_likelihood_ >= found.value - 1e-6


def comebacks(early, customers, T, share=0.1):
    """Give customers of whom a share buy once again, early on average."""
    rng = np.random.default_rng(5)
    x = np.where(rng.random(customers) < share, 1.0, 0.0)
    return pd.DataFrame({"x": x, "t_x": np.where(x > 0, rng.exponential(early, customers) + 1e-4, 0.0), "T": T})


def one_comeback(early, customers, T):
    x = np.zeros(customers)
    x[0] = 1.0
    return pd.DataFrame({"x": x, "t_x": early * x, "T": T})


def at_equal_rates(table):
    """Give the highest log-likelihood if all buy at one rate and leave at one rate, long before the end.

    A customer's is ``buying**x * leaving * exp(-(buying + leaving) * t_x) / (buying + leaving)``. The slopes of the sum
    are zero where ``buying / leaving`` is the mean of x.
    """
    n, purchases, stayed = len(table), table["x"].sum(), table["t_x"].sum()
    leaving = n * purchases / ((n + purchases) * stayed)
    buying = leaving * purchases / n
    return purchases * np.log(buying) + n * np.log(leaving) - (buying + leaving) * stayed - n * np.log(buying + leaving)


EARLY = [  # days: an hour of two years, a quarter of an hour of one, a day of ten
    comebacks(0.04, 300, 730.0),
    comebacks(0.01, 300, 365.0),
    comebacks(1.0, 300, 3650.0),
    *(one_comeback(early, customers, 730.0) for early in (0.001, 0.04, 1.0) for customers in (4, 20, 60)),
    one_comeback(0.0009, 4, 3650.0),  # a climb of more than 100 evaluations along a ridge of equal rates
]


@pytest.mark.parametrize("table", EARLY)
def test_comebacks_within_hours_are_fitted_and_no_equal_rates_are_likelier(table):
    fitted = ParetoNBD().fit(table)
    assert fitted.log_likelihood_ >= at_equal_rates(table) - 1e-6
    if np.isinf(fitted.params_).all():  # all buy at one rate, and leave at one
        assert fitted.log_likelihood_ == pytest.approx(at_equal_rates(table), abs=1e-6)
        mean = table["x"].mean()
        assert fitted.likelihood_params_[2] == pytest.approx(table["x"].sum() / (1 + mean) / table["t_x"].sum())


def test_only_such_tables_begin_elsewhere_and_climb_for_longer():
    early, usual = comebacks(0.04, 300, 730.0), comebacks(40.0, 300, 730.0)
    model = ParetoNBD()
    rows, usual_rows = model.compress(early), model.compress(usual)
    first, *others = model.starts(rows)
    assert len(model.starts(usual_rows)) == len(others) == len(PLACES)
    assert [model.evaluations(usual_rows), model.evaluations(rows)] == [100, 1000]
    found = ParetoNBD().fit(early)
    assert np.abs(first - found.search_point_)[[0, 2]].max() < 1.0  # rate and loss are nearly those of the maximum
    with pytest.raises(RuntimeError, match="no maximum within 10 evaluations"):
        ParetoNBD(max_evaluations=1).fit(EARLY[-1])


def test_comebacks_within_hours_are_fitted_with_traits():
    table = comebacks(0.04, 300, 730.0).assign(channel=np.where(np.arange(300) % 2, "web", "store"))
    model = BuyingWithTraits(ParetoNBD(), ["channel"]).fit(table)
    assert model.log_likelihood_ >= at_equal_rates(table)
    assert model.evaluations(model.rows_) == 10 * model.max_evaluations
