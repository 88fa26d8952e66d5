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
    assert "2 customers; 3 rows" in head.data


def test_a_name_that_was_given_is_used(shop):
    assert str(opening(open_book(shop, name="Corner shop")).title).startswith("The customers of Corner shop, ")


def test_the_day_of_the_answers_is_said_to_be_the_last_or_to_have_been_asked_for(shop):
    assert "31 March 2024, the last day of the data" in opening(open_book(shop)).data
    asked = opening(open_book(shop, as_of="2024-04-15")).data
    assert "15 April 2024, as asked" in asked and "31 March 2024" in asked


def test_it_shows_a_heading_of_level_one_and_the_lines_about_the_data(shop):
    roles = [(role, data["text/markdown"][:2]) for data, role in opening(open_book(shop))._outputs()]
    assert roles == [("page title", "# "), ("data", "*2"), ("data", "*A")]


def test_the_money_of_the_file_is_parted_to_the_cent(tmp_path):
    """What has no customer, what was set aside and what the page speaks of add up to the column of the file."""
    rows = "Kunde;Datum;Umsatz\na;01.02.2024;1.100,25\nb;13.03.2024;20,50\n;14.03.2024;3,07\na;32.03.2024;4,10\n"
    (tmp_path / "orders.csv").write_text(rows + "b;15.03.2024;-0,50\n", encoding="utf-8")
    book = open_book(tmp_path / "orders.csv", currency="EUR", reading={"duplicates": "keep"})
    said = "All amounts in the file, refunds subtracted: 1,127.42 EUR; without a customer: 3.07 EUR; "
    said += "in other rows that were set aside: 4.10 EUR; on this page: 1,120.25 EUR."
    assert str(opening(book).money) == said


def test_customers_of_whom_nothing_is_left_are_told_since_no_section_counts_them(tmp_path):
    rows = "customer_id,date,amount\na,2024-01-05,5\nb,2024-01-06,7\nb,2024-01-09,-7\nc,2024-02-05,9\n"
    (tmp_path / "orders.csv").write_text(rows, encoding="utf-8")
    book = open_book(tmp_path / "orders.csv")
    said = "3 customers, less 1 of whose purchases nothing is left after refunds: 2; 4 rows."
    assert opening(book).data.startswith(said) and len(book.customers) == 2
