import numpy as np
import pandas as pd
import pytest
from scipy.stats import yeojohnson_normmax
from sklearn.preprocessing import StandardScaler

from custseg.segment import CustomerSegmenter, FeatureTransform, WeightedGaussianMixture
from custseg.segment.clustering.feature_transform import TRANSFORMS, _counted


@pytest.fixture
def spend():
    random = np.random.default_rng(1)
    ids = [f"C{n:03}" for n in range(200)]
    return pd.DataFrame({"amount": random.lognormal(3, 1, 200), "visits": random.poisson(4, 200) + 0.0}, index=ids)


def test_plain_columns_are_standardised_as_scikit_learn_does(spend):
    np.testing.assert_allclose(FeatureTransform().fit_transform(spend), StandardScaler().fit_transform(spend))


def test_the_power_is_that_of_scipy(spend):
    learnt = FeatureTransform("yeo-johnson").fit(spend[["amount"]]).parameters_[0]
    assert learnt == pytest.approx(yeojohnson_normmax(spend["amount"]), abs=1e-4)


def test_robust_scaling_puts_median_and_quartiles_in_place(spend):
    scaled = FeatureTransform(scaling="robust").fit_transform(spend[["amount"]])
    low, middle, high = np.quantile(scaled, [0.25, 0.5, 0.75], method="inverted_cdf")
    assert middle == 0
    assert high - low == pytest.approx(1.349)


@pytest.mark.parametrize("kind", ["none", "asinh", "rank"])
def test_money_in_another_unit_changes_nothing_where_that_is_promised(spend, kind):
    here = FeatureTransform(kind).fit_transform(spend)
    np.testing.assert_allclose(FeatureTransform(kind).fit_transform(spend * [100, 1]), here, atol=1e-9)


@pytest.mark.parametrize("kind", ["log1p", "yeo-johnson"])
def test_the_others_do_not_promise_it_for_a_reason(spend, kind):
    here = FeatureTransform(kind).fit_transform(spend)
    assert (FeatureTransform(kind).fit_transform(spend * [0.01, 1]) - here).abs().max(axis=None) > 1e-3


@pytest.mark.heavy
@pytest.mark.parametrize("kind", TRANSFORMS)
@pytest.mark.parametrize("scaling", ["standard", "robust", "none"])
def test_a_weight_of_two_is_the_same_as_two_rows(spend, kind, scaling):
    twice = FeatureTransform(kind, scaling=scaling).fit(pd.concat([spend, spend.head(50)]))
    weighted = FeatureTransform(kind, scaling=scaling).fit(spend, sample_weight=[2] * 50 + [1] * 150)
    np.testing.assert_allclose(weighted.transform(spend), twice.transform(spend))


@pytest.mark.parametrize("model", [FeatureTransform(), WeightedGaussianMixture(2), CustomerSegmenter(2)])
def test_weights_in_another_order_than_the_customers_are_refused(spend, model):
    weights = pd.Series(np.arange(1.0, len(spend) + 1), index=spend.index)
    model.fit(spend, sample_weight=weights)
    with pytest.raises(ValueError, match="X and sample_weight have different indexes"):
        model.fit(spend, sample_weight=weights.iloc[::-1])


@pytest.mark.parametrize("kind", TRANSFORMS)
def test_every_transform_keeps_the_order_of_the_customers(spend, kind):
    shaped = FeatureTransform(kind).fit_transform(spend)["amount"]
    assert (np.argsort(shaped) == np.argsort(spend["amount"])).all()


def test_weights_of_columns_stretch_them(spend):
    stretched = FeatureTransform(weights={"amount": 3}).fit_transform(spend)
    np.testing.assert_allclose(stretched.std(ddof=0), [3, 1])


def test_missing_and_infinite_values_are_named_with_column_and_customer(spend):
    spend.loc["C007", "amount"] = np.nan
    spend.loc["C009", "visits"] = np.inf
    with pytest.raises(ValueError, match=r"'amount' is NaN .*'C007'.*'visits' is infinite .*'C009'"):
        FeatureTransform().fit(spend)


def test_constant_and_negative_columns_are_named_together(spend):
    spend.loc["C003", "amount"] = -5
    with pytest.raises(ValueError, match=r"'amount' is negative in 1 rows \('C003'\).*asinh.*'visits' is constant"):
        FeatureTransform("log1p").fit(spend.assign(visits=2))


def test_negative_values_that_come_later_are_named(spend):
    fitted = FeatureTransform("log1p").fit(spend)
    with pytest.raises(ValueError, match="negative"):
        fitted.transform(-spend)


def test_arguments_that_make_no_sense_are_all_named(spend):
    bad = FeatureTransform({"amont": "log"}, scaling="minmax", weights={"visits": 0})
    with pytest.raises(ValueError, match=r"'amont'.*'log'.*'minmax'.*'visits'"):
        bad.fit(spend)


def test_customers_are_counted_alike_whatever_they_weigh():
    values = np.random.default_rng(0).poisson(3, 500).astype(float)
    distinct, counts = _counted(values, np.ones(500))
    again, doubled = _counted(values, np.full(500, 2.0))
    np.testing.assert_array_equal(distinct, again)
    np.testing.assert_array_equal(2.0 * counts, doubled)
    assert counts.dtype == np.float64
