import numpy as np
import pandas as pd
import pytest

from custseg.segment import CustomerSegmenter
from custseg.segment.evidence.measures import PanelMeasures
from custseg.segment.evidence.parting import part_customers
from custseg.segment.evidence.shares_of_counts import (
    _covered,
    _fractions,
    _how_common,
    placed_shares,
    spread_columns,
    spread_shares,
)
from custseg.simulate import simulate_crowd


def on_time(n=500, seed=0, fewest=25, most=40):
    """Deliveries and how many of them were on time."""
    random = np.random.default_rng(seed)
    sent = random.integers(fewest, most + 1, size=n)
    return random.binomial(sent, random.beta(12, 1, size=n)), sent


def read(column):
    """Give the fractions that are read from a column."""
    return _fractions(*np.unique(column, return_counts=True))


def test_k_of_m_is_between_k_and_k_plus_one_of_m_plus_one_whatever_the_count():
    share = np.array([3 / 5, 5 / 7, 8 / 11, 9 / 13, 11 / 17])
    spread = spread_shares(np.repeat(share, 4))
    count, hits = np.array([5, 7, 11, 13, 17]), np.array([3, 5, 8, 9, 11])
    expected = (hits[:, None] + (np.arange(4) + 0.5) / 4) / (count + 1)[:, None]
    # 3 of 5 may be 9 of 15, one in a thousand here
    np.testing.assert_allclose(np.sort(spread.reshape(5, 4), axis=1), expected, atol=0.002)


def test_steps_fill_the_room_that_shares_leave_empty_beside_one():
    kept, sent = on_time(5000)
    share = kept / sent
    assert not ((share > 1 - 1 / 40 + 1e-9) & (share < 1)).any()
    spread = spread_shares(share)
    room = np.histogram(spread, np.linspace(0.9, 1, 5))[0]
    assert (np.diff(room) > 0).all(), "a beta distribution with its top at one only rises"
    assert spread.min() > 0 and spread.max() < 1
    assert np.mean(abs(spread - share) > 1 / 26) < 0.03, "few are given counts below 25"


def test_how_common_each_count_is_comes_back():
    random = np.random.default_rng(1)
    sent = random.choice([2, 9, 20], p=[0.3, 0.5, 0.2], size=20_000)
    distinct, counts = np.unique(random.binomial(sent, random.beta(4, 2, size=20_000)) / sent, return_counts=True)
    row, number, chance = _how_common(distinct, _fractions(distinct, counts), counts)
    common = np.bincount(number.astype(int), weights=counts[row] * chance) / counts.sum()
    assert common[[2, 9, 20]] == pytest.approx([0.3, 0.5, 0.2], abs=0.03)
    np.testing.assert_allclose(np.bincount(row, weights=chance), 1)
    half = (distinct[row] == 0.5) & (number == 2)
    alone = random.binomial(2, random.beta(4, 2, size=20_000)) == 1
    assert (counts[row] * chance)[half] == pytest.approx(0.3 * 20_000 * alone.mean(), rel=0.1)


def test_one_event_is_counted_though_it_leaves_no_share_between_none_and_all():
    random = np.random.default_rng(2)
    sent = random.geometric(0.4, size=20_000)
    kept = random.binomial(sent, random.beta(12, 1, size=20_000))
    lost = spread_shares(kept / sent)[kept == 0]
    # of ten customers without any delivery on time nine have one or two: they are no heap at none
    assert np.mean(lost > 0.15) > 0.4 and lost.max() > 0.45


@pytest.mark.parametrize(
    ("decimals", "most", "expected"),
    [(16, 300, True), (6, 300, True), (4, 100, True), (3, 40, True), (2, 8, True), (2, 40, False)],
)
def test_counts_are_read_from_shares_that_are_told_to_some_decimals(decimals, most, expected):
    kept, sent = on_time(2000, fewest=1, most=most)
    assert (read(np.round(kept / sent, decimals)) is not None) == expected
    percent = spread_shares(np.round(100 * kept / sent, max(decimals - 2, 0)))
    assert (percent is not None) == (expected and decimals > 2)


def test_percentages_are_spread_as_shares_are():
    kept, sent = on_time()
    np.testing.assert_allclose(spread_shares(100 * kept / sent), 100 * spread_shares(kept / sent))


