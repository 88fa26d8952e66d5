"""Do parts of the rows hold each customer whole, and does every table come out the same in parts as at once?"""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.decide import comeback_of_alike, rhythm_at_cuts, rhythm_table
from custseg.repeat_buying import choose_forecast, expected_customers
from custseg.tables import _customer_blocks, _shelf
from custseg.tables._customer_blocks import blocks_by_value, customer_blocks, rows_by_customers, sorted_places
from custseg.tables._shelf import is_shelved, shelved


@given(arrays(np.int32, st.integers(1, 200), elements=st.integers(0, 40)), st.integers(1, 60))
def test_every_row_is_in_one_part_and_customers_follow_each_other(customer, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_customer_blocks, "MOST", most)
        parts = [np.arange(len(customer))[rows] for rows in customer_blocks(customer)]
    assert sorted(np.concatenate(parts)) == list(range(len(customer)))
    assert all((np.diff(rows) > 0).all() and len(rows) for rows in parts)
    assert all(customer[one].max() < customer[other].min() for one, other in pairwise(parts))
    assert len(parts) <= -(-len(customer) // most)


@pytest.mark.parametrize("last", [2**53, 17 * 10**17, np.iinfo(np.int64).max])
def test_large_numbers_are_in_a_part_too(last, monkeypatch):
    monkeypatch.setattr(_customer_blocks, "MOST", 3)
    customer = last - np.arange(10)
    assert sorted(np.concatenate(list(customer_blocks(customer)))) == list(range(10))


def test_no_row_is_one_part_of_none():
    assert list(customer_blocks(np.array([], dtype=np.int32))) == [slice(None)]


@given(arrays(np.int32, st.integers(1, 200), elements=st.integers(0, 40)), st.integers(1, 60), st.randoms())
def test_rows_that_are_asked_for_are_given_once(customer, most, chance):
    asked = np.array([chance.random() < 0.7 for _ in customer])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_customer_blocks, "MOST", most)
        parts = list(rows_by_customers(customer, asked))
    assert sorted(row for rows in parts for row in rows) == np.flatnonzero(asked).tolist()
    assert all(not set(customer[one]) & set(customer[other]) for one, other in pairwise(parts))


@given(arrays(np.float64, st.integers(1, 200), elements=st.integers(-9, 9)), st.integers(1, 60))
def test_numbers_are_sorted_in_parts_as_at_once(numbers, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_customer_blocks, "MOST", most)
        patch.setattr(_shelf, "SMALL", 1)
        held = shelved(numbers)
        places, parts = sorted_places(held), [numbers[rows] for rows in blocks_by_value(held)]
    assert is_shelved(places) and places.tolist() == np.argsort(numbers, kind="stable").tolist()
    assert all(one.max() < other.min() for one, other in pairwise(parts))


@pytest.fixture(scope="module")
def log():
    """Give 3,000 rows of 300 customers in two years, a tenth refunds, with orders; half of the customers come late."""
    rng = np.random.default_rng(5)
    n = 3_000
    who = rng.integers(0, 300, n)
    day = np.where(who < 150, rng.integers(0, 730, n), rng.integers(500, 730, n))
    amount = np.where(rng.uniform(size=n) < 0.1, -1, 1) * rng.integers(100, 9_000, n) / 100
    columns = {"customer_id": who, "date": pd.Timestamp("2022-01-01") + pd.to_timedelta(day, "D"), "amount": amount}
    return pd.DataFrame({**columns, "order_id": rng.integers(0, 2_000, n)}).sort_values("date", ignore_index=True)


@pytest.mark.parametrize("most", [100, 700, 2_999])
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_the_past_is_the_same_in_parts(log, monkeypatch, most):
    asked = {"cuts": ["2022-12-31", "2023-03-31", "2023-09-30"], "ahead": 91, "observed_until": "2023-12-31"}
    whole = rhythm_at_cuts(log, **asked)
    monkeypatch.setattr(_customer_blocks, "MOST", most)
    parts = rhythm_at_cuts(log, **asked)
    pd.testing.assert_frame_equal(parts, whole)
    today = rhythm_table(log, as_of="2023-12-31")
    pd.testing.assert_frame_equal(comeback_of_alike(today, parts), comeback_of_alike(today, whole))


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_forecasts_are_the_same_in_parts(log, monkeypatch):
    asked = {"observed_until": "2023-12-31", "days_ahead": 91}
    whole = choose_forecast(log, **asked)
    each = expected_customers(log, whole, **asked)
    monkeypatch.setattr(_customer_blocks, "MOST", 700)
    parts = choose_forecast(log, **asked)
    assert parts[:5] == whole[:5]
    pd.testing.assert_frame_equal(parts.rules, whole.rules, check_exact=True)
    pd.testing.assert_frame_equal(parts.past, whole.past, check_exact=True)
    pd.testing.assert_frame_equal(expected_customers(log, parts, **asked), each, check_exact=True)
