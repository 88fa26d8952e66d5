"""Does a table in an odd unit, or of an odd kind, give the panel of its numbers, or a sentence that says what to do?"""

import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from custseg.segment import (
    CustomerSegmenter,
    FeatureTransform,
    cluster_panel,
    cluster_verdict,
    explained_outcome,
    gap_table,
    segment_stability,
    value_from_traits,
)

FEW = {"n_references": 2, "n_resamples": 2, "sample": 60}


@pytest.fixture(scope="module")
def customers():
    random = np.random.default_rng(0)
    amount = np.append(random.normal(0, 1, 30), random.normal(12, 1, 30)) + 20
    visits = random.poisson(4, 60).astype(float)
    return pd.DataFrame({"amount": amount, "visits": visits}, index=[f"c{place}" for place in range(60)])


def panel_of(X, ks=(1, 2, 3)):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return cluster_panel(
            X, ks=ks, measures=["gap_box", "gap_copula", "prediction_strength", "valley", "centre"], **FEW
        )


@pytest.fixture(scope="module")
def expected(customers):
    return panel_of(customers)


@pytest.mark.parametrize("power", [-1040, -600, -200, 3, 400, 1000])
def test_a_unit_of_powers_of_two_changes_no_digit(customers, expected, power):
    """Two to the -1040, where the values themselves lose digits, is asked for the verdict alone."""
    found = panel_of(customers * 2.0**power)
    if power > -1000:
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert cluster_verdict(found)[:3].tolist() == cluster_verdict(expected)[:3].tolist()


@pytest.mark.parametrize("unit", ["1e-310", "1e-200", "1e200", "1e306", "shifted"])
def test_no_unit_changes_a_verdict(customers, expected, unit):
    moved = customers + 1e9 if unit == "shifted" else customers * float(unit)
    before = moved.copy()
    assert cluster_verdict(panel_of(moved))[:3].tolist() == cluster_verdict(expected)[:3].tolist()
    pd.testing.assert_frame_equal(moved, before)


@pytest.mark.parametrize("factor", [1e-310, 1e-200, 1e200, 1e306])
@pytest.mark.parametrize("settings", [{}, {"scaling": "robust"}, {"transforms": "asinh"}, {"transforms": "rank"}])
def test_no_unit_changes_labels(customers, factor, settings):
    segmenter = CustomerSegmenter(3, order_by="amount", **settings)
    expected, scaled = segmenter.fit_predict(customers), CustomerSegmenter(3, order_by="amount", **settings)
    assert scaled.fit_predict(customers * factor).tolist() == expected.tolist()
    assert scaled.predict(customers * factor).tolist() == expected.tolist()


def test_spans_beyond_the_largest_float_are_taken():
    random = np.random.default_rng(1)
    wide = pd.DataFrame({"a": np.append(random.uniform(-1.7e308, -1.6e308, 30), random.uniform(1.6e308, 1.7e308, 30))})
    for settings in ({}, {"scaling": "robust"}, {"transforms": "asinh"}, {"transforms": "rank"}):
        labels = CustomerSegmenter(2, **settings).fit_predict(wide)
        assert labels.tolist() == [1] * 30 + [0] * 30
    assert cluster_verdict(panel_of(wide))["n_clusters"] == 2


def test_a_rank_is_known_between_values_of_every_size():
    ends = FeatureTransform("rank", scaling="none").fit_transform(np.array([[0.0], [5e-324], [1.0], [1e308]]))
    assert ends.ravel().tolist() == [0.125, 0.375, 0.625, 0.875]


@pytest.mark.parametrize(
    "kind",
    [
        lambda X: X.astype("Float64"),
        lambda X: X.astype("double[pyarrow]"),
        lambda X: X.astype(object),
        lambda X: X.map(Decimal),
        lambda X: X.to_numpy().astype(object),
        lambda X: X.to_numpy().tolist(),
        lambda X: X.astype(np.longdouble),
        lambda X: X.set_axis(["same"] * 60),
        lambda X: X.set_axis(pd.MultiIndex.from_product([range(6), range(10)])),
        lambda X: pl.DataFrame(X.to_dict("list")),
    ],
)  # fmt: skip
def test_numbers_of_every_kind_are_the_same_numbers(customers, expected, kind):
    found = panel_of(kind(customers))
    numbers = [name for name in expected if name not in ("parted_by", "shared")]
    pd.testing.assert_frame_equal(found[numbers], expected[numbers], check_exact=True)


