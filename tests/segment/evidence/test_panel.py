import inspect
import warnings
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from custseg.schema import CrowdFamily
from custseg.segment import CustomerSegmenter, cluster_panel, cluster_verdict
from custseg.segment.clustering import gaussian_mixture
from custseg.segment.evidence import panel as panel_module
from custseg.segment.evidence.measures import PanelMeasures
from custseg.segment.evidence.panel import MEASURES, _rows, _tasks
from custseg.simulate import (
    simulate_bent_shapes,
    simulate_crowd,
    simulate_planted_segments,
)

DECIDING = ["gap_box", "gap_copula", "prediction_strength", "valley", "centre"]
QUICK = {"n_references": 8, "n_resamples": 4, "sample": 500}


@pytest.fixture(scope="module")
def planted():
    return simulate_planted_segments(1200, 3, 3, separation=5, random_state=0)


@pytest.mark.heavy
def test_the_panel_has_all_measures_and_finds_what_was_planted(planted):
    X = planted[["sim_1", "sim_2", "sim_3"]]
    panel = cluster_panel(X, ks=range(1, 6), **QUICK)
    assert panel.index.tolist() == [1, 2, 3, 4, 5]
    assert panel.loc[2:].notna().all(axis=None)
    assert int(panel["silhouette"].idxmax()) == 3
    assert int(panel["bic"].idxmin()) == 3
    assert int(panel["gap_box"].idxmax()) == 3
    assert ((panel["silhouette_low"] < panel["silhouette"]) | (panel.index == 1)).all()
    assert cluster_verdict(panel)["n_clusters"] == 3


@pytest.mark.heavy
def test_rows_columns_and_threads_do_not_matter(planted):
    X = planted[["sim_1", "sim_2", "sim_3"]]
    expected = cluster_panel(X, ks=[1, 2, 3], **QUICK)
    shuffled = X.sample(frac=1, random_state=1)[["sim_3", "sim_1", "sim_2"]]
    pd.testing.assert_frame_equal(cluster_panel(shuffled, ks=[1, 2, 3], n_jobs=3, **QUICK), expected)


def test_a_mixture_runs_beside_what_takes_small_steps_and_the_largest_comes_first():
    def named(name):
        def work(*arguments):
            return name, arguments

        return work

    work = SimpleNamespace(**{name: named(name) for name in ("gap", "parting", "measure", "criteria")})
    done = [
        function(*arguments)
        for function, arguments, _ in _tasks(work, [1, 2, 3, 4], MEASURES)
        if function.__name__ == "work"
    ]
    assert [name for name, _ in done[::2]][:2] == ["criteria"] * 2
    assert [arguments[0] for name, arguments in done if name == "criteria"] == [4, 3, 2, 1]
    assert [arguments[0] for name, arguments in done if name == "measure"] == [4, 3, 2, 1]
    assert [name for name, _ in done if name not in ("criteria", "measure")] == ["gap", "gap"]
    none = _tasks(work, [1, 2], ["jaccard"])
    assert [function(*arguments)[0] for function, arguments, _ in none] == ["measure", "measure"]


@pytest.mark.parametrize("method", ["kmeans", "mixture"])
def test_no_warning_is_kept_back_in_a_thread(planted, method, monkeypatch):
    """The list of warnings that are not shown is one for all threads: one that puts it back undoes what another did."""
    seen, search = [], gaussian_mixture.find_mixture

    def watched(*arguments, **settings):
        seen.append(list(warnings.filters))
        return search(*arguments, **settings)

    monkeypatch.setattr(gaussian_mixture, "find_mixture", watched)
    before = list(warnings.filters)
    cluster_panel(planted[["sim_1"]], CustomerSegmenter(method=method), ks=[1, 2], measures=["bic"], n_jobs=2, **QUICK)
    assert seen
    assert all(filters == before for filters in seen)


