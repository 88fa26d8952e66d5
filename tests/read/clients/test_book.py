"""Is each client there once, in one spelling, and in the units that are asked for?"""

import pandas as pd
import pytest

from custseg.read.clients.book import client_book
from custseg.read.clients.reading import Reading


def clients(**columns: object) -> pd.DataFrame:
    table = {"client_id": ["a", "b", "c"], "income": [3.0, 1.0, 2.0], "cost": 1.0, "exposure": 5.0}
    return pd.DataFrame(table | columns).set_axis([2, 3, 4])


def read(table: pd.DataFrame | None) -> tuple[pd.DataFrame | None, Reading]:
    reading = Reading({}, None, (), ())
    return client_book(table, reading), reading


def test_clients_stand_under_their_ids():
    found, reading = read(clients())
    assert found.index.tolist() == ["a", "b", "c"] and not reading.problems and not reading.notes


def test_branches_get_one_spelling_and_classes_our_words():
    found, reading = read(clients(branch=["North", "north ", "North"], exposure_class=["对公", "SME", "odd"]))
    assert found["branch"].tolist() == ["North"] * 3 and reading.notes[0].key == "spelling"
    assert found["exposure_class"].tolist() == ["corporate", "corporate", "odd"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"client_id": ["a", "b", "a"]}, "a in rows '2', '4'"),
        ({"turnover": [5e6, 1.0, 1.0]}, "in millions of euros"),
        ({"maturity": [36.0, 24.0, 60.0]}, "it is in years"),
    ],
)
def test_what_cannot_be_a_book_is_said(columns, said):
    assert said in read(clients(**columns))[1].problems[0]


def test_no_rows_and_no_table():
    assert "no rows" in read(clients().head(0))[1].problems[0]
    assert read(None)[0] is None and not read(None)[1].problems
