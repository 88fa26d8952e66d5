from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.repeat_buying.likelihood.purchase_rows import (
    _used,
    compress,
    compress_with_inverse,
    stacked,
    unique_keys,
)


def test_unique_rows_with_counts_in_any_order():
    x, t_x, T = np.array([2, 0, 2, 1.0]), np.array([3.0, 0, 3, 1]), np.array([5.0, 5, 5, 5])
    rows, back = compress_with_inverse(x, t_x, T)
    assert len(rows) == 3 and rows.n == 4
    for column, level in ((x, rows.x), (t_x, rows.t_x), (T, rows.T)):
        np.testing.assert_array_equal(level.unique[level.codes][back], column)
    assert rows.powers_of_x.tolist() == [[1, 0, 0], [1, 1, 1], [1, 2, 4]]
    again = compress(x[::-1], t_x[::-1], T[::-1])
    np.testing.assert_array_equal(again.counts, rows.counts)


def test_a_thinned_table_has_every_so_manieth_row():
    rng = np.random.default_rng(1)
    x, T = rng.integers(0, 4, 200).astype(float), rng.integers(20, 30, 200).astype(float)
    rows = compress(x, np.where(x > 0, T - 1, 0.0), T)
    few = rows.thinned(3)
    assert len(few) == -(-len(rows) // 3)
    assert not few.rough and replace(rows, rough=True).thinned(3).rough
    np.testing.assert_array_equal(few.purchases, few.histories(np.arange(len(few)))[0])
    np.testing.assert_array_equal(few.counts, rows.counts[::3])
    for name in ("x", "t_x", "T"):
        whole, part = getattr(rows, name), getattr(few, name)
        np.testing.assert_array_equal(part.unique[part.codes], whole.unique[whole.codes][::3])
        assert len(part.unique) == len(set(part.codes)), "values that no row has take time and say nothing"


def test_merged_rows_are_fewer_and_much_like_these():
    rng = np.random.default_rng(1)
    x, T = rng.poisson(3.0, 2_000).astype(float), rng.integers(140, 365, 2_000) / 7
    rows = compress(x, np.where(x > 0, np.ceil(7 * T * rng.uniform(0.01, 1.0, 2_000)) / 7, 0.0), T)
    merged = rows.merged()
    assert len(merged) < len(rows) / 3 and merged.n == rows.n == 2_000
    assert not merged.rough and replace(rows, rough=True).merged().rough
    x, t_x, T = merged.histories(np.arange(len(merged)))
    assert len(set(zip(x, t_x, T, strict=True))) == len(merged)
    assert (x == np.rint(x)).all() and (t_x <= T).all() and ((x > 0) == (t_x > 0)).all()
    assert merged.customers_per_x[0] == rows.customers_per_x[0]
    for seen, whole in zip((x, t_x, T), rows.histories(np.arange(len(rows))), strict=True):
        assert seen @ merged.counts == pytest.approx(whole @ rows.counts, rel=0.05)


def test_nearly_equal_values_are_merged_and_zero_is_none_of_them():
    rows = compress(np.array([0, 1, 1, 2, 21, 22.0]), np.array([0, 1, 8, 2, 3, 3.0]), np.array([9, 9, 9, 9, 9, 9.0]))
    merged = rows.merged()
    assert list(zip(*merged.histories(np.arange(5)), merged.counts, strict=True)) == [
        (0, 0, 8.5, 1),
        (1, 1, 8.5, 1),
        (1, 8.5, 8.5, 1),
        (2, 2, 8.5, 1),
        (22, 3, 8.5, 2),  # 21.5, as a whole number
    ]


def test_somebody_is_seen_at_the_end_who_bought_then():
    x, t_x, T = np.array([0.0, 1.0]), np.array([0.0, 3.0]), np.array([4.0, 4.0])
    assert not compress(x, t_x, T).seen_at_the_end
    assert compress(x, np.array([0.0, 4.0]), T).seen_at_the_end


@pytest.mark.parametrize("unit_days", [None, 7.0, 30.4375])
@given(days=st.lists(st.integers(0, 5000), min_size=1, max_size=40))
def test_days_in_any_unit_survive(unit_days, days):
    T = np.array(days) / (unit_days or 7.0)
    rows, back = compress_with_inverse(np.zeros(len(T)), np.zeros(len(T)), T, unit_days=unit_days)
    np.testing.assert_allclose(rows.T.unique[rows.T.codes][back], T, rtol=1e-14)
    assert len(rows) == len(set(days))


@pytest.mark.parametrize("unit_days", [None, 7.0, 30.4375])
@pytest.mark.parametrize("longest", [1e-10, 35.0])
def test_a_time_far_shorter_than_a_step_is_not_taken_for_none(unit_days, longest):
    t_x = np.array([0.0, 1.0, 2.0, 5.0]) * 1e-11
    rows, back = compress_with_inverse(np.array([0, 1, 1, 1]), t_x, np.full(4, longest), unit_days=unit_days)
    np.testing.assert_array_equal(rows.t_x.unique[rows.t_x.codes][back], t_x)


def test_continuous_times_are_kept_exactly():
    T = np.random.default_rng(0).uniform(0, 39, 50)
    rows, back = compress_with_inverse(np.zeros(50), np.zeros(50), T)
    np.testing.assert_array_equal(rows.T.unique[rows.T.codes][back], T)


@pytest.mark.parametrize("bound", [24, 100, 10**12])
def test_counting_and_hashing_agree(bound):
    key = np.array([7, 3, 7, 22, 3, 3])
    keys, counts, back = unique_keys(key, bound, inverse=True)
    np.testing.assert_array_equal(keys, [3, 7, 22])
    np.testing.assert_array_equal(counts, [3, 2, 1])
    np.testing.assert_array_equal(keys[back], key)


@pytest.mark.parametrize("unit_days", [None, 7.0])
@given(
    st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=1, max_size=30), st.integers(0, 30), st.sampled_from([1, 7])
)
def test_rows_of_later_times_come_below_those_of_earlier_ones(unit_days, rows, cut, steps):
    x, t_x, T = np.array(rows, dtype=float).T
    columns = x, t_x / steps, T / steps
    whole = compress(*columns, unit_days=unit_days)
    parts = [tuple(column[some] for column in columns) for some in (cut >= T, cut < T) if some.any()]
    found = stacked([compress(*part, unit_days=unit_days) for part in parts])
    np.testing.assert_array_equal(found.counts, whole.counts)
    for name in ("x", "t_x", "T"):
        np.testing.assert_array_equal(getattr(found, name).unique, getattr(whole, name).unique)
        np.testing.assert_array_equal(getattr(found, name).codes, getattr(whole, name).codes)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30), st.integers(21, 200))
def test_places_among_numbers_that_occur_do_not_hang_on_how_they_are_found(numbers, size):
    codes = np.array(numbers)
    used, places = _used(codes, size)
    expected = np.unique(codes, return_inverse=True)
    np.testing.assert_array_equal(used, expected[0])
    np.testing.assert_array_equal(places, expected[1])


@pytest.mark.heavy
def test_a_million_weekly_customers_are_few_rows():
    # compressed rows instead of seconds: reference "1M customers at weekly grain are about 35,000 rows"
    rng = np.random.default_rng(1)
    T = rng.integers(27, 53, 1_000_000).astype(float)
    x = rng.negative_binomial(0.24, 0.1, 1_000_000).clip(max=60).astype(float)
    t_x = np.where(x > 0, np.ceil(T * rng.uniform(0.01, 1, 1_000_000)), 0.0)
    assert len(compress(x, t_x, T)) < 50_000
