import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from custseg.datasets import load_cdnow
from custseg.segment import CustomerSegmenter, cluster_panel
from custseg.simulate import simulate_planted_segments
from custseg.tables import customer_table

METHODS = ["kmeans", "mixture", "ward"]


@pytest.fixture
def customers():
    random = np.random.default_rng(5)
    ids = pd.Index([f"C{n:04}" for n in range(600)], name="customer_id")
    columns = {
        "recency": random.integers(1, 300, 600).astype(float),
        "frequency": random.poisson(3, 600) + 1.0,
        "amount": random.lognormal(4, 1.2, 600),
    }
    return pd.DataFrame(columns, index=ids)


@pytest.fixture
def mixed(customers):
    towns = np.random.default_rng(6).choice(["Ayton", "Beeham", "Ceeford"], 600)
    return customers.assign(town=towns)


def test_words_have_modes(mixed):
    segmenter = CustomerSegmenter(3, method="kprototypes", categorical=["town"]).fit(mixed)
    assert segmenter.modes_.columns.tolist() == ["town"]
    assert segmenter.modes_.shape == (3, 1)


class TestScore:
    def test_k_means_gives_minus_the_mean_squared_distance(self, customers):
        segmenter = CustomerSegmenter(3, transforms="log1p").fit(customers)
        assert segmenter.score(customers) == pytest.approx(-segmenter.inertia_ / 600)

    def test_a_mixture_gives_the_mean_log_likelihood(self, customers):
        segmenter = CustomerSegmenter(1, method="mixture", transforms="log1p").fit(customers)
        scaled = segmenter.features_.transform(customers)
        assert segmenter.score(customers) == pytest.approx(GaussianMixture(1).fit(scaled).score(scaled), abs=1e-4)

    def test_words_count_gamma(self, mixed):
        segmenter = CustomerSegmenter(3, method="kprototypes", categorical=["town"]).fit(mixed)
        assert segmenter.score(mixed) == pytest.approx(-segmenter.inertia_ / 600)

    def test_those_set_apart_do_not_count(self, customers):
        segmenter = CustomerSegmenter(3, transforms="log1p", outlier_limit=3.5).fit(customers)
        whale = customers.head(1).assign(amount=9e9)
        with_whale = pd.concat([customers, whale.set_axis(["W"])])
        assert segmenter.score(with_whale) == pytest.approx(segmenter.score(customers))
        with pytest.raises(ValueError, match="nobody to score"):
            segmenter.score(whale)


class TestNumbering:
    @pytest.mark.heavy
    @pytest.mark.parametrize("method", METHODS)
    def test_segment_0_has_the_highest_value(self, customers, method):
        labels = CustomerSegmenter(4, method=method, transforms="log1p", order_by="amount").fit_predict(customers)
        means = customers["amount"].groupby(labels).mean()
        assert means.index.tolist() == [0, 1, 2, 3]
        assert means.is_monotonic_decreasing

    def test_another_seed_keeps_the_meaning_of_the_numbers(self, customers):
        first, second = (
            CustomerSegmenter(3, transforms="log1p", order_by="amount", random_state=seed).fit_predict(customers)
            for seed in (1, 2)
        )
        assert (first == second).mean() > 0.97

    def test_positions_order_customers_without_names(self, customers):
        labels = CustomerSegmenter(4, order_by=2).fit_predict(customers.to_numpy())
        assert customers["amount"].groupby(labels).mean().is_monotonic_decreasing

    def test_counts_and_centres_follow_the_numbers(self, customers):
        segmenter = CustomerSegmenter(4, order_by="amount").fit(customers)
        assert segmenter.counts_.tolist() == np.bincount(segmenter.labels_).tolist()
        scaled = segmenter.features_.transform(customers)[sorted(customers.columns)]
        np.testing.assert_allclose(
            segmenter.cluster_centers_[2], scaled[segmenter.labels_ == 2].mean(axis=0), atol=0.05
        )


