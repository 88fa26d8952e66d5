import numpy as np
import pandas as pd
import pytest

from custseg.segment import CustomerSegmenter
from custseg.segment.evidence.measures import PanelMeasures
from custseg.segment.evidence.rounding import without_rounding


def turned_and_back(told, random):
    axes = np.linalg.qr(random.normal(size=(told.shape[1],) * 2))[0]
    return (told @ axes) @ axes.T


def test_numbers_that_were_turned_and_turned_back_are_shared_as_before():
    random = np.random.default_rng(0)
    told = np.round(random.normal(6, 1.5, (3000, 20)))
    back = turned_and_back(told, random)
    assert len(np.unique(back[:, 0])) > 50
    numbers, points = without_rounding(back, 2 * back)
    for column, scaled, before in zip(numbers.T, points.T, told.T, strict=True):
        assert len(np.unique(column)) == len(np.unique(scaled)) == len(np.unique(before))
        assert np.array_equal(np.round(column), before)


def test_what_was_turned_and_turned_back_is_still_one_crowd():
    random = np.random.default_rng(1)
    back = turned_and_back(np.round(random.normal(6, 1.5, (3000, 20))), random)[:, :1]
    table = pd.DataFrame(back, columns=["visits"])
    parting = PanelMeasures(table, CustomerSegmenter(1).fit(table), 2000, 2, 2, 0).parting([1, 2])
    assert parting["parting_chance"][2] > 0.05  # 1e-6 or less in 8 of 8 tables where each value in its last bits is one


def test_a_sum_in_any_order_is_the_same_value():
    sums = np.array([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, 0.7, -0.6, 0.6])
    numbers, _ = without_rounding(sums[:, np.newaxis], sums[:, np.newaxis])
    assert np.unique(numbers).tolist() == [-0.6, 0.6, 0.7]
    assert len(np.unique(sums)) == 4, "unchanged"


@pytest.mark.parametrize(
    "column",
    [
        np.random.default_rng(0).lognormal(3, 2, 5000),
        1.7e18 + np.arange(0, 1e9, 1e6),  # nanoseconds since 1970, a thousandth of a second apart
        np.repeat([1.0, 2, 3], 5),
        1e9 + np.spacing(1e9) * np.arange(5),  # nothing but roundings
        np.array([3.0]),
        np.array([-1.7e308, 1.6e308, 1.7e308]),  # farther apart than numbers go
    ],
)
def test_what_differs_by_more_than_rounding_stays_as_it_is(column):
    numbers, points = without_rounding(column[:, np.newaxis], column[:, np.newaxis])
    assert np.array_equal(numbers[:, 0], column)
    assert np.array_equal(points[:, 0], column)


def test_the_order_of_customers_does_not_matter():
    random = np.random.default_rng(2)
    back = turned_and_back(np.round(random.normal(6, 2, (500, 8))), random)
    order = random.permutation(500)
    ordered, _ = without_rounding(back[order], back[order])
    assert np.array_equal(without_rounding(back, back)[0][order], ordered)
