import numpy as np
import pandas as pd
import pytest

from custseg.segment.clustering.numbering import column_to_order_by, order_by_mean


def test_groups_stand_by_the_mean_of_their_customers_not_by_their_sum():
    value, groups = np.array([10.0, 10, 10, 25, 1]), np.array([1, 1, 1, 0, 2])
    order, sizes = order_by_mean(value, groups, np.ones(5), 3)
    assert order.tolist() == [0, 1, 2]
    assert sizes.tolist() == [1, 3, 1]


def test_a_row_counts_for_all_whom_it_stands_for():
    value, groups, counts = np.array([1.0, 9.0, 4.0]), np.array([0, 0, 1]), np.array([3.0, 1.0, 5.0])
    order, sizes = order_by_mean(value, groups, counts, 2)  # means 3 and 4
    again, repeated = order_by_mean(*(one.repeat(counts.astype(int)) for one in (value, groups)), np.ones(9), 2)
    assert order.tolist() == again.tolist() == [1, 0]
    assert sizes.tolist() == repeated.tolist() == [4, 5]


def test_nobody_is_worth_less_than_anybody():
    order, sizes = order_by_mean(np.array([-5.0, 7.0]), np.array([2, 0]), np.array([1.0, 0.0]), 3)
    assert order.tolist() == [2, 0, 1] and sizes.tolist() == [0, 0, 1]


def test_the_last_digits_of_a_sum_do_not_number_groups():
    """0.1 + 0.2 is more than 0.3 in the last digit: equal means stay in the order of the groups."""
    value, groups = np.array([0.3, 0.1 + 0.2]), np.array([0, 1])
    assert value[1] > value[0]
    assert order_by_mean(value, groups, np.ones(2), 2)[0].tolist() == [0, 1]


def test_a_column_is_found_by_name_or_by_position():
    table = pd.DataFrame({"visits": [1, 2], "amount": [30, 40]})
    for found in (column_to_order_by(table, "amount"), column_to_order_by(table.to_numpy(), 1)):
        assert found.dtype == float and found.tolist() == [30, 40]


@pytest.mark.parametrize(
    ("X", "order_by", "said"),
    [
        (pd.DataFrame({"visits": [1]}), "amount", "order_by='amount' is not a column of X; it has 'visits'"),
        ([[1.0, 2.0]], "amount", "order_by='amount' must be a position below 2, as X has no names"),
        ([[1.0, 2.0]], 2, "order_by=2 must be a position below 2"),
        ([[1.0, 2.0]], -1, "order_by=-1 must be a position below 2"),
    ],
)
def test_a_column_that_is_not_there_is_named(X, order_by, said):
    with pytest.raises(ValueError, match=said):
        column_to_order_by(X, order_by)


@pytest.mark.parametrize("unit", [1e-300, 1e-12, 1.0, 1e300])
def test_no_unit_changes_the_order(unit):
    value, groups = np.array([1.0, 2.0, 3.0]) * unit, np.array([0, 1, 2])
    assert order_by_mean(value, groups, np.ones(3), 3)[0].tolist() == [2, 1, 0]
