import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeo,
    SpendWithTraits,
    contracts_from_survivors,
    repeat_purchase_table,
)
from custseg.schema import SchemaError

GOOD = pd.DataFrame({"x": [0, 2, 1, 5], "t_x": [0.0, 20.0, 3.0, 30.0], "T": [30.0, 30.0, 29.0, 35.0]})
BUYING = [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD]


@pytest.mark.heavy
@pytest.mark.parametrize("model", [*BUYING, GammaGamma])
def test_estimator_contract(model, cdnow):
    before = cdnow.copy()
    estimator = model(tolerance=1e-8)
    fitted = estimator.fit(cdnow)
    assert fitted is estimator and clone(estimator).get_params() == estimator.get_params()
    assert not hasattr(clone(estimator), "params_")
    assert list(fitted.feature_names_in_) == (["x", "m_x"] if model is GammaGamma else ["x", "t_x", "T"])
    pd.testing.assert_frame_equal(cdnow, before)
    again = pickle.loads(pickle.dumps(fitted))
    pd.testing.assert_series_equal(again.params_, fitted.params_)
    assert again.score(cdnow) == fitted.score(cdnow)
    shuffled = model(tolerance=1e-8).fit(cdnow.sample(frac=1, random_state=0)[cdnow.columns[::-1]])
    np.testing.assert_allclose(shuffled.params_, fitted.params_, rtol=1e-9)


def test_not_fitted():
    with pytest.raises(NotFittedError):
        BetaGeoNBD().probability_alive(GOOD)
    with pytest.raises(NotFittedError):
        ParetoNBD().summary()
    with pytest.raises(NotFittedError):
        GammaGamma().expected_spend(GOOD)
    with pytest.raises(NotFittedError):
        BetaGeoNBD().score(GOOD)


@pytest.mark.parametrize("model", [*BUYING, GammaGamma])
def test_fit_and_score_take_x_and_y_as_scikit_learn_passes_them(cdnow, model):
    fitted = model().fit(X=cdnow, y=None)
    pd.testing.assert_series_equal(fitted.params_, model().fit(cdnow, None).params_)
    assert fitted.score(X=cdnow, y=None) == fitted.score(cdnow)
    for method in (fitted.fit, fitted.score):
        with pytest.raises(TypeError, match=r"^X must be a pandas DataFrame, found ndarray\.$"):
            method(cdnow.to_numpy())


@pytest.mark.parametrize("model", [*BUYING, GammaGamma])
def test_the_score_is_the_mean_log_likelihood_of_a_customer(cdnow, model):
    fitted = model().fit(cdnow)
    assert fitted.score(cdnow) == pytest.approx(fitted.log_likelihood_ / fitted.n_customers_, rel=1e-12)
    half = cdnow.iloc[::2], cdnow.iloc[1::2]
    counted = [int((part["x"] > 0).sum()) if model is GammaGamma else len(part) for part in half]
    assert np.average([fitted.score(part) for part in half], weights=counted) == pytest.approx(fitted.score(cdnow))


def test_a_table_that_cannot_be_fitted_can_be_scored(cdnow):
    once = cdnow[cdnow["x"] == 0]
    model = BetaGeoNBD().fit(cdnow)
    assert model.score(once.iloc[:1]) < 0
    with pytest.raises(ValueError, match=r"none of the .* customers bought again"):
        GammaGamma().fit(cdnow).score(once)


def test_known_parameters_are_scored(cdnow):
    fitted = ParetoNBD().fit(cdnow)
    known = ParetoNBD.from_params(**fitted.params_.to_dict(), unit="W")
    assert known.score(cdnow) == pytest.approx(fitted.score(cdnow), rel=1e-9)
    assert BetaGeoNBD.from_params(r=1.0, alpha=4.0, a=0.8, b=2.4).score(cdnow) < fitted.score(cdnow)


@pytest.mark.heavy
def test_families_are_compared_by_cross_validation(cdnow):
    held_out = {model: cross_val_score(model(), cdnow, cv=3).mean() for model in BUYING}
    search = GridSearchCV(Pipeline([("family", BetaGeoNBD())]), {"family": [model() for model in BUYING]}, cv=3)
    search.fit(cdnow)
    np.testing.assert_allclose(search.cv_results_["mean_test_score"], list(held_out.values()))
    assert type(search.best_estimator_["family"]) is max(held_out, key=held_out.get)
    tolerances = GridSearchCV(GammaGamma(), {"tolerance": [1e-9, 1e-6]}, cv=2).fit(cdnow)
    assert tolerances.best_estimator_.params_.index.tolist() == ["p", "q", "gamma"]


