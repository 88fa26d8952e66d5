"""Is a column with equal values asked within its steps, and is each chance the one that was found there?"""

from dataclasses import replace

import numpy as np
import pytest

from custseg.segment.evidence import parting
from custseg.segment.evidence.humps import NO_HUMP
from custseg.segment.evidence.parting import _cut
from custseg.segment.evidence.shared_values import spread_ties
from tests.segment.evidence.even_direction import along

PAIRS = np.repeat(np.arange(20.0), 2)


@pytest.fixture
def found(monkeypatch):
    """Let humps have these chances: of a direction, and of both ways to lay its customers; keep what is asked."""

    def let(chance, *laid):
        monkeypatch.setattr(parting, "_stairs", lambda _: np.inf)  # as where a column has many values
        chances, told = iter([chance, *laid]), []
        hump = NO_HUMP._replace(cut=0.0, left=-0.5, right=0.75)
        monkeypatch.setattr(
            parting, "second_hump", lambda values: told.append(values) or hump._replace(chance=next(chances))
        )
        monkeypatch.setattr(
            parting, "within_steps", lambda *given: told.append(given) or [np.full(30, 1.0), np.full(30, 2.0)]
        )
        return told

    return let


@pytest.mark.parametrize(
    ("laid", "expected"),
    [((0.001, 0.002), 0.006), ((0.003, 0.002), 0.009), ((0.0001, 0.0002), 0.003), ((0.2, 0.6), 1.0)],
)
def test_a_hump_is_as_likely_chance_as_where_it_stands_least_of_all(found, laid, expected):
    """Three ways to look count three times."""
    found(0.001, *laid)
    assert _cut(replace(along(40, column=PAIRS), factor=3.0)).chance == pytest.approx(expected)


@pytest.mark.parametrize("chance", [0.05, 0.06, 0.3])
def test_what_may_be_chance_is_not_asked_within_steps(monkeypatch, found, chance):
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: chance / 2)
    told = found(chance)
    assert _cut(along(40, column=PAIRS)).chance == pytest.approx(chance)
    assert len(told) == 1


def test_mixtures_and_columns_without_equal_values_are_not_asked(found):
    for column in (None, np.arange(40.0)):
        told = found(0.001)
        assert _cut(along(40, column=column)).chance == 0.001
        assert len(told) == 1


def test_equal_values_of_those_who_are_set_aside_are_no_steps(found):
    column = np.append(np.arange(30.0), np.full(10, 40.0))
    direction = along(40, column=column)
    direction.asked[30:] = False
    told = found(0.001)
    assert _cut(direction).chance == 0.001
    assert len(told) == 1


def test_those_who_are_asked_are_laid_on_the_scale_of_the_direction(found):
    column = np.append(np.repeat(np.arange(15.0), 2), np.full(10, 40.0))
    spread = np.sort(spread_ties(column[:30]))
    direction = along(40, column=column)
    direction = replace(direction, values=np.append(np.log(1 + spread_ties(column[:30])), np.full(10, 9.0)))
    direction.asked[30:] = False
    told = found(0.001, 0.001, 0.001)
    _cut(direction)
    asked, (values, scale, tops), *laid = told
    np.testing.assert_array_equal(asked, direction.values[:30])
    np.testing.assert_array_equal(values, column[:30])
    assert tops == (-0.5, 0.75)
    assert scale(spread) == pytest.approx(np.log(1 + spread))
    middle = (spread[1:] + spread[:-1]) / 2
    assert scale(middle) == pytest.approx((np.log(1 + spread)[1:] + np.log(1 + spread)[:-1]) / 2), "straight between"
    assert [places.tolist() for places in laid] == [[1.0] * 30, [2.0] * 30]


def test_where_who_is_set_aside_leaves_a_hole_everybody_is_laid(monkeypatch, found):
    monkeypatch.setattr(parting, "_filled", lambda *_: 0.001)
    column = np.append(np.arange(30.0), np.full(10, 12.5))
    whole = 3 * spread_ties(column)
    direction = along(40, column=column, whole=whole)
    direction.asked[30:] = False
    told = found(0.001, 0.001, 0.001, 0.001)
    _cut(direction)
    values, scale, _ = told[2]
    np.testing.assert_array_equal(values, column)
    assert scale(spread_ties(column)) == pytest.approx(whole)


def test_doubt_within_steps_is_asked_again_of_a_crowd_of_just_that_shape(monkeypatch, found):
    """Of groups told in steps so fine that nobody sees them the same is asked as of others."""
    again = {1.0: 0.001, 2.0: 0.003}
    monkeypatch.setattr(parting, "redrawn_chance", lambda values, hump: again[values[0]])
    for laid, expected in (((0.03, 0.04), 0.006), ((0.001, 0.04), 0.006), ((0.04, 0.001), 0.002), ((0.03, 0.2), 0.2)):
        found(0.0001, *laid)
        assert _cut(along(40, column=PAIRS)).chance == pytest.approx(expected)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3, 8))
def test_two_groups_told_to_whole_deviations_are_found_beside_columns_told_likewise(seed):
    """Seven standard deviations apart: spread across the valley, the last of a hump led across it."""
    random = np.random.default_rng(seed)
    z = random.multivariate_normal(np.zeros(3), np.full((3, 3), 0.3) + 0.7 * np.eye(3), 600)
    z[:, 0] += np.where(random.random(600) < 0.3, 0, 7)
    told = np.round(1.2 * z)
    found = parting.part_customers(told / told.std(axis=0), ["a", "b", "c"], 2)
    assert found.chances[0] <= 0.01 and found.bridges[0] <= 0.6
