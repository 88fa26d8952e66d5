import numpy as np

from custseg.segment.evidence.customer_sample import in_order, some_of


def drawn_from(points, codes, n, random):
    """Draw customers as the panel does."""
    rows = some_of(in_order(points, codes), n, random)
    return points[rows], None if codes is None else codes[rows]


def test_no_more_customers_are_drawn_than_asked_and_in_the_same_order_whatever_theirs_was():
    random = np.random.default_rng(0)
    points, codes = random.normal(size=(50, 2)), random.integers(0, 3, (50, 1))
    drawn, drawn_codes = drawn_from(points, codes, 20, np.random.RandomState(1))
    turned, turned_codes = drawn_from(points[::-1], codes[::-1], 20, np.random.RandomState(1))
    assert drawn.shape == (20, 2) and drawn_codes.shape == (20, 1) and len(np.unique(drawn, axis=0)) == 20
    np.testing.assert_array_equal(drawn, turned)
    np.testing.assert_array_equal(drawn_codes, turned_codes)
    everybody, none = drawn_from(points, None, 50, np.random.RandomState(1))
    assert none is None and len(np.unique(everybody, axis=0)) == 50


def test_customers_are_sorted_by_their_key_and_equal_keys_keep_their_order():
    random = np.random.default_rng(0)
    ties = random.integers(0, 9, size=(3000, 2)).astype(float)
    for points in (random.normal(size=(3000, 2)), ties, np.append(ties, [[-1.0, -1.0], [99.0, 99.0]], axis=0)):
        key = points[:, 0] * np.sqrt(2) + points[:, 1] * np.sqrt(3)
        np.testing.assert_array_equal(in_order(points, None), np.argsort(key, kind="stable"))


def test_words_are_in_the_key_by_which_customers_are_sorted():
    points, codes = np.array([[1.0], [1.0], [1.0], [0.0]]), np.array([[2], [0], [1], [3]])
    # the keys: root of two, plus root of three by the word
    assert in_order(points, codes).tolist() == [1, 2, 0, 3]
    drawn, words = drawn_from(points, codes, 4, np.random.RandomState(0))
    assert drawn.ravel().tolist() == [1, 1, 1, 0] and words.ravel().tolist() == [0, 1, 2, 3]


def test_the_customers_drawn_are_those_of_the_seed():
    """The stored panels were made with these."""
    points = np.arange(10.0)[:, np.newaxis]
    drawn, _ = drawn_from(points, None, 4, np.random.RandomState(5))
    assert drawn.ravel().tolist() == sorted(np.random.RandomState(5).choice(10, 4, replace=False))
