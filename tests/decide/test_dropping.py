"""Does the profit change by what really goes away?"""

import numpy as np
import pandas as pd
import pytest

from custseg.decide import drop_effect


def test_a_drop_turns_at_the_break_even():
    random = np.random.RandomState(0)
    margin, cost = pd.Series(random.gamma(2, 10, 60)), pd.Series(random.gamma(2, 12, 60))
    gone = margin < cost
    at = float(margin[gone].sum() / cost[gone].sum())
    table = drop_effect(margin, cost, gone, avoidable=[0.0, at, 1.0])
    assert table["change"].tolist() == pytest.approx([-margin[gone].sum(), 0.0, (cost - margin)[gone].sum()])
    assert table["break_even"].tolist() == pytest.approx([at] * 3)
    assert np.allclose(table["cost_avoided"] + table["cost_stranded"], cost[gone].sum())
    assert table["customers"].eq(gone.sum()).all()


def test_a_drop_of_nobody_or_of_numbers_is_refused():
    with pytest.raises(ValueError, match="names nobody"):
        drop_effect([1.0], [2.0], [False])
    with pytest.raises(TypeError, match="truth values"):
        drop_effect([1.0], [2.0], np.array([1]))
    with pytest.raises(ValueError, match="avoidable is outside 0-1"):
        drop_effect([1.0], [2.0], [True], avoidable=[50.0])


def test_a_negative_cost_is_refused():
    with pytest.raises(ValueError, match="cost_to_serve is negative"):
        drop_effect([1.0, 2.0], [3.0, -1.0], [True, False])
