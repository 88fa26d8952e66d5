import numpy as np
import pytest

from custseg.judgement import disagreement, expert_table

CAREFUL = {"a": {"b": 2, "c": 4}, "b": {"c": 2}}
SIMILAR = {"a": {"b": 2, "c": 5}, "b": {"c": 2}}
CARELESS = {"a": {"b": "1/9", "c": 9}, "b": {"c": "1/9"}}


def test_the_widest_pair_comes_first_with_the_names():
    table = disagreement({"careful": CAREFUL, "similar": SIMILAR, "careless": CARELESS})
    widest = table.iloc[0]
    assert {widest["item"], widest["over"]} in ({"a", "b"}, {"b", "c"})
    assert widest["split"]
    assert widest["lowest_expert"] == "careless" or widest["highest_expert"] == "careless"
    assert (table["spread"].diff().dropna() <= 0).all()


def test_spread_is_the_geometric_standard_deviation():
    table = disagreement({"first": {"a": {"b": 2}}, "second": {"a": {"b": 8}}})
    expected = np.exp(np.std(np.log([2, 8]), ddof=1))
    assert table.loc[0, "spread"] == pytest.approx(expected)
    assert table.attrs["spread"] == pytest.approx(expected)
    assert not table.loc[0, "split"]


def test_one_expert_has_no_spread():
    table = disagreement({"only": CAREFUL})
    assert table["spread"].isna().all()
    assert np.isnan(table.attrs["spread"])
    assert np.isnan(expert_table({"only": CAREFUL}).loc["only", "distance"])


def test_the_careless_expert_stands_out():
    table = expert_table({"careful": CAREFUL, "similar": SIMILAR, "careless": CARELESS})
    assert table["trusted"].to_dict() == {"careful": True, "similar": True, "careless": False}
    assert table["distance"].idxmax() == "careless"
    assert table["consistency_ratio"].idxmax() == "careless"
    assert table["weight"].to_list() == pytest.approx([1 / 3] * 3)
    assert table.loc["careful", "first"] == "a"
