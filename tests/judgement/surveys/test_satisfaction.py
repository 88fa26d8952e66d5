import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.judgement import satisfaction_gap, satisfaction_index, satisfaction_levels
from custseg.schema import SchemaError


def test_the_gap_and_its_three_outcomes():
    # source document S0-06: satisfaction = experience - expectation; its sign decides
    survey = pd.DataFrame({"was": [8, 5, 6, None], "hoped": [6, 5, 9, 7]})
    table = satisfaction_gap(survey, experience="was", expectation="hoped")
    assert table["gap"].tolist()[:3] == [2, 0, -3]
    assert table["outcome"].tolist()[:3] == ["satisfied", "neutral", "dissatisfied"]
    assert pd.isna(table.loc[3, "outcome"])
    assert table["answered"].to_list() == [1, 1, 1, 0]
    assert table.attrs["outcomes"] == {"dissatisfied": 1, "neutral": 1, "satisfied": 1, "no answer": 1}
    assert table.attrs["missing"] == {"was": 1, "hoped": 0}


def test_several_pairs_and_a_tolerance():
    survey = pd.DataFrame({"w1": [8, 8], "w2": [5, None], "h1": [7, 7], "h2": [5, 1]})
    table = satisfaction_gap(survey, experience=["w1", "w2"], expectation=["h1", "h2"], tolerance=0.5)
    assert table["gap"].to_list() == [0.5, 1]
    assert table["outcome"].to_list() == ["neutral", "satisfied"]
    assert table["answered"].to_list() == [2, 1]


def test_a_gap_as_wide_as_the_tolerance_is_neutral_however_it_is_rounded():
    survey = pd.DataFrame({"was": [1.3, 1.0, 1.31, 1.0], "hoped": [1.0, 1.3, 1.0, 1.31]})
    found = satisfaction_gap(survey, experience="was", expectation="hoped", tolerance=0.3)
    assert found["gap"].iloc[0] > 0.3, "choose answers whose difference is rounded up"
    assert found["outcome"].tolist() == ["neutral", "neutral", "satisfied", "dissatisfied"]


def test_gap_arguments():
    survey = pd.DataFrame({"was": [8], "hoped": [6]})
    with pytest.raises(ValueError, match="found 1 of experience and 2 of expectation"):
        satisfaction_gap(survey, experience="was", expectation=["hoped", "was"])
    with pytest.raises(ValueError, match="tolerance must be 0 or more; found -1"):
        satisfaction_gap(survey, experience="was", expectation="hoped", tolerance=-1)


def test_feelings_meet_their_limits_on_the_better_side():
    # source document S0-33: basic need met, expectation met, expectation exceeded
    found = satisfaction_levels(pd.Series([-2.1, -2, 0, 1.9, 2, np.nan]), content_from=-2, delighted_from=2)
    assert found.tolist()[:5] == ["dissatisfied", "content", "satisfied", "satisfied", "delighted"]
    assert pd.isna(found.iloc[5])
    with pytest.raises(ValueError, match="content_from < 0 < delighted_from; found 1 and 2"):
        satisfaction_levels(pd.Series([0]), content_from=1, delighted_from=2)


@pytest.mark.parametrize(("answer", "index"), [(1, 0), (10, 100), (5.5, 50)])
def test_index_ends(answer, index):
    # Fornell et al. (1996): all 1 gives 0, all 10 gives 100
    survey = pd.DataFrame({"a": [answer] * 3, "b": [answer] * 3, "c": [answer] * 3})
    found = satisfaction_index(survey, ["a", "b", "c"], weights={"a": 0.4, "b": 0.35, "c": 0.25})
    assert found["satisfaction_index"] == pytest.approx(index)
    assert found["standard_error"] == pytest.approx(0)


def test_index_with_weights_and_missing_answers():
    survey = pd.DataFrame({"a": [10, 4, None], "b": [1, 1, 4]})
    found = satisfaction_index(survey, ["a", "b"], weights={"a": 3, "b": 1})
    assert found["satisfaction_index"] == pytest.approx(100 * (0.75 * (7 - 1) / 9 + 0.25 * (2 - 1) / 9))
    assert found["customers"] == 3 and found["complete"] == 2
    assert found.attrs["missing"] == {"a": 1, "b": 0}


def test_the_error_of_complete_answers_is_that_of_a_mean():
    answers = pd.DataFrame(np.random.default_rng(0).integers(1, 11, (200, 3)), columns=list("abc"))
    weights = {"a": 0.5, "b": 0.3, "c": 0.2}
    scores = (answers - 1) / 9 * 100 @ pd.Series(weights)
    found = satisfaction_index(answers, list("abc"), weights=weights)
    assert found["satisfaction_index"] == pytest.approx(scores.mean())
    assert found["standard_error"] == pytest.approx(scores.std(ddof=1) / np.sqrt(200))


@pytest.mark.heavy
def test_the_error_with_missing_answers_is_that_of_repeated_surveys():
    rng = np.random.default_rng(1)
    indices, errors = [], []
    for _ in range(150):
        common = rng.normal(0, 1, 80)
        answers = pd.DataFrame({name: 5.5 + common + rng.normal(0, 1, 80) for name in "ab"}).clip(1, 10)
        answers = answers.mask(rng.random(answers.shape) < 0.3)
        found = satisfaction_index(answers, ["a", "b"])
        indices.append(found["satisfaction_index"])
        errors.append(found["standard_error"])
    assert np.mean(errors) == pytest.approx(np.std(indices), rel=0.2)


def test_items_that_nobody_answered_together_err_each_on_its_own():
    survey = pd.DataFrame({"a": [10.0, 4, None, None], "b": [None, None, 2.0, 6]})
    found = satisfaction_index(survey, ["a", "b"], weights={"a": 3, "b": 1})
    # variances 18 and 8 of two answers each
    assert found["standard_error"] == pytest.approx(100 / 9 * np.sqrt(0.75**2 * 18 / 2 + 0.25**2 * 8 / 2))
    assert np.isnan(satisfaction_index(survey.iloc[:3], ["a", "b"])["standard_error"]), "one answer has no spread"


def test_index_bad_input():
    with pytest.raises(SchemaError, match="weights for unknown items 'c'"):
        satisfaction_index(pd.DataFrame({"a": [1]}), ["a"], weights={"a": 1, "c": 2})
    survey = pd.DataFrame({"a": [10, 4], "b": [np.nan, np.nan]})
    with pytest.raises(SchemaError, match="nobody answered 'b'"):
        satisfaction_index(survey, ["a", "b"])
    with pytest.raises(ValueError, match="low must be less than high"):
        satisfaction_index(survey, ["a"], low=10, high=1)
    assert np.isnan(satisfaction_index(survey.head(1), ["a"])["standard_error"])


@pytest.mark.heavy
@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(1, 10), min_size=2, max_size=2), min_size=1, max_size=8))
def test_the_index_stays_on_its_scale_and_turns_with_it(rows):
    survey = pd.DataFrame(rows, columns=["a", "b"])
    index = satisfaction_index(survey, ["a", "b"])["satisfaction_index"]
    assert 0 <= index <= 100
    assert satisfaction_index(11 - survey, ["a", "b"])["satisfaction_index"] == pytest.approx(100 - index)
