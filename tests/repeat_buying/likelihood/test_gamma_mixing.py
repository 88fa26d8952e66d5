import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import nbinom, poisson

from custseg.repeat_buying.likelihood.gamma_mixing import (
    count_probabilities,
    exposed,
    exposure,
    exposures,
    log_decay,
    posterior,
    rising_product,
    rising_products,
)

TIMES = np.array([0.0, 0.5, 39.0])


@pytest.mark.parametrize("spread", [0.0, 1e-9, 3e-3, 0.01, 0.5, 4.0])
def test_exposure_and_its_derivatives(spread):
    mean, step = 0.3, 1e-5
    here = exposure(TIMES, mean, spread)
    exact = (
        np.log1p(spread * mean * TIMES) / spread if spread > 1e-6 else mean * TIMES * (1 - spread * mean * TIMES / 2)
    )
    np.testing.assert_allclose(here.F, exact, rtol=1e-12)
    np.testing.assert_allclose(here.F, log_decay(TIMES, np.full(3, mean), np.full(3, spread)), rtol=1e-9)
    up, down = exposure(TIMES, mean, spread + step), exposure(TIMES, mean, max(spread - step, 0.0))
    width = step + min(step, spread)
    np.testing.assert_allclose(here.by_spread, (up.F - down.F) / width, rtol=2e-3, atol=1e-12)
    np.testing.assert_allclose(here.by_spread_twice, (up.by_spread - down.by_spread) / width, rtol=2e-3, atol=1e-12)


@pytest.mark.parametrize("spread", [0.0, 1e-9, 3e-3, 0.01, 0.5, 4.0])
def test_exposure_alone_is_that_with_derivatives_to_the_last_bit(spread):
    for times in (TIMES, TIMES[:1], TIMES[:0]):
        assert exposed(times, 0.3, spread).tolist() == exposure(times, 0.3, spread).F.tolist()


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_exposure_alone_to_a_rate_beyond_doubles_is_no_more_a_number_than_that_with_derivatives(spread):
    with np.errstate(all="ignore"):
        whole = exposure(TIMES, 1e308, spread).F
        np.testing.assert_array_equal(exposed(TIMES, 1e308, spread), whole)


def test_series_and_direct_formula_meet():
    below, above = (exposure(np.array([1.0]), 1.0, u) for u in (0.0199999, 0.0200001))
    for left, right in zip(below, above, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-5)


def test_rising_product_is_a_ratio_of_gamma_functions():
    x, u = np.array([0.0, 1.0, 26.0, 20_000.0]), 1.8
    np.testing.assert_allclose(
        rising_product(x, u).log, gammaln(1 / u + x) - gammaln(1 / u) + x * np.log(u), rtol=1e-10
    )
    np.testing.assert_array_equal(rising_product(x, 0.0).log, 0.0)


@pytest.mark.parametrize("spreads", [[0.0, 1e-3], [0.5, 4.0], [0.0, 0.5, 1e-3, 4.0]], ids=["alike", "unlike", "both"])
@pytest.mark.parametrize("own_times", [False, True])
def test_several_rates_at_once_are_each_by_itself(spreads, own_times):
    spreads = np.array(spreads)[:, None]
    means = 0.1 + np.arange(len(spreads))[:, None]
    times = TIMES * means if own_times else TIMES
    together = exposures(times, means, spreads)
    products = rising_products(np.array([0.0, 1.0, 26.0, 20_000.0]), spreads)
    for place, (mean, spread) in enumerate(zip(means[:, 0], spreads[:, 0], strict=True)):
        alone = exposure(times[place] if own_times else times, mean, spread)
        np.testing.assert_allclose([part[place] for part in together], alone, rtol=1e-14)
        alone = rising_product(np.array([0.0, 1.0, 26.0, 20_000.0]), spread)
        np.testing.assert_allclose([part[place] for part in products], alone, rtol=1e-14)


def test_posterior_of_a_gamma():
    r, alpha, x, T = 0.24, 4.4, np.array([0.0, 5.0]), np.array([10.0, 20.0])
    mean, spread = posterior(r / alpha, 1 / r, x, T)
    np.testing.assert_allclose(mean, (r + x) / (alpha + T))
    np.testing.assert_allclose(spread, 1 / (r + x))


def test_counts_are_negative_binomial_and_poisson_in_the_limit():
    mean, spread, time = np.array([0.3, 0.3]), np.array([0.5, 0.0]), 10.0
    ours, n = count_probabilities(time, mean, spread, 12), np.arange(13)
    np.testing.assert_allclose(ours[0], nbinom.pmf(n, 2.0, 1 / (1 + 0.5 * 3.0)), rtol=1e-11)
    np.testing.assert_allclose(ours[1], poisson.pmf(n, 3.0), rtol=1e-11)
    assert count_probabilities(0.0, mean, spread, 2)[0].tolist() == [1.0, 0.0, 0.0]


def test_counts_of_who_hardly_can_buy_nothing_are_those_of_the_distribution():
    """The probability of nothing is e^-900 and less: no number, but that of a thousand is one."""
    mean, spread = np.array([900.0, 1200.0, 3.0]), np.array([0.0, 1e-4, 0.5])
    ours, n = count_probabilities(1.0, mean, spread, 1500), np.arange(400, 1501)
    np.testing.assert_allclose(ours[0, n], poisson.pmf(n, 900.0), rtol=1e-10, atol=1e-300)
    np.testing.assert_allclose(ours[1, n], nbinom.pmf(n, 1e4, 1 / 1.12), rtol=1e-9, atol=1e-300)