@pytest.mark.parametrize(
    "column",
    [
        np.random.default_rng(0).uniform(size=300),
        np.random.default_rng(0).beta(12, 1, size=300).round(4),
        np.random.default_rng(0).beta(12, 1, size=300).round(3),
        np.random.default_rng(0).uniform(size=300).round(2),
        np.random.default_rng(0).integers(0, 61, size=300) / 60,
        np.random.default_rng(0).integers(0, 8, size=300) / 7,
        np.random.default_rng(0).integers(0, 2, size=300) * 1.0,
        np.random.default_rng(0).integers(0, 101, size=300) * 1.0,
        on_time()[0] / on_time()[1] - 0.99,
        on_time()[0] / on_time()[1] * 101,
        np.round(on_time()[0] / on_time()[1], 2),
        np.array([0.0, 0.5, 1.0, 0.5]),
        np.zeros(9),
    ],
    ids=[
        *("uniform", "4 decimals", "3 decimals", "2 decimals", "sixtieths", "sevenths", "yes or no", "whole percent"),
        *("below none", "beyond all", "told too coarsely", "halves", "nobody"),
    ],
)
def test_a_column_of_anything_else_is_no_shares(column):
    assert spread_shares(column) is None


def test_one_in_a_hundred_may_be_no_share_and_stays_where_it_is():
    kept, sent = on_time(400)
    share = kept / sent
    share[:2] = np.sqrt(0.1)
    np.testing.assert_array_equal(spread_shares(share)[:2], share[:2])
    share[:12] = np.sqrt(0.1)
    assert spread_shares(share) is None


def test_few_values_that_chance_would_make_fractions_are_no_shares():
    thirds = np.repeat([0.2, 0.25, 0.33, 0.5, 0.67, 0.75], 20)
    assert spread_shares(thirds) is None  # 27 of 99 places are fractions of counts to 5, and .27 ** 6 is no certainty
    assert spread_shares(np.repeat([1 / 5, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4], 20)) is not None


def test_part_of_the_values_that_can_be_shares():
    assert _covered(5, 2) == pytest.approx(9 / 99)  # halves, thirds, quarters, fifths: 1 + 2 + 2 + 4
    assert _covered(60, 3) < 0.8 < _covered(61, 3)
    assert _covered(18, 2) < 0.8 < _covered(19, 2)
    assert _covered(1000, None) == pytest.approx(1000**2 * 1e-7)


def test_shares_are_placed_on_the_scale_of_the_points_and_others_are_left():
    kept, sent = on_time()
    share = kept / sent
    table = np.column_stack([share, np.arange(500) // 2, np.log1p(share)])
    points = np.column_stack([3 * share - 2, table[:, 1], table[:, 2]])
    placed = placed_shares(table, points)
    np.testing.assert_allclose(placed[:, 0], 3 * spread_shares(share) - 2)
    assert np.isnan(placed[:, 1:]).all()
    spread = spread_columns(points, placed)
    np.testing.assert_array_equal(spread[:, 0], placed[:, 0])
    assert np.unique(spread[:, 1]).size == 500


@pytest.mark.parametrize("seed", [0, 2, 17])
def test_lumps_at_none_and_one_late_are_no_clusters(seed):
    table = np.column_stack([np.divide(*on_time(5000, 10 * seed + at)) for at in range(3)])
    points = (table - table.mean(axis=0)) / table.std(axis=0)
    lumps = part_customers(points, list("abc"), 2)
    assert lumps.chances[0] < 0.01 and lumps.bridges[0] < 0.6, "the table shows nothing"
    found = part_customers(points, list("abc"), 2, placed_shares(table, points))
    assert all(chance > 0.01 for chance in found.chances)


@pytest.mark.parametrize("n", [300, 2000])
def test_customers_with_another_chance_are_a_group(n):
    random = np.random.default_rng(n)
    sent = random.integers(25, 41, size=(n, 3))
    second = np.arange(n) < n / 5
    chance = np.where(second[:, None] & (np.arange(3) == 1), 0.6, 0.95)
    X = pd.DataFrame(random.binomial(sent, chance) / sent, columns=list("abc"))
    work = PanelMeasures(X, CustomerSegmenter(1).fit(X), 2000, 20, 20, 0)
    found = part_customers(work.many, work.names, 2, work.placed)
    assert found.columns[0] in ("b", "log (highest - b)") and found.chances[0] < 0.01
    assert np.sort(np.bincount(found.labels[0]))[0] == pytest.approx(n / 5, rel=0.05)


def test_the_panel_places_shares_of_a_count_and_nothing_else():
    shares = simulate_crowd("shares_of_a_count", 300, 2, random_state=1).assign(other=np.linspace(0, 1, 300) ** 2)
    work = PanelMeasures(shares, CustomerSegmenter(1).fit(shares), 100, 20, 20, 0)
    assert np.isnan(work.placed).any(axis=0).tolist() == [True, False, False]  # columns by name
    assert np.unique(work.spread[:, 1]).size > 95


def test_values_beside_nought_are_no_shares():
    """A millionth of a millionth is no share of a small count, and there is nothing between nought and one to count."""
    assert spread_shares(1e-200 * np.arange(1.0, 30)) is None
    assert spread_shares(1 - 1e-12 * np.arange(1.0, 30)) is None
