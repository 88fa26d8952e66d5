"""Does a column that cannot be compared with others say so, and does what it says to do work?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import FeatureTransform, WeightedGaussianMixture, cluster_panel
from custseg.segment.clustering.customer_segmenter import CustomerSegmenter
from custseg.segment.clustering.feature_problems import (
    far_problems,
    few_problems,
    near_problem,
    number_problems,
    raw_problems,
    shape_problems,
    width_problems,
)

NORMAL = np.random.default_rng(0).normal(size=40)


def refused(columns, **settings):
    with pytest.raises(ValueError) as caught:
        FeatureTransform(**settings).fit_transform(pd.DataFrame(columns))
    return str(caught.value)


@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.parametrize("call", [FeatureTransform().fit, WeightedGaussianMixture(1).fit, cluster_panel])
def test_too_few_customers_are_told_with_what_to_pass(call, n):
    with pytest.raises(ValueError) as caught:
        call(pd.DataFrame({"amount": NORMAL[:n], "visits": NORMAL[:n]}))
    assert str(caught.value) == (
        f"Expected at least 2 customers, one a row; found n_samples = {n}: pass the table of all of them."
    )


def test_too_few_customers_with_a_weight_are_told_apart():
    with pytest.raises(ValueError, match=r"with a weight above zero; found n_samples = 1: pass more of them, or leave"):
        FeatureTransform().fit(NORMAL[:, None], sample_weight=[1] + [0] * 39)
    assert few_problems(2) == few_problems(2, weighted=True) == []


def test_missing_and_infinite_numbers_are_told_together():
    X = np.array([[np.nan, 1.0], [2.0, np.inf]])
    found = number_problems(X, ["a", "b"], pd.Index(["ann", "bob"]))
    assert found == [
        "Column 'a' is NaN (missing) in 1 rows ('ann'): fill these in or leave the rows out.",
        "Column 'b' is infinite (inf) in 1 rows ('bob'): fill these in or leave the rows out.",
    ]
    assert number_problems(np.ones((2, 2)), ["a", "b"], None) == []


@pytest.mark.parametrize("values", [[0.3, 0.1 + 0.2], [1e17, 1e17 + 16], [0.0, 5e-324]])
def test_a_column_that_varies_by_rounding_alone_is_constant(values):
    said = refused({"a": values * 20, "b": NORMAL})
    assert said == (f"Column 'a' is constant but for rounding (from {values[0]!r} to {values[1]!r}): leave it out.")


def test_what_a_transform_makes_constant_is_told_with_what_to_do():
    columns = {"a": 1e15 + np.arange(40.0), "b": NORMAL}
    said = refused(columns, transforms={"a": "log1p"})
    assert said.startswith("Column 'a' is constant but for rounding after log1p (from 1e+15 to 1e+15 before): ")
    assert "use 'none' or 'rank'" in said
    for kind in ("none", "rank"):
        FeatureTransform({"a": kind}).fit(pd.DataFrame(columns))


def test_an_extreme_beside_which_all_others_are_equal_is_told_and_asinh_takes_it():
    columns = {"a": np.append(NORMAL[1:], 1e200), "b": NORMAL}
    said = refused(columns)
    assert "reaches from -2.32503 to 1e+200, and beside its extremes 39 of 40 different values are equal" in said
    assert "transforms={'a': 'asinh'} or 'rank'" in said
    for kind in ("asinh", "rank"):
        found = FeatureTransform({"a": kind}).fit_transform(pd.DataFrame(columns))
        assert found["a"].nunique() == 40
    kept = np.append(NORMAL[1:], 1e9)
    assert width_problems("a", kept, kept, "none", kept) == [], "an ordinary whale hides nobody"


def test_who_is_beyond_a_scale_is_named():
    fitted = FeatureTransform().fit(pd.DataFrame({"a": NORMAL}))
    with pytest.raises(ValueError, match=r"Column 'a' is beyond 1e\+100 on its scale in 1 rows \('whale'\), and squ"):
        fitted.transform(pd.DataFrame({"a": [1.0, -1.7e308]}, index=["ann", "whale"]))
    assert far_problems(np.array([[1e100], [-1e100]]), ["a"], None) == []
    assert len(far_problems(np.array([[1e101, 1.0, -1e101]]), ["a", "b", "c"], None)) == 2
    with pytest.raises(ValueError, match="beyond 1e"):
        CustomerSegmenter(2, scaling="none").fit(pd.DataFrame({"a": NORMAL * 1e200}))


def test_columns_that_are_all_too_near_are_told_and_scaling_takes_them():
    tiny = pd.DataFrame({"a": NORMAL * 1e-200})
    for model in (CustomerSegmenter(2, scaling="none"), WeightedGaussianMixture(2)):
        with pytest.raises(ValueError, match=r"No column varies by more than \S+e-20\d, and squares .* are nought"):
            model.fit(tiny)
    WeightedGaussianMixture(2, n_init=2).fit(FeatureTransform().fit_transform(tiny))
    assert raw_problems(np.array([[0.0, 1e-200], [1.0, 2e-200]]), ["a", "b"], None) == [], "one that varies is enough"
    assert raw_problems(np.zeros((3, 1)), ["a"], None) == [], "a constant column is told elsewhere"
    assert "9e-150" in near_problem(9e-150)


def test_a_mixture_names_the_columns_too():
    for bad, said in ((np.nan, r"Column 'a' is NaN"), (np.inf, r"Column 'a' is infinite"), (1e200, "beyond 1e")):
        table = pd.DataFrame({"a": np.append(NORMAL, bad)})
        with pytest.raises(ValueError, match=said):
            WeightedGaussianMixture(2).fit(table)
        with pytest.raises(ValueError, match=said):
            WeightedGaussianMixture(1).fit(table.iloc[:40]).predict(table)


def test_yeo_johnson_says_which_numbers_it_does_not_take():
    assert "larger than 1e+30 in 40 rows (0, 1" in refused({"a": 1e31 + NORMAL * 1e30}, transforms="yeo-johnson")
    said = refused({"a": NORMAL * 1e-40}, transforms="yeo-johnson")
    assert said.startswith("Column 'a' is smaller than 1e-30 in all 40 rows, which yeo-johnson does not take")
    found = shape_problems(np.array([[1e-31], [2.0]]), ["a"], None, ("yeo-johnson",), constant=True)
    assert found == []