class TestInvariance:
    @pytest.mark.heavy
    @pytest.mark.parametrize("method", METHODS)
    def test_rows_in_any_order(self, customers, method):
        segmenter = CustomerSegmenter(4, method=method, transforms="log1p", order_by="amount")
        expected = pd.Series(segmenter.fit_predict(customers), index=customers.index)
        shuffled = customers.sample(frac=1, random_state=1)
        found = pd.Series(segmenter.fit_predict(shuffled), index=shuffled.index)
        pd.testing.assert_series_equal(found.loc[customers.index], expected)

    @pytest.mark.heavy
    @pytest.mark.parametrize("method", METHODS)
    def test_columns_in_any_order(self, customers, method):
        segmenter = CustomerSegmenter(4, method=method, transforms="log1p", order_by="amount")
        expected = segmenter.fit_predict(customers)
        np.testing.assert_array_equal(segmenter.fit_predict(customers[customers.columns[::-1]]), expected)

    def test_words_too(self, mixed):
        segmenter = CustomerSegmenter(4, method="kprototypes", categorical=["town"], order_by="amount")
        expected = pd.Series(segmenter.fit_predict(mixed), index=mixed.index)
        shuffled = mixed.sample(frac=1, random_state=1)[mixed.columns[::-1]]
        found = pd.Series(segmenter.fit_predict(shuffled), index=shuffled.index)
        pd.testing.assert_series_equal(found.loc[mixed.index], expected)

    @pytest.mark.heavy
    @pytest.mark.parametrize("method", METHODS)
    def test_one_and_eight_threads(self, customers, method):
        segmenter = CustomerSegmenter(4, method=method, transforms="log1p", order_by="amount", max_cells=300)
        with threadpool_limits(1):
            expected = segmenter.fit_predict(customers)
        with threadpool_limits(8):
            np.testing.assert_array_equal(segmenter.fit_predict(customers), expected)

    @pytest.mark.parametrize("transform", ["none", "asinh", "rank"])
    def test_money_in_another_unit(self, customers, transform):
        segmenter = CustomerSegmenter(4, transforms=transform, order_by="amount")
        expected = segmenter.fit_predict(customers)
        np.testing.assert_array_equal(
            segmenter.fit_predict(customers.assign(amount=customers["amount"] * 100)), expected
        )

    def test_binned_rows_in_any_order(self):
        planted = simulate_planted_segments(4000, random_state=1).iloc[:, :4]
        segmenter = CustomerSegmenter(5, max_cells=500)
        expected = pd.Series(segmenter.fit_predict(planted), index=planted.index)
        shuffled = planted.sample(frac=1, random_state=1)
        found = pd.Series(segmenter.fit_predict(shuffled), index=shuffled.index)
        pd.testing.assert_series_equal(found.loc[planted.index], expected)

    def test_weights_are_repeated_customers(self, customers):
        counts = np.random.default_rng(1).integers(1, 4, len(customers))
        weighted = CustomerSegmenter(4).fit(customers, sample_weight=counts)
        repeated = CustomerSegmenter(4).fit(customers.loc[customers.index.repeat(counts)])
        np.testing.assert_array_equal(weighted.predict(customers), repeated.predict(customers))


class TestWhales:
    def test_they_are_set_apart_and_not_dropped(self, customers):
        customers.loc["C0003", "amount"] = 9e6
        segmenter = CustomerSegmenter(3, transforms={"amount": "log1p"}, outlier_limit=5, order_by="amount").fit(
            customers
        )
        assert len(segmenter.labels_) == 600
        assert segmenter.labels_[3] == -1
        assert (segmenter.labels_ == -1).sum() < 10
        assert segmenter.kept_range_.loc["amount", "high"] < 9e6
        assert segmenter.predict(customers.iloc[[3]]).tolist() == [-1]

    def test_they_do_not_shape_the_clusters(self, customers):
        segmenter = CustomerSegmenter(3, outlier_limit=3.5, scaling="robust")
        base = segmenter.fit(customers)
        kept = customers[base.labels_ >= 0]
        whales = customers["amount"] > base.kept_range_.loc["amount", "high"]
        assert whales.sum() > 5
        larger = customers.assign(amount=customers["amount"].where(~whales, customers["amount"] * 50))
        again = CustomerSegmenter(3, outlier_limit=3.5, scaling="robust").fit(larger)
        np.testing.assert_array_equal(again.predict(kept), base.predict(kept))


class TestLargeBases:
    @pytest.mark.heavy
    def test_binning_hardly_moves_anybody(self):
        planted = simulate_planted_segments(20_000, random_state=2)
        exact, binned = (CustomerSegmenter(5, max_cells=limit).fit(planted.iloc[:, :4]) for limit in (20_000, 2_000))
        assert len(exact.cells_) == 20_000
        assert len(binned.cells_) <= 2_000
        assert adjusted_rand_score(exact.labels_, binned.labels_) > 0.98

    @pytest.mark.heavy
    def test_a_mixture_of_binned_customers_finds_them_too(self):
        planted = simulate_planted_segments(20_000, random_state=2)
        labels = CustomerSegmenter(5, method="mixture", max_cells=2_000).fit_predict(planted.iloc[:, :4])
        assert adjusted_rand_score(labels, planted["sim_best_guess"]) > 0.95


