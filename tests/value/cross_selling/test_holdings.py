"""Are orders counted once, returns set off, and customers of later left out?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value.cross_selling._holdings import LATE, bands_of_orders, holdings

from .conftest import CUT, log_of


def test_orders_are_counted_on_both_sides_and_newcomers_are_left_out():
    log = log_of(
        [
            ("ann", "2024-01-01", "bread", 3.0),
            ("ann", "2024-01-01", "bread", 4.0),  # the same order
            ("ann", "2024-06-30", "fish", 5.0),  # the day itself is before
            ("ann", "2024-07-01", "fish", 6.0),
            ("ann", "2024-07-05", "cake", 7.0),
            ("bob", "2024-07-05", "cake", 7.0),  # came after the day
        ]
    )
    found = holdings(log, CUT, "department")
    assert found.customers.tolist() == ["ann"] and found.categories.tolist() == ["bread", "cake", "fish"]
    assert found.orders.tolist() == [[2, 2]]
    assert found.before.tolist() == [[1, 0, 1]] and found.after.tolist() == [[0, 1, 1]]
    assert found.amount_before.tolist() == [[7.0, 0.0, 5.0]] and found.amount_after.tolist() == [[0.0, 7.0, 6.0]]
    assert found.adopted.tolist() == [[False, True, False]]
    assert found.first_after[0, 0] == LATE
    assert pd.Timestamp(found.first_after[0, 1], unit="D") == pd.Timestamp("2024-07-05")


def test_what_came_back_was_never_taken_up():
    log = log_of(
        [
            ("ann", "2024-01-01", "bread", 3.0),
            ("ann", "2024-07-01", "bread", 3.0),
            ("ann", "2024-07-01", "fish", 6.0),
            ("ann", "2024-07-09", "fish", -6.0),
        ]
    )
    found = holdings(log, CUT, "department")
    assert not found.adopted.any()
    assert found.amount_after.sum() == 3.0


def test_orders_have_numbers_where_the_log_has_them():
    log = log_of(
        [("ann", "2024-01-01", "bread", 3.0), ("ann", "2024-01-01", "fish", 3.0), ("ann", "2024-07-01", "fish", 1.0)]
    )
    assert holdings(log, CUT, "department").orders.tolist() == [[1, 1]]
    assert holdings(log.assign(order_id=["a", "b", "c"]), CUT, "department").orders.tolist() == [[2, 1]]


def test_a_bad_log_is_refused_with_what_to_do():
    log = log_of([("ann", "2024-01-01", "bread", 3.0), ("ann", "2024-07-01", None, 3.0)])
    with pytest.raises(SchemaError, match="column 'department' is missing in 1 rows"):
        holdings(log, CUT, "department")
    with pytest.raises(SchemaError, match="column 'department' is missing in 1 rows"):
        holdings(log.assign(department=["bread", " "]), CUT, "department")
    with pytest.raises(SchemaError, match=r"lacks column 'group' \(found: .*category="):
        holdings(log, CUT, "group")
    with pytest.raises(ValueError, match=r"within the log .2024-01-01 to 2024-07-01."):
        holdings(log.fillna("fish"), "2024-07-01", "department")
    with pytest.raises(ValueError, match="within the log"):
        holdings(log.fillna("fish"), "2023-12-31", "department")


def test_bands_are_of_about_equal_size_and_equals_stay_together():
    random = np.random.RandomState(0)
    assert np.bincount(bands_of_orders(random.permutation(100), 10)).tolist() == [10] * 10
    orders = random.poisson(3, 500)
    band = bands_of_orders(orders, 10)
    assert all(len(set(band[orders == value])) == 1 for value in set(orders))
    assert (np.diff(band[np.argsort(orders, kind="stable")]) >= 0).all()
    assert set(bands_of_orders(orders, 1)) == {0}


def test_a_log_of_refunds_alone_and_a_category_that_is_none_are_refused():
    log = log_of([("ann", "2024-01-01", "bread", -3.0), ("ann", "2024-07-01", "fish", -6.0)])
    with pytest.warns(UserWarning, match="refunds"), pytest.raises(SchemaError, match="nothing was bought"):
        holdings(log, CUT, "department")
    for name in ("customer_id", "amount", "date"):
        with pytest.raises(SchemaError, match=f"category must say what was bought; '{name}' does not"):
            holdings(log, CUT, name)
