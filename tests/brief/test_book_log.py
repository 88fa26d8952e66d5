"""What does a book know of its log, beyond the rows?"""

import numpy as np
import pandas as pd
import pytest

from custseg.brief._book_log import BookLog
from custseg.tables import net_refunds
from tests.brief.by_hand import business, left_of, log_of

SALES = [("b", "2024-01-01", 1.0), ("a", "2024-02-01", 2.0), ("b", "2024-03-01", 3.0)]


def test_places_stand_for_ids_and_tables_have_the_ids_again():
    book = log_of(SALES)
    assert book.ids.tolist() == ["a", "b"]
    assert book.quick["customer_id"].tolist() == [1, 0, 1]
    assert book.customers.index.tolist() == ["a", "b"]
    assert book.rhythm.index.tolist() == ["a", "b"]


@pytest.mark.parametrize("names", [["o9", "o10", "o1"], ["o9", "", "o1"], ["o9", None, "o1"], [9, 10, 1]])
def test_refunds_undo_the_same_whether_orders_are_names_or_numbers(names):
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        {
            "customer_id": rng.choice(["a", "b"], 60),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 3, 60), "D"),
            "amount": rng.choice([30.0, 20.0, -10.0], 60),
            "order_id": pd.Series(rng.choice(np.array(names, dtype=object), 60)).infer_objects(),
        }
    )
    book = BookLog(rows, rows.head(0), pd.Timestamp("2024-01-03"), None)
    pd.testing.assert_frame_equal(book.net, net_refunds(rows))


def test_the_year_of_a_customer_is_what_was_left_of_it():
    book = business("returned_after_14_days")
    left = left_of(book)
    since = left[left["day"] > book.as_of - pd.Timedelta(days=365)]
    by_hand = since.groupby("customer_id")["left"].sum()
    found = book.year_amounts
    assert found.sum() == pytest.approx(by_hand.sum())
    assert set(found.index) == set(by_hand.index[by_hand > 0])


def test_without_a_single_sale_there_are_no_customers():
    book = log_of([("a", "2024-01-01", 5.0), ("a", "2024-01-02", -5.0)])
    assert not book.has_sales
    assert book.rules == {}
    assert book.past.empty


def test_two_samples_hold_the_same_rows():
    book = business("cdnow")
    assert book.sample.equals(book.log)
    assert book.quick_sample is book.quick
