import numpy as np
import pytest

from custseg.segment.evidence.humps import second_hump
from custseg.segment.evidence.parting import part_customers
from custseg.segment.evidence.within_steps import _rooms, _steps, within_steps


def same(places):
    return places


def chance(table):
    """Chance of the clearest valley of a table, 1 if there is none."""
    scaled = (table - table.mean(axis=0)) / table.std(axis=0)
    return min(part_customers(scaled, [f"c{at}" for at in range(table.shape[1])], 3).chances[:1], default=1.0)


def one_digit(values):
    unit = 10 ** np.floor(np.log10(values))
    return np.round(values / unit) * unit


def test_a_step_reaches_as_far_as_others_are_as_many_as_share_the_value():
    places, counts = np.array([0.0, 1, 2, 3, 4, 9]), np.array([3, 3, 3, 3, 3, 9])
    assert _steps(places, counts) == pytest.approx([1, 1, 1, 1, 1, 7])  # nine others are no nearer to 9 than 2


def test_a_value_within_a_longer_step_has_as_long_a_step_up_to_where_that_one_ends():
    places, counts = np.array([0.0, 1, 2, 3, 4, 9]), np.array([3, 3, 3, 3, 1, 9])
    low, high = _rooms(places, counts)  # 9 reaches as far as 1
    assert low == pytest.approx([-1, 0, 1, 1, 4, 1])
    assert high == pytest.approx([1, 9, 10, 11, 4, 17])
    turned = _rooms(-places[::-1], counts[::-1])
    assert (-turned[1][::-1], -turned[0][::-1]) == (pytest.approx(low), pytest.approx(high))


def test_a_few_who_have_bought_nothing_reach_no_farther_than_the_first_amounts():
    places = np.append(0.0, np.repeat(np.linspace(4, 10, 100), 1))
    counts = np.append(20, np.full(100, 2))
    _, high = _rooms(places, counts)
    assert high[0] == pytest.approx(places[10], abs=1e-6)
    assert (high[1:] - places[1:]).max() < 0.6, "an amount near nothing has the step of nothing"


def test_a_step_is_no_longer_than_it_must_be():
    places, counts = np.arange(7.0), np.array([1, 2, 4, 6, 4, 2, 1])
    assert _steps(places, counts) == pytest.approx(np.ones(7))
    assert _steps(2.5 * places - 9, counts) == pytest.approx(np.full(7, 2.5))


def test_whoever_has_most_of_a_column_may_be_anywhere():
    low, high = _rooms(np.array([0.0, 1, 10]), np.array([2, 9, 3]))
    assert (low <= 0).all() and (high >= 10).all()


def test_teeth_that_alternate_become_one_hump():
    counts = np.array([5, 40, 10, 90, 20, 140, 20, 90, 10, 40, 5])
    laid = within_steps(np.repeat(np.arange(11.0), counts), same, 5.0)
    assert second_hump(laid).chance > 0.05
    held = np.histogram(laid, np.arange(-0.5, 11))[0]
    assert held.sum() == counts.sum()
    assert 40 < held[4] < 100, "those at 5 fill the part beside it"


@pytest.mark.parametrize("unit", [1.0, -1.0, 0.01, 40.0])
def test_two_humps_of_many_values_stay_two_whatever_the_unit(unit):
    counts = np.array([5, 20, 50, 80, 50, 20, 5, 1, 1, 1, 5, 20, 50, 80, 50, 20, 5])
    values = unit * np.repeat(np.arange(17.0), counts)
    laid = within_steps(values, same, unit * 3.0)
    assert second_hump(laid).chance < 1e-6
    mirrored = within_steps(-values, same, -unit * 3.0)
    assert np.sort(-mirrored) == pytest.approx(laid, abs=0.2 * abs(unit))


def test_nobody_leaves_his_step_or_the_scale():
    values = np.repeat([1.0, 2, 3, 4], [10, 10, 10, 10])
    laid = within_steps(values, same, 2.0)
    assert laid.min() >= 0.5
    assert laid.max() <= 4.5
    for rank, value in ((5, 1), (15, 2), (25, 3), (35, 4)):
        assert abs(laid[rank] - value) <= 1


def test_who_shares_a_value_with_nobody_stays():
    values = np.sort(np.random.default_rng(1).normal(size=400))
    np.testing.assert_array_equal(within_steps(values, same, 0.0), values)
    laid = within_steps(np.append(values, [9.0] * 5), same, 0.0)
    assert np.isin(values, laid).all()


def test_steps_are_measured_on_the_scale_that_is_asked():
    values = np.repeat([1.0, 2, 4, 8, 16, 32], 20)
    laid = within_steps(values, np.log2, 2.0)
    assert np.diff(np.quantile(laid, [0.1, 0.3, 0.5, 0.7, 0.9])) == pytest.approx(np.full(4, 1.2), abs=0.15)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_amounts_told_to_one_digit_are_no_clusters(seed):
    """Of ten such tables six were called clusters."""
    assert chance(one_digit(np.random.default_rng(seed).lognormal(4, 1.2, (2000, 2)))) > 0.01


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_units_at_few_prices_are_no_clusters(seed):
    """Of ten such tables seven were called clusters."""
    random = np.random.default_rng(seed)
    prices = random.choice([4.99, 9.99, 14.99, 24.99, 49.99], p=[0.35, 0.3, 0.2, 0.1, 0.05], size=(2000, 2))
    assert chance(np.round(prices * (1 + random.poisson(1.0, (2000, 2))), 2)) > 0.01


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_groups_told_to_one_digit_are_found(seed):
    random = np.random.default_rng(seed)
    money = one_digit(random.lognormal(np.where(random.random(600) < 0.3, 6.2, 2), 0.6))
    assert chance(np.column_stack([money, random.normal(size=600)])) < 1e-3
