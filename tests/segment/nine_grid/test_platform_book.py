"""Is a table that is not there told from one that is wrong?"""

import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment.nine_grid._platform_book import Book, read_book

from .conftest import book_of, income_of, statements_of

RATES = {"hurdle": 0.12, "tax_rate": 0.0, "return_on_capital": 0.0, "scaling": 1.0}


def read(clients: pd.DataFrame, statements=None, income=None, groups=None, branch="branch") -> Book:
    return read_book(
        clients, statements, income, groups, rules=None, branch=branch, level=0.95, tolerance=0.005, rates=RATES
    )


def test_a_table_that_is_not_there_is_a_reason_and_no_fault():
    book = read(book_of(20).drop(columns="branch"))
    assert set(book.empty) == {"growth", "groups", "branches"}
    assert book.branch is None
    assert book.growth_columns().shape == (20, 0)


def test_branches_may_be_numbers():
    assert read(book_of(20).assign(branch=[7] * 10 + [8] * 10)).branch.tolist() == ["7"] * 10 + ["8"] * 10


@pytest.mark.parametrize(
    ("clients", "told"),
    [
        (lambda book: book.reset_index(), "as its index"),
        (lambda book: book.assign(branch=1.5), "whole numbers"),
        (lambda book: book.assign(loans=-1.0), "lent"),
    ],
)
def test_a_wrong_book_is_refused(clients, told):
    with pytest.raises(SchemaError, match=told):
        read(clients(book_of(20)))


def test_income_of_strangers_and_twice_is_refused():
    income = income_of(21)
    with pytest.raises(SchemaError, match="not in the book"):
        read(book_of(20), statements_of(20), income)
    with pytest.raises(SchemaError, match="twice"):
        read(book_of(20), statements_of(20), pd.concat([income.iloc[:2], income.iloc[:1]]))


def test_lending_is_the_exposure_where_there_are_no_loans():
    book = book_of(20)
    with_loans, without = read(book).prices, read(book.drop(columns="loans")).prices
    assert (0.8 * with_loans["price_rise"]).to_numpy() == pytest.approx(without["price_rise"].to_numpy(), nan_ok=True)
    assert without["hurdle_rate"].isna().all()
