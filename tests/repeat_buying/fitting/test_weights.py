"""Does a row stand for as many customers as its column says, and is nonsense refused?"""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, frequency_table
from custseg.repeat_buying.fitting.weights import customers_of, refuse_shared_rows, standing_for
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
        (pd.array([1, None, 2], dtype=object), r"missing, negative or infinite: 1 rows \('b'\)"),  # numbers, but one
    ],
)
def test_numbers_of_customers_that_are_none_are_refused(customers, message):
    with pytest.raises(SchemaError, match=message):
        customers_of(table(customers=customers))


def test_weights_are_not_multiplied_with_parts_of_customers():
    with pytest.raises(SchemaError, match=r"not a whole number: 1 rows \('b'\).*sample_weight"):
        standing_for(table(customers=[1.0, 2.5, 2.0]), [2.0, 2.0, 2.0])  # the product, 5, would look like a count


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


@pytest.mark.parametrize(
    ("customers", "message"),
    [
        ([1.0, 2.5, 2.0], r"not a whole number: 1 rows \('b'\).*sample_weight"),
        (["1", "2", "3"], "must be numbers"),
        ([1.0, np.nan, 2.0], "missing, negative or infinite"),
        ([1, -2, 1], "missing, negative or infinite"),
    ],
)
def test_a_column_that_counts_nobody_is_refused_by_every_answer(customers, message):
    given = pd.DataFrame({"t_x": [0.0, 1.0, 2.0], "T": 4.0}, index=["a", "b", "c"]).join(table(customers=customers))
    answers = [
        lambda: BetaGeoNBD().fit(given),
        lambda: BetaGeoNBD.from_params(r=0.2, alpha=4.0, a=0.8, b=2.5).score(given),
        lambda: frequency_table(given, {}),
        lambda: refuse_shared_rows(given, "the answer"),
    ]
    for answer in answers:
        with pytest.raises(SchemaError, match=message):
            answer()


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_weights_may_be_fractions_and_count_as_parts_of_customers():
    given = pd.DataFrame({"x": [0, 2, 1, 5], "t_x": [0.0, 20.0, 3.0, 30.0], "T": [30.0, 30.0, 29.0, 35.0]})
    many = pd.concat([given] * 30, ignore_index=True)
    whole, half = BetaGeoNBD().fit(many), BetaGeoNBD().fit(many, sample_weight=np.full(len(many), 0.5))
    assert half.n_customers_ == whole.n_customers_ / 2
    assert half.log_likelihood_ == pytest.approx(whole.log_likelihood_ / 2, rel=1e-9)


def test_where_rows_are_customers_a_row_for_many_is_refused_with_the_remedy():
    given = table(customers=[3, 0, 2])
    with pytest.raises(SchemaError) as error:
        refuse_shared_rows(given, "the answer")
    assert "the answer needs one row per customer, and in this table 3 rows stand for 5 customers" in str(error.value)
    remedy = str(error.value).split("repeat the rows, ")[1].rstrip(".")
    assert eval(remedy, {"table": given})["x"].tolist() == [0, 0, 0, 2, 2]
    refuse_shared_rows(table(), "the answer")
    refuse_shared_rows(table(customers=[1, 1, 1]), "the answer")
