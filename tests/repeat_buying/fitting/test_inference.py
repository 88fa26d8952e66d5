import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying.fitting import inference as module
from custseg.repeat_buying.fitting.inference import (
    bootstrap_likelihood_parameters,
    bootstrap_params,
    confidence_intervals,
    covariance,
    standard_errors,
)
from custseg.repeat_buying.fitting.search import evaluate, find_maximum
from custseg.simulate.repeat_buying import simulate_bg_nbd


@pytest.fixture(scope="module")
def bg(cdnow):
    return BetaGeoNBD().fit(cdnow)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_on_the_limit_where_some_leave_at_once_no_dropout_has_a_standard_error():
    rng = np.random.default_rng(3)
    stays = rng.random(60) < 0.4
    x = np.where(stays, 1.0 + rng.poisson(5, 60), 0.0)
    last = np.where(stays, 100 * rng.beta(np.maximum(x, 1), 1), 0.0)
    model = ParetoNBD().fit(pd.DataFrame({"x": x, "t_x": last, "T": 100.0}))
    (share,) = (float(said.split("a share of ")[1].split()[0]) for said in model.limits_reached_ if "s → 0" in said)
    assert share == pytest.approx((x == 0).mean(), abs=0.01), "those who stay buy .06 a day, in a hundred days"
    found = model.summary().loc[["s", "beta"]]
    assert (found["estimate"] == 0).all()
    assert found[["se_hessian", "se_sandwich", "low", "high"]].isna().all(axis=None)


# R package CLVTools, CDNOW, as given in its test suite
@pytest.mark.parametrize(
    ("model", "published"),
    [(BetaGeoNBD, (0.01256, 0.3782, 0.1857, 0.7054)), (ParetoNBD, (0.04763, 0.8427, 0.1873, 6.211))],
)
def test_hessian_standard_errors_are_the_published_ones(cdnow, model, published):
    np.testing.assert_allclose(model().fit(cdnow).standard_errors(), published, rtol=1e-3)


@pytest.mark.heavy
def test_sandwich_agrees_with_the_bootstrap_where_the_hessian_does_not(bg):
    resampled = bg.standard_errors("bootstrap", n_resamples=100, random_state=0)
    sandwich, hessian = bg.standard_errors("sandwich"), bg.standard_errors("hessian")
    for name in ("r", "alpha"):
        assert abs(sandwich[name] / resampled[name] - 1) < 0.2
        assert hessian[name] < 0.9 * resampled[name]


def test_bootstrap_needs_few_evaluations_and_repeats(bg):
    again = bg.standard_errors("bootstrap", n_resamples=5, random_state=3)
    pd.testing.assert_series_equal(again, bg.standard_errors("bootstrap", n_resamples=5, random_state=3))


@pytest.mark.heavy
@pytest.mark.parametrize("model", [BetaGeoNBD, ParetoNBD, GammaGamma])
def test_a_refit_is_the_fit_of_the_resampled_customers(cdnow, model):
    # a search point means something for the rows that it was found on: Pareto/NBD measures dropout by their mean time
    few = cdnow.iloc[::10]
    fitted = model().fit(few)
    refits = bootstrap_params(fitted, n_resamples=2, random_state=7)
    rows = fitted.rows_
    counts = np.random.default_rng(7).multinomial(round(rows.counts.sum()), rows.counts / rows.counts.sum())
    found = find_maximum(fitted, rows.weighted(counts.astype(float)))
    resampled = fitted.likelihood_parameters(found.point, rows.weighted(counts.astype(float))).value
    np.testing.assert_allclose(refits.iloc[0], fitted.reported_parameters(resampled)[0], rtol=1e-4)


@pytest.mark.heavy
@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD, GammaGamma])
def test_profile_ends_are_where_the_best_of_the_others_has_fallen(cdnow, model):
    fitted = model().fit(cdnow)
    ends = fitted.confidence_intervals("profile")
    target = fitted.log_likelihood_ - 1.920729  # half the 95 % point of chi-square with one degree of freedom
    names = list(fitted.parameter_names)
    for name, side in ((names[0], "low"), (names[-1], "high")):
        number, value = names.index(name), float(ends.loc[name, side])

        def fallen(log_others, number=number, value=value):
            values = np.insert(np.exp(log_others), number, value)
            parameters = fitted.from_reported(dict(zip(names, values, strict=True)))
            return -evaluate(fitted, fitted.search_point(parameters, fitted.rows_), fitted.rows_)[0]

        start = np.delete(np.log(fitted.params_.to_numpy()), number)
        found = minimize(fallen, start, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-6, "maxiter": 2000})
        assert -found.fun == pytest.approx(target, abs=2e-3)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
