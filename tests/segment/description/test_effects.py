import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import segment_effects


@pytest.fixture
def customers():
    random = np.random.default_rng(0)
    return pd.DataFrame({"amount": random.normal(100, 10, 4000), "visits": random.poisson(3, 4000)})


def test_a_shift_of_two_deviations_is_an_effect_of_about_two(customers):
    labels = np.repeat(["b", "a"], [3800, 200])
    customers.loc[labels == "a", "amount"] += 20
    effects = segment_effects(customers, labels)
    assert effects.index.names == ["segment", "column"]
    assert effects.loc[("a", "amount"), "effect"] == pytest.approx(2, abs=0.25)
    assert effects.loc[("b", "amount"), "effect"] == pytest.approx(0, abs=0.1)
    low, high = effects.loc[("a", "amount"), ["low", "high"]]
    assert low < effects.loc[("a", "amount"), "effect"] < high
    assert effects.loc[("a", "amount"), "lift"] == pytest.approx(1.19, abs=0.02)


@pytest.mark.heavy
def test_intervals_hold_the_median_as_often_as_they_say():
    """Normal data, whose median is 0: 95 of 100 intervals should hold it, and a little more, as ranks are whole."""
    random = np.random.default_rng(0)
    hits = 0
    for _ in range(150):
        sample = pd.DataFrame({"x": np.concatenate([random.normal(size=40), [-1.0, 0.0, 1.0] * 40])})
        row = segment_effects(sample, ["s"] * 40 + ["t"] * 120).loc[("s", "x")]
        scale = (row["median"] - row["all"]) / row["effect"] if row["effect"] else 1.0
        hits += row["all"] + row["low"] * scale <= 0 <= row["all"] + row["high"] * scale
    assert 0.91 <= hits / 150 <= 1.0


def test_there_are_no_p_values(customers):
    assert segment_effects(customers, ["a"] * 4000).columns.tolist() == [
        "median",
        "all",
        "effect",
        "low",
        "high",
        "lift",
    ]


def test_one_outlier_does_not_make_an_effect(customers):
    before = segment_effects(customers, np.arange(4000) % 2)["effect"]
    customers.loc[0, "amount"] = 1e12
    pd.testing.assert_series_equal(segment_effects(customers, np.arange(4000) % 2)["effect"], before, atol=0.01)


def test_a_column_that_most_share_still_has_a_scale():
    table = pd.DataFrame({"returned": [0.0] * 90 + [50.0] * 10, "same": 1.0})
    effects = segment_effects(table, ["no"] * 90 + ["yes"] * 10)["effect"]
    assert effects[("yes", "returned")] > 2
    assert effects[("yes", "same")] == 0


def test_bad_columns_are_named_together(customers):
    table = customers.assign(town="A", gap=np.nan)
    with pytest.raises(SchemaError, match=r"(?s)lacks 'age'.*'town' hold something else.*missing in 'gap'"):
        segment_effects(table, ["a"] * 4000, columns=["age", "town", "gap"])
    with pytest.raises(SchemaError, match="no column of numbers"):
        segment_effects(table[["town"]], ["a"] * 4000)
