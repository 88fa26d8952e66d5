import numpy as np
import pytest

from custseg.segment.evidence import hump_chance
from custseg.segment.evidence.hump_chance import redrawn_chance
from custseg.segment.evidence.humps import NO_HUMP, second_hump


@pytest.mark.heavy
def test_a_small_far_group_is_less_likely_chance_than_the_worst_crowd_says():
    random = np.random.default_rng(5)
    column = np.concatenate([random.normal(size=285), random.normal(6.5, 1, 15)])
    hump = second_hump(column)
    assert 0 < redrawn_chance(column, hump) < hump.chance


@pytest.mark.heavy
def test_a_lump_of_chance_stays_chance_and_the_order_does_not_matter():
    column = next(
        column
        for column in (np.random.default_rng(seed).uniform(size=100) for seed in range(50))
        if second_hump(column).gain > 0.5
    )
    chance = redrawn_chance(column, second_hump(column))
    assert chance > 0.01
    assert redrawn_chance(column[::-1].copy(), second_hump(column)) == chance


FLAT = NO_HUMP._replace(crowd=(np.array([0.0, 1, 3]), np.array([5.0, 5, 5])))


@pytest.fixture
def said(monkeypatch):
    """Say these logarithms of chances, one after another, and keep the columns of which they are said."""

    def say(*values):
        left, columns = iter(values), []
        monkeypatch.setattr(hump_chance, "log_chance", lambda column: columns.append(column) or next(left))
        return columns

    return say


@pytest.mark.parametrize("as_clear", [3, 6, 30])
def test_a_hump_that_a_tenth_of_thirty_draws_show_is_as_likely_as_they_say(said, as_clear):
    columns = said(-5.0, -5.0, *[-6.0] * (as_clear - 1), *[-1.0] * (30 - as_clear))
    assert redrawn_chance(np.zeros(40), FLAT) == pytest.approx(as_clear / 30)
    assert [len(column) for column in columns] == [40] * 31


def test_beyond_a_tenth_of_the_draws_the_tail_is_exponential(said):
    draws = np.linspace(-7, 0, 121)[1:]  # 120 draws; a tenth of them are below -6.3 or so
    columns = said(-9.0, *np.random.default_rng(0).permutation(draws[30:]), *draws[:30])
    found = redrawn_chance(np.zeros(40), FLAT)
    assert found == pytest.approx(0.1 * np.exp(-9 - np.quantile(draws, 0.1)))
    assert len(columns) == 121


def test_a_hump_just_short_of_the_tail_is_no_more_likely_than_a_tenth(said):
    said(-2.0, *[-1.0] * 30, *[-3.0] * 90)
    assert redrawn_chance(np.zeros(40), FLAT) == pytest.approx(0.1)


def test_columns_are_drawn_from_the_crowd_and_each_time_the_same(said):
    slope = NO_HUMP._replace(crowd=(np.linspace(0, 3, 301), np.linspace(0, 7, 301)))
    columns = said(0.0, *[0.0] * 30)
    redrawn_chance(np.zeros(200), slope)
    drawn = np.concatenate(columns[1:])
    # a density that rises from nothing in proportion: distribution (x / 3) ** 2
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(3 * np.sqrt([0.1, 0.5, 0.9]), abs=0.04)
    again = said(0.0, *[0.0] * 30)
    redrawn_chance(np.zeros(200), slope)
    coarse = said(0.0, *[0.0] * 30)
    redrawn_chance(np.zeros(200), FLAT)
    assert np.quantile(np.concatenate(coarse[1:]), [0.1, 0.5, 0.9]) == pytest.approx([0.3, 1.5, 2.7], abs=0.04)
    np.testing.assert_array_equal(np.concatenate(again), np.concatenate(columns))


@pytest.mark.parametrize(("as_clear", "asked"), [(2, 121), (3, 31)])
def test_after_thirty_draws_more_are_made_only_where_less_than_a_tenth_are_as_clear(said, as_clear, asked):
    columns = said(-5.0, *[-5.0] * as_clear, *[-1.0] * (30 - as_clear), *[-1.0] * 90)
    column = np.linspace(0, 3, 40)
    found = redrawn_chance(column, FLAT)
    assert found == pytest.approx(0.1 if as_clear == 3 else 0.1 * np.exp(-5 + 1))
    assert len(columns) == asked and columns[0] is column


def test_all_tables_are_drawn_by_one_generator_so_that_a_table_has_one_chance(said):
    columns = said(0.0, *[0.0] * 30)
    redrawn_chance(np.zeros(5), FLAT)
    random = np.random.RandomState(0)
    for drawn in columns[1:]:
        np.testing.assert_allclose(drawn, 3 * random.uniform(size=5))