@pytest.mark.parametrize("model", [BetaGeoNBD, GammaGamma])
def test_every_customer_four_times_halves_the_standard_errors(cdnow, model, kind):
    # a sandwich that forgets how many customers share a row would divide by four
    few = cdnow.iloc[::6]
    once, often = (model().fit(pd.concat([few] * times, ignore_index=True)) for times in (1, 4))
    np.testing.assert_allclose(often.standard_errors(kind), 0.5 * once.standard_errors(kind), rtol=1e-4)


@pytest.mark.heavy
@pytest.mark.parametrize(("level", "left_out"), [(0.95, 2), (0.90, 3)])
def test_an_interval_of_resamples_leaves_out_as_many_as_its_level_says(bg, level, left_out):
    """Quantiles of the resamples: 95 % are not 90 %."""
    resampled = bootstrap_params(bg, n_resamples=41, random_state=2)
    ends = bg.confidence_intervals("bootstrap", level=level, n_resamples=41, random_state=2)
    outside = (resampled.lt(ends["low"], axis=1) | resampled.gt(ends["high"], axis=1)).sum()
    assert (outside == left_out).all()


@pytest.mark.parametrize(("level", "left_out"), [(0.95, 50), (0.9, 100)])
def test_the_bootstrap_leaves_out_as_many_refits_as_the_level_says(bg, monkeypatch, level, left_out):
    """Of refits that are the numbers 0 to 1,000 a fortieth lies on each side of 25 to 975, a twentieth of 50 to 950."""
    refits = pd.DataFrame({name: np.random.default_rng(3).permutation(np.arange(1001.0)) for name in bg.params_.index})
    refits.loc[1001] = np.nan  # a refit on a limit
    monkeypatch.setattr(module, "bootstrap_params", lambda *given, **options: refits)
    ends = confidence_intervals(bg, "bootstrap", level=level)
    assert ends["low"].tolist() == pytest.approx([left_out / 2] * 4, abs=1)
    assert ends["high"].tolist() == pytest.approx([1000 - left_out / 2] * 4, abs=1)
    assert (ends % 1 == 0).all(axis=None), "an end is one of the refits"


def test_the_covariance_of_the_bootstrap_is_that_of_the_refits(bg, monkeypatch):
    refits = pd.DataFrame(np.random.default_rng(3).gamma(2.0, size=(50, 4)), columns=bg.params_.index)
    monkeypatch.setattr(module, "bootstrap_params", lambda *given, **options: refits)
    pd.testing.assert_frame_equal(covariance(bg, "bootstrap"), refits.cov())
    pd.testing.assert_series_equal(standard_errors(bg, "bootstrap"), refits.std(), check_names=False)
    refits.loc[7, "a"] = np.inf  # one refit on a limit has no dropout
    found = covariance(bg, "bootstrap")
    assert found["a"].isna().all() and found.loc["a"].isna().all()
    assert found.drop(index="a", columns="a").notna().all(axis=None)


def test_a_bootstrap_has_a_thousand_refits_unless_told_otherwise(bg, monkeypatch):
    asked = []

    def refitted(model, *, n_resamples, random_state):
        asked.append(n_resamples)
        return np.tile(model.likelihood_params_, (4, 1))

    monkeypatch.setattr(module, "bootstrap_likelihood_parameters", refitted)
    for answer in (bootstrap_params(bg), bg.covariance("bootstrap"), bg.standard_errors("bootstrap")):
        assert len(answer)
    bg.confidence_intervals("bootstrap")
    assert asked == [1000] * 4
    bg.confidence_intervals("bootstrap", n_resamples=7), bg.covariance("bootstrap", n_resamples=8)
    assert asked[4:] == [7, 8]


def test_every_resample_has_as_many_customers_and_says_something(monkeypatch):
    # only one of these six bought again: a third of all resamples leave out that customer, (5 / 6)^6
    table = pd.DataFrame({"x": [3.0, 0, 0, 0, 0, 0], "t_x": [9.0, 0, 0, 0, 0, 0], "T": [10.0, 11, 12, 13, 14, 15]})
    with pytest.warns(match="."):
        fitted = BetaGeoNBD().fit(table)
    samples, climb = [], module.climb
    monkeypatch.setattr(module, "climb", lambda model, rows, point: samples.append(rows) or climb(model, rows, point))
    assert bootstrap_likelihood_parameters(fitted, n_resamples=8, random_state=1).shape == (8, 4)
    assert all(rows.counts.sum() == 6 and not rows.uninformative() for rows in samples)
    rng, drawn = np.random.default_rng(1), []
    while len(drawn) < 8:
        counts = rng.multinomial(6, fitted.rows_.counts / 6)
        if counts[fitted.rows_.purchases > 0] > 0:
            drawn.append(counts)
    np.testing.assert_array_equal([rows.counts for rows in samples], drawn)


