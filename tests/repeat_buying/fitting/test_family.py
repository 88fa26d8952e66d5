"""A family that knows no x, t_x and T: contracts that end, and how much of the package fits it as it stands."""

import ast
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import betaln, digamma, polygamma
from sklearn.base import clone

import custseg.repeat_buying.fitting as floor
from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    prediction_interval,
)
from custseg.repeat_buying.fitting.estimator import FittedModel
from custseg.repeat_buying.fitting.explored import Explored
from custseg.repeat_buying.fitting.family import Family, LikelihoodParameters, Limit, sums_of_rows
from custseg.repeat_buying.fitting.search import _ends, climb, evaluate, find_maximum
from custseg.schema import SchemaError


@dataclass(frozen=True)
class ContractRows:
    """Contracts that were renewed ``t - lost`` times, and then ended (``lost`` 1) or are still running (0)."""

    t: np.ndarray
    lost: np.ndarray
    counts: np.ndarray

    def __len__(self):
        return len(self.t)

    def weighted(self, counts):
        return replace(self, counts=counts)

    def thinned(self, step):
        return type(self)(self.t[::step], self.lost[::step], self.counts[::step])

    def uninformative(self):
        return "" if self.counts @ self.lost else "no contract has ended."


class ShiftedBetaGeometric(Family):
    """Shifted beta-geometric, Fader & Hardie 2007: no more than a family must have, in (log alpha, log beta)."""

    parameter_names, columns = ("alpha", "beta"), ("t", "lost")
    limits = (Limit(0, False, "hardly anybody leaves: alpha / beta = {ratio:.2g}"),)
    tolerance, max_evaluations = 1e-9, 100

    def compress(self, table):
        sizes = table.groupby(["t", "lost"]).size()
        t, lost = (sizes.index.get_level_values(name).to_numpy(dtype=float) for name in self.columns)
        return ContractRows(t, lost, sizes.to_numpy(dtype=float))

    def bounds(self, rows):
        return np.full(2, -12.0), np.full(2, 12.0)

    def starts(self, rows):
        return [np.zeros(2), np.array([2.0, 2.0]), np.array([-2.0, -2.0])]

    def likelihood_parameters(self, search_point, rows):
        value, second = np.exp(search_point), np.zeros((2, 2, 2))
        second[(0, 1), (0, 1), (0, 1)] = value
        return LikelihoodParameters(value, np.diag(value), second)

    def search_point(self, likelihood_parameters, rows):
        return np.log(likelihood_parameters)

    def log_likelihood(self, likelihood_parameters, rows):
        # lost in period t: B(a + 1, b + t - 1) / B(a, b); still running after t: B(a, b + t) / B(a, b)
        a, b = likelihood_parameters
        left, stayed = a + rows.lost, b + rows.t - rows.lost
        both = digamma(left + stayed) - digamma(a + b)
        score = np.array([digamma(left) - digamma(a) - both, digamma(stayed) - digamma(b) - both])
        bend = rows.counts @ (polygamma(1, left + stayed) - polygamma(1, a + b))
        own = [rows.counts @ (polygamma(1, u) - polygamma(1, v)) for u, v in ((left, a), (stayed, b))]
        return betaln(left, stayed) - betaln(a, b), score, np.diag(own) - bend

    def reported_parameters(self, likelihood_parameters):
        return likelihood_parameters, np.eye(2)

    def from_reported(self, parameters):
        return np.array([parameters["alpha"], parameters["beta"]])


class Contracts(ShiftedBetaGeometric, FittedModel):
    """The same as an estimator, with the one prediction that its paper makes."""

    def limit_values(self):
        return {"ratio": self.likelihood_params_[0] / self.likelihood_params_[1]}

    def share_left_after(self, periods):
        a, b = self.likelihood_params_
        return pd.Series(np.exp(betaln(a, b + periods) - betaln(a, b)), index=periods)


# Fader & Hardie 2007, "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90: per cent of
# 1,000 customers left after each of seven years, and the estimates from them; alpha, beta and log-likelihood.
SEGMENTS = {
    "Regular": ([63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1], (0.70408, 1.18204, -1680.26519)),
    "High End": ([86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1], (0.66809, 3.80609, -1611.15815)),
}


def contracts(left):
    """One row per customer: the year in which the contract ended, or seven years and still running."""
    left = np.rint(10 * np.array([100.0, *left])).astype(int)
    t = np.repeat([*range(1, 8), 7], [*-np.diff(left), left[-1]])
    return pd.DataFrame({"t": t, "lost": np.arange(1000) < 1000 - left[-1]}).astype(float)


