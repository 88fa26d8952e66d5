import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying.likelihood.trait_rows import Patterns, compress_with_traits


@pytest.fixture(scope="module")
def histories():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 4, 500).astype(float)
    T = rng.integers(20, 24, 500).astype(float)
    return x, np.where(x > 0, np.minimum(x, T), 0.0), T, rng.integers(0, 3, 500)


def compressed(x, t_x, T, kinds):
    return compress_with_traits(x, t_x, T, Patterns(np.array([[0.0], [1.0], [2.0]]), kinds), unit_days=1.0)


def test_customers_are_found_again_in_their_rows(histories):
    rows, back = compressed(*histories)
    for found, column in zip((*rows.histories(back), rows.traits.codes[back]), histories, strict=True):
        np.testing.assert_array_equal(found, column)
    assert rows.counts.sum() == 500
    assert len(rows) == len(pd.DataFrame(np.array(histories).T).drop_duplicates())


def test_the_order_of_customers_changes_nothing(histories):
    order = np.random.default_rng(2).permutation(500)
    one, other = compressed(*histories)[0], compressed(*(column[order] for column in histories))[0]
    np.testing.assert_array_equal(one.counts, other.counts)
    np.testing.assert_array_equal(one.traits.codes, other.traits.codes)


def test_stretched_rows_hold_the_times_of_each_pattern(histories):
    rows, _ = compressed(*histories)
    pace = np.array([0.0, np.log(2.0), -1.0])
    plain = rows.stretched(pace)
    factor = np.exp(pace)[rows.traits.codes]
    for stretched, level in ((plain.t_x, rows.t_x), (plain.T, rows.T)):
        np.testing.assert_allclose(stretched.unique[stretched.codes], level.unique[level.codes] * factor)
    np.testing.assert_array_equal(plain.x.unique[plain.x.codes], rows.x.unique[rows.x.codes])
    np.testing.assert_array_equal(rows.pairs[0].patterns[plain.x.codes], rows.traits.codes)


def test_a_future_belongs_to_one_pattern(histories):
    rows, _ = compressed(*histories)
    first, which = rows.futures(by_silence=False)
    for column in (rows.x.codes, rows.T.codes, rows.traits.codes):
        np.testing.assert_array_equal(column[first][which], column)
    assert len(first) == len(np.unique(np.stack([rows.x.codes, rows.T.codes, rows.traits.codes]), axis=1).T)
    assert len(rows.futures(by_silence=True)[0]) == len(rows)


def test_thinned_rows_keep_their_patterns(histories):
    rows, _ = compressed(*histories)
    few = rows.thinned(3)
    kept = np.sort(np.argsort(rows.traits.codes, kind="stable")[::3])
    np.testing.assert_array_equal(few.traits.codes, rows.traits.codes[kept])
    np.testing.assert_array_equal(few.T.unique[few.T.codes], rows.T.unique[rows.T.codes][kept])
    np.testing.assert_array_equal(few.counts, rows.counts[kept])


def test_every_second_row_is_not_always_of_the_same_traits(histories):
    # each history once with either trait: they alternate
    x, t_x, T, _ = (np.tile(column, 2) for column in (*histories[:3], histories[0]))
    rows, _ = compress_with_traits(x, t_x, T, Patterns(np.array([[0.0], [1.0]]), np.repeat([0, 1], len(x) // 2)))
    seen = np.bincount(rows.thinned(2).traits.codes, minlength=2)
    assert abs(int(seen[0]) - int(seen[1])) <= 1
