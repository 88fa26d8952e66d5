"""Do equals get the same, does the money suffice, and is the way to the next step right?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.decide import reward_steps
from custseg.schema import SchemaError

CUTS, REWARDS = [60, 75, 90], [0, 50, 100, 300]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30), st.integers(0, 3000))
def test_a_budget_is_kept_from_the_top_and_equals_are_paid_alike(scores, budget):
    table = reward_steps(pd.Series(scores), cuts=CUTS, rewards=REWARDS, budget=budget)
    assert table["paid"].sum() <= budget
    assert (table.groupby("step")["paid"].nunique() == 1).all()
    assert table["paid"].isin([0]).where(table["reward"] > 0, False).sum() == (table["paid"] < table["reward"]).sum()
    unpaid = table.loc[table["paid"] < table["reward"], "step"]
    paid = table.loc[table["paid"] > 0, "step"]
    assert unpaid.empty or paid.empty or paid.min() > unpaid.max()


def test_on_a_cut_the_step_is_reached():
    table = reward_steps(pd.Series([59, 60, 90], index=["ann", "bob", "eve"]), cuts=CUTS, rewards=REWARDS)
    assert table["step"].tolist() == [1, 2, 4] and table["paid"].tolist() == [0, 50, 300]
    assert table.loc["ann", ["to_next", "gain"]].tolist() == [1, 50]
    assert np.isnan(table.loc["eve", "to_next"])


def test_all_problems_at_once():
    with pytest.raises(SchemaError) as caught:
        reward_steps(pd.Series([1.0]), cuts=[2, 1], rewards=[5, 4, 3], budget=-1)
    assert len(caught.value.problems) == 3
    with pytest.raises(SchemaError, match="one more than cuts: 3; found 2"):
        reward_steps(pd.Series([1.0]), cuts=[1, 2], rewards=[5, 6])
