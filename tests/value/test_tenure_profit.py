import numpy as np
import pandas as pd
import pytest

from custseg.value import present_value, profit_by_tenure

YEARLY_PROFIT = [45.0, 99.0, 121.0, 144.0, 168.0]  # Reichheld & Sasser 1990, industrial distribution


def base(profits, stays):
    """Return a base of customers with the same profit a year, of whom `stays` reach each year."""
    rows = np.repeat(np.array([profits]), stays[0], axis=0)
    left = np.arange(stays[0])[:, np.newaxis] >= np.array(stays)
    return pd.DataFrame(np.where(left, np.nan, rows), columns=range(1, len(profits) + 1))


def test_survival_weighted_yearly_profits():
    # 625 customers of whom 80 % stay each year: sum of profit * .8^(t-1) / 1.1^t = 257.630
    found = profit_by_tenure(base(YEARLY_PROFIT, [625, 500, 400, 320, 256]), discount_rate=0.1)
    assert found["survival"].tolist() == pytest.approx(0.8 ** np.arange(5))
    assert found["profit_of_survivors"].tolist() == YEARLY_PROFIT
    assert found["cumulative_present_value"].iloc[-1] == pytest.approx(257.630, abs=5e-4)


def test_everybody_stays():
    found = profit_by_tenure(base(YEARLY_PROFIT, [10] * 5), discount_rate=0.1)
    assert found["cumulative_present_value"].iloc[-1] == pytest.approx(present_value(YEARLY_PROFIT, 0.1))
    assert found["profit_of_stayers"].tolist() == YEARLY_PROFIT


def test_survivors_seem_to_grow_where_nobody_grows():
    profits = pd.DataFrame([[10.0, np.nan], [50.0, 50.0]])
    found = profit_by_tenure(profits)
    assert found["profit_of_survivors"].tolist() == [30, 50]
    assert found["profit_of_stayers"].tolist() == [50, 50]
    assert found["profit_per_starter"].sum() == profits.sum().sum() / 2


def test_censored_customers_do_not_count_as_leavers():
    # 3 customers; "new" was watched for one year only: Kaplan-Meier has 1 of 2 staying in year 2
    profits = pd.DataFrame({1: [1.0, 1.0, 1.0], 2: [1.0, np.nan, np.nan]}, index=["old", "gone", "new"])
    observed = pd.Series([2, 2, 1], index=profits.index)
    assert profit_by_tenure(profits, observed=observed).loc[2, ["at_risk", "survival"]].tolist() == [2, 0.5]
    assert profit_by_tenure(profits).loc[2, ["at_risk", "survival"]].tolist() == [3, 1 / 3]


def test_nobody_observed_is_unknown_and_nobody_left_is_zero():
    profits = pd.DataFrame({1: [1.0], 2: [np.nan], 3: [np.nan]}, index=["ann"])
    unseen = profit_by_tenure(profits, observed=pd.Series([1], index=["ann"]))
    assert unseen["survival"].isna().tolist() == [False, True, True]
    gone = profit_by_tenure(profits)
    assert gone["survival"].tolist() == [1, 0, 0]
    assert gone["profit_per_starter"].tolist() == [1, 0, 0]


def test_order_of_rows_and_duplication_do_not_matter():
    profits = base(YEARLY_PROFIT, [25, 20, 15, 10, 5])
    twice = profit_by_tenure(pd.concat([profits, profits], ignore_index=True))
    pd.testing.assert_frame_equal(profit_by_tenure(profits[::-1]), profit_by_tenure(profits))
    assert twice["survival"].tolist() == profit_by_tenure(profits)["survival"].tolist()


def test_bad_tables():
    good = pd.DataFrame({1: [1.0, 1.0], 2: [np.nan, 1.0], 3: [np.nan, 1.0]}, index=["ann", "bob"])
    with pytest.raises(ValueError, match="at least one customer"):
        profit_by_tenure(good[:0])
    with pytest.raises(ValueError, match="comes back after a gap for 1 of 2 rows: 'ann'"):
        profit_by_tenure(good.assign(**{"x": [1.0, 1.0]}))
    with pytest.raises(ValueError, match="infinite"):
        profit_by_tenure(good.replace(1.0, np.inf))
    with pytest.raises(ValueError, match="lies after the observed periods for 1 of 2 rows: 'bob'"):
        profit_by_tenure(good, observed=pd.Series([1, 2], index=["ann", "bob"]))
    with pytest.raises(ValueError, match="different indexes"):
        profit_by_tenure(good, observed=pd.Series([1, 2]))
    with pytest.raises(ValueError, match="discount_rate"):
        profit_by_tenure(good, discount_rate=10)