@pytest.mark.heavy
def test_an_outcome_adds_what_the_clusters_say_about_it(planted):
    X = planted[["sim_1", "sim_2", "sim_3"]].rename(columns={"sim_1": "amount"})
    outcome = planted["sim_segment"].astype(float)
    panel = cluster_panel(X, outcome=outcome, ks=[1, 3], measures=["valley"], **QUICK)
    assert panel.loc[3, "later_r2"] > 0.9
    assert panel["later_against_quintiles"].tolist() == ["loses", "beats"]


def test_words_leave_the_measures_that_need_none(planted):
    X = planted[["sim_1"]].assign(word=np.where(planted["sim_segment"] == 0, "a", "b"))
    segmenter = CustomerSegmenter(method="kprototypes", categorical=["word"])
    panel = cluster_panel(X, segmenter, ks=[1, 2], **QUICK)
    assert panel.columns.tolist() == ["prediction_strength", "jaccard_min", "jaccard_mean", "split_half"]


def test_a_bar_is_shown_only_on_request(planted, capfd):
    cluster_panel(planted[["sim_1"]], ks=[1, 2], measures=["valley"], **QUICK)
    assert capfd.readouterr().err == ""
    cluster_panel(planted[["sim_1"]], ks=[1, 2], measures=["valley"], progress=True, **QUICK)
    assert "cluster_panel" in capfd.readouterr().err


def test_arguments_are_checked(planted):
    X = planted[["sim_1"]]
    with pytest.raises(ValueError, match=r"found 0, 2\..*'elbow'.*n_jobs"):
        cluster_panel(X, ks=[0, 2], measures=["elbow"], n_jobs=0)
    with pytest.raises(TypeError, match="n_jobs must be a whole number"):
        cluster_panel(X, n_jobs="all")
    with pytest.raises(ValueError, match="distinct customers, 3; found 3"):
        cluster_panel(np.array([[1.0], [2.0], [3.0]]), ks=[3])


FEW = {"n_references": 2, "n_resamples": 2, "sample": 60}


def test_a_panel_has_the_columns_of_what_was_asked_for(planted):
    X = planted[["sim_1", "sim_2"]].iloc[:120]
    panel = cluster_panel(X, ks=[2, 1], measures=["gap_box", "centre", "valley"], **FEW)
    assert panel.index.tolist() == [1, 2]
    parted = ["parted_by", "parting_chance", "parting_bridge", "parting_centre", "parting_nested", "parting_crossing"]
    valleys = ["valley", "valley_spread", "valley_bent", "valley_crossing"]
    assert panel.columns.tolist() == ["gap_box", "rise_box", "n_references", *valleys, "centre", *parted, "shared"]
    assert panel["n_references"].tolist() == [2, 2]
    three = cluster_panel(X, ks=[1, 2, 3], measures=["gap_box"], **FEW)
    assert three.columns.tolist() == ["gap_box", "rise_box", "n_references"] and len(three) == 3
    assert panel.attrs == {"n_customers": 120, "n_sample": 60}
    alone = cluster_panel(X, CustomerSegmenter(7), ks=[2], measures=["centre"], **FEW)
    assert alone.columns.tolist() == ["centre"]
    assert alone.loc[2, "centre"] == panel.loc[2, "centre"], "the number of clusters of the segmenter is ignored"


def test_samples_and_references_of_one_and_more_clusters_than_customers_are_refused(planted):
    X = planted[["sim_1"]].iloc[:20]
    for name in FEW:
        with pytest.raises(ValueError, match=name):
            cluster_panel(X, ks=[1], measures=["centre"], **FEW | {name: 1})
    with pytest.raises(ValueError, match="distinct customers, 20; found 21"):
        cluster_panel(X, ks=[1, 21], measures=["centre"], **FEW)


@pytest.mark.heavy
@pytest.mark.parametrize("shape", ["rings", "moons"])
def test_bent_shapes_are_no_compact_clusters(shape):
    bent = simulate_bent_shapes(shape, 1000, random_state=3)[["sim_1", "sim_2"]]
    verdict = cluster_verdict(cluster_panel(bent, measures=DECIDING))
    assert verdict["verdict"] == "no compact clusters"


