"""Does the head of a page say whose customers these are, without a name typed anywhere?"""

import pandas as pd
import pytest

from custseg.brief import open_book, opening


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "orders <b>.csv"
    days = ["2024-01-01", "2024-02-01", "2024-03-31"]
    pd.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": [1.0, 2.0, 3.0]}).to_csv(path, index=False)
    return path


def test_a_file_is_called_by_its_name_and_cannot_become_markup(shop):
    head = opening(open_book(shop))
    assert str(head.title) == "The customers in orders <b>.csv, the first quarter of 2024"
    assert "<b>" not in head.title.markdown.replace("\\<b\\>", "")
    assert "2 customers, 3 rows" in head.data


def test_a_name_that_was_given_is_used(shop):
    assert str(opening(open_book(shop, name="Corner shop")).title).startswith("The customers of Corner shop, ")


def test_the_day_of_the_answers_is_said_to_be_the_last_or_to_have_been_asked_for(shop):
    assert "31 March 2024, the last day of the data" in opening(open_book(shop)).data
    asked = opening(open_book(shop, as_of="2024-04-15")).data
    assert "15 April 2024, as asked" in asked and "31 March 2024" in asked


def test_it_shows_a_heading_of_level_one_and_the_line_about_the_data(shop):
    roles = [(role, data["text/markdown"][:2]) for data, role in opening(open_book(shop))._outputs()]
    assert roles == [("page title", "# "), ("data", "*2")]