@pytest.fixture(scope="module", params=SEGMENTS)
def segment(request):
    left, published = SEGMENTS[request.param]
    return contracts(left), published


def test_the_search_takes_whatever_has_the_abstract_methods_of_a_family(segment):
    table, (alpha, beta, log_likelihood) = segment
    family = ShiftedBetaGeometric()
    found = find_maximum(family, family.compress(table))
    np.testing.assert_allclose(np.exp(found.point), [alpha, beta], rtol=0, atol=5e-6)
    assert found.value == pytest.approx(log_likelihood, abs=5e-6)
    assert found.converged and found.evaluations <= 12


def test_the_estimator_fits_scores_and_summarises_it(segment):
    table, (alpha, beta, log_likelihood) = segment
    model = Contracts().fit(X=table)
    np.testing.assert_allclose(model.params_, [alpha, beta], rtol=0, atol=5e-6)
    assert (model.n_customers_, model.n_rows_, model.limits_reached_) == (1000, 8, ())
    assert model.n_parameters_ == 2 and [model.alpha_, model.beta_] == model.params_.tolist()
    assert model.score(table) == pytest.approx(log_likelihood / 1000, abs=5e-9)
    summary = model.summary()
    assert (summary["low"] < summary["estimate"]).all() and (summary["estimate"] < summary["high"]).all()
    known = Contracts.from_params(alpha=alpha, beta=beta)
    assert known.score(table) == pytest.approx(model.score(table), abs=1e-9)
    with pytest.raises(ValueError, match="made with from_params: without data there is no likelihood"):
        known.summary()


def test_profile_intervals_end_where_the_likelihood_has_fallen(segment):
    table, _ = segment
    model = Contracts().fit(table)
    ends = model.confidence_intervals("profile")
    for side in ("low", "high"):
        alpha = ends.loc["alpha", side]
        best = minimize_scalar(
            lambda log_beta, alpha=alpha: -evaluate(model, np.array([np.log(alpha), log_beta]), model.rows_)[0]
        )
        assert model.log_likelihood_ + best.fun == pytest.approx(1.920729, abs=1e-3)  # half of chi-square's 95 % point


@pytest.mark.heavy
def test_the_three_kinds_of_standard_errors_agree(segment):
    table, _ = segment
    model = Contracts().fit(table)
    hessian = model.standard_errors("hessian")
    np.testing.assert_allclose(model.standard_errors("sandwich"), hessian, rtol=0.25)
    np.testing.assert_allclose(model.standard_errors("bootstrap", n_resamples=200, random_state=1), hessian, rtol=0.25)


@pytest.mark.parametrize("kind", ["hessian", "bootstrap"])
def test_predictions_get_intervals(segment, kind):
    table, _ = segment
    model = Contracts().fit(table)
    later = np.array([8, 12])
    found = prediction_interval(lambda m: m.share_left_after(later), model, kind=kind, n_draws=50, random_state=1)
    assert (found["low"] < found["estimate"]).all() and (found["estimate"] < found["high"]).all()


class Geometric(FittedModel):
    """Lifetimes that end with the same probability in every period: one parameter, searched as its logit."""

    parameter_names, columns, limits = ("p",), ("t", "lost"), ()

    def compress(self, table):
        sizes = table.groupby(["t", "lost"]).size()
        t, lost = (sizes.index.get_level_values(name).to_numpy(dtype=float) for name in self.columns)
        return ContractRows(t, lost, sizes.to_numpy(dtype=float))

    def bounds(self, rows):
        return np.full(1, -12.0), np.full(1, 12.0)

    def starts(self, rows):
        return [np.zeros(1)]

    def likelihood_parameters(self, search_point, rows):
        return LikelihoodParameters(search_point, np.eye(1), np.zeros((1, 1, 1)))

    def search_point(self, likelihood_parameters, rows):
        return likelihood_parameters

    def log_likelihood(self, likelihood_parameters, rows):
        p = 1 / (1 + np.exp(-likelihood_parameters[0]))
        kept = rows.t - rows.lost
        value = rows.lost * np.log(p) + kept * np.log1p(-p)
        score = (rows.lost - rows.t * p)[None, :]
        return value, score, np.array([[-(rows.counts @ rows.t) * p * (1 - p)]])

    def reported_parameters(self, likelihood_parameters):
        p = 1 / (1 + np.exp(-likelihood_parameters))
        return p, np.diag(p * (1 - p))

    def from_reported(self, parameters):
        return np.log([parameters["p"] / (1 - parameters["p"])])


