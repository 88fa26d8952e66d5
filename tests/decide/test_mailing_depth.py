import numpy as np
import pytest

from custseg.decide import lift_table, mailing_profit


@pytest.fixture
def answers():
    random = np.random.default_rng(0)
    chance = random.uniform(0, 0.5, 5000)
    return random.uniform(size=5000) < chance, chance


def test_gains_run_from_few_to_all(answers):
    table = lift_table(*answers)
    assert table["share_of_answers"].is_monotonic_increasing
    assert table["lift"].is_monotonic_decreasing
    assert table.loc[1.0, ["share_of_answers", "lift"]].tolist() == [1, 1]
    # uniform chances up to 0.5: the best tenth answers with 0.475, all with 0.25
    assert table.loc[0.1, "lift"] == pytest.approx(0.475 / 0.25, abs=0.15)


def test_profit_is_gain_minus_cost(answers):
    answered, chance = answers
    table = mailing_profit(answered, chance, gain=10, cost=3, depths=[0.4, 1.0])
    assert table.loc[1.0, "profit"] == pytest.approx(10 * answered.sum() - 3 * 5000)
    assert (table["profit_low"] < table["profit"]).all()
    assert (table["profit"] < table["profit_high"]).all()


@pytest.mark.heavy
def test_mailing_whom_it_pays_for_is_close_to_the_best_depth(answers):
    table = mailing_profit(*answers, gain=10, cost=3)
    assert table.attrs["break_even"] == pytest.approx(0.3)
    assert table.attrs["depth_that_pays"] == pytest.approx(0.4, abs=0.02)
    assert table["profit"].idxmax() in (0.3, 0.4, 0.5)
    assert table.loc[0.4, "worst_chance"] == pytest.approx(0.3, abs=0.02)


def test_bad_columns_are_named():
    with pytest.raises(ValueError, match="nobody answered"):
        lift_table([False, False], [0.1, 0.2])
    with pytest.raises(ValueError, match=r"equal length.*missing or infinite for 1.*found 0, 2"):
        lift_table([True], [0.1, np.nan], depths=[0, 2])
    with pytest.raises(ValueError, match="True or False"):
        lift_table([3, 1], [0.1, 0.2])
    with pytest.raises(ValueError, match="found 0 and 1"):
        mailing_profit([True, False], [0.2, 0.1], gain=0, cost=1)


def test_customers_are_resampled_with_all_of_their_mailings(answers):
    answered, chance = answers
    asked = {"gain": 8, "cost": 1, "depths": [0.3], "random_state": 1}
    alone = mailing_profit(answered, chance, **asked)
    tripled = [np.tile(column, 3) for column in (answered, chance, np.arange(len(answered)))]
    by_mailing = mailing_profit(*tripled[:2], **asked)
    by_customer = mailing_profit(*tripled[:2], clusters=tripled[2], **asked)
    assert by_customer["profit_low"].iloc[0] == pytest.approx(3 * alone["profit_low"].iloc[0])
    assert by_customer["profit_low"].iloc[0] < by_mailing["profit_low"].iloc[0]
    with pytest.raises(ValueError, match="clusters must name the customer"):
        mailing_profit(answered, chance, clusters=[1], **asked)
