import numpy as np
import pytest

from custseg.resample import holm_adjusted


def test_by_hand():
    """.01, .02, .03, .04: times 4, 3, 2, 1, and none below the one before: Holm 1979."""
    np.testing.assert_allclose(holm_adjusted(np.array([0.04, 0.01, 0.03, 0.02])), [0.06, 0.04, 0.06, 0.06])


def test_nothing_is_above_one():
    assert holm_adjusted(np.array([0.9, 0.8])).tolist() == [1.0, 1.0]
    assert holm_adjusted(np.array([])).tolist() == []


def test_hardly_any_set_of_tests_holds_a_false_alarm():
    p = np.random.default_rng(1).uniform(size=(4000, 5))
    alarms = np.mean([(holm_adjusted(row) < 0.05).any() for row in p])
    assert alarms == pytest.approx(0.05, abs=0.011)  # three standard errors


def test_a_word_is_no_p_value():
    with pytest.raises(TypeError, match="must be"):
        holm_adjusted("small")