def test_truth_values_beside_numbers_are_noughts_and_ones(customers):
    plain = customers.assign(odd=[1.0, 0.0] * 30)
    expected = panel_of(plain)
    for odd in ([True, False] * 30, pd.array([True, False] * 30, dtype="boolean"), pd.Categorical([1, 0] * 30)):
        pd.testing.assert_frame_equal(panel_of(customers.assign(odd=odd)), expected)
    whole = customers.assign(odd=pd.array([1, 0] * 30, dtype="Int64"))
    pd.testing.assert_frame_equal(panel_of(whole), expected)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ([pd.NA, *[1.5, 2.5] * 29, 3], r"'odd' is pd\.NA \(missing\) in 1 rows \('c0'\): fill these in"),
        ([1, "2"] * 30, r"'odd' holds words among numbers\..*\('odd'\) become numbers by pd\.to_numeric"),
        ([str(place) for place in range(60)], r"'odd' holds words\..*\('odd'\) become numbers by pd\.to_numeric"),
        (pd.interval_range(0, 60), r"'odd' holds intervals"),
        (pd.cut(np.arange(60), 3), r"'odd' holds intervals"),
        (np.arange(60) * 1j, r"'odd' holds complex numbers"),
        (2**60 + np.arange(60), r"'odd' holds whole numbers beyond 2\*\*53 .* X\['odd'\] - X\['odd'\]\.min\(\)\."),
    ],
)
def test_columns_that_hold_no_numbers_are_named(customers, odd, said):
    for ask in (panel_of, CustomerSegmenter(2).fit):
        with pytest.raises(ValueError, match=said):
            ask(customers.assign(odd=odd))


def test_what_is_told_to_be_done_with_large_whole_numbers_works(customers):
    whole = customers.assign(odd=2**60 + np.arange(60))
    moved = whole.assign(odd=whole["odd"] - whole["odd"].min())
    assert CustomerSegmenter(2).fit(moved).kept_range_.loc["odd"].tolist() == [0, 59]
    with pytest.raises(ValueError, match=r"Column 0 holds whole numbers .*: leave it out .*, X - X\.min\(axis=0\)\."):
        FeatureTransform().fit((2**60 + np.arange(60)).reshape(-1, 1))


def test_small_tables_say_what_to_ask_for_and_it_works(customers):
    small = customers.iloc[[0, 20, 40, 50, 59, 10, 30, 35]]
    with pytest.raises(
        ValueError, match=r"customers, 8; found 10 \(ks is 1 to 10 if it is not given\)\. Pass ks=range"
    ):
        cluster_panel(small, **FEW)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        panel = cluster_panel(small, ks=range(1, 8), **FEW)
    assert panel.index.tolist() == list(range(1, 8))
    assert cluster_verdict(panel)["verdict"] in ("no clusters", "no compact clusters")
    for rows in (3, 4, 5, 6):
        assert cluster_panel(customers.iloc[:rows], ks=range(1, rows), **FEW).index.tolist() == list(range(1, rows))


@pytest.mark.parametrize("method", ["kmeans", "mixture", "ward"])
def test_few_distinct_rows_have_a_panel(method):
    table = pd.DataFrame({"a": [0.0, 1, 2] * 20, "b": [0.0, 1, 5] * 20})
    segmenter = CustomerSegmenter(method=method)
    with pytest.raises(ValueError, match=r"distinct customers, 3; found 10 .*Pass ks=range\(1, 3\)"):
        cluster_panel(table, segmenter, **FEW)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        panel = cluster_panel(table, segmenter, ks=range(1, 3), **FEW)
    assert panel["jaccard_min"].notna().all()
    with pytest.raises(ValueError, match=r"customers, 2; found 10 .*Pass ks=range\(1, 2\), or more customers"):
        cluster_panel(table.iloc[[0, 1] * 9], **FEW)


def test_a_sample_that_holds_too_few_distinct_customers_or_one_value_of_a_column(customers):
    alike = pd.DataFrame({"a": np.append(np.zeros(996), [1.0, 2, 3, 4])})
    with pytest.raises(ValueError, match=r"among those drawn, 1; found 2\. Pass a larger sample"):
        cluster_panel(alike, ks=[1, 2], n_references=2, n_resamples=2, sample=20)
    rare = pd.concat([customers] * 10, ignore_index=True).assign(rare=np.append(np.zeros(599), 1.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        panel = cluster_panel(rare, ks=[1, 2], measures=["gap_copula", "gap_box"], **FEW)
    assert panel.notna().all(axis=None) and np.isfinite(panel["rise_copula"]).all()


@pytest.mark.parametrize("ks", [[2.5], ["2"], [True], [None], [0], [-1], [], iter([0])])
def test_ks_that_count_no_clusters_are_refused_everywhere(customers, ks):
    ks = list(ks)
    for ask in (
        lambda: cluster_panel(customers, ks=ks, **FEW),
        lambda: explained_outcome(customers, customers["amount"], ks=ks),
        lambda: gap_table(customers, ks),
    ):
        with pytest.raises(ValueError, match="ks must be whole numbers of at least 1; found"):
            ask()


def test_ks_from_a_generator_in_any_order_are_taken(customers):
    panel = cluster_panel(customers, ks=(k for k in (3, 1, 3)), measures=["centre"], **FEW)
    assert panel.index.tolist() == [1, 3]
    with pytest.raises(TypeError, match="ks must be a list, found int 3"):
        cluster_panel(customers, ks=3)


def test_all_wrong_arguments_are_told_at_once(customers):
    with pytest.raises(ValueError) as caught:
        cluster_panel(customers, ks=[0], measures=[], n_jobs=0, sample=1, n_references=0, n_resamples=1)
    for said in (
        *("ks must be", "measures must name", "n_jobs must", "n_resamples must"),
        *("sample must be a whole number of at least 2; found 1", "n_references must be a whole number of at least 2"),
    ):
        assert said in str(caught.value)
    with pytest.raises(ValueError, match=r"n_references must be .*; found 1\..*n_init must be .*; found 0"):
        gap_table(customers, [2], n_references=1, n_init=0)
    with pytest.raises(ValueError, match=r"n_resamples must be a whole number of resamples, 2 or more; found 1\."):
        segment_stability(customers, CustomerSegmenter(2), n_resamples=1)
    with pytest.raises(TypeError, match="random_state"):
        cluster_panel(customers, random_state="a")


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([[1.0, np.nan], [2, 3]], "Column 1 is NaN"),
        (np.array([[1e200], [0.0]]), r"beyond 1e\+100"),
        (np.array([[1e-200], [0.0]]), "No column varies by more than 1e-200"),
        (np.arange(5.0), r"points must be a table, one row per customer; found the shape \(5,\)"),
        (np.zeros((0, 2)), "points must be a table"),
        (np.ones((5, 2)), "number of distinct points, 1; found 2"),
        ("words", "found str 'words'"),
    ],
)
def test_points_without_gaps_are_refused(points, said):
    with pytest.raises(ValueError, match=said):
        gap_table(points, [2], n_references=2)


