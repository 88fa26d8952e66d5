import numpy as np
import pytest

from custseg.decide import calibration_table


@pytest.fixture
def answers():
    random = np.random.default_rng(0)
    chance = random.uniform(0, 0.5, 5000)
    return random.uniform(size=5000) < chance, chance


def test_true_chances_are_calibrated_and_doubled_ones_are_not(answers):
    answered, chance = answers
    assert calibration_table(answered, chance)["agrees"].sum() >= 4
    assert calibration_table(answered, 2 * chance)["agrees"].sum() == 0


def test_the_interval_is_that_of_wilson():
    # 10 of 100, 95 %: Wilson (1927) gives 0.0552 to 0.1744
    table = calibration_table([True] * 10 + [False] * 90, [0.1] * 100)
    assert table.loc[1, ["low", "high"]].tolist() == pytest.approx([0.0552, 0.1744], abs=1e-4)


def test_scores_are_no_chances():
    with pytest.raises(ValueError, match="scores"):
        calibration_table([True, False], [3.0, -1.0])
