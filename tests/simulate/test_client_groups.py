"""Does every client lie in the units that its groups say?"""

import numpy as np
import pandas as pd
import pytest

from custseg.simulate._client_groups import member_table, unit_table

CLIENTS = pd.Index([f"{number:04}" for number in range(2000)], name="client_id")


def test_as_many_are_in_groups_as_asked_and_shares_add_up():
    table = member_table(CLIENTS, 0.3, np.random.RandomState(0))
    assert table["client_id"].nunique() / 2000 == pytest.approx(0.3, abs=0.04)
    assert np.allclose(table.groupby("client_id")["share"].sum(), 1)
    assert not table.duplicated(["client_id", "group"]).any()


def test_a_client_of_two_groups_lies_in_that_with_the_larger_share():
    groups = pd.DataFrame({"client_id": ["a", "a"], "group": ["one", "two"], "share": [0.3, 0.7]})
    units = unit_table(pd.Series(["North", "South"], ["a", "b"]), groups)
    assert units.loc["a"].tolist() == ["a", "two at North", "two"]
    assert units.loc["b", ["group at the branch", "group"]].isna().all()
