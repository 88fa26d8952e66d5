import inspect

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.model_selection import KFold

from custseg.datasets import load_online_retail
from custseg.schema import SchemaError
from custseg.segment import CustomerSegmenter, explained_outcome
from custseg.segment.clustering.kmeans import one_thread
from custseg.segment.evidence import later_outcome
from custseg.segment.evidence.held_out import ceiling_trees
from custseg.segment.evidence.later_outcome import (
    _band_learner,
    _beside_bands,
    _cluster_learner,
    _compared,
    _group_means,
    _held_out_errors,
    _tree_learner,
    explained_by_fifths,
)
from custseg.tables import amount_between, customer_table


@pytest.fixture(scope="module")
def simulated():
    random = np.random.default_rng(0)
    amount = random.lognormal(3, 1, 600)
    columns = {"recency": random.integers(1, 90, 600), "frequency": random.poisson(2, 600) + 1, "amount": amount}
    X = pd.DataFrame(columns, index=[f"C{n}" for n in range(600)]).astype(float)
    return X, pd.Series(np.log1p(amount) - X["recency"] / 50 + random.normal(0, 0.5, 600), index=X.index)


@pytest.mark.heavy
def test_contenders_stand_in_one_table(simulated):
    table = explained_outcome(*simulated, CustomerSegmenter(transforms="log1p"), ks=[1, 4], n_resamples=50)
    assert table.index.tolist() == ["k=1", "k=4", "value quintiles", "RFM cells", "boosted trees"]
    assert table.loc["k=1", "r2"] == pytest.approx(0, abs=0.01)
    assert table.loc["k=1", "against_quintiles"] == "loses"
    assert table.loc["boosted trees", "against_quintiles"] == "beats"
    assert table.loc["boosted trees", "share_of_ceiling"] == 1
    assert (table["low"] <= table["high"]).all()


@pytest.mark.heavy
def test_fifths_alone_explain_what_they_do_beside_all_others(simulated):
    X, outcome = simulated
    alone = explained_by_fifths(X=X, outcome=outcome)
    for name in X:
        table = explained_outcome(X, outcome, ks=[1], value=name, boosted_trees=False, n_resamples=2)
        assert alone[name] == pytest.approx(table.loc["value quintiles", "r2"], rel=1e-12)


@pytest.mark.heavy
def test_what_cannot_be_explained_is_not(simulated):
    X, outcome = simulated
    noise = pd.Series(np.random.default_rng(1).normal(size=len(outcome)), index=outcome.index)
    table = explained_outcome(X, noise, ks=[5], n_resamples=20)
    assert table["r2"].max() < 0.02


@pytest.mark.heavy
def test_baselines_need_their_columns(simulated):
    X, outcome = simulated
    assert "RFM cells" not in explained_outcome(X[["recency", "amount"]], outcome, ks=[2], n_resamples=2).index
    table = explained_outcome(X[["recency"]], outcome, ks=[2], n_resamples=2)
    assert table.index.tolist() == ["k=2", "boosted trees"]


@pytest.mark.heavy
def test_clusters_are_held_against_as_many_bands(simulated):
    X, outcome = simulated
    table = explained_outcome(
        X, outcome, ks=[1, 3, 5], columns=["recency", "frequency"], as_many_bands=True, n_resamples=50
    )
    assert {"bands=3", "bands=5"} <= set(table.index)
    assert table.loc["bands=5", "r2"] == table.loc["value quintiles", "r2"]  # the same five bands
    differences = table.loc["k=3", "r2"] - table.loc["bands=3", "r2"]
    assert table.loc["k=3", "minus_bands"] == pytest.approx(differences)
    assert table.loc["k=5", ["minus_bands_low", "minus_bands_high"]].tolist() == pytest.approx(
        table.loc["k=5", ["minus_quintiles_low", "minus_quintiles_high"]].tolist()
    )
    assert table.drop(index=["k=3", "k=5"])["minus_bands"].isna().all()


@pytest.mark.heavy
def test_without_boosted_trees_all_else_stays_and_no_ceiling_is_known(simulated):
    with_them = explained_outcome(*simulated, ks=[3], as_many_bands=True, n_resamples=20)
    without = explained_outcome(*simulated, ks=[3], as_many_bands=True, boosted_trees=False, n_resamples=20)
    ceiling = ["share_of_ceiling", "share_low", "share_high"]
    assert without[ceiling].isna().all(axis=None), "a share of a ceiling is told although no trees were learnt"
    pd.testing.assert_frame_equal(without.drop(columns=ceiling), with_them.drop("boosted trees").drop(columns=ceiling))


