import numpy as np
import pytest
from scipy.stats import skew

from custseg.segment.evidence.directions import plain_and_logged, principal_directions
from custseg.segment.evidence.shared_values import spread_ties


def table(n=200, seed=0):
    """One column like a normal, one like a log-normal, one of whom 60 share their smallest value."""
    random = np.random.default_rng(seed)
    fee = np.exp(random.normal(size=n))
    fee[:60] = 0.0
    return np.column_stack([random.normal(size=n), np.exp(random.normal(size=n)), fee])


def asked(points):
    even = np.column_stack([spread_ties(column) for column in points.T])
    return plain_and_logged(points, even, ["round", "money", "fee"][: points.shape[1]])


def test_columns_are_asked_and_the_logarithms_of_skewed_ones():
    points = table()
    plain, logged = asked(points)
    assert [direction.name for direction in plain] == ["round", "money", "fee"]
    assert [direction.name for direction in logged] == ["log money", "log fee"]
    np.testing.assert_allclose(plain[0].values, points[:, 0])
    low = points[:, 1].min()
    room = np.quantile(points[:, 1], 0.05) - low
    np.testing.assert_allclose(logged[0].values, np.log(points[:, 1] - low + room))


def test_who_shares_a_value_with_many_is_not_asked_in_that_column_and_keeps_the_order():
    points = table()
    plain, logged = asked(points)
    for direction in (plain[2], logged[1]):
        np.testing.assert_array_equal(direction.asked, points[:, 2] > 0)
        assert direction.values[:60].max() <= direction.values[60:].min()
        assert direction.whole is None, "beyond one end they leave no hole"
    np.testing.assert_array_equal(plain[2].counted, points[60:, 2])
    assert plain[0].asked.all() and plain[1].asked.all()


def test_who_shares_a_value_between_the_others_may_leave_a_hole():
    points = table()
    points[:60, 2] = np.median(points[60:, 2])
    plain, _ = asked(points)
    np.testing.assert_allclose(plain[2].whole, spread_ties(points[:, 2]))
    assert plain[0].whole is None and plain[1].whole is None


def test_each_column_has_an_equal_part_of_nine_tenths_of_the_level_and_each_principal_direction_of_a_tenth():
    points = table()
    plain, logged = asked(points[:, :2])
    assert [direction.factor for direction in plain + logged] == pytest.approx([3 / 0.9] * 3)
    assert [direction.factor for direction in principal_directions(points[:, :2])] == pytest.approx([2 / 0.1] * 2)
    money = np.exp(np.random.default_rng(1).normal(size=(200, 2)))
    assert [direction.factor for kind in asked(money) for direction in kind] == pytest.approx([4 / 0.9] * 4)


def test_what_could_lead_across_are_the_other_columns_each_on_its_scale():
    points = table()
    plain, logged = asked(points[:, :2])
    np.testing.assert_allclose(plain[0].across, logged[0].values[:, None])
    np.testing.assert_allclose(plain[1].across, points[:, :1])
    assert skew(plain[0].across[:, 0]) < 1 < skew(points[:, 1])


def test_principal_directions_are_those_of_who_shares_no_value_the_widest_first():
    points = table() * [5.0, 1.0, 1.0]
    points[:, 0] = np.round(points[:, 0], 1)
    found = principal_directions(points)
    own = np.column_stack([spread_ties(column) for column in points[60:].T])
    assert (own != points[60:]).any(), "some have a value twice"
    expected = np.linalg.eigvalsh(np.cov(own.T, bias=True))[::-1]
    spreads = [direction.values[direction.asked].var() for direction in found]
    assert spreads == pytest.approx(expected)
    for place, direction in enumerate(found):
        assert direction.name == f"principal direction {place + 1}"
        np.testing.assert_array_equal(direction.asked, np.arange(200) >= 60)
        others = [other.values for number, other in enumerate(found) if number != place]
        np.testing.assert_array_equal(direction.across, np.column_stack(others))
        np.testing.assert_allclose(direction.columns[60:], own)


def test_a_hole_in_a_column_is_asked_with_everybody_along_each_principal_direction():
    points = np.round(table(), 2)
    points[:60, 2] = np.median(points[60:, 2])
    found = principal_directions(points)
    everybody = np.column_stack([spread_ties(column) for column in points.T])
    axes = np.linalg.lstsq(found[0].columns, np.column_stack([direction.values for direction in found]))[0]
    np.testing.assert_allclose(np.column_stack([direction.whole for direction in found]), everybody @ axes, atol=1e-9)
    points[:60, 2] = points[:, 2].max() + 1
    assert all(direction.whole is None for direction in principal_directions(points))


@pytest.mark.parametrize(("n", "columns", "expected"), [(19, 2, 0), (20, 2, 2), (24, 5, 0), (25, 5, 5), (100, 1, 0)])
def test_few_customers_and_a_single_column_have_no_principal_directions(n, columns, expected):
    points = np.random.default_rng(0).normal(size=(n, columns))
    assert len(principal_directions(points)) == expected


@pytest.mark.parametrize(("n", "logged"), [(20, 1), (19, 0)])
def test_the_logarithm_of_twenty_customers_is_asked_and_of_fewer_not(n, logged):
    money = np.exp(np.linspace(-2, 3, n))[:, None]
    assert skew(money[:, 0]) > 1
    assert len(plain_and_logged(money, money, ["money"])[1]) == logged