@pytest.mark.parametrize("evaluations", [1, 2])
def test_giving_up_is_said(evaluations):
    with pytest.raises(RuntimeError, match=f"no maximum within {evaluations} evaluations"):
        ParetoNBD(max_evaluations=evaluations).fit(GOOD)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"max_evaluations": 0}, "max_evaluations must be a whole number of evaluations, 1 or more; found 0"),
        ({"max_evaluations": 1.5}, "max_evaluations must be a whole number of evaluations, 1 or more; found 1.5"),
        ({"tolerance": -1.0}, "tolerance must be a number above zero, of log-likelihood, such as 1e-9; found -1.0"),
        ({"tolerance": 0.0}, "tolerance must be a number above zero, of log-likelihood, such as 1e-9; found 0.0"),
        ({"tolerance": np.inf}, "tolerance must be a number above zero"),
        ({"tolerance": np.nan}, "tolerance must be a number above zero"),
        ({"tolerance": True}, "tolerance must be a number above zero"),
        ({"tolerance": np.timedelta64(1, "D")}, "tolerance must be a number above zero"),
        ({"tolerance": "small"}, "tolerance must be a number above zero"),
    ],
)
@pytest.mark.parametrize("model", [BetaGeoNBD, ParetoNBD])
def test_a_search_that_cannot_begin_or_end_is_refused(model, settings, said):
    with pytest.raises(ValueError, match=said):
        model(**settings).fit(GOOD)


@pytest.mark.parametrize(
    ("curvature", "held", "flat"),
    [
        ([1.0, 2.0, 3.0, 5e-4], [], True),
        ([1.0, 2.0, 3.0, 1.5e-3], [], False),
        ([1.0, 2.0, 3.0, 5e-4], [3], False),
        ([1.0, 2.0, 3.0, 4.0], [0, 1, 2, 3], False),
    ],
)
def test_a_flat_likelihood_is_said_and_no_other(cdnow, curvature, held, flat):
    fitted = BetaGeoNBD().fit(cdnow.iloc[::10])
    assert fitted.notes_ == ()
    fitted.hessian_, fitted.held_ = -np.diag(curvature), np.isin(range(4), held)
    assert any("the likelihood is flat" in note for note in fitted._notes()) == flat


@pytest.mark.parametrize(
    ("model", "parameters"),
    [(BetaGeoNBD, {"r": 0.2, "alpha": 4.0, "a": 0.8, "b": 2.5}), (GammaGamma, {"p": 6.0, "q": 4.0, "gamma": 15.0})],
)
def test_settings_are_given_by_name(model, parameters):
    """So that a number cannot be taken for another one, and settings can be added in any place."""
    known = model.from_params(**parameters)
    for by_place in (
        lambda: model(1e-8),
        lambda: model.from_params("W", **parameters),
        lambda: known.confidence_intervals("profile", 0.9),
        lambda: known.summary(0.9),
    ):
        with pytest.raises(TypeError, match="positional argument"):
            by_place()


def test_known_parameters_are_those_of_the_model():
    with pytest.raises(ValueError, match="expected parameters r, alpha, a, b, found r, alpha, a"):
        BetaGeoNBD.from_params(r=1.0, alpha=4.0, a=0.8)
    with pytest.raises(ValueError, match="expected parameters r, alpha, a, b, found r, alpha, a, b, beta"):
        BetaGeoNBD.from_params(r=1.0, alpha=4.0, a=0.8, b=2.4, beta=1.0)


@pytest.mark.parametrize("value", [-1.0, 0.0, np.inf, np.nan, True, "many"])
def test_known_parameters_are_finite_and_above_zero(value):
    with pytest.raises(ValueError, match=f"a={value}"):
        BetaGeoNBD.from_params(r=1.0, alpha=4.0, a=value, b=2.4)


@pytest.mark.parametrize("model", [*BUYING, GammaGamma])
def test_a_fit_is_exact_to_a_billionth_of_the_log_likelihood_unless_asked_otherwise(model):
    assert (model().tolerance, model().max_evaluations) == (1e-9, 100)


def weighted_tables():
    """Give a table in which each row stands for several customers, some for none, and the same with rows repeated."""
    log = load_cdnow()
    table = repeat_purchase_table(log, observed_until="1997-09-30", log_gaps=True).head(900)
    table["channel"] = np.where(np.arange(len(table)) % 3, "store", "web")
    times = np.random.default_rng(1).integers(0, 4, len(table))
    repeated = table.loc[table.index.repeat(times)]
    repeated.attrs = table.attrs
    return table, times, repeated


