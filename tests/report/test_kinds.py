"""Does the name of a file tell what kind of page it is, and its place?"""

import pytest

from custseg.report._kinds import REFERENCES, kind_of, reading_order


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("02-who.ipynb", "study"),
        ("m3-x", "model"),
        ("own", "own"),
        ("own-2024.html", "own"),
        ("sources.html", "reference"),
        ("coverage", "reference"),
        ("draft", "study"),
        ("market-research", "study"),
        ("words-of-mouth", "study"),
    ],
)
def test_the_name_of_a_file_tells_its_kind(name, kind):
    assert kind_of(name) == kind


def test_pages_are_read_kind_by_kind_and_number_by_number():
    names = ["01-a", "02-b", "21-c", "m1-z", "m2-a", "m10-b", "own", *REFERENCES]
    assert sorted(set(names), key=reading_order) == names