def test_gaps_of_tables_and_lists_are_those_of_arrays(customers):
    expected = gap_table(customers.to_numpy(), [2], n_references=2)
    for points in (customers, customers.to_numpy().tolist(), customers.astype("Float64")):
        pd.testing.assert_frame_equal(gap_table(points, (k for k in [2]), n_references=2), expected)


def test_what_stability_says_of_lists_is_what_it_says_of_tables(customers):
    found = segment_stability(customers.to_numpy().tolist(), CustomerSegmenter(2), n_resamples=3)
    pd.testing.assert_frame_equal(found, segment_stability(customers.to_numpy(), CustomerSegmenter(2), n_resamples=3))


SHORT = {"ks": [2], "n_resamples": 40, "boosted_trees": False}


def test_an_outcome_in_any_unit_and_of_any_kind_of_number_is_explained_alike(customers):
    expected = explained_outcome(customers, customers["amount"], **SHORT)
    for power in (-1000, 300):
        moved = explained_outcome(customers, customers["amount"] * 2.0**power, **SHORT)
        pd.testing.assert_frame_equal(moved, expected, check_exact=True)
    came = customers["amount"] > 25
    whether = explained_outcome(customers, came.astype(float), **SHORT)
    for kind in (bool, "boolean", "Int64"):
        pd.testing.assert_frame_equal(explained_outcome(customers, came.astype(kind), **SHORT), whether)
    swapped = customers.set_axis([True, False], axis=1)
    assert explained_outcome(swapped, customers["visits"], **SHORT).index.tolist() == ["k=2"]


def test_outcomes_that_cannot_be_explained_are_refused_in_words(customers):
    words = pd.Series(["a", "b"] * 30, customers.index)
    with pytest.raises(TypeError, match="outcome must be numbers; found"):
        explained_outcome(customers, words, **SHORT)
    for n_folds in (1, 61):
        with pytest.raises(ValueError, match=rf"n_folds must be from 2 to 60, .*; found {n_folds}\."):
            explained_outcome(customers, customers["amount"], n_folds=n_folds, **SHORT)
    with pytest.raises(ValueError, match="there is no customer: check the filter"):
        explained_outcome(customers.iloc[:0], customers["amount"].iloc[:0], **SHORT)
    with pytest.raises(ValueError, match=r"With 48 of 60 customers to learn from: .*constant \(0 in all 48 rows\)"):
        explained_outcome(customers.assign(rare=[0.0] * 59 + [1.0]), customers["amount"], **SHORT)


def test_traits_may_be_called_anything_and_need_customers_enough(customers):
    traits = pd.DataFrame({"town": ["A", "B", "C"] * 20}, customers.index)
    short = {"n_folds": 2, "n_resamples": 40}
    expected = value_from_traits(traits, customers, customers["amount"], **short)
    for names in ([0, 1], [("a", 1), None], ["town", "town"]):
        found = value_from_traits(traits, customers.set_axis(names, axis=1), customers["amount"], **short)
        pd.testing.assert_frame_equal(found, expected)
    with pytest.raises(ValueError, match=r"traits has no columns\.") as caught:
        value_from_traits(traits[[]], customers, customers["amount"] * 0, n_folds=31, n_resamples=40)
    assert "value is the same for everybody" in str(caught.value)
    assert "n_folds must be from 2 to 30, with 60 customers and 2 or more in each fold; found 31." in str(caught.value)
    with pytest.raises(ValueError, match="at least 4 customers are needed, 2 in each of two folds; found 3"):
        value_from_traits(traits.iloc[:3], customers.iloc[:3], customers["amount"].iloc[:3], **short)