def test_two_clusters_are_held_against_two_bands_whether_they_came_or_not(simulated):
    X, outcome = simulated
    came = (outcome > outcome.median()).astype(float)
    table = explained_outcome(X, came, ks=[2], as_many_bands=True, boosted_trees=False, n_resamples=2)
    difference = table.loc["k=2", "r2"] - table.loc["bands=2", "r2"]
    assert table.loc["k=2", "minus_bands"] == pytest.approx(difference)


def test_only_the_named_columns_are_clustered(simulated):
    X, outcome = simulated
    few = explained_outcome(X, outcome, ks=[3], columns=["recency"], n_resamples=2)
    alone = explained_outcome(X[["recency"]], outcome, ks=[3], n_resamples=2)
    assert few.loc["k=3", "r2"] == alone.loc["k=3", "r2"]
    assert "RFM cells" in few.index  # the rivals keep their columns


def test_columns_that_are_not_there_and_one_cluster_against_bands_are_refused(simulated):
    X, outcome = simulated
    with pytest.raises(SchemaError, match="lacks the columns 'visits'"):
        explained_outcome(X, outcome, columns=["recency", "visits"])
    with pytest.raises(SchemaError, match="lacks the columns 'amount'"):
        explained_outcome(X[["recency"]], outcome, ks=[2], as_many_bands=True)
    with pytest.raises(ValueError, match="above 1; found 1"):
        explained_outcome(X, outcome, ks=[1], as_many_bands=True)


def test_outcomes_are_checked(simulated):
    X, outcome = simulated
    with pytest.raises(SchemaError, match="index of X"):
        explained_outcome(X, outcome.iloc[::-1])
    with pytest.raises(SchemaError, match="found 1 that are not"):
        explained_outcome(X, outcome.mask(outcome == outcome.max()))
    with pytest.raises(SchemaError, match="same for everybody"):
        explained_outcome(X, outcome * 0)
    with pytest.raises(TypeError, match="DataFrame"):
        explained_outcome(X.to_numpy(), outcome)
    with pytest.raises(TypeError, match="n_folds must be a whole number"):
        explained_outcome(X, outcome, n_folds="five")


def test_a_group_is_foretold_its_mean_and_one_that_nobody_was_in_the_mean_of_all():
    foretell = _group_means(np.array([0, 0, 2, 2, 2]), np.array([1.0, 3.0, 4.0, 5.0, 9.0]))
    assert foretell(np.array([2, 0, 1, 7])).tolist() == [6, 2, 4.4, 4.4]


def test_each_fold_is_foretold_from_the_others():
    """By a rule that says the largest outcome it has seen; beside it the mean of those it has seen."""
    X, y = pd.DataFrame({"one": range(7)}, index=list("abcdefg")), np.array([0.0, 1, 4, 9, 16, 25, 36])
    seen = []

    def learn(rows, outcome):
        seen.append((rows["one"].tolist(), outcome.tolist()))
        return lambda later: np.full(len(later), outcome.max())

    errors, blank = _held_out_errors(X, y, {"largest": learn, "again": learn}, 3, 5)
    assert (
        len(seen) == 6 and errors.columns.tolist() == ["largest", "again"] and errors.index.tolist() == list("abcdefg")
    )
    for rest, fold in KFold(3, shuffle=True, random_state=5).split(y):
        assert (rest.tolist(), y[rest].tolist()) in seen
        assert blank[fold].tolist() == pytest.approx((y[fold] - y[rest].mean()) ** 2)
        assert errors["largest"].to_numpy()[fold].tolist() == pytest.approx((y[fold] - y[rest].max()) ** 2)
    assert errors["largest"].equals(errors["again"])