def test_the_sandwich_is_the_spread_of_the_scores_of_the_customers(cdnow):
    """Huber (1967): the curvature, the squared scores of all customers and the curvature again, in logarithms."""
    fitted = BetaGeoNBD().fit(cdnow.iloc[::10])
    best, width, rows = np.log(fitted.params_), 1e-5, fitted.rows_

    def each(log_params):
        return fitted.log_likelihood(fitted.from_reported(dict(np.exp(log_params))), rows)[0]

    scores = [
        (each(best + width * (best.index == name)) - each(best - width * (best.index == name))) / (2 * width)
        for name in best.index
    ]
    inverse = fitted.covariance("hessian") / np.outer(fitted.params_, fitted.params_)
    expected = inverse @ ((scores * rows.counts) @ np.transpose(scores)) @ inverse.to_numpy()
    found = fitted.covariance("sandwich") / np.outer(fitted.params_, fitted.params_)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
def test_beside_a_limit_the_others_have_the_covariance_of_the_model_without_what_is_there(kind):
    """Nobody leaves: r and alpha are those of the NBD, whose curvature is taken by differences here."""
    table = simulate_bg_nbd(np.full(300, 39.0), r=1.0, alpha=5.0, a=0.0, b=1.0, random_state=1)
    fitted = BetaGeoNBD().fit(table)
    assert fitted.params_["a"] == 0, "these customers must rest on the limit: choose another seed"
    found = fitted.covariance(kind)
    assert found.loc[["a", "b"]].isna().all(axis=None) and found[["a", "b"]].isna().all(axis=None)
    best, width = fitted.params_[["r", "alpha"]].to_numpy(), np.diag(1e-4 * fitted.params_[["r", "alpha"]])
    x, T = table["x"].to_numpy(float), table["T"].to_numpy(float)

    def each(values):  # up to what no parameter changes
        return nbinom.logpmf(x, values[0], values[1] / (values[1] + T))

    slope = [(each(best + step) - each(best - step)) / (2 * step.sum()) for step in width]
    bend = [
        [
            sum(one * other * each(best + one * row + other * column).sum() for one in (1, -1) for other in (1, -1))
            / (4 * row.sum() * column.sum())
            for column in width
        ]
        for row in width
    ]
    inverse = np.linalg.inv(-np.array(bend))
    expected = inverse if kind == "hessian" else inverse @ np.matmul(slope, np.transpose(slope)) @ inverse
    np.testing.assert_allclose(found.loc[["r", "alpha"], ["r", "alpha"]], expected, rtol=1e-3)


def test_where_the_data_say_nothing_an_interval_is_all_there_is(bg, monkeypatch):
    monkeypatch.setattr(module, "standard_errors", lambda model, kind: 1e4 * model.params_)
    ends = confidence_intervals(bg, "hessian")
    assert (ends["low"] == 0).all() and np.isinf(ends["high"]).all()


@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
@pytest.mark.parametrize(("level", "away"), [(0.95, 1.959964), (0.90, 1.644854)])
def test_an_interval_from_a_standard_error_reaches_as_far_as_the_normal_distribution_says(bg, kind, level, away):
    relative = bg.standard_errors(kind) / bg.params_
    ends = bg.confidence_intervals(kind, level=level)
    np.testing.assert_allclose(np.log(ends["high"] / bg.params_), away * relative, rtol=1e-5)
    np.testing.assert_allclose(np.log(bg.params_ / ends["low"]), away * relative, rtol=1e-5)


def test_without_a_level_an_interval_promises_95_percent(bg):
    pd.testing.assert_frame_equal(confidence_intervals(bg, "hessian"), confidence_intervals(bg, "hessian", level=0.95))
    pd.testing.assert_frame_equal(bg.confidence_intervals("hessian"), confidence_intervals(bg, "hessian", level=0.95))


@pytest.mark.parametrize("kind", ["profile", "hessian", "sandwich"])
def test_intervals_hold_the_estimate_and_grow_with_the_level(bg, kind):
    narrow, wide = (bg.confidence_intervals(kind, level=level) for level in (0.5, 0.99))
    assert (wide["low"] < narrow["low"]).all() and (narrow["low"] < bg.params_).all()
    assert (bg.params_ < narrow["high"]).all() and (narrow["high"] < wide["high"]).all()


def test_wrong_arguments_are_explained(bg):
    with pytest.raises(ValueError, match="kind must be one of hessian, sandwich, bootstrap"):
        bg.standard_errors("robust")
    with pytest.raises(ValueError, match="kind must be one of profile, hessian, sandwich, bootstrap, found None"):
        bg.confidence_intervals(None)
    for level in (95, 1.0, 0.0, -0.5):
        with pytest.raises(ValueError, match=f"level must be between 0 and 1, found {level}"):
            bg.confidence_intervals(level=level)
    for number in (1, 0, 2.5):
        with pytest.raises(ValueError, match=f"n_resamples must be a whole number of at least 2, found {number}"):
            bg.standard_errors("bootstrap", n_resamples=number)
    assert len(bootstrap_params(bg, n_resamples=2, random_state=1)) == 2
