"""Are the printed densities of Taojiang per mille, and do the areas add up?"""

import pandas as pd
import pytest

from custseg.decide import outlet_density
from custseg.schema import SchemaError

OUTLETS = pd.Series({"城網": 795, "農網": 2842})
PEOPLE = pd.Series({"城網": 143_300, "農網": 710_200})


def test_taojiang_is_per_mille():
    """S1-19: 853,500 people, 3,637 shops; the printed 5.55 and 4 lost their sign."""
    table = outlet_density(OUTLETS, PEOPLE)
    assert table["per_thousand"].round(3).tolist() == [5.548, 4.002, 4.261]
    assert table.loc["all", ["outlets", "people"]].tolist() == [3637, 853_500]


def test_the_total_lies_between_the_areas():
    density = outlet_density(OUTLETS, PEOPLE)["per_thousand"]
    assert density.iloc[:-1].min() < density["all"] < density.iloc[:-1].max()


def test_all_problems_at_once():
    with pytest.raises(SchemaError) as caught:
        outlet_density(pd.Series({"all": -1}), pd.Series({"all": 0}))
    assert len(caught.value.problems) == 3