@pytest.mark.heavy
def test_shared_values_are_named_and_make_no_clusters():
    crowd = simulate_crowd("flat_fee", 300, 3)
    panel = cluster_panel(crowd, measures=DECIDING, ks=range(1, 4), n_references=20)
    verdict = cluster_verdict(panel)
    assert verdict["verdict"] == "no clusters"
    assert "sim_1 = 99 (38%)" in verdict["reason"]


@pytest.mark.heavy
def test_one_of_five_columns_is_enough_and_is_named():
    crowd = simulate_crowd("gaussian", 600, 5)
    crowd.iloc[:300, 0] += 7
    verdict = cluster_verdict(cluster_panel(crowd, measures=DECIDING, ks=range(1, 4), n_references=8))
    assert verdict["n_clusters"] == 2
    assert "sim_1 parts the customers" in verdict["reason"]


def number_of_clusters(X, **settings):
    """Give the number of the verdict; the gaps, which take longest, are only asked where all else lets a k pass."""
    first = cluster_panel(X, measures=DECIDING[2:], **settings).loc[2:]
    alone = cluster_verdict(first.assign(rise_box=0.0, rise_copula=0.0, n_references=20))["n_clusters"]
    if alone > 1 or not ((first["prediction_strength"] >= 0.8) & (first["valley"] <= 0.75)).any():
        return alone
    return cluster_verdict(cluster_panel(X, measures=DECIDING, **settings))["n_clusters"]


@pytest.mark.slow
@pytest.mark.parametrize("family", get_args(CrowdFamily))
def test_no_clusters_are_found_where_there_are_none(family):
    """The level is set to 1 %; 10 of 200 leaves room for chance and for the approximation of the null models."""
    found = 0
    for seed in range(200):
        crowd = simulate_crowd(family, 300, 3, random_state=seed)
        found += number_of_clusters(crowd, ks=range(1, 7), random_state=seed) > 1
    assert found <= 10


@pytest.mark.slow
def test_five_planted_segments_are_found():
    """At least 9 of 10 tables of 5,000 customers: the right number, and labels nearly as good as the best rule's."""
    right = 0
    for seed in range(20):
        planted = simulate_planted_segments(5000, random_state=seed)
        assert (planted["sim_segment"] != planted["sim_best_guess"]).mean() <= 0.05
        X = planted.iloc[:, :4]
        k = number_of_clusters(X, ks=range(1, 9), random_state=seed)
        labels = CustomerSegmenter(k, random_state=seed).fit_predict(X)
        best = adjusted_rand_score(planted["sim_segment"], planted["sim_best_guess"])
        right += k == 5 and adjusted_rand_score(planted["sim_segment"], labels) > best - 0.03
    assert right >= 18


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["rings", "moons"])
def test_bent_shapes_are_no_compact_clusters_whatever_the_seed(shape):
    verdicts = [
        cluster_verdict(
            cluster_panel(
                simulate_bent_shapes(shape, 1000, random_state=seed)[["sim_1", "sim_2"]],
                measures=DECIDING,
                random_state=seed,
            )
        )["verdict"]
        for seed in range(20)
    ]
    assert verdicts.count("no compact clusters") >= 19


def test_the_numbers_that_nobody_gives_are_those_that_the_manual_says():
    given = {name: one.default for name, one in inspect.signature(cluster_panel).parameters.items()}
    assert list(given.pop("ks")) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    numbers = {name: number for name, number in given.items() if isinstance(number, int)}
    assert numbers == {
        "n_references": 20,
        "n_resamples": 20,
        "sample": 2000,
        "n_jobs": 1,
        "progress": False,
        "random_state": 0,
    }


