"""Are sums first, then the interval, the same as the interval of the clients themselves?"""

import numpy as np
import pandas as pd
import pytest

from custseg.resample import group_difference
from custseg.segment.nine_grid._side_moments import gaps_between, moments_of, raw_sums, without_own


def two_sides(here: np.ndarray, there: np.ndarray) -> pd.DataFrame:
    sides = [moments_of(raw_sums(one[:, None], np.zeros(len(one), dtype=int), 1), np.zeros(1)) for one in (here, there)]
    return gaps_between(*sides, 0.95)


def test_intervals_are_those_of_the_clients_themselves():
    random = np.random.default_rng(0)
    here, there = random.lognormal(0, 1, 40), random.lognormal(0.5, 1, 25)
    found = two_sides(here, there).iloc[0]
    values = pd.Series(np.concatenate([there, here]))
    told = group_difference(values, pd.Series([True] * 25 + [False] * 40)).iloc[0]
    assert found[["gap", "low", "high"]].tolist() == pytest.approx(told[["difference", "low", "high"]].tolist())


def test_effect_by_hand():
    here, there = np.array([1.0, 2.0, 3.0] * 4), np.array([2.0, 3.0, 4.0] * 4)
    pooled = np.sqrt((here.var(ddof=1) + there.var(ddof=1)) / 2)
    assert two_sides(here, there)["effect"].iloc[0] == pytest.approx(1 / pooled * (1 - 3 / (4 * 22 - 1)))


def test_alike_or_few_have_a_gap_and_no_interval():
    assert two_sides(np.full(20, 7.3), np.full(20, 7.3))[["low", "high", "effect"]].isna().all(axis=None)
    few = two_sides(np.arange(7.0), np.arange(20.0))
    assert few["gap"].iloc[0] == pytest.approx(6.5)
    assert few[["low", "high", "effect"]].isna().all(axis=None)


def test_all_others_lose_no_digits_beside_a_giant():
    values = np.concatenate([[1e9, 2e9], np.arange(10.0), np.arange(10.0) + 1])
    codes = np.repeat([0, 1, 2], [2, 10, 10])
    others = without_own(raw_sums(values[:, None], codes, 3))
    rest = np.concatenate([np.arange(10.0), np.arange(10.0) + 1])
    assert others[:, 0, 0].tolist() == [(rest**power).sum() for power in range(4)]
    assert others[0, :, 0].tolist() == [20, 12, 12]


def test_missing_values_and_those_of_no_group_are_left_out():
    sums = raw_sums(np.array([[1.0], [np.nan], [3.0], [5.0]]), np.array([0, 0, 0, -1]), 1)
    assert sums[:2, 0, 0].tolist() == [2, 4]