def test_a_family_of_one_parameter_has_intervals_too():
    table = pd.DataFrame({"t": [1.0] * 30 + [2.0] * 20 + [3.0] * 50, "lost": [1.0] * 50 + [0.0] * 50})
    fitted = Geometric().fit(table)
    rate = 50 / (30 + 40 + 150)  # leavers by periods at risk: the closed form
    assert fitted.params_["p"] == pytest.approx(rate, abs=1e-6)
    low, high = fitted.confidence_intervals(kind="profile").loc["p", ["low", "high"]]
    for end in (low, high):  # Wilks: the likelihood has fallen by half the 95 % point of chi-squared with 1 degree
        fallen = 50 * np.log(rate / end) + 170 * np.log((1 - rate) / (1 - end))
        assert fallen == pytest.approx(1.920729, abs=1e-3)
    assert fitted.summary().loc["p", "estimate"] == pytest.approx(rate, abs=1e-6)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_reached_limit_is_said_with_its_numbers():
    one_left = pd.DataFrame({"t": 7.0, "lost": np.arange(100_000) < 1})

    class Narrow(Contracts):
        def bounds(self, rows):
            return np.array([-2.0, -2.0]), np.array([12.0, 9.0])

    model = Narrow().fit(one_left)
    assert model.limits_reached_ == ("hardly anybody leaves: alpha / beta = 1.7e-05",)
    assert model.held_[0]


def test_what_cannot_be_fitted_is_refused_but_scored(segment):
    table, _ = segment
    running = table[table["lost"] == 0]
    with pytest.raises(SchemaError, match="no contract has ended"):
        Contracts().fit(running)
    assert Contracts().fit(table).score(running) < 0


@pytest.mark.parametrize(
    "family",
    [BetaGeoNBD, ModifiedBetaGeoNBD, BetaGeoCNBD, ModifiedBetaGeoCNBD, ParetoNBD, GammaGamma, Contracts],
)
def test_every_estimator_is_a_family(family):
    assert isinstance(family(), Family) and isinstance(clone(family()), Family)


def test_every_missing_method_is_named():
    class Half(FittedModel):
        parameter_names, columns, limits = ("alpha",), ("t",), ()

    with pytest.raises(TypeError, match="abstract") as error:
        Half()
    needed = ["bounds", "compress", "from_reported", "likelihood_parameters", "log_likelihood", "reported_parameters"]
    named = re.findall(r"[a-z_]+", str(error.value).split("methods ")[1])
    assert named == [*needed, "search_point", "starts"]


@pytest.mark.parametrize("impossible", [-np.inf, np.nan])
def test_an_impossible_corner_has_no_height_and_no_slope(segment, impossible):
    """One row that cannot be is enough, whatever the others say of it."""
    table, _ = segment

    class Cornered(ShiftedBetaGeometric):
        def log_likelihood(self, likelihood_parameters, rows):
            value, score, hessian = super().log_likelihood(likelihood_parameters, rows)
            return np.where(rows.t == 3, impossible, value), score, hessian

    rows = Cornered().compress(table)
    value, gradient, hessian = sums_of_rows(Cornered(), np.ones(2), rows)
    assert (value, gradient.tolist(), hessian.tolist()) == (-np.inf, [0, 0], [[0, 0], [0, 0]])


def test_where_looking_at_several_places_shares_no_work_each_climb_sees_where_the_last_one_ended(segment):
    table, _ = segment

    class Alone(ShiftedBetaGeometric):
        def summed_log_likelihoods(self, likelihood_parameters, rows):
            raise AssertionError("two places were looked at together")

    family = Alone()
    rows = family.compress(table)
    starts = family.starts(rows)
    alone = [climb(family, rows, start).evaluations for start in starts]
    ends = _ends(family, rows, starts, family.tolerance, Explored())
    assert [end.converged for end in ends] == [True, False, False], "they lead to one maximum: the first finds it"
    assert ends[0].evaluations == alone[0] and sum(end.evaluations for end in ends) < sum(alone)


def test_fitting_knows_no_family():
    """The floor imports itself and `schema`; a family imports the floor, never the other way round."""
    for path in Path(floor.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level > 1:
                assert (node.level, node.module) == (3, "schema"), f"{path.name} imports {node.module}"
