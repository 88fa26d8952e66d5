import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import calinski_harabasz_score, silhouette_samples

from custseg.resample import bootstrap
from custseg.segment import CustomerSegmenter
from custseg.segment.clustering import grouping
from custseg.segment.evidence import measures
from custseg.segment.evidence.density import border_density
from custseg.segment.evidence.measures import (
    COLUMNS,
    PanelMeasures,
    _after_cuts,
    silhouette_widths,
)
from custseg.segment.evidence.parting import Parting


@pytest.mark.parametrize("seed", range(3))
def test_silhouettes_are_those_of_scikit_learn(seed):
    random = np.random.default_rng(seed)
    points, labels = random.normal(size=(60, 2)), random.integers(0, 4, 60)
    labels[:5] = 4
    labels[5] = 5  # alone in its group
    np.testing.assert_allclose(silhouette_widths(points, labels), silhouette_samples(points, labels))
    np.testing.assert_allclose(silhouette_widths(points, 2 * labels), silhouette_samples(points, labels))
    assert silhouette_widths(np.zeros((4, 1)), np.array([0, 0, 1, 1])).tolist() == [0] * 4, "all in one place"


def test_calinski_harabasz_is_that_of_scikit_learn():
    points = np.random.default_rng(0).normal(size=(300, 2))
    fitted = CustomerSegmenter(3).fit(points)
    row = PanelMeasures(points, fitted, 300, 0, 2, 0).measure(3, ["calinski_harabasz"])
    scaled = fitted.features_.transform(points)
    assert row["calinski_harabasz"] == pytest.approx(calinski_harabasz_score(scaled, fitted.labels_), rel=1e-3)


def test_every_measure_draws_its_own_numbers():
    points = np.random.default_rng(0).normal(size=(200, 2))
    work = PanelMeasures(points, CustomerSegmenter(1).fit(points), 200, 0, 3, 0)
    alone = work.measure(3, ["split_half"])["split_half"]
    assert work.measure(3, ["prediction_strength", "jaccard", "split_half"])["split_half"] == alone


def test_what_the_first_cuts_went_through_is_said_with_the_worst_of_them():
    found = Parting(
        labels=np.zeros((4, 9), dtype=int),
        columns=("spend", "visits", "spend"),
        chances=(0.01, 0.2, 0.1),
        bridges=(0.3, 0.1, 0.5),
        centres=(2, 1.5, 1.2),
        nested=(0.0, 0.1, 0.4),
        crossings=(0.6, 0.3, 0.1),
    )
    assert _after_cuts(found, 2) == {
        "parted_by": "spend, visits",
        "parting_chance": 0.2,
        "parting_bridge": 0.3,
        "parting_centre": 1.5,
        "parting_nested": 0.1,
        "parting_crossing": 0.3,
    }
    assert _after_cuts(found, 3)["parted_by"] == "spend, visits" and _after_cuts(found, 3)["parting_bridge"] == 0.5
    assert _after_cuts(found, 0) == {
        "parted_by": "",
        "parting_chance": 0.0,
        "parting_bridge": 0.0,
        "parting_centre": np.inf,
        "parting_nested": 0.0,
        "parting_crossing": 1.0,
    }
    assert _after_cuts(found, 4) == {
        "parted_by": "",
        "parting_chance": 1.0,
        "parting_bridge": 1.0,
        "parting_centre": 0.0,
        "parting_nested": 0.0,
        "parting_crossing": 1.0,
    }


@pytest.fixture(scope="module")
def counted():
    """Give the measures of 700 customers, many of whom share a number of visits; 100 are in the sample."""
    random = np.random.default_rng(0)
    X = np.column_stack([random.normal(size=700), random.integers(1, 6, 700)])
    return PanelMeasures(X, CustomerSegmenter(1).fit(X), 100, 3, 4, 0)


def test_five_times_as_many_customers_are_looked_at_one_column_at_a_time(counted):
    assert len(counted.points) == len(counted.spread) == 100
    assert len(counted.many) == 500


@pytest.mark.parametrize(("rise", "asked"), [(1.4, False), (1.5, False), (1.6, True)])
def test_shared_values_are_spread_where_a_rise_might_matter(counted, monkeypatch, rise, asked):
    looked = []
    spread_found = pd.DataFrame({"rise": [0.0, 0.7]}, index=[1, 2])
    monkeypatch.setattr(measures, "gap_table", lambda points, ks, **_: looked.append(points) or spread_found)
    table = pd.DataFrame({"rise_copula": [0.0, rise]}, index=[1, 2])
    found = counted._rise_spread([1, 2], table, 0)
    assert found.tolist() == ([0, 0.7] if asked else [0, rise])
    assert [points is counted.spread for points in looked] == ([True] if asked else [])


