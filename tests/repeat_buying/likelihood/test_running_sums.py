import time

import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying.likelihood.beta_dropout import dropout
from custseg.repeat_buying.likelihood.gamma_mixing import rising_product
from custseg.repeat_buying.likelihood.running_sums import SHORT, running_sums

FAR = np.array([0, 1, 50, SHORT - 1, SHORT, SHORT + 1, 2 * SHORT, 10**5, 10**6])


@pytest.mark.heavy
@pytest.mark.parametrize("spread", [0.0, 1e-9, 1e-4, 0.3, 4.0, 1e6])
def test_a_long_sum_is_the_sum_of_its_terms(spread):
    j = np.arange(10**6, dtype=float)
    slope = j / (1 + spread * j)
    direct = [np.concatenate([[0.0], np.cumsum(part)])[FAR] for part in (np.log1p(spread * j), slope, -slope * slope)]
    for found, expected in zip(rising_product(FAR.astype(float), spread), direct, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-9)


def test_millions_of_purchases_agree_with_the_gamma_function():
    x = np.array([10.0**k for k in range(4, 19, 2)])
    expected = gammaln(0.5 + x) - gammaln(0.5) + x * np.log(2.0)
    np.testing.assert_allclose(rising_product(x, 2.0).log, expected, rtol=1e-11)


@pytest.mark.parametrize(("p", "w"), [(0.3, 0.2), (0.3, 0.0), (0.3, 1.0), (0.0, 0.2), (1.0, 0.2), (0.9, 1e-6)])
def test_staying_a_million_times(p, w):
    stayed = dropout(FAR.astype(float), p, w).stayed
    j = np.arange(10**6, dtype=float)
    c = np.where(j > 0, (1 - w) / np.where(j > 0, 1 + (j - 1) * w, 1), 1)
    with np.errstate(divide="ignore"):
        direct = np.concatenate([[0.0], np.cumsum(np.log(1 - p * c))])[np.maximum(FAR - 1, 0)]
    np.testing.assert_allclose(stayed[0], direct, rtol=1e-10, atol=1e-10)


def test_few_terms_are_added_up_one_by_one():
    assert running_sums(lambda j: j[None] ** 2, np.array([0, 1, 4])).tolist() == [[0.0, 0.0, 14.0]]


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD])
def test_one_till_costs_no_more_than_a_customer(cdnow, model):
    table = cdnow.assign(x=cdnow["x"].astype(float))
    table.iloc[0, :2] = 1e7, table["T"].iloc[0]
    began = time.process_time()
    fitted = model().fit(table)
    assert np.isfinite(fitted.probability_alive(table)).all()
    assert time.process_time() - began < 5.0, "a sum over purchases is taken term by term again"
