import numpy as np
import pytest

from custseg.value import acquisition_break_even, clv_formula


def test_five_eight_nine_and_twenty_five():
    # Closed form without discounting: 1 - 1/k
    table = acquisition_break_even()
    assert table["ratio"].tolist() == [5, 8, 9, 25]
    assert table["break_even_retention"].tolist() == pytest.approx([0.8, 0.875, 8 / 9, 0.96])
    assert table["retention_gain_to_pay"].tolist() == pytest.approx([0.2, 0.125, 1 / 9, 0.04])
    assert table["break_even_periods"].tolist() == pytest.approx([5, 8, 9, 25])


def test_keeping_for_a_life_costs_as_much_as_winning():
    row = acquisition_break_even([8], discount_rate=0.1).loc[0]
    assert clv_formula(1, row["break_even_retention"], 0.1, first_payment=0) == pytest.approx(8)


def test_no_break_even_when_keeping_for_ever_is_cheaper():
    row = acquisition_break_even([25], discount_rate=0.1).loc[0]  # a perpetuity due at 10 % is worth 11
    assert np.isnan(row["break_even_retention"]) and np.isinf(row["break_even_periods"])


def test_bad_ratios():
    with pytest.raises(ValueError, match="below 1"):
        acquisition_break_even([0.5])
    with pytest.raises(ValueError, match="discount_rate"):
        acquisition_break_even(discount_rate=10)