def test_the_silhouette_has_its_mean_between_its_ends_and_one_group_has_none(counted):
    labels = (counted.points[:, 0] > 0).astype(int)
    row = counted._silhouette(2, labels)
    assert row["silhouette"] == pytest.approx(silhouette_samples(counted.points, labels).mean())
    assert row["silhouette_low"] < row["silhouette"] < row["silhouette_high"]
    error = silhouette_samples(counted.points, labels).std() / 10
    assert row["silhouette_high"] - row["silhouette_low"] == pytest.approx(2 * 1.96 * error, rel=0.25)
    assert np.isnan(list(counted._silhouette(1, labels * 0).values())).all()
    assert np.isnan(list(counted._silhouette(2, labels * 0).values())).all(), "a group is empty: no silhouette"


def test_a_valley_with_an_empty_group_is_none(counted):
    labels = (counted.points[:, 0] > 0).astype(int)
    none = dict.fromkeys(("valley", "valley_spread", "valley_bent"), np.inf)
    assert counted._valleys(3, labels) == none | {"valley_crossing": 1.0}
    row = counted._valleys(2, labels)
    assert row == {
        "valley": border_density(counted.points, labels),
        "valley_spread": border_density(counted.spread, labels),
        "valley_bent": row["valley_bent"],
        "valley_crossing": 1.0,
    }
    assert row["valley"] != row["valley_spread"]


def test_every_k_and_measure_has_random_numbers_of_its_own(counted):
    drawn = [counted._random(k, what).randint(2**31 - 1) for k in (2, 3) for what in ("fit", "jaccard")]
    assert len(set(drawn)) == 4
    assert counted._random(2, "fit").randint(2**31 - 1) == drawn[0]


def test_the_gaps_are_compared_with_their_own_tables_and_only_the_copula_is_asked_again(counted):
    box, copula = counted.gap([1, 2], "gap_box"), counted.gap([1, 2], "gap_copula")
    assert box.columns.tolist() == ["gap_box", "rise_box"]
    assert copula.columns.tolist() == ["gap_copula", "rise_copula", "rise_copula_spread"]
    assert (box["gap_box"] != copula["gap_copula"]).all()


def test_a_row_has_what_was_asked_for(counted):
    assert set(counted.measure(2, [])) == {"k"}
    assert set(counted.measure(2, ["centre"])) == {"k", "centre"}
    assert set(counted.measure(2, ["valley"])) == {"k", "valley", "valley_spread", "valley_bent", "valley_crossing"}
    assert set(counted.measure(2, ["prediction_strength", "bic"])) == {"k", "prediction_strength"}
    assert set(counted.criteria(2)) == {"k", "bic", "icl"}


def test_k_groups_take_one_cut_less(counted, monkeypatch):
    labels = np.zeros((2, 9), dtype=int)
    found = Parting(labels, ("spend", "visits"), (0.1, 0.2), (0.3, 0.4), (2, 1), (0.0, 0.1), (1.0, 1.0))
    asked = []
    monkeypatch.setattr(measures, "part_customers", lambda *given: asked.append((given[0], given[2])) or found)
    table = counted.parting([1, 2, 3, 4])
    assert table["parting_chance"].tolist() == [0, 0.1, 0.2, 1]
    assert table["parted_by"].tolist() == ["", "spend", "spend, visits", ""]
    assert asked[0][0] is counted.many and asked[0][1] == 4
    counted.parting([1])
    assert asked[1][1] == 2, "two groups are looked for at least"


