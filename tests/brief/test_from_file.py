"""What does the opening of a file settle, and what does it refuse?"""

import pandas as pd
import pytest

from custseg.brief import open_book
from custseg.datasets import load_cdnow
from custseg.schema import SchemaError


def sales():
    days = ["2024-01-01", "2024-02-01", "2024-03-01"]
    return pd.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": [1.0, 2.0, 3.0]})


def test_rows_after_the_day_of_the_answer_are_left_out():
    book = open_book(sales(), as_of="2024-02-15")
    assert book.log["amount"].sum() == 3.0
    assert book.dates[1] == pd.Timestamp("2024-02-15").date()


def test_the_day_of_the_answer_is_the_last_of_the_file_and_never_today():
    assert open_book(sales()).as_of == pd.Timestamp("2024-03-01")


def test_a_column_to_compare_by_must_be_there():
    with pytest.raises(SchemaError, match=r"'shop'.*found: customer_id"):
        open_book(sales(), by="shop")


def test_costs_need_two_columns():
    with pytest.raises(SchemaError, match="'cost'"):
        open_book(load_cdnow(), costs=pd.DataFrame({"customer_id": ["1"]}))
