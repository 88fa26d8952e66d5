import pytest

from custseg.value._spans import two_spans


def test_spans_are_numbers_of_days():
    assert two_spans(("1970-01-01", "1970-01-01"), ["1970-01-02", "1970-01-03"]) == ((0, 0), (1, 2))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (("2024-01-01", "2024-02-01"), ("2024-02-01", "2024-03-01"), "they overlap"),
        (("2024-02-01", "2024-01-01"), ("2024-03-01", "2024-04-01"), "before it starts"),
        ("2024-01-01", ("2024-03-01", "2024-04-01"), "must be two days"),
        (("2024-01-01", "soon"), ("2024-03-01", "2024-04-01"), "must be a day"),
    ],
)
def test_other_spans_are_refused(before, after, message):
    with pytest.raises(ValueError, match=message):
        two_spans(before, after)
