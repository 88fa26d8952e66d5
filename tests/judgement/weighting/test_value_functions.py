import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import load_index_system
from custseg.judgement import grade_values, indicator_values
from custseg.judgement.weighting.value_functions import with_value_functions
from custseg.schema import SchemaError

GRADES = {"kind": "grades", "grades": ["poor", "fair", "good"], "value": [0.1, 0.4, 1.0]}


def values_of(measurements, value, direction="benefit"):
    return indicator_values(pd.Series(measurements), value, direction).to_list()


def test_a_line_is_flat_beyond_its_ends():
    assert values_of([-5, 0, 25, 100, 900], {"kind": "linear", "worst": 0, "best": 100}) == [0, 0, 0.25, 1, 1]
    assert values_of([0, 50, 300], {"kind": "linear", "worst": 200, "best": 0}, "cost") == [1, 0.75, 0]


def test_points_are_joined_by_lines():
    value = {"kind": "points", "at": [0, 10, 50], "value": [0, 0.8, 1]}
    assert values_of([-1, 5, 10, 30, 99], value) == pytest.approx([0, 0.4, 0.8, 0.9, 1])


def test_a_measurement_on_a_step_has_the_better_value():
    assert values_of([9.9, 10, 50], {"kind": "steps", "cuts": [10, 50], "value": [0, 0.5, 1]}) == [0, 0.5, 1]
    assert values_of([10, 10.1, 50], {"kind": "steps", "cuts": [10, 50], "value": [1, 0.5, 0]}, "cost") == [1, 0.5, 0.5]


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_grades_in_any_dtype(dtype):
    assert values_of(pd.Series(["good", "poor", "fair"], dtype=dtype), GRADES) == [1, 0.1, 0.4]


def test_grades_that_are_numbers():
    stars = {"kind": "grades", "grades": [1, 2, 3], "value": [0, 0.5, 1]}
    assert values_of([3, 1], stars) == [1, 0]
    found = values_of([3.0, np.nan, 2.0], stars)
    assert found[0] == 1 and np.isnan(found[1]) and found[2] == 0.5


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "linear", "worst": 0, "best": 1},
        {"kind": "points", "at": [0, 1], "value": [0, 1]},
        {"kind": "steps", "cuts": [0.5], "value": [0, 1]},
    ],
)
def test_missing_stays_missing(value):
    found = values_of(pd.Series([1, None], dtype="Int64"), value)
    assert found[0] == 1 and np.isnan(found[1])


def test_a_grade_without_a_value_names_the_customers():
    grades = pd.Series(["good", "great", "poor", "great"], index=list("wxyz"))
    with pytest.raises(SchemaError, match="grade without a value: 'great' for x, 'great' for z; the grades are 'poor'"):
        indicator_values(grades, GRADES)


def test_measurements_must_be_finite_numbers():
    line = {"kind": "linear", "worst": 0, "best": 1}
    with pytest.raises(SchemaError, match=r"expected finite numbers, found inf for 1"):
        values_of([0.0, np.inf], line)
    with pytest.raises(SchemaError, match=r"expected numbers, found 'much' for 1"):
        values_of(["0.5", "much"], line)
    assert values_of(["0.5", "1"], line) == [0.5, 1]
    with pytest.raises(SchemaError, match="best must lie above worst"):
        values_of([1], {"kind": "linear", "worst": 1, "best": 0})


def test_value_functions_of_ones_own_are_checked():
    system = load_index_system("four_degrees")
    own = {"profit": {"kind": "linear", "worst": 0, "best": 100}}
    changed, problems = with_value_functions(system, own)
    assert not problems
    assert {item.key: item.value for item in changed.indicators}["profit"] == own["profit"]
    assert system.indicators[4].value != own["profit"]
    wrong = {"complaints": {"kind": "linear", "worst": 0, "best": 9}, "weather": {}}
    _, problems = with_value_functions(system, wrong)
    assert "unknown indicators 'weather'" in problems[0]
    assert "value function of 'complaints': value goes up, but direction is cost" in problems[1]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(-1e6, 1e6))
def test_values_do_not_depend_on_who_else_is_there(measurements, other):
    line = {"kind": "linear", "worst": -1000, "best": 1000}
    alone = values_of(measurements, line)
    assert values_of([*measurements, other], line)[:-1] == alone
    assert all(0 <= value <= 1 for value in alone)


def test_grade_values_have_best_one():
    values = grade_values({"high": {"medium": 3, "low": 5}, "medium": {"low": 3}})
    assert values["high"] == 1
    assert values["high"] > values["medium"] > values["low"] > 0
    assert values.attrs["trusted"]
