import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.judgement import delivered_value, level_scores, perceived_value
from custseg.schema import SchemaError

SURVEY = pd.DataFrame(
    {"product": [8, 6, 5, None], "service": [6, None, 5, None], "price": [5, 9, 5, 3]}, index=list("wxyz")
)


def test_gain_less_cost():
    # source document S2-10: Vc = Fc - Cc
    table = perceived_value(SURVEY, gains=["product", "service"], costs=["price"], low=1, high=10)
    assert table["value_to_customer"].tolist()[:3] == [2, -3, 0]
    assert table["outcome"].tolist()[:3] == ["positive", "negative", "zero"]
    assert np.isnan(table.loc["z", "value_to_customer"]) and pd.isna(table.loc["z", "outcome"])
    assert table["answered"].to_list() == [3, 2, 3, 1]
    assert table.attrs["missing"] == {"product": 1, "service": 2, "price": 0}


def test_weights_and_ratio():
    table = perceived_value(
        SURVEY,
        gains=["product", "service"],
        costs="price",
        weights={"product": 3, "service": 1, "price": 9},
        form="ratio",
    )
    assert table.loc["w", "perceived_gain"] == 7.5
    assert table.loc["w", "value_to_customer"] == 1.5
    assert table.loc["y", "outcome"] == "zero"


def test_weights_count_within_the_gains_and_within_the_costs():
    survey = pd.DataFrame({"a": [8.0], "b": [4.0], "c": [6.0], "d": [2.0]})
    weights = {"a": 3, "b": 1, "c": 10, "d": 30}
    found = perceived_value(survey, gains=["a", "b"], costs=["c", "d"], weights=weights).iloc[0]
    assert (found["perceived_gain"], found["perceived_cost"], found["value_to_customer"]) == (7, 3, 4)
    with pytest.raises(SchemaError, match="item 'd' has no weight"):
        perceived_value(survey, gains=["a", "b"], costs=["c", "d"], weights={"a": 3, "b": 1, "c": 10})


def test_equal_answers_are_zero_however_their_weights_are_rounded():
    survey = pd.DataFrame({"a": [7], "b": [7], "c": [7], "cost": [7]})
    found = perceived_value(survey, gains=["a", "b", "c"], costs="cost")
    assert 0 < abs(found["value_to_customer"].iloc[0]) < 1e-9, "choose weights whose mean is rounded"
    assert found["outcome"].iloc[0] == "zero"


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="found 'sum'"):
        perceived_value(SURVEY, gains=["product"], costs=["price"], form="sum")
    with pytest.raises(SchemaError, match="a ratio needs costs above 0, found 0 or less for 'w'"):
        perceived_value(SURVEY.assign(price=[0, 1, 2, 3]), gains=["product"], costs=["price"], form="ratio")
    with pytest.raises(SchemaError, match="no gains"):
        perceived_value(SURVEY, gains=[], costs=["price"])
    with pytest.raises(SchemaError, match="weights for unknown items 'prize'"):
        perceived_value(SURVEY, gains=["product"], costs=["price"], weights={"prize": 1})
    with pytest.raises(SchemaError, match="item 'price' is named 2 times"):
        perceived_value(SURVEY, gains=["price"], costs=["price"])


@pytest.mark.heavy
@settings(max_examples=20)
@given(st.lists(st.integers(1, 10), min_size=3, max_size=3), st.integers(1, 5))
def test_more_gain_is_more_value_and_more_cost_less(answers, step):
    survey = pd.DataFrame([answers], columns=["a", "b", "c"])
    value = perceived_value(survey, gains=["a", "b"], costs=["c"])["value_to_customer"].iloc[0]
    better = perceived_value(survey.assign(a=survey["a"] + step), gains=["a", "b"], costs=["c"])
    worse = perceived_value(survey.assign(c=survey["c"] + step), gains=["a", "b"], costs=["c"])
    assert better["value_to_customer"].iloc[0] == pytest.approx(value + step / 2)
    assert worse["value_to_customer"].iloc[0] == pytest.approx(value - step)


def test_delivered_value_is_a_sum_and_a_sum_has_no_gaps():
    survey = pd.DataFrame({"product": [80, 60], "image": [10, None], "price": [50, 40], "time": [5, 5]})
    table = delivered_value(survey, benefits=["product", "image"], costs=["price", "time"])
    assert table["delivered_value"].iloc[0] == 35
    assert table.iloc[1][["total_benefit", "delivered_value"]].isna().all()
    assert table.attrs == {"missing": {"product": 0, "image": 1, "price": 0, "time": 0}, "incomplete": 1}
    assert table["answered"].to_list() == [4, 3]


def test_levels():
    # source document S0-03: basic, expected and ideal value
    survey = pd.DataFrame({"works": [9, 1], "safe": [7, None], "advice": [6, 6], "proud": [None, 4]})
    levels = {"basic": ["works", "safe"], "expected": ["advice"], "ideal": ["proud"]}
    table = level_scores(survey, levels, weights={"works": 3, "safe": 1, "advice": 1, "proud": 1})
    assert table["basic"].to_list() == [8.5, 1]
    assert np.isnan(table.loc[0, "ideal"])
    assert table["answered"].to_list() == [3, 3]
    with pytest.raises(SchemaError, match="weights for unknown items 'work'"):
        level_scores(survey, levels, weights={"work": 1})
    with pytest.raises(SchemaError, match="no items of level 'ideal'"):
        level_scores(survey, {"basic": ["works"], "ideal": []})
    with pytest.raises(SchemaError, match="no level"):
        level_scores(survey, {})
