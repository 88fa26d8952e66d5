import numpy as np
import pandas as pd
import pytest

from custseg.judgement.surveys.survey_columns import (
    check_known_weights,
    checked_answers,
    item_list,
    item_weights,
    mean_answer,
)
from custseg.schema import SchemaError

SURVEY = pd.DataFrame({"service": [7, None, 9], "price": ["5", "6", None]}, index=["x", "y", "z"])


def test_answers_become_numbers_and_missing_ones_are_counted():
    answers = checked_answers(SURVEY, ["service", "price"], low=1, high=10)
    assert answers["price"].tolist()[:2] == [5.0, 6.0]
    assert answers.attrs["missing"] == {"service": 1, "price": 1}
    assert SURVEY["price"].tolist()[0] == "5"


def test_all_problems_come_at_once():
    survey = SURVEY.assign(service=[7, 11, -3], price=["much", "6", "7"], mood=[1, np.inf, 2])
    with pytest.raises(SchemaError) as caught:
        checked_answers(survey, ["service", "price", "weather", "service"], low=1, high=10)
    text = str(caught.value)
    assert "item 'service' is named 2 times" in text
    assert "lacks columns 'weather' (found: 'service', 'price', 'mood')" in text
    assert "item 'service': expected answers on the scale 1 to 10, found 11.0, -3.0 for 'y', 'z'" in text
    assert "item 'price': expected numbers, found 'much' for 'x'" in text
    with pytest.raises(SchemaError, match="item 'mood': expected answers finite, found inf for 'y'"):
        checked_answers(survey, ["mood"])


def test_one_item_or_several_but_not_none():
    assert item_list("price", "costs") == ["price"]
    assert item_list(("a", "b"), "costs") == ["a", "b"]
    with pytest.raises(SchemaError, match="no costs"):
        item_list([], "costs")


def test_weights_are_relative_positive_and_known():
    assert item_weights(["a", "b"], {"a": 30, "b": 10}).to_list() == [0.75, 0.25]
    assert item_weights(["a", "b"], None).to_list() == [0.5, 0.5]
    with pytest.raises(SchemaError) as caught:
        item_weights(["a", "b"], {"a": -1})
    assert "weight of 'a' is -1" in str(caught.value)
    assert "item 'b' has no weight" in str(caught.value)
    with pytest.raises(SchemaError, match="weights for unknown items 'c'; the items are 'a', 'b'"):
        check_known_weights({"c": 1}, ["a", "b"])


@pytest.mark.parametrize("weight", [0, -1, np.inf, np.nan])
def test_a_weight_that_is_not_a_positive_number_is_refused(weight):
    with pytest.raises(SchemaError, match=f"weight of 'b' is {weight}, expected a positive number"):
        item_weights(["a", "b"], {"a": 1, "b": weight})


def test_weights_of_items_that_are_not_asked_for_do_not_count():
    assert item_weights(["a", "b"], {"a": 3, "b": 1, "c": 96}).to_dict() == {"a": 0.75, "b": 0.25}
    check_known_weights(None, ["a"])
    check_known_weights({"a": 1}, iter(["b", "a"]))


def test_a_mean_is_taken_over_what_was_answered():
    answers = pd.DataFrame({"a": [4.0, np.nan, np.nan], "b": [8.0, 8.0, np.nan]})
    mean = mean_answer(answers, pd.Series({"a": 0.75, "b": 0.25}))
    assert mean.tolist()[:2] == [5.0, 8.0]
    assert np.isnan(mean.iloc[2])
