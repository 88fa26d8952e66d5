import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from custseg.schema import UnsafeValueWarning
from custseg.segment import WeightedGaussianMixture


@pytest.fixture
def lumps():
    random = np.random.default_rng(0)
    return np.concatenate([random.normal(0, 1, (300, 2)), random.normal(4, 0.7, (150, 2)) * [1, 2]])


@pytest.mark.heavy
@pytest.mark.parametrize("covariance", ["full", "diag"])
def test_without_weights_it_is_the_mixture_of_scikit_learn(lumps, covariance):
    ours = WeightedGaussianMixture(2, covariance=covariance, tol=1e-8).fit(lumps)
    theirs = GaussianMixture(2, covariance_type=covariance, tol=1e-8, max_iter=500, random_state=0).fit(lumps)
    assert ours.score(lumps) == pytest.approx(theirs.score(lumps), abs=1e-6)
    assert ours.bic_ == pytest.approx(theirs.bic(lumps), abs=1e-2)


@pytest.mark.heavy
def test_weights_count_as_repeated_rows(lumps):
    counts = np.random.default_rng(1).integers(1, 4, len(lumps))
    weighted = WeightedGaussianMixture(2).fit(lumps, sample_weight=counts)
    repeated = WeightedGaussianMixture(2).fit(np.repeat(lumps, counts, axis=0))
    np.testing.assert_allclose(weighted.means_, repeated.means_, atol=1e-8)


@pytest.mark.heavy
def test_memberships_sum_to_one_and_name_the_label(lumps):
    mixture = WeightedGaussianMixture(3).fit(lumps)
    shares = mixture.predict_proba(lumps)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_array_equal(shares.argmax(axis=1), mixture.labels_)
    assert mixture.icl_ >= mixture.bic_


@pytest.mark.heavy
def test_bic_finds_two_lumps(lumps):
    bic = [WeightedGaussianMixture(k).fit(lumps).bic_ for k in (1, 2, 3, 4)]
    assert int(np.argmin(bic)) == 1


@pytest.mark.heavy
def test_arguments_are_checked(lumps):
    with pytest.raises(ValueError, match="'spherical'"):
        WeightedGaussianMixture(2, covariance="spherical").fit(lumps)
    with pytest.raises(ValueError, match="3 components need as many distinct rows; found 2"):
        WeightedGaussianMixture(3).fit([[0.0], [1.0], [1.0]])
    with pytest.warns(ConvergenceWarning, match="within max_iter=1"):
        WeightedGaussianMixture(3, max_iter=1).fit(lumps)


@pytest.mark.heavy
def test_a_component_on_a_value_that_many_share_is_named():
    rng = np.random.default_rng(0)
    counts = np.where(rng.uniform(size=800) < 0.6, 1, 1 + rng.geometric(0.3, 800))  # three of five bought once
    logs = pd.DataFrame({"purchases": np.log(counts), "money": rng.normal(0, 1, 800) + np.log(counts)})
    with pytest.warns(UnsafeValueWarning, match=r"as narrow as it may be in purchases \(100% near it share"):
        mixture = WeightedGaussianMixture(2).fit(logs)
    assert len(mixture.collapsed_) == 1
    # log 2, the gap beside the shared value, would round off a sd of log 2 / sqrt(12): more than a quarter of all
    narrowest = min(np.linalg.eigvalsh(covariance)[0] for covariance in mixture.covariances_)
    assert narrowest == pytest.approx(logs["purchases"].var(ddof=0) / 16, rel=0.01)


@pytest.mark.heavy
def test_without_ties_nothing_has_collapsed(lumps):
    assert WeightedGaussianMixture(2).fit(lumps).collapsed_ == ()


def test_a_component_of_too_few_customers_is_named(lumps):
    far = np.array([[20.0, 20.0], [21.5, 22.0], [23.5, 20.5]])  # a triangle: not narrow, and no more than it
    with pytest.warns(UnsafeValueWarning, match="has 3 of the 153 customers, too few for a covariance: it names these"):
        mixture = WeightedGaussianMixture(2).fit(np.vstack([lumps[:150], far]))
    assert len(mixture.collapsed_) == 1 and not mixture._found.floored.any()


def test_as_many_customers_as_a_covariance_needs_are_enough(lumps):
    far = np.array([[20.0, 20.0], [21.5, 22.0], [23.5, 20.5], [21.0, 18.0]])
    assert WeightedGaussianMixture(2).fit(np.vstack([lumps[:150], far])).collapsed_ == ()


def test_a_triangle_that_many_customers_stand_on_is_not_few(lumps):
    far = np.array([[20.0, 20.0], [21.5, 22.0], [23.5, 20.5]])
    counts = np.r_[np.ones(150), 20.0, 20.0, 20.0]
    assert WeightedGaussianMixture(2).fit(np.vstack([lumps[:150], far]), sample_weight=counts).collapsed_ == ()
