import numpy as np
import pytest

from custseg.value import tail_exponent
from custseg.value.tails import tail_caveat


def pareto(exponent, n, seed=0):
    return np.random.default_rng(seed).pareto(exponent, n) + 1


@pytest.mark.parametrize("exponent", [1.3, 2.5])
def test_exponent_of_a_pareto_tail(exponent):
    found = [tail_exponent(pareto(exponent, 4000, seed)).loc[0] for seed in range(40)]
    spread = np.std([row["exponent"] for row in found])
    # Hill (1975): unbiased with one taken off the customers, standard error exponent / sqrt(customers)
    assert np.mean([row["exponent"] for row in found]) == pytest.approx(exponent, abs=3 * spread / 40**0.5)
    assert spread == pytest.approx(found[0]["standard_error"], rel=0.4)


def test_by_hand():
    row = tail_exponent([8.0, 4.0, 2.0, 1.0, 0.0], largest=2).loc[0]
    # one less than two, over ln(8/2) + ln(4/2)
    assert row.tolist() == pytest.approx([1 / np.log(8), 1 / np.log(8) / 2**0.5, 2])


def test_unit_order_and_customers_without_money_change_nothing():
    amounts = pareto(2, 500)
    one = tail_exponent(amounts).loc[0, "exponent"]
    others = (amounts[::-1] * 100, np.append(amounts, np.zeros(200)))
    assert [tail_exponent(other).loc[0, "exponent"] for other in others] == pytest.approx([one, one])


@pytest.mark.parametrize(("n_customers", "tail"), [(50, 10), (100, 10), (400, 40), (10_000, 200)])
def test_how_many_are_the_tail(n_customers, tail):
    assert tail_exponent(pareto(2, n_customers)).loc[0, "customers"] == tail


def test_heavy_tails_are_told_from_others():
    heavy, light = (np.mean([tail_caveat(pareto(a, 400, seed))[1] for seed in range(100)]) for a in (1.3, 2.1))
    assert heavy > 0.85 and light < 0.15
    gamma = [tail_caveat(np.random.default_rng(seed).gamma(0.5, size=100))[1] for seed in range(100)]
    assert np.mean(gamma) < 0.15  # ten customers do not say much about a tail


def test_a_list_of_prices_has_no_heavy_tail():
    prices = np.repeat([50.0, 20.0, 10.0], [40, 110, 250])
    assert tail_exponent(prices).loc[0, "exponent"] < 1.7
    assert tail_caveat(prices) == ("", False)
    # amounts above the cap of one customer are a tail again
    assert tail_caveat(np.append(prices[3:], [500.0, 5000.0, 50000.0]))[1]


def test_equal_customers_have_no_tail():
    assert tail_exponent([5.0] * 30).loc[0, "exponent"] == np.inf


def test_too_few_customers():
    for amounts, largest in (([1.0] * 10, None), ([3.0, 2.0, 0.0], 2), ([3.0, 2.0, 1.0], 1)):
        with pytest.raises(ValueError, match="leave a smaller customer above zero"):
            tail_exponent(amounts, largest=largest)
