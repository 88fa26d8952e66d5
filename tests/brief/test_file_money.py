"""Is the money of the file told to the cent, and not at all where it cannot be added up?"""

import pandas as pd
import pytest

from custseg.brief import open_book
from custseg.brief._file_money import file_money
from custseg.datasets import load_cdnow


@pytest.fixture
def book_of(tmp_path):
    """Make a book of rows of customer, day and amount, in a file."""

    def make(*rows, **options):
        path = tmp_path / "orders.csv"
        pd.DataFrame(rows, columns=["customer_id", "date", "amount"]).to_csv(path, index=False)
        return open_book(path, currency="EUR", **options)

    return make


USUAL = [("a", "2024-01-05", 10.10), ("b", "2024-02-05", 20.20), ("c", "2024-03-25", 30.30)]


def test_all_is_told_where_nothing_was_set_aside(book_of):
    said = "All amounts in the file, refunds subtracted: 60.60 EUR; on this page: 60.60 EUR."
    assert str(file_money(book_of(*USUAL))) == said


def test_a_refund_without_its_purchase_is_told(book_of):
    book = book_of(*USUAL, ("d", "2024-03-20", -7.00))
    said = "60.60 EUR" if book.net["left"].sum() == pytest.approx(60.60) else ""
    assert str(file_money(book)).endswith(f"not subtracted here: 7.00 EUR; on this page: {said}.")
    assert str(file_money(book)).startswith("All amounts in the file, refunds subtracted: 53.60 EUR;")


def test_who_was_left_out_by_hand_is_told(book_of):
    told = str(file_money(book_of(*USUAL, leave_out=["c"])))
    assert "60.60 EUR; in other rows that were set aside: 30.30 EUR; on this page: 30.30 EUR." in told


def test_where_rows_are_gone_without_their_amounts_nothing_is_said(book_of):
    assert file_money(book_of(*USUAL, as_of="2024-02-20")) is None
    assert file_money(book_of(("a", "2024-01-05", -5.0), ("a", "2024-01-04", 5.0))) is None
    assert file_money(open_book(load_cdnow())) is None, "a table that custseg ships is no file of the reader's"


def test_of_which_column_the_amounts_are_is_told(tmp_path):
    rows = pd.DataFrame({"customer_id": ["a"], "date": ["2024-01-15"], "Netto": ["10,00"], "Brutto": ["11,90"]})
    rows.to_csv(tmp_path / "tax.csv", index=False, sep=";")
    said = str(file_money(open_book(tmp_path / "tax.csv", currency="EUR")))
    assert said.startswith("All amounts in the file ('Brutto', not 'Netto'), refunds subtracted: 11.90 EUR;")
