import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying.fitting.inference import (
    bootstrap_params,
    confidence_intervals,
)
from custseg.repeat_buying.fitting.search import evaluate, find_maximum


@pytest.fixture(scope="module")
def bg(cdnow):
    return BetaGeoNBD().fit(cdnow)


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
@pytest.mark.parametrize(("level", "away"), [(0.95, 1.959964), (0.90, 1.644854)])
def test_an_interval_reaches_as_far_as_its_level_says(bg, level, away):
    """Quantiles of the normal distribution and of the resamples: 95 % are not 90 %."""
    relative = bg.standard_errors("sandwich") / bg.params_
    ends = bg.confidence_intervals("sandwich", level=level)
    np.testing.assert_allclose(np.log(ends["high"] / bg.params_), away * relative, rtol=1e-5)
    np.testing.assert_allclose(np.log(bg.params_ / ends["low"]), away * relative, rtol=1e-5)
    resampled = bootstrap_params(bg, n_resamples=41, random_state=2)
    ends = bg.confidence_intervals("bootstrap", level=level, n_resamples=41, random_state=2)
    outside = (resampled.lt(ends["low"], axis=1) | resampled.gt(ends["high"], axis=1)).sum()
    assert (outside == {0.95: 2, 0.90: 3}[level]).all()


def test_without_a_level_an_interval_promises_95_percent(bg):
    pd.testing.assert_frame_equal(confidence_intervals(bg, "hessian"), confidence_intervals(bg, "hessian", level=0.95))
    pd.testing.assert_frame_equal(bg.confidence_intervals("hessian"), confidence_intervals(bg, "hessian", level=0.95))


@pytest.mark.parametrize("kind", ["profile", "hessian", "sandwich"])
def test_intervals_hold_the_estimate_and_grow_with_the_level(bg, kind):
    narrow, wide = (bg.confidence_intervals(kind, level=level) for level in (0.5, 0.99))
    assert (wide["low"] < narrow["low"]).all() and (narrow["low"] < bg.params_).all()
    assert (bg.params_ < narrow["high"]).all() and (narrow["high"] < wide["high"]).all()


def test_summary_says_what_a_reader_needs(bg):
    table = bg.summary()
    assert list(table.columns) == ["estimate", "se_hessian", "se_sandwich", "low", "high"]
    assert table.attrs["customers"] == 2357 and table.attrs["unit"] == "W"


def test_wrong_arguments_are_explained(bg):
    with pytest.raises(ValueError, match="kind must be one of hessian, sandwich, bootstrap"):
        bg.standard_errors("robust")
    with pytest.raises(ValueError, match="level must be between"):
        bg.confidence_intervals(level=95)
    with pytest.raises(ValueError, match="n_resamples must be"):
        bg.standard_errors("bootstrap", n_resamples=1)
    with pytest.raises(ValueError, match="without data"):
        BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=1.0, b=1.0).summary()