def test_quintiles_are_five_and_cells_are_those_of_all_three_columns():
    X = pd.DataFrame({"recency": np.tile(np.arange(25.0), 4), "amount": np.repeat(np.arange(4.0), 25)})
    y = np.arange(100.0)
    fifths = _band_learner(["recency"])(X, y)
    expected = pd.Series(y).groupby(X["recency"] // 5).transform("mean")
    assert fifths(X).tolist() == expected.tolist()
    halves = _band_learner(["recency", "amount"], 2)(X, y)
    expected = pd.Series(y).groupby([X["recency"] > 11, X["amount"] > 1]).transform("mean")
    assert len(np.unique(halves(X))) == 4
    assert np.abs(halves(X) - expected).mean() < 2  # thirteen or twelve of 25 days are a half
    assert _band_learner(["amount"], 4)(X, y)(X).tolist() == (12 + 25 * X["amount"]).tolist()


def test_clusters_are_learnt_from_the_named_columns_with_the_segmenter_that_is_given():
    X = pd.DataFrame({"one": np.repeat([0.0, 1, 9, 10], 5), "other": np.arange(20.0)[::-1]})
    base = CustomerSegmenter(7, random_state=3)
    foretell = _cluster_learner(base, 2, ["one"])(X, X["one"].to_numpy())
    assert foretell(X).tolist() == [0.5] * 10 + [9.5] * 10
    assert foretell(X.assign(other=np.nan)).tolist() == [0.5] * 10 + [9.5] * 10
    assert base.n_clusters == 7 and not hasattr(base, "groups_")


def test_trees_are_those_of_the_ceiling_with_the_seed_that_is_given(simulated):
    X, outcome = simulated
    with one_thread():
        foretold = _tree_learner(3)(X.iloc[:80], outcome.to_numpy()[:80])(X.iloc[80:120])
        expected = ceiling_trees(3).fit(X.to_numpy()[:80], outcome.to_numpy()[:80]).predict(X.to_numpy()[80:120])
    assert foretold.tolist() == expected.tolist()


def resampled(**rows):
    """Give a table of explained variance and three resamples around it."""
    table = pd.DataFrame({"r2": rows}).rename_axis("contender")
    return table, np.array(list(rows.values())) + np.array([[-0.01], [0.0], [0.01]])


def test_contenders_are_held_against_quintiles_cells_and_ceiling_where_these_are():
    names = {"k=1": 0.0, "k=4": 0.3, "value quintiles": 0.2, "RFM cells": 0.3, "boosted trees": 0.4}
    found = _compared(*resampled(**names))
    assert found["share_of_ceiling"].tolist() == pytest.approx([0, 0.75, 0.5, 0.75, 1])
    assert (found["share_low"] <= found["share_of_ceiling"]).all()
    assert (found["share_high"] >= found["share_of_ceiling"]).all()
    assert found.loc["k=4", ["share_low", "share_high"]].tolist() == pytest.approx(
        np.quantile([0.29 / 0.39, 0.3 / 0.4, 0.31 / 0.41], [0.025, 0.975])
    )
    assert found["minus_quintiles"].tolist() == pytest.approx([-0.2, 0.1, 0, 0.1, 0.2])
    assert found["minus_quintiles_low"].tolist() == pytest.approx([-0.2, 0.1, 0, 0.1, 0.2])
    assert found["against_quintiles"].tolist() == ["loses", "beats", "ties", "beats", "beats"]
    assert found["minus_cells"].tolist() == pytest.approx([-0.3, 0, -0.1, 0, 0.1])
    assert found["minus_cells_high"].tolist() == pytest.approx([-0.3, 0, -0.1, 0, 0.1])
    assert found["against_cells"].tolist()[2] == "loses"
    alone = _compared(*resampled(**{"k=4": 0.3}))
    assert alone.columns.tolist() == ["r2", "share_of_ceiling", "share_low", "share_high"]
    assert alone[["share_of_ceiling", "share_low", "share_high"]].isna().all(axis=None)


def test_each_clustering_of_two_and_more_is_held_against_as_many_bands():
    names = {"k=1": 0.0, "k=2": 0.3, "k=3": 0.3, "bands=2": 0.1, "bands=3": 0.4}
    table, replicates = resampled(**names)
    found = _beside_bands(table, table, replicates, [1, 2, 3])
    assert found.loc[["k=2", "k=3"], "minus_bands"].tolist() == pytest.approx([0.2, -0.1])
    assert found.loc[["k=2", "k=3"], "minus_bands_low"].tolist() == pytest.approx([0.2, -0.1])
    assert found.loc[["k=2", "k=3"], "minus_bands_high"].tolist() == pytest.approx([0.2, -0.1])
    assert found.loc[["k=2", "k=3"], "against_bands"].tolist() == ["beats", "loses"]
    assert found.loc[["k=1", "bands=2", "bands=3"]].drop(columns="r2").isna().all(axis=None)


def test_what_is_asked_for_is_learnt_and_nothing_else(simulated, monkeypatch):
    X, outcome = simulated
    asked = []

    def held_out_errors(X, y, learners, n_folds, random_state):
        asked.append((list(learners), n_folds, random_state))
        return pd.DataFrame(np.ones((5, len(learners))), columns=list(learners)), np.full(5, 2.0)

    monkeypatch.setattr(later_outcome, "_held_out_errors", held_out_errors)
    explained_outcome(X, outcome, n_resamples=2)
    explained_outcome(X, outcome, ks=[1, 2], as_many_bands=True, boosted_trees=False, n_folds=3, random_state=8)
    explained_outcome(X[["recency"]], outcome, ks=[3], value="recency", n_resamples=2)
    explained_by_fifths(X, outcome)
    beside = ["value quintiles", "RFM cells", "boosted trees"]
    assert asked == [
        ([*(f"k={k}" for k in range(1, 11)), *beside], 5, 0),
        (["k=1", "k=2", "bands=2", *beside[:2]], 3, 8),
        (["k=3", "value quintiles", "boosted trees"], 5, 0),
        (["recency", "frequency", "amount"], 5, 0),
    ]
    given = {name: one.default for name, one in inspect.signature(explained_outcome).parameters.items()}
    assert (given["n_resamples"], given["value"]) == (500, "amount")


def test_the_share_that_fifths_explain_is_one_less_the_errors_that_are_left(simulated, monkeypatch):
    X, outcome = simulated
    errors = pd.DataFrame({"recency": [1.0, 2.0], "amount": [0.0, 8.0]})
    monkeypatch.setattr(later_outcome, "_held_out_errors", lambda *_: (errors, np.array([2.0, 2.0])))
    assert explained_by_fifths(X, outcome).to_dict() == {"recency": 0.25, "amount": -1.0}


def test_every_problem_of_an_outcome_is_named_with_what_to_do(simulated):
    X, outcome = simulated
    wrong = outcome.mask(outcome.rank() <= 1200 / 2, np.inf).iloc[::-1]
    with pytest.raises(SchemaError) as raised:
        explained_by_fifths(X, pd.concat([wrong, wrong, wrong]))
    assert "outcome must have the index of X in the same order. Use outcome.reindex(X.index)." in str(raised.value)
    assert "outcome must be a finite number for everybody; found 1,800 that are not." in str(raised.value)
    two_values = pd.Series(np.arange(600) % 2.0, index=X.index)
    assert explained_by_fifths(X[["recency"]], two_values).index.tolist() == ["recency"]
    with pytest.raises(TypeError, match="outcome must be a pandas Series with the index of X, found ndarray"):
        explained_by_fifths(X, outcome.to_numpy())


def test_bands_need_their_column_and_two_clusters(simulated):
    X, outcome = simulated
    with pytest.raises(SchemaError, match=r"^X lacks the columns 'visits'\.$"):
        explained_outcome(X, outcome, ks=[2], value="visits", as_many_bands=True)
    with pytest.raises(ValueError, match="as_many_bands needs a number of clusters above 1; found 1, 0"):
        explained_outcome(X, outcome, ks=[1, 0], as_many_bands=True)


class TestOnlineRetail:
    """Online Retail, purchases only, before and after 2011-09-01; figures of an earlier study, to two digits."""

    @pytest.fixture(scope="class")
    @staticmethod
    def retail(outside_data):
        lines = load_online_retail()
        lines = lines[lines["amount"] > 0]
        customers = customer_table(lines[lines["date"] < "2011-09-01"], as_of="2011-08-31")
        later = amount_between(lines, customers.index, after="2011-08-31", until="2011-12-31")
        return customers[["recency", "frequency", "amount"]], np.log1p(later)

    @staticmethod
    def explained(outcome, groups):
        inside = ((outcome - outcome.groupby(np.asarray(groups)).transform("mean")) ** 2).sum()
        return 1 - inside / ((outcome - outcome.mean()) ** 2).sum()

    def test_the_usual_recipe_finds_two_useless_clusters(self, retail):
        X, outcome = retail
        assert len(X) == 3317
        fitted = CustomerSegmenter(2, order_by="amount").fit(X)
        assert fitted.counts_.tolist() == [26, 3291]
        scaled = fitted.features_.transform(X)
        chosen = {
            k: silhouette_score(scaled, KMeans(k, n_init=5, random_state=0).fit(scaled).labels_) for k in (2, 3, 4)
        }
        assert max(chosen, key=chosen.get) == 2
        assert silhouette_score(scaled, fitted.labels_) == pytest.approx(0.88, abs=0.005)
        assert self.explained(outcome, fitted.labels_) == pytest.approx(0.02, abs=0.005)

    def test_logs_with_five_clusters_look_worse_and_say_more(self, retail):
        X, outcome = retail
        fitted = CustomerSegmenter(5, transforms="log1p", order_by="amount").fit(X)
        # .33 in the earlier study; .32 to .33 according to the start
        assert silhouette_score(fitted.features_.transform(X), fitted.labels_) == pytest.approx(0.325, abs=0.01)
        assert self.explained(outcome, fitted.labels_) == pytest.approx(0.24, abs=0.01)

    def test_value_quintiles_say_nearly_as_much(self, retail):
        X, outcome = retail
        assert self.explained(outcome, pd.qcut(X["amount"], 5, labels=False)) == pytest.approx(0.22, abs=0.005)

    def test_eight_segments_keep_most_of_what_can_be_known(self, retail):
        table = explained_outcome(*retail, CustomerSegmenter(transforms="log1p"), ks=[2, 5, 8], n_resamples=200)
        assert table.loc["k=8", "share_of_ceiling"] > 0.9
        assert table.loc["k=8", "against_quintiles"] == "beats"
        useless = explained_outcome(*retail, ks=[2], n_resamples=200)
        assert useless.loc["k=2", "against_quintiles"] == "loses"
