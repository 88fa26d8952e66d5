"""Is a row without a client, or of a stranger, found out?"""

import pandas as pd
import pytest

from custseg.read.clients.ids import of_the_book, wrong_ids
from custseg.read.clients.reading import Reading

BOOK = pd.DataFrame({"income": 1.0}, pd.Index(["007", "008", "009"], name="client_id"))


def placed(ids: list[str], name: str = "income") -> tuple[pd.DataFrame | None, Reading]:
    reading = Reading({}, None, (), ())
    return of_the_book(name, pd.DataFrame({"client_id": ids}), BOOK, reading), reading


@pytest.mark.parametrize(
    ("ids", "said"), [(["a", None], "missing in rows '9'"), (["a", "#N/A"], "spoilt"), (["a", "1.5E+11"], "1.5E+11")]
)
def test_ids_that_are_none_are_named_with_their_rows(ids, said):
    table = pd.DataFrame({"client_id": pd.Series(ids, dtype="string")}).set_axis([8, 9])
    assert said in wrong_ids(table)[0]
    assert not wrong_ids(table.head(1)) and not wrong_ids(table.drop(columns="client_id"))


def test_strangers_are_left_out_and_noted():
    found, reading = placed(["007", "008", "x"])
    assert found["client_id"].tolist() == ["007", "008"] and not reading.problems
    assert reading.notes[0].told == {"table": "income", "strangers": 1, "of": 3}


def test_ids_without_their_zeros_are_refused_with_both_spellings():
    found, reading = placed(["007", "8"])
    assert found is None and "'8 for 008'" in reading.problems[0]


@pytest.mark.parametrize(("name", "fits"), [("income", False), ("groups", True)])
def test_a_table_of_strangers_is_refused_but_groups_may_be_of_few(name, fits):
    found, reading = placed(["007", "x", "y", "z"], name)
    assert (found is not None) is fits is (not reading.problems)


def test_without_a_table_or_a_book_there_is_nothing_to_place():
    assert of_the_book("income", None, BOOK, Reading({}, None, (), ())) is None
