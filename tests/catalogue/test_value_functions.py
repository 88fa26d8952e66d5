import pytest

from custseg.catalogue._value_functions import value_problems

SOUND = [
    ({"kind": "linear", "worst": 0, "best": 10}, "benefit"),
    ({"kind": "linear", "worst": 10, "best": 0}, "cost"),
    ({"kind": "points", "at": [0, 10, 50], "value": [0, 0.8, 1]}, "benefit"),
    ({"kind": "steps", "cuts": [10, 50], "value": [1, 0.5, 0]}, "cost"),
    ({"kind": "grades", "grades": ["poor", "fair", "good"], "value": [0.1, 0.4, 1.0]}, "benefit"),
]


@pytest.mark.parametrize(("value", "direction"), SOUND)
def test_sound_functions_have_no_problem(value, direction):
    assert value_problems(value, direction) == []


@pytest.mark.parametrize(("value", "direction"), SOUND)
def test_a_bad_thing_that_nobody_inverted_is_found(value, direction):
    other = {"benefit": "cost", "cost": "benefit"}[direction]
    assert len(value_problems(value, other)) == 1
    assert f"direction is {other}" in value_problems(value, other)[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "needs a kind"),
        ({"kind": "curve"}, "needs a kind, one of 'linear', 'points', 'steps', 'grades'; found 'curve'"),
        ({"kind": "linear", "low": 0, "best": 1}, "must have exactly 'best', 'kind', 'worst'"),
        ({"kind": "linear", "worst": 1, "best": 1}, "two different numbers"),
        ({"kind": "linear", "worst": "a", "best": 1}, "two different numbers"),
        ({"kind": "linear", "worst": 0, "best": float("inf")}, "two different numbers"),
        ({"kind": "points", "at": [0, 10], "value": [0]}, "2 at come with 1 values; expected 2"),
        ({"kind": "points", "at": [10, 0], "value": [0, 1]}, "at must increase"),
        ({"kind": "steps", "cuts": [10], "value": [0, 0.5]}, "the best must be 1"),
        ({"kind": "steps", "cuts": [10], "value": [-0.1, 1]}, "between 0 and 1"),
        ({"kind": "steps", "cuts": ["x"], "value": [0, 1]}, "must be finite numbers"),
        ({"kind": "grades", "grades": ["a", "b"], "value": [1]}, "grades without a value: 'b'"),
        ({"kind": "grades", "grades": ["a", "a"], "value": [0, 1]}, "grades must differ"),
        ({"kind": "grades", "grades": [], "value": []}, "the best must be 1"),
    ],
)
def test_every_flaw_is_named(value, words):
    assert any(words in problem for problem in value_problems(value))


def test_an_unknown_direction():
    assert "one of 'benefit', 'cost'; found 'up'" in value_problems({}, "up")[0]