class TestBadInput:
    def test_a_customer_table_as_it_comes(self):
        """The first line that a newcomer types: dates stand among the columns."""
        customers = customer_table(load_cdnow(), as_of="1998-06-30")
        words = (
            r"'first_purchase', 'last_purchase' hold dates\. Pick .* X\[\['recency', 'tenure', 'frequency', 'amount'"
        )
        for newcomer in (CustomerSegmenter(3).fit, cluster_panel):
            with pytest.raises(ValueError, match=words):
                newcomer(customers)

    def test_words_without_kprototypes(self, mixed):
        with pytest.raises(ValueError, match=r"'town' holds words\. .* method='kprototypes' with categorical="):
            CustomerSegmenter(3).fit(mixed)

    def test_names_of_which_only_some_are_words(self, customers, mixed):
        table = customers.set_axis([2, *customers.columns[1:]], axis=1)
        for segmenter in (CustomerSegmenter(), CustomerSegmenter(order_by=2)):
            with pytest.raises(ValueError, match=r"all be named by words, or none of them; found .* beside 2\. Rename"):
                segmenter.fit(table)
        with pytest.raises(ValueError, match="all be named by words"):
            CustomerSegmenter().fit(customers).predict(table)
        numbered = mixed.rename(columns={name: place for place, name in enumerate(mixed.columns) if name != "town"})
        with pytest.raises(ValueError, match="found 'town' beside"):
            CustomerSegmenter(method="kprototypes", categorical=["town"]).fit(numbered)

    @pytest.mark.parametrize("n", [0, 1])
    @pytest.mark.parametrize("method", ["kmeans", "mixture"])
    def test_one_customer(self, customers, method, n):
        with pytest.raises(
            ValueError, match=f"^Expected at least 2 customers, one a row; found n_samples = {n}: pass the"
        ):
            CustomerSegmenter(1, method=method).fit(customers.head(n))

    def test_as_many_clusters_as_distinct_customers(self):
        with pytest.raises(ValueError, match=r"n_clusters=3 must be smaller .* found n_samples = 5 rows, 3 of them"):
            CustomerSegmenter(3).fit(np.array([[1.0], [1.0], [2.0], [3.0], [3.0]]))

    def test_missing_infinite_and_constant_columns(self, customers):
        with pytest.raises(ValueError, match="'amount' is NaN"):
            CustomerSegmenter().fit(customers.assign(amount=np.nan))
        with pytest.raises(ValueError, match=r"infinite \(inf\) in 600 rows \('C0000'"):
            CustomerSegmenter().fit(customers.assign(amount=np.inf))
        with pytest.raises(ValueError, match="'amount' is constant"):
            CustomerSegmenter().fit(customers.assign(amount=1.0))

    def test_negative_values_under_log1p(self, customers):
        with pytest.raises(ValueError, match=r"'amount' is negative .*'asinh'"):
            CustomerSegmenter(transforms="log1p").fit(customers.assign(amount=-1 - customers["amount"]))

    def test_wrong_columns_at_predict_time(self, customers, mixed):
        segmenter = CustomerSegmenter().fit(customers)
        with pytest.raises(ValueError, match="feature names should match"):
            segmenter.predict(customers.rename(columns={"amount": "spend"}))
        with pytest.raises(ValueError, match="2 features, but CustomerSegmenter is expecting 3"):
            CustomerSegmenter().fit(customers.to_numpy()).predict(customers.to_numpy()[:, :2])
        words = CustomerSegmenter(method="kprototypes", categorical=["town"]).fit(mixed)
        with pytest.raises(ValueError, match="feature names should match"):
            words.predict(customers)

    def test_words_never_seen(self, mixed):
        segmenter = CustomerSegmenter(method="kprototypes", categorical=["town"]).fit(mixed)
        with pytest.raises(ValueError, match="'town' holds 'Deeport' in 600 rows"):
            segmenter.predict(mixed.assign(town="Deeport"))

    def test_arguments(self, customers):
        for wrong, match in [
            ({"method": "dbscan"}, "'dbscan'"),
            ({"n_clusters": 0}, "found 0"),
            ({"n_clusters": 2.5}, "found 2.5"),
            ({"categorical": ["amount"]}, "need each other"),
            ({"method": "kprototypes"}, "need each other"),
            ({"order_by": "spend"}, "'spend' is not a column"),
            ({"outlier_limit": 0}, "above 0"),
            ({"max_cells": 0}, "max_cells must be a whole number of at least 1; found 0"),
            ({"n_init": 0, "scaling": "minmax"}, r"scaling must be .*'minmax'.* n_init must be"),
        ]:
            with pytest.raises(ValueError, match=match):
                CustomerSegmenter(**wrong).fit(customers)
        with pytest.raises(ValueError, match="position below 3"):
            CustomerSegmenter(order_by="amount").fit(customers.to_numpy())


def test_a_fit_that_failed_leaves_nothing_to_predict_with(customers):
    segmenter = CustomerSegmenter(3)
    with pytest.raises(ValueError, match="constant"):
        segmenter.fit(customers.assign(fee=1.0))
    with pytest.raises(NotFittedError):
        segmenter.predict(customers.assign(fee=1.0))


def test_constant_columns_are_not_offered(customers):
    table = customers.assign(fee=1.0, first_purchase=pd.Timestamp("2024-01-01"))
    with pytest.raises(ValueError, match="first_purchase' holds dates") as caught:
        CustomerSegmenter(3).fit(table)
    assert "'fee'" not in str(caught.value)
