"""Is a long log counted to the same bits in parts?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.tables import _counted, _shelf
from custseg.tables._counted import (
    appearing,
    counts_by_customer,
    distinct_pairs,
    inside,
    plain_sums_by_customer,
    summed,
    sums_by_customer,
    worked_out,
)  # fmt: skip

PART = 256


@pytest.fixture
def small_parts(monkeypatch):
    """Go on after every 256 rows."""
    for module in (_counted, _shelf):
        monkeypatch.setattr(module, "STEP", PART)


def rows(n=3_000, seed=1):
    """Give customers, days and amounts with cents."""
    rng = np.random.default_rng(seed)
    customer, day = (rng.integers(0, most, n).astype(np.int32) for most in (50, 365))
    return customer, day, rng.gamma(2, 25, n).round(2)


@pytest.mark.parametrize("n", [0, 1, 255, 256, 257, 3_000, 4_099])
def test_sums_have_the_bits_of_numpy(small_parts, n):
    amount = rows(n)[2] - 40
    assert summed(amount) == amount.sum()
    assert summed(amount, lambda some: some.clip(min=0)) == amount.clip(min=0).sum()


@given(st.lists(st.floats(-1e12, 1e12), max_size=1_200))
def test_any_numbers_add_up_to_the_same_bits(numbers):
    step, _counted.STEP = _counted.STEP, PART
    try:
        assert summed(np.array(numbers, dtype=float)) == np.array(numbers, dtype=float).sum()
    finally:
        _counted.STEP = step


def test_sums_and_counts_of_customers_have_the_bits_of_bincount(small_parts):
    customer, _, amount = rows()
    assert (plain_sums_by_customer(amount, customer, 60) == np.bincount(customer, amount, 60)).all()
    assert (counts_by_customer(customer, 60) == np.bincount(customer, minlength=60)).all()
    assert np.allclose(sums_by_customer(amount, customer, 60), np.bincount(customer, amount, 60), rtol=1e-14, atol=0)


def test_what_is_worked_out_of_rows_and_places_that_are_there(small_parts):
    customer, day, amount = rows()
    assert (inside(day, 30, 90) == ((day >= 30) & (day <= 90))).all()
    product = worked_out(np.multiply, amount, day, dtype=np.float64)
    assert (product == amount * day).all()
    assert np.flatnonzero(appearing(customer[customer % 3 == 0], 60)).tolist() == sorted(set(range(0, 50, 3)))


def test_what_is_worked_out_of_an_array_in_a_file_lies_in_one(monkeypatch):
    monkeypatch.setattr(_shelf, "SMALL", 64)
    day = _shelf.shelved(np.arange(1_000))
    assert _shelf.is_shelved(inside(day, 3, 9)) and not _shelf.is_shelved(inside(np.arange(1_000), 3, 9))


def test_distinct_pairs():
    rows, columns = distinct_pairs(np.array([2, 0, 2, 2]), np.array([1, 5, 1, 0]))
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 5), (2, 0), (2, 1)]
    assert len(distinct_pairs(np.array([], dtype=int), np.array([], dtype=int))[0]) == 0
    many = distinct_pairs(np.zeros(1000, dtype=int), np.zeros(1000, dtype=int))  # 256 equal rows do not wrap to none
    assert many[0].tolist() == [0] and many[1].tolist() == [0]
