import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import skew

from custseg.segment.evidence import directions
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
    room = np.sort(points[:, 1])[5] - low
    np.testing.assert_allclose(logged[0].values, np.log(points[:, 1] - low + room))


def test_who_shares_a_value_with_many_is_not_asked_in_that_column_and_keeps_the_order():
    points = table()
    plain, logged = asked(points)
    for direction in (plain[2], logged[1]):
        np.testing.assert_array_equal(direction.asked, points[:, 2] > 0)
        assert direction.values[:60].max() <= direction.values[60:].min()
        assert direction.whole is None, "beyond one end they leave no hole"
    np.testing.assert_array_equal(plain[2].column, points[:, 2])
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


def test_a_column_without_differences_is_asked_as_it_is_and_has_no_logarithm():
    """Its skew is no number, of which scipy warns."""
    points = np.column_stack([np.exp(np.random.default_rng(0).normal(size=60)), np.full(60, 7.0)])
    plain, logged = asked(points)
    assert [direction.name for direction in logged] == ["log round"]
    np.testing.assert_array_equal(plain[1].values, points[:, 1])
    assert plain[1].asked.all() and plain[1].factor == pytest.approx(3 / 0.9)
    first, second = principal_directions(points)
    np.testing.assert_allclose(np.abs(first.values), points[:, 0], atol=1e-9)
    assert np.ptp(second.values) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("leans", "logged"),
    [
        (1.0, []),
        (np.nextafter(1, 2), ["log a"]),
        (0.0, []),
        (-1.0, []),
        (np.nextafter(-1, -2), ["log (highest - a)"]),
    ],
)
def test_a_column_is_skewed_by_more_than_one_to_either_side(monkeypatch, leans, logged):
    monkeypatch.setattr(directions, "skew", lambda column: leans)
    column = np.linspace(3, 4, 30)[:, None]
    assert [direction.name for direction in plain_and_logged(column, column, ["a"])[1]] == logged


def test_a_tail_on_the_left_is_counted_down_from_the_highest_value_and_who_is_higher_stays_higher():
    points = 100 - table()[:, :2]
    _, logged = asked(points)
    assert [direction.name for direction in logged] == ["log (highest - money)"]
    high = points[:, 1].max()
    room = high - np.sort(points[:, 1])[-6]
    np.testing.assert_allclose(logged[0].values, -np.log(high - points[:, 1] + room))
    np.testing.assert_array_equal(np.argsort(logged[0].values), np.argsort(points[:, 1]))
    assert abs(skew(logged[0].values)) < 1 < -skew(points[:, 1])


def test_the_name_of_a_logarithm_is_that_of_the_tail_of_who_is_asked():
    """All who pay the fee far above the others make a tail on the right; these have theirs on the left."""
    column = 100 - np.exp(np.random.default_rng(0).normal(size=200))
    column[:25] = 400.0
    even = spread_ties(column)[:, None]
    assert skew(even[:, 0]) > 1
    _, logged = plain_and_logged(column[:, None], even, ["time"])
    assert [direction.name for direction in logged] == ["log (highest - time)"]
    np.testing.assert_array_equal(np.argsort(logged[0].values[25:]), np.argsort(column[25:]))


@pytest.mark.heavy
@given(st.lists(st.floats(-2.5, 2.5), min_size=2, max_size=4), st.integers(0, 1000), st.sampled_from([0, 5, 40]))
def test_a_table_turned_round_is_asked_along_the_same_directions_turned_round(powers, seed, share):
    """Nobody is spread here: ties are shuffled otherwise in a table that is turned round."""
    random = np.random.default_rng(seed)
    points = np.column_stack([np.sign(power) * np.exp(abs(power) * random.normal(size=90)) for power in powers])
    points[:share, 0] = points[share:, 0].max() + 1
    names = list("abcd")[: len(powers)]
    both = plain_and_logged(points, points, names), plain_and_logged(-points, -points, names)
    for before, after in zip(*both, strict=True):
        assert [direction.place for direction in after] == [direction.place for direction in before]
        for one, other in zip(before, after, strict=True):
            assert other.factor == one.factor
            np.testing.assert_array_equal(other.asked, one.asked)
            np.testing.assert_array_equal(other.across, -one.across)
            np.testing.assert_allclose(other.values[one.asked], -one.values[one.asked], rtol=0, atol=1e-12)


@pytest.mark.parametrize("n", [100, 1000])
def test_where_more_than_five_have_the_smallest_value_there_is_no_room_for_a_logarithm(n):
    money = np.exp(np.linspace(-2, 3, n))[:, None]
    for n_smallest, logged in ((1, 1), (5, 1), (6, 0)):
        money[:n_smallest] = money[0]
        assert len(plain_and_logged(money, money, ["money"])[1]) == logged


def test_on_the_logarithm_who_shares_a_value_keeps_its_place_between_the_others():
    points = table()
    points[:60, 2] = np.median(points[60:, 2])
    points[60:, 2] = np.round(points[60:, 2], 1)  # some have a value twice
    plain, logged = asked(points)
    found = logged[-1]
    assert found.name == "log fee" and not found.asked.all()
    own = spread_ties(points[found.asked, 2])
    assert (own != points[found.asked, 2]).any()
    np.testing.assert_array_equal(plain[2].values[found.asked], own)
    np.testing.assert_array_equal(plain[2].values[~found.asked], points[~found.asked, 2])
    room = np.sort(own)[5] - own.min()
    logs = np.log(own - own.min() + room)
    np.testing.assert_allclose(found.values[found.asked], logs)
    between = np.interp(points[~found.asked, 2], np.sort(own), np.sort(logs))
    np.testing.assert_allclose(found.values[~found.asked], between)
    np.testing.assert_array_equal(found.even, own)
    np.testing.assert_array_equal(found.column, points[:, 2])
    everybody = spread_ties(points[:, 2])
    room = np.sort(everybody)[5] - everybody.min()
    np.testing.assert_allclose(found.whole, np.log(everybody - everybody.min() + room))
    assert plain[2].even is None and logged[0].whole is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([1, 1, 1, 1], False),
        ([1, 0, 1, 1], True),
        ([1, 0, 0, 1], True),
        ([0, 1, 1, 1], False),
        ([1, 1, 1, 0], False),
        ([0, 1, 0, 1], True),
        ([0, 0, 1, 0], False),
        ([0, 0, 0, 0], False),
    ],
)
def test_a_hole_is_left_by_those_set_aside_between_the_smallest_and_the_largest_who_are_asked(asked, expected):
    order = [2, 0, 3, 1]
    column, asked = np.array([4.0, 5, 6, 7])[order], np.array(asked, dtype=bool)[order]
    assert directions._leaves_hole(column, asked) is expected
    assert directions._leaves_hole(-column, asked) is expected


def test_unit_place_and_order_of_customers_do_not_matter_for_directions():
    points = table()[:, :2]
    order = np.random.default_rng(0).permutation(len(points))
    moved = (3 * points - [100.0, -5.0])[order]
    for before, after in zip(principal_directions(points), principal_directions(moved), strict=True):
        own, other = (one.values - one.values.mean() for one in (before, after))
        np.testing.assert_allclose(np.abs(other), 3 * np.abs(own[order]), atol=1e-9)
    for before, after in zip(asked(points)[1], asked(moved)[1], strict=True):
        np.testing.assert_allclose(after.values, before.values[order] + np.log(3))
