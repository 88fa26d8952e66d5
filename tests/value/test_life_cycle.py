import numpy as np
import pytest

from custseg.value import present_value, profit_life_cycle


def test_curve_goes_through_its_midpoints():
    curve = profit_life_cycle(30, peak=100, rise=5, rise_width=0.5, fall=25, fall_width=0.5)
    assert curve.loc[[5, 15, 25], "profit"].tolist() == pytest.approx([50, 100, 50], abs=1e-3)


def test_phases_come_in_order_at_ten_and_ninety_percent():
    curve = profit_life_cycle(60, peak=1, rise=15, rise_width=2, fall=45, fall_width=2)
    assert curve["phase"].drop_duplicates().tolist() == ["introduction", "growth", "maturity", "decline"]
    assert curve.loc[curve["phase"] == "introduction", "profit"].max() <= 0.1
    assert curve.loc[curve["phase"] == "maturity", "profit"].min() >= 0.9


def test_it_never_falls_by_default_and_a_longer_horizon_counts_more():
    curve = profit_life_cycle(30, peak=100, rise=4, rise_width=1)
    assert (np.diff(curve["profit"]) >= 0).all() and "decline" not in set(curve["phase"])
    worth = [present_value(curve["profit"][:horizon], 0.1) for horizon in (3, 5, 30)]
    assert worth == sorted(worth)


def test_bad_curves():
    with pytest.raises(ValueError, match="whole number"):
        profit_life_cycle(2.5, peak=1, rise=1, rise_width=1)
    with pytest.raises(ValueError, match="rise_width is not above 0"):
        profit_life_cycle(3, peak=1, rise=1, rise_width=0)
    with pytest.raises(ValueError, match="fall does not come after rise"):
        profit_life_cycle(3, peak=1, rise=2, rise_width=1, fall=1)
