"""Only known questions can be answered, with known answers."""

import pytest

from custseg.read.meaning.answers import ANSWERS, OpenQuestion, checked_answers


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"gests": "keep"}, "Did you mean 'guests'"),
        ({"colour": "keep"}, "Known are 'no_customer', 'guests'"),
        ({"guests": "leave"}, "'keep': keep them as customers"),
        ({"unit": 0}, "a number above 0"),
        ({"currency": 5}, "a code such as 'EUR'"),
    ],
)
def test_answers_are_checked(answers, words):
    with pytest.raises(ValueError, match=words):
        checked_answers(answers)


def test_every_answer_is_described():
    for name, values in ANSWERS.items():
        for value, meaning in values.items():
            assert checked_answers({name: value}) == {name: value}
            assert meaning
    assert checked_answers(None) == {}


def test_a_question_is_a_problem():
    assert OpenQuestion("Which?") == "Which?"