def test_what_the_clusters_say_of_an_outcome_stands_beside_the_measures(planted, monkeypatch):
    X, asked = planted[["sim_1"]].iloc[:60], []

    def explained_outcome(*arguments, **settings):
        asked.append((arguments, settings))
        columns = {"r2": [0.1, 0.2, 0.3], "low": 0.0, "high": 0.4, "share_of_ceiling": 0.5, "share_low": 0.1}
        return pd.DataFrame(columns, index=["k=1", "k=2", "boosted trees"])

    monkeypatch.setattr(panel_module, "explained_outcome", explained_outcome)
    outcome, segmenter = X["sim_1"], CustomerSegmenter(3)
    panel = cluster_panel(X, segmenter, outcome=outcome, ks=[1, 2], measures=["centre"], random_state=4, **FEW)
    assert panel.columns.tolist() == ["centre", "later_r2", "later_low", "later_high", "later_share_of_ceiling"]
    assert panel["later_r2"].tolist() == [0.1, 0.2]
    [((told, later, how), settings)] = asked
    assert told is X and later is outcome and how is segmenter and settings == {"ks": [1, 2], "random_state": 4}


def test_a_k_below_one_and_none_at_all_are_refused_and_minus_one_threads_are_all(planted):
    X = planted[["sim_1"]].iloc[:60]
    for ks in ([], [0], [-1, 2]):
        with pytest.raises(ValueError, match="ks must be whole numbers of at least 1; found"):
            cluster_panel(X, ks=ks, measures=["centre"], **FEW)
    with pytest.raises(ValueError, match=r"^n_jobs must be a number of threads, or -1 for all; found 0\.$"):
        cluster_panel(X, ks=[1], measures=["centre"], n_jobs=0, **FEW)
    assert cluster_panel(X, ks=[1], measures=["centre"], n_jobs=-1, **FEW).index.tolist() == [1]
    with pytest.raises(ValueError, match=r"^measures must be among 'gap_box', .*, 'centre'; found 'elbow', 'knee'\.$"):
        cluster_panel(X, ks=[1], measures=["centre", "elbow", "knee"], **FEW)


def test_as_many_clusters_as_distinct_customers_are_too_many(planted):
    X = planted[["sim_1"]].iloc[:20]
    assert cluster_panel(X, ks=[19], measures=["centre"], **FEW).index.tolist() == [19]
    with pytest.raises(ValueError, match="distinct customers, 20; found 20"):
        cluster_panel(X, ks=[20], measures=["centre"], **FEW)


def test_rows_are_put_together_by_k_and_columns_as_they_are_listed():
    parts = [{"k": 2, "bic": 7.0}, {"k": 1, "centre": 0.5, "silhouette": 0.1}, {"k": 2, "centre": 0.6}]
    rows = _rows(parts)
    assert rows.index.tolist() == [1, 2] and rows.columns.tolist() == ["silhouette", "bic", "centre"]
    assert rows["centre"].tolist() == [0.5, 0.6] and rows.loc[2, "bic"] == 7


def test_all_customers_are_counted_and_the_drawn_ones_too(planted):
    X = pd.concat([planted[["sim_1"]].iloc[:50]] * 2, ignore_index=True)
    panel = cluster_panel(X, ks=[1], measures=["centre"], n_references=2, n_resamples=2, sample=30)
    assert panel.attrs == {"n_customers": 100.0, "n_sample": 30}


def test_customers_are_prepared_as_one_group_and_measured_with_the_numbers_that_are_given(planted, monkeypatch):
    seen = []

    def measures(X, base, *numbers):
        seen.append((base.n_clusters, *numbers))
        return PanelMeasures(X, base, *numbers)

    monkeypatch.setattr(panel_module, "PanelMeasures", measures)
    settings = {"sample": 50, "n_references": 3, "n_resamples": 2, "random_state": 9}
    cluster_panel(planted[["sim_1"]].iloc[:60], CustomerSegmenter(7), ks=[2], measures=["centre"], **settings)
    assert seen == [(1, 50, 3, 2, 9)]
