"""Does a row stand for as many customers as its column says, and is nonsense refused?"""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying.fitting.weights import customers_of, standing_for
from custseg.schema import SchemaError


def table(**more):
    return pd.DataFrame({"x": [0, 1, 2], **more}, index=["a", "b", "c"])


def test_a_row_is_one_customer_unless_a_column_says_more():
    assert customers_of(table()) is None
    assert customers_of(table(customers=[3, 0, 2])).tolist() == [3.0, 0.0, 2.0]


@pytest.mark.parametrize(
    ("customers", "message"),
    [
        ([1.0, np.nan, 2.0], r"missing, negative or infinite: 1 rows \('b'\)"),
        ([1.0, 2.0, -1.0], r"missing, negative or infinite: 1 rows \('c'\)"),
        ([1.0, np.inf, 2.0], "infinite"),
        ([0, 0, 0], "stands for nobody"),
        (["1", "2", "3"], "must be numbers"),
        ([True, False, True], "must be numbers"),
    ],
)
def test_numbers_of_customers_that_are_none_are_refused(customers, message):
    with pytest.raises(SchemaError, match=message):
        customers_of(table(customers=customers))


def test_two_columns_of_customers_are_refused():
    twice = pd.concat([table(customers=[1, 2, 3]), pd.Series([1, 1, 1], ["a", "b", "c"], name="customers")], axis=1)
    with pytest.raises(SchemaError, match="more than once"):
        customers_of(twice)


def test_weights_multiply_the_customers_and_leave_the_table_alone():
    given = table(customers=[3, 0, 2])
    before = given.copy()
    assert standing_for(given, [2.0, 1.0, 0.5])["customers"].tolist() == [6.0, 0.0, 1.0]
    pd.testing.assert_frame_equal(given, before)
    assert standing_for(given, None) is given
    with pytest.raises(ValueError, match="one finite number per row"):
        standing_for(given, [1.0])
