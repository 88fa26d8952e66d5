import numpy as np
import pytest

from custseg.value import tail_exponent
from custseg.value.tails import HEAVY, LESS, UNSURE, Tail, hill_tail, largest_in_tail


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


def test_how_many_are_the_tail_is_a_whole_number():
    with pytest.raises(TypeError, match="largest must be"):
        tail_exponent([3.0, 2.0, 1.0], largest="two")


def test_equal_customers_have_no_tail():
    assert tail_exponent([5.0] * 30).loc[0, "exponent"] == np.inf


def test_too_few_customers():
    for amounts, largest in (([1.0] * 10, None), ([3.0, 2.0, 0.0], 2), ([3.0, 2.0, 1.0], 1)):
        with pytest.raises(ValueError, match="leave a smaller customer above zero"):
            tail_exponent(amounts, largest=largest)


@pytest.mark.parametrize("n", [100, 300, 1000])
def test_no_interval_is_given_back_to_pareto_tails(n):
    ends = [
        hill_tail(pareto(exponent, n, seed), largest_in_tail(n)).ends for exponent in (1.0, 1.3) for seed in range(400)
    ]
    assert np.mean(ends) <= 0.01  # of 2,000 lists of 100 to 10,000 customers at most .007


def test_how_a_tail_falls_by_hand():
    tail = hill_tail(np.array([16.0, 8.0, 4.0, 2.0, 1.0]), 4)
    # of 1, 2, 3 and 4 times ln 2: variance 1.25 about 2.5; the larger half is ln 2 and ln 4 above the third
    assert tail[:1] + tail[3:] == pytest.approx((3 / np.log(1024), 1.25**0.5 / 2.5, 1 / np.log(8)))


@pytest.mark.parametrize("customers", [30, 63])
def test_where_a_tail_ends_is_known_to_a_thousandth(customers):
    less, low = 1 - LESS / customers**0.5, HEAVY - UNSURE / (customers // 2)
    assert Tail(0.8, customers, 1, less - 0.001, low + 0.001).ends
    assert not Tail(0.8, customers, 1, less + 0.001, low + 0.001).ends
    assert not Tail(0.8, customers, 1, less - 0.001, low - 0.001).ends


@pytest.mark.parametrize(
    ("exponent", "largest", "heavy"), [(1.619, 50, True), (1.621, 50, False), (1.299, 10, True), (1.301, 10, False)]
)
def test_a_tail_is_heavy_below_one_and_seven_tenths_less_four_by_its_customers(exponent, largest, heavy):
    assert Tail(exponent, largest, 1).is_heavy == heavy
    assert not Tail(HEAVY - UNSURE / largest, largest, 1).is_heavy, "below the bound, not at it"
    assert not Tail(exponent, largest, largest).is_heavy, "what is capped has no tail"


@pytest.mark.parametrize(
    ("largest", "at_most", "capped"), [(10, 1, False), (10, 2, True), (29, 2, False), (29, 3, True), (30, 3, False)]
)
def test_a_tail_is_capped_where_more_than_a_tenth_bring_the_largest_amount(largest, at_most, capped):
    assert Tail(1.0, largest, at_most).is_capped == capped


@pytest.mark.parametrize(("exponent", "may"), [(2.533, True), (2.535, False)])
def test_an_exponent_may_be_heavy_where_its_lower_bound_is(exponent, may):
    # of 25 customers: 1 less 1.645 standard errors of a fifth, .671 of the exponent; 1.7 / .671 is 2.5335
    assert Tail(exponent, 25, 1).may_be_heavy == may
    assert not Tail(1.7 / (1 - 1.645 / 5), 25, 1).may_be_heavy, "below the bound, not at it"


@pytest.mark.parametrize(
    ("n_positive", "tail"),
    [(9, 10), (109, 10), (110, 11), (399, 39), (410, 40), (1000, 63), (10_000, 200), (10_100, 200), (10_101, 201)],
)
def test_the_tail_is_a_tenth_but_at_most_twice_the_root_and_at_least_ten(n_positive, tail):
    assert largest_in_tail(n_positive) == tail


def test_a_tail_of_two_and_all_but_one_are_tails():
    values = np.array([8.0, 4.0, 2.0, 1.0])
    # one less than two, over ln(8/2) + ln(4/2); two, over ln 8 + ln 4 + ln 2
    assert hill_tail(values, 2)[:3] == pytest.approx((1 / np.log(8), 2, 1))
    assert hill_tail(values, 3)[:3] == pytest.approx((2 / np.log(64), 3, 1))
    assert hill_tail(np.array([8.0, 8.0, 2.0, 1.0]), 2)[1:3] == (2, 2)
    with pytest.raises(ValueError, match=r"leave a smaller customer above zero; found 7 of 4\."):
        hill_tail(values, 7)
    with pytest.raises(ValueError) as raised:
        hill_tail(values, 4)
    assert str(raised.value) == (
        "largest must be at least 2 and leave a smaller customer above zero; found 4 of 4. "
        "A tail needs customers: a dozen at least, better a hundred."
    )
