"""Does each customer of a class get the same, by what the class wanted before?"""

import numpy as np
import pandas as pd
import pytest

from custseg.decide import allocate_supply, share_by_class
from custseg.schema import SchemaError

DEMAND = pd.Series([10, 2, 4, 8], index=["ann", "bob", "eve", "zoe"])
CLASSES = pd.DataFrame({"market": ["C", "C", "X", "X"], "tier": [5, 5, 1, 5]}, index=DEMAND.index)
EARLIER = pd.Series([8, 4, 4, 8], index=DEMAND.index)


def test_quotas_are_equal_within_a_class_and_follow_its_mean():
    shared = share_by_class(DEMAND, 24, CLASSES, earlier=EARLIER)
    assert shared["quota"].tolist() == [6, 6, 4, 8]
    assert shared["leftover"].tolist() == [0, 4, 0, 0] and shared["unmet"].tolist() == [4, 0, 0, 0]


def test_it_is_the_quota_of_the_supply_by_numbered_classes():
    tiers = pd.Series([0, 0, 1, 2], index=DEMAND.index)
    by_hand = allocate_supply(DEMAND, 24, rule="quota", tiers=tiers, weights={0: 6.0, 1: 4.0, 2: 8.0})
    pd.testing.assert_frame_equal(share_by_class(DEMAND, 24, CLASSES, earlier=EARLIER), by_hand)
    labels = CLASSES["market"].str.cat(CLASSES["tier"].astype(str), "/")
    pd.testing.assert_frame_equal(share_by_class(DEMAND, 24, labels, earlier=EARLIER), by_hand)


def test_a_class_that_wanted_nothing_still_has_a_quota():
    assert (share_by_class(DEMAND, 40, CLASSES, earlier=EARLIER * 0)["quota"] == 10).all()


def test_what_is_left_over_can_be_shared_again():
    again = share_by_class(DEMAND, 24, CLASSES, earlier=EARLIER, leftover="shared again")
    assert again["given"].sum() == 24


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"classes": CLASSES.iloc[::-1]}, "classes must have the index of demand"),
        ({"classes": CLASSES.assign(market=["C", None, "X", "X"])}, "classes are missing in 'market'"),
        ({"earlier": -EARLIER}, "earlier must be zero or more; not so for 'ann', 'bob'"),
    ],
)
def test_what_makes_no_classes_is_refused(change, said):
    arguments = {"classes": CLASSES, "earlier": EARLIER} | change
    with pytest.raises(SchemaError, match=said):
        share_by_class(DEMAND, 24, arguments["classes"], earlier=arguments["earlier"])
    with pytest.raises(ValueError):
        share_by_class(DEMAND, 24, CLASSES, earlier=EARLIER.astype(float) * np.nan)
