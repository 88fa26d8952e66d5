"""Does a rule read the columns that it names, and are points the share of the others who have less?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import TierRule
from custseg.segment.tiers._rule_values import points_of, rule_values


def test_points_are_the_share_of_the_others_who_have_less():
    places = [np.array([1.0, 2.0, 3.0]), np.array([5.0, 5.0, 9.0])]
    found = points_of(np.array([[3.0, 5.0], [2.0, 9.0], [9.0, 99.0]]), places, {"a": 60.0, "b": 40.0})
    assert found.tolist() == [60.0, 70.0, 100.0]
    assert points_of(np.array([[3.0, 9.0]]), places, None).tolist() == [100.0]


@pytest.mark.parametrize("names", [(True, False), (False, "b"), (None, 7), (0, 1)])
def test_columns_are_read_by_name_whatever_names_they_are(names):
    """Names that are True and False chose rows ("Item wrong length")."""
    table = pd.DataFrame({names[0]: [1.0, 2.0, 3.0], "other": [0.0] * 3, names[1]: [5.0, 9.0, 7.0]})
    rule = TierRule("points", points={names[1]: 60.0, names[0]: 40.0})
    read = [[5.0, 1.0], [9.0, 2.0], [7.0, 3.0]]
    if isinstance(names[1], str):
        with pytest.raises(ValueError, match="must all be named by words"):
            rule_values(rule, table, reset=True)
    else:
        assert rule_values(rule, table, reset=True).tolist() == read


def test_named_columns_are_read_in_the_order_of_the_maxima():
    table = pd.DataFrame({"b": [1.0, 2.0], "x": [0.0, 0.0], "a": [3.0, 4.0]})
    rule = TierRule("points", points={"a": 60.0, "b": 40.0})
    assert rule_values(rule, table, reset=True).tolist() == [[3.0, 1.0], [4.0, 2.0]]


@pytest.mark.parametrize(
    ("rule", "columns", "said"),
    [
        (TierRule(), [[1.0, 2.0]], "reads one column, X has 2"),
        (TierRule("points", points=[1.0, 2.0, 3.0]), [[1.0, 2.0]], "points has 3 maxima, X has 2"),
        (TierRule("points"), [[1.0, np.nan]], "found NaN at row position 0"),
    ],
)
def test_columns_that_do_not_fit_the_rule_are_refused(rule, columns, said):
    with pytest.raises(ValueError, match=said):
        rule_values(rule, np.array(columns), reset=True)
