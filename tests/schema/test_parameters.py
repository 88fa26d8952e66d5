import pytest

from custseg.schema import check_parameters, number_above, number_from, one_of, whole_from


class Estimator:
    _allowed = {  # noqa: RUF012
        "kind": one_of("high", "low"),
        "n_groups": whole_from(1),
        "floor": number_from(0),
        "limit": number_above(0).or_none(),
    }

    def __init__(self, kind="high", n_groups=3, floor=0.0, limit=None):
        self.kind, self.n_groups, self.floor, self.limit = kind, n_groups, floor, limit


@pytest.mark.parametrize("right", [{}, {"kind": "low"}, {"n_groups": 1}, {"floor": 2}, {"limit": 0.1}])
def test_what_the_table_allows_passes(right):
    check_parameters(Estimator(**right))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "middle"}, "kind must be one of 'high', 'low'; found 'middle'"),
        ({"kind": ["high"]}, "found"),
        ({"n_groups": 0}, "n_groups must be a whole number of at least 1; found 0"),
        ({"n_groups": 2.0}, "found 2.0"),
        ({"n_groups": True}, "found True"),
        ({"floor": -0.1}, "floor must be a finite number of at least 0; found -0.1"),
        ({"floor": float("nan")}, "found nan"),
        ({"limit": 0}, "limit must be a finite number above 0, or None; found 0"),
        ({"limit": "3"}, "found '3'"),
    ],
)
def test_what_it_does_not_allow_is_said(wrong, words):
    with pytest.raises(ValueError, match=words):
        check_parameters(Estimator(**wrong))


def test_all_problems_come_at_once_under_the_name_of_the_estimator():
    with pytest.raises(ValueError, match=r"^Estimator: kind must .* n_groups must .* And a third\.$"):
        check_parameters(Estimator("middle", 0), "And a third.")
