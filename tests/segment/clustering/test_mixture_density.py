import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from custseg.segment.clustering.mixture_density import bic_and_icl, joint_log_density

WEIGHTS = np.array([0.3, 0.7])
MEANS = np.array([[0.0, 1.0], [4.0, -2.0]])
COVARIANCES = np.array([[[1.0, 0.4], [0.4, 2.0]], [[0.5, 0.0], [0.0, 3.0]]])


@pytest.fixture
def rows():
    return np.random.default_rng(0).normal(size=(50, 2)) * 3


def test_a_density_is_the_share_times_that_of_the_normal_distribution(rows):
    """scipy.stats.multivariate_normal, by eigenvalues where we take Cholesky's root."""
    theirs = [
        np.log(share) + multivariate_normal(mean, covariance).logpdf(rows)
        for share, mean, covariance in zip(WEIGHTS, MEANS, COVARIANCES, strict=True)
    ]
    np.testing.assert_allclose(joint_log_density(rows, WEIGHTS, MEANS, COVARIANCES), np.transpose(theirs), rtol=1e-12)


def test_a_wider_unit_lowers_the_density_by_its_logarithm(rows):
    once = joint_log_density(rows, WEIGHTS, MEANS, COVARIANCES)
    larger = joint_log_density(10 * rows, WEIGHTS, 10 * MEANS, 100 * COVARIANCES)
    np.testing.assert_allclose(larger, once - 2 * np.log(10), rtol=1e-12)


def test_the_bic_is_that_of_its_definition_and_counts_customers(rows):
    """Schwarz (1978): minus twice the log-likelihood, and the logarithm of the customers for each parameter."""
    joint = joint_log_density(rows, WEIGHTS, MEANS, COVARIANCES)
    counts = np.random.default_rng(1).integers(1, 5, len(rows)).astype(float)
    repeated = np.repeat(joint, counts.astype(int), axis=0)
    bic, icl = bic_and_icl(joint, counts, 11)
    assert bic == pytest.approx(11 * np.log(len(repeated)) - 2 * logsumexp(repeated, axis=1).sum(), rel=1e-12)
    assert (bic, icl) == pytest.approx(bic_and_icl(repeated, np.ones(len(repeated)), 11), rel=1e-12)


def test_only_customers_between_components_part_the_two_criteria():
    sure, between = np.array([[0.0, -800.0]]), np.array([[-1.0, -1.0]])
    bic, icl = bic_and_icl(sure, np.ones(1), 5)
    assert icl == bic
    bic, icl = bic_and_icl(between, np.array([3.0]), 5)
    assert icl - bic == pytest.approx(2 * 3 * np.log(2))  # twice the entropy of a fair coin for each of three
