"""Do customers become the same points whatever the order of columns, and are those set apart who lie far out?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import CustomerSegmenter
from custseg.segment.clustering.customer_points import CustomerPoints


@pytest.fixture
def customers():
    random = np.random.default_rng(0)
    table = pd.DataFrame({"spend": random.normal(50, 10, 60), "age": random.normal(40, 5, 60)})
    return table.assign(word=np.repeat(["b", "a", "c"], 20)).set_index(np.arange(100, 160))


def test_the_order_of_named_columns_does_not_reach_the_points(customers):
    numbers = customers[["spend", "age"]]
    one, other = (CustomerSegmenter(2).fit(table) for table in (numbers, numbers[["age", "spend"]]))
    assert isinstance(one, CustomerPoints)
    np.testing.assert_array_equal(one._features(numbers)[0], other._features(numbers[["age", "spend"]])[0])
    by_name = (numbers - numbers.mean()) / numbers.std(ddof=0)
    np.testing.assert_allclose(one._features(numbers)[0], by_name[["age", "spend"]])
    np.testing.assert_allclose(CustomerSegmenter(2).fit(numbers.to_numpy())._features(numbers.to_numpy())[0], by_name)


def test_words_are_coded_beside_the_numbers(customers):
    fitted = CustomerSegmenter(2, method="kprototypes", categorical=["word"]).fit(customers)
    points, codes = fitted._features(customers)
    assert points.shape == (60, 2) and codes.shape == (60, 1)
    assert [np.unique(part).size for part in np.split(codes, 3)] == [1, 1, 1] and np.unique(codes).size == 3
    assert CustomerSegmenter(2).fit(customers[["age"]])._features(customers[["age"]])[1] is None


def test_who_lies_far_out_is_apart_and_the_range_is_that_of_the_others(customers):
    table = customers[["spend", "age"]]
    table.iloc[7, 0] = 500.0
    fitted = CustomerSegmenter(2, outlier_limit=3.5).fit(table)
    apart = fitted._is_apart(fitted._features(table)[0])
    assert np.flatnonzero(apart).tolist() == [7]
    points, codes = fitted._inside(table)
    assert points.shape == (59, 2) and codes is None
    others = table.drop(index=107)
    pd.testing.assert_frame_equal(
        fitted.kept_range_, pd.DataFrame({"low": others.min(), "high": others.max()}), check_names=False
    )
    whole = CustomerSegmenter(2).fit(table)
    assert not whole._is_apart(whole._features(table)[0]).any() and len(whole._inside(table)[0]) == 60


def test_customers_who_count_nothing_do_not_widen_the_range(customers):
    table = customers[["spend", "age"]]
    table.iloc[7] = 500.0
    counted = np.arange(60) != 7
    fitted = CustomerSegmenter(2).fit(table, sample_weight=counted.astype(float))
    assert fitted.kept_range_["high"].max() < 100


def test_words_where_numbers_are_asked_and_too_few_weights_are_refused(customers):
    with pytest.raises(ValueError, match="kprototypes"):
        CustomerSegmenter(2).fit(customers)
    with pytest.raises(ValueError, match="weight"):
        CustomerSegmenter(2).fit(customers[["age"]], sample_weight=[1.0, 2.0])
