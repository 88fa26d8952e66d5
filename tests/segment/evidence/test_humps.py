import numpy as np
import pytest

from custseg.segment.evidence.humps import chance_of_gain, second_hump


@pytest.mark.parametrize("share", [0.05, 0.15, 0.5])
def test_a_group_nine_deviations_away_is_a_second_hump(share):
    random = np.random.default_rng(1)
    n_away = round(400 * share)
    column = np.concatenate([random.normal(size=400 - n_away), random.normal(9, 1, n_away)])
    hump = second_hump(column)
    assert hump.chance < 0.001
    assert 2.5 < hump.cut < 7
    assert hump.left < hump.cut < hump.right


@pytest.mark.heavy
@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential", "standard_cauchy"])
def test_one_hump_is_one(draw):
    few = [second_hump(getattr(np.random.default_rng(seed), draw)(size=300)).chance for seed in range(20)]
    assert sum(chance < 0.05 for chance in few) <= 3


def test_too_few_and_equal_values_have_no_second_hump():
    assert second_hump(np.arange(19.0)).chance == 1
    assert second_hump(np.ones(100)).chance == 1


def test_scale_and_direction_do_not_matter():
    column = np.random.default_rng(0).normal(size=300) + np.repeat([0, 4.5], 150)
    first, second = second_hump(column), second_hump(100 - 30 * column)
    assert second.gain == pytest.approx(first.gain, rel=0.05)
    assert second.cut == pytest.approx(100 - 30 * first.cut, rel=0.05)


def test_more_gain_is_less_chance():
    chances = [chance_of_gain(gain, 2) for gain in (0, 2, 4, 8)]
    assert chances == sorted(chances, reverse=True)
    assert chance_of_gain(3.6, 2) == pytest.approx(0.009, abs=0.003)