def test_a_bend_is_not_looked_for_where_there_is_no_valley(counted, monkeypatch):
    monkeypatch.setattr(measures, "border_density", lambda points, labels: 1.2 if points is counted.spread else 0.4)
    monkeypatch.setattr(measures, "most_bent", lambda points, labels: 0.7)
    labels = np.arange(100) % 2
    assert counted._valleys(2, labels) == {
        "valley": 0.4,
        "valley_spread": 1.2,
        "valley_bent": 1.2,
        "valley_crossing": 1.0,
    }
    monkeypatch.setattr(measures, "border_density", lambda points, labels: 0.9 if points is counted.spread else 0.4)
    assert counted._valleys(2, labels) == {
        "valley": 0.4,
        "valley_spread": 0.9,
        "valley_bent": 0.7,
        "valley_crossing": 1.0,
    }
    one = counted._valleys(1, labels * 0)
    assert one == {"valley": 0.4, "valley_spread": 0.4, "valley_bent": 0.7, "valley_crossing": 1.0}, "asked once"
    monkeypatch.setattr(measures, "most_bent", lambda points, labels: 0.3)
    monkeypatch.setattr(measures, "most_crossed", lambda points, labels: 0.02 if points is counted.spread else 1.0)
    assert counted._valleys(2, labels)["valley_crossing"] == 0.02, "a line is looked for where there is no bend"


def test_the_columns_are_those_that_a_row_and_its_criteria_have(recwarn):
    points = np.random.default_rng(0).normal(size=(60, 2))
    work = PanelMeasures(points, CustomerSegmenter(1).fit(points), 60, 2, 2, 0)
    every = ["prediction_strength", "jaccard", "split_half", "calinski_harabasz", "silhouette", "valley", "centre"]
    assert {*work.measure(2, every), *work.criteria(2)} == {"k", *COLUMNS}


def test_a_cell_of_several_customers_counts_as_all_of_them():
    """Three lumps that every search finds; a customer stands in the table once to four times."""
    lumps = np.random.default_rng(0).normal(size=(60, 2)) + 20 * np.repeat([[0, 0], [1, 0], [0, 3]], 20, axis=0)
    X = np.repeat(lumps, [1, 2, 3, 4] * 15, axis=0)
    fitted = CustomerSegmenter(3).fit(X)
    assert len(fitted.cells_) == 60
    work = PanelMeasures(X, fitted, 300, 0, 2, 0)
    expected = calinski_harabasz_score(fitted.features_.transform(X), fitted.labels_)
    assert work.measure(3, ["calinski_harabasz"])["calinski_harabasz"] == pytest.approx(expected)
    assert np.isnan(work.measure(1, ["calinski_harabasz"])["calinski_harabasz"])


def test_every_measure_is_asked_as_the_panel_says(counted, monkeypatch):
    """Five halvings for prediction strength, half as many as resamples for split halves; two starts, and one beside."""
    told = {}

    def keeps(name, value):
        def watched(*arguments, **settings):
            told[name] = (arguments, settings)
            return value

        return watched

    monkeypatch.setattr(measures, "prediction_strength", keeps("strength", 0.5))
    monkeypatch.setattr(measures, "split_half_rand", keeps("halves", np.array([0.2, 0.6])))
    monkeypatch.setattr(measures, "bootstrap_jaccard", keeps("jaccard", np.array([[0.2, 0.6], [0.4, 1.0]])))
    row = counted.measure(2, ["prediction_strength", "split_half", "jaccard"])
    assert row == pytest.approx(
        {"k": 2, "prediction_strength": 0.5, "split_half": 0.4, "jaccard_min": 0.3, "jaccard_mean": 0.55}
    )
    (points, codes, k, learn), settings = told["strength"]
    assert points is counted.points and codes is None and k == 2 and settings["n_splits"] == 5
    (*_, k, learn_half), settings = told["halves"]
    assert k == 2 and settings["n_resamples"] == 2, "half of four"
    (*_, labels, k, learn_again), settings = told["jaccard"]
    assert k == 2 and settings["n_resamples"] == 4 and set(labels) == {0, 1}

    fits = []

    def fit_groups(method, points, codes, weights, k, gamma, n_init, seed, start):
        fits.append((method, k, n_init, seed, start is None))
        return grouping.fit_groups(method, points, codes, weights, k, gamma, n_init, seed, start)

    monkeypatch.setattr(measures, "fit_groups", fit_groups)
    for one in (learn, learn_half, learn_again):
        place = one(counted.points, None, np.ones(100), 7)
        assert set(place(counted.points, None)) == {0, 1}
    assert fits == [("kmeans", 2, 2, 7, True), ("kmeans", 2, 2, 7, True), ("kmeans", 2, 1, 7, False)]
    fits.clear()
    counted.measure(2, [])
    assert fits[0][:3] == ("kmeans", 2, counted.base.n_init) and fits[0][4], "the groups themselves, from nothing"