WEIGHTED = {
    "BG/NBD": BetaGeoNBD(),
    "MBG/NBD": ModifiedBetaGeoNBD(),
    "Pareto/NBD": ParetoNBD(),
    "BG/CNBD-k": BetaGeoCNBD(),
    "MBG/CNBD-k": ModifiedBetaGeoCNBD(),
    "Gamma-Gamma": GammaGamma(),
    "BG/NBD, a trait": BuyingWithTraits(BetaGeoNBD(), ["channel"]),
    "Gamma-Gamma, a trait": SpendWithTraits(["channel"]),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", WEIGHTED)
def test_a_weight_is_a_row_repeated(name):
    table, times, repeated = weighted_tables()
    weighted = clone(WEIGHTED[name]).fit(table, sample_weight=times)
    expected = clone(WEIGHTED[name]).fit(repeated)
    assert weighted.n_customers_ == expected.n_customers_ <= len(repeated)
    assert weighted.log_likelihood_ == pytest.approx(expected.log_likelihood_, rel=1e-9)
    np.testing.assert_allclose(weighted.params_, expected.params_, rtol=1e-4)
    for kind in ("hessian", "sandwich"):
        np.testing.assert_allclose(weighted.standard_errors(kind), expected.standard_errors(kind), rtol=1e-3)
    assert weighted.score(table, sample_weight=times) == pytest.approx(expected.score(repeated), rel=1e-9)


@pytest.mark.parametrize("name", WEIGHTED)
def test_weights_of_others_or_in_another_order_are_refused(name):
    """A Series says whose weights they are: joined by position, they would fit others, and no total shows it."""
    table, times, _ = weighted_tables()
    weights = pd.Series(np.asarray(times), index=table.index)
    for turned in (weights.iloc[::-1], weights.set_axis([f"other {n}" for n in range(len(weights))])):
        with pytest.raises(ValueError, match="X and sample_weight"):
            clone(WEIGHTED[name]).fit(table, sample_weight=turned)


def test_a_column_of_customers_counts_as_weights_do():
    table, times, _ = weighted_tables()
    by_column = BetaGeoNBD().fit(table.assign(customers=times))
    assert by_column.log_likelihood_ == BetaGeoNBD().fit(table, sample_weight=times).log_likelihood_
    both = BetaGeoNBD().fit(table.assign(customers=times), sample_weight=np.full(len(table), 2.0))
    assert both.n_customers_ == 2 * times.sum()


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.ones(3), "weights must be one finite number per row"),
        (np.full(900, -1.0), "weights must be zero or more.*negative in 900 rows"),
        (np.zeros(900), "at least one non-zero number"),
    ],
)
def test_weights_that_are_none_are_refused(weights, message):
    table, _, _ = weighted_tables()
    with pytest.raises(ValueError, match=message):
        BetaGeoNBD().fit(table, sample_weight=weights)


def counted_tables():
    """Give tables of periods and of contracts, each row for several customers."""
    random = np.random.default_rng(3)
    grid = [(x, t_x, 5) for t_x in range(6) for x in range(t_x + 1) if (x > 0) == (t_x > 0)]
    periods = pd.DataFrame(grid, columns=["x", "t_x", "n"]).assign(customers=random.integers(0, 9, len(grid)))
    contracts = contracts_from_survivors(pd.Series([100, 71, 58, 50, 45, 42]), period="Y")
    return periods, contracts


@pytest.mark.heavy
@pytest.mark.parametrize("model", [BetaGeoBetaBinom, ShiftedBetaGeo, BetaDiscreteWeibull])
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_weight_of_periods_and_contracts_is_a_row_repeated(model):
    periods, contracts = counted_tables()
    table = periods if model is BetaGeoBetaBinom else contracts
    rows, times = table.drop(columns="customers"), table["customers"].to_numpy()
    repeated = rows.loc[rows.index.repeat(times)]
    fits = [model().fit(table), model().fit(rows, sample_weight=times)]
    expected = model().fit(repeated)
    for weighted in fits:
        assert weighted.n_customers_ == expected.n_customers_ == times.sum()
        assert weighted.log_likelihood_ == pytest.approx(expected.log_likelihood_, rel=1e-9)
        np.testing.assert_allclose(weighted.params_, expected.params_, rtol=1e-4)
        for kind in ("hessian", "sandwich"):
            np.testing.assert_allclose(weighted.standard_errors(kind), expected.standard_errors(kind), rtol=1e-3)
    assert expected.score(rows, sample_weight=times) == pytest.approx(expected.score(repeated), rel=1e-9)
    with pytest.raises(SchemaError, match="customers is missing, negative or not a whole number"):
        model().fit(rows, sample_weight=np.full(len(rows), 0.5))


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_nobody_is_silent_whom_no_row_stands_for():
    T = np.linspace(30.0, 40.0, 60)
    busy = pd.DataFrame({"x": 3, "t_x": T - 12.0 - np.arange(60) / 60, "T": T})
    busy.loc[::4, ["x", "t_x"]] = [1, 9.0]
    there = pd.DataFrame({"x": [1], "t_x": [35.0], "T": [35.0]})
    table = pd.concat([busy, there], ignore_index=True)
    weights = np.append(np.ones(60), 0.0)
    model = BetaGeoNBD().fit(table, sample_weight=weights)
    assert any("nobody bought in the last 12" in sentence for sentence in model.unsafe_)


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["BG/NBD, a trait", "Gamma-Gamma, a trait"])
def test_traits_are_compared_with_those_of_most_customers_not_of_most_rows(name):
    table, _, _ = weighted_tables()
    times = np.where(table["channel"] == "web", 5, 1)
    repeated = table.loc[table.index.repeat(times)]
    weighted, expected = clone(WEIGHTED[name]).fit(table, sample_weight=times), clone(WEIGHTED[name]).fit(repeated)
    assert weighted.reference_ == expected.reference_ == {"channel": "web"}
    np.testing.assert_allclose(weighted.params_, expected.params_, rtol=1e-4)
    np.testing.assert_allclose(weighted.standard_errors(), expected.standard_errors(), rtol=1e-3)