@pytest.mark.parametrize(("n_resamples", "n_halvings"), [(2, 2), (3, 2), (5, 2), (6, 3), (20, 10)])
def test_there_are_half_as_many_halvings_as_resamples_and_two_at_least(counted, monkeypatch, n_resamples, n_halvings):
    asked = []
    monkeypatch.setattr(
        measures, "split_half_rand", lambda *_, n_resamples, **__: asked.append(n_resamples) or np.ones(n_resamples)
    )
    monkeypatch.setattr(counted, "n_resamples", n_resamples)
    assert counted._split_half(2) == 1
    assert asked == [n_halvings]


def test_a_mixture_is_searched_for_from_ten_starts(counted, monkeypatch):
    class Mixture:
        bic_, icl_ = 5.0, 6.0

        def __init__(self, k, *, n_init, random_state):
            assert (k, n_init, random_state) == (3, 10, 0)

        def _learn(self, points):
            assert points is counted.points

    monkeypatch.setattr(measures, "WeightedGaussianMixture", Mixture)
    assert counted.criteria(3) == {"k": 3, "bic": 5.0, "icl": 6.0}


def test_the_interval_of_the_silhouette_is_that_of_two_hundred_resamples(counted):
    labels = (counted.points[:, 0] > 0).astype(int)
    widths = silhouette_widths(counted.points, labels)
    means = bootstrap(
        lambda width, weights: np.average(width, weights=weights), widths, n_resamples=200, random_state=0
    )
    row = counted._silhouette(2, labels)
    assert [row["silhouette_low"], row["silhouette_high"]] == pytest.approx(np.quantile(means, [0.025, 0.975]))


def test_the_gaps_are_drawn_with_a_seed_of_their_own(counted, monkeypatch):
    """The stored panels were made with these: other seeds would be other numbers on the pages."""
    asked = []

    def gap_table(points, ks, **settings):
        asked.append((points is counted.points, ks, settings))
        return pd.DataFrame({"gap": [0.0, 0.0], "rise": [0.0, 2.0]}, index=[1, 2])

    monkeypatch.setattr(measures, "gap_table", gap_table)
    counted.gap([1, 2], "gap_box")
    table = counted.gap([1, 2], "gap_copula")
    assert table["rise_copula_spread"].tolist() == [0, 2]
    seeds = [
        np.random.RandomState(np.random.SeedSequence([0, 0, *name]).generate_state(4)).randint(2_147_483_647)
        for name in (b"gap_box", b"gap_copula")
    ]
    settings = [
        {"null": null, "n_references": 3, "random_state": seed}
        for null, seed in zip(("box", "copula"), seeds, strict=True)
    ]
    # the copula again, of those whose values are spread
    assert asked == [(True, [1, 2], settings[0]), (True, [1, 2], settings[1]), (False, [1, 2], settings[1])]


def test_where_nobody_shares_a_value_a_rise_is_not_asked_again(monkeypatch):
    points = np.random.default_rng(0).normal(size=(50, 2))
    work = PanelMeasures(points, CustomerSegmenter(1).fit(points), 50, 2, 2, 0)
    monkeypatch.setattr(measures, "gap_table", None)
    table = pd.DataFrame({"rise_copula": [0.0, 9.0]}, index=[1, 2])
    assert work._rise_spread([1, 2], table, 0).tolist() == [0, 9]


@pytest.mark.parametrize(("crowded", "bent"), [(0.999, 0.7), (1.0, 1.0), (1.001, 1.001)])
def test_a_border_as_crowded_as_the_inside_is_no_valley(counted, monkeypatch, crowded, bent):
    monkeypatch.setattr(measures, "border_density", lambda points, labels: crowded)
    monkeypatch.setattr(measures, "most_bent", lambda points, labels: 0.7)
    assert counted._valleys(2, np.arange(100) % 2)["valley_bent"] == bent


@pytest.mark.parametrize(("bent", "crossing"), [(0.3, 0.02), (0.301, 1.0)])
def test_a_line_is_looked_for_where_there_is_no_bend(counted, monkeypatch, bent, crossing):
    monkeypatch.setattr(measures, "border_density", lambda points, labels: 0.4)
    monkeypatch.setattr(measures, "most_bent", lambda points, labels: bent)
    monkeypatch.setattr(measures, "most_crossed", lambda points, labels: 0.02)
    assert counted._valleys(2, np.arange(100) % 2)["valley_crossing"] == crossing
