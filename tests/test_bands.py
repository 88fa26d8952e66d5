import itertools
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.bands import Bands
from custseg.schema import BandRule

# Whole cents, so that scaling and shifting are exact and ties are common.
columns = arrays(float, st.integers(2, 40), elements=st.integers(-50, 50).map(float)).filter(lambda v: np.ptp(v) > 0)


def codes(values, **parameters):
    column = np.reshape(values, (-1, 1))
    return Bands(**parameters).fit_transform(column).ravel()


def bands_by_definition(values, n_bands):
    """Band = 1 + number of j with a share of strictly worse values of at least j/n, in whole numbers."""
    worse = [sum(other < value for other in values) for value in values]
    return [1 + sum(count * n_bands >= j * len(values) for j in range(1, n_bands)) for count in worse]


def within_sum_of_squares(values, labels):
    return sum(((values[labels == label] - values[labels == label].mean()) ** 2).sum() for label in set(labels))


class TestContract:
    def test_a_table_goes_in_and_a_table_comes_out(self):
        customers = pd.DataFrame({"amount": [1.0, 2.0, 3.0], "frequency": [3, 2, 1]}, index=["a", "b", "c"])
        before = customers.copy()
        bands = Bands(n_bands=3).fit(customers)
        expected = pd.DataFrame({"amount": [1, 2, 3], "frequency": [3, 2, 1]}, index=["a", "b", "c"])
        pd.testing.assert_frame_equal(bands.transform(customers), expected)
        pd.testing.assert_frame_equal(bands.set_output(transform="pandas").transform(customers), expected)
        assert bands.get_feature_names_out().tolist() == ["amount", "frequency"]
        pd.testing.assert_frame_equal(customers, before)

    def test_an_array_goes_in_and_an_array_comes_out(self):
        placed = Bands(n_bands=3).fit_transform(np.array([[1.0], [2.0], [3.0]]))
        assert isinstance(placed, np.ndarray) and placed.tolist() == [[1], [2], [3]]

    def test_columns_are_cut_one_by_one(self):
        left, right = np.array([1.0, 2, 3, 4]), np.array([40.0, 10, 10, 20])
        bands = Bands(n_bands=2).fit(np.column_stack([left, right]))
        assert [cuts.tolist() for cuts in bands.cuts_] == [[3.0], [20.0]]
        assert [counts.tolist() for counts in bands.counts_] == [[2, 2], [2, 2]]


class TestValuesOnACut:
    @pytest.mark.parametrize("rule", ["fixed", "hurdle"])
    @pytest.mark.parametrize(("best", "expected"), [("high", [1, 2, 2, 2, 3, 3]), ("low", [3, 3, 2, 2, 2, 1])])
    def test_the_better_band_gets_a_value_on_the_cut(self, rule, best, expected):
        values = [9.0, 10.0, np.nextafter(10.0, 11), np.nextafter(20.0, 19), 20.0, 21.0]
        assert codes(values, rule=rule, cuts=[10, 20], best=best).tolist() == expected

    @pytest.mark.parametrize(("rule", "best"), list(itertools.product(["quantile", "kmeans"], ["high", "low"])))
    def test_learnt_cuts_treat_a_value_on_them_alike(self, rule, best):
        column = np.array([[1.0], [2.0], [4.0], [8.0], [16.0], [64.0]])
        bands = Bands(rule, 3, best=best).fit(column)
        for cut in bands.cuts_[0]:
            below, on, above = bands.transform([[np.nextafter(cut, -np.inf)], [cut], [np.nextafter(cut, np.inf)]]).T[0]
            assert (below < on == above) if best == "high" else (below == on > above)

    def test_ties_share_a_band_and_may_leave_one_empty(self):
        # half of the customers bought once: nobody is worse, so all are in band 1, and band 2 of 3 stays empty
        bands = Bands(n_bands=3).fit(np.array([[1.0], [1], [1], [1], [1], [1], [5], [6]]))
        assert bands.transform([[1.0], [5.0], [6.0]]).ravel().tolist() == [1, 3, 3]
        assert bands.counts_[0].tolist() == [6, 0, 2]

    def test_a_band_that_nobody_reaches_has_an_infinite_cut(self):
        # three of four tie for the best place, and only a quarter is worse than they are
        bands = Bands(n_bands=2).fit([[1.0], [9.0], [9.0], [9.0]])
        assert bands.cuts_[0].tolist() == [np.inf]
        assert bands.counts_[0].tolist() == [4, 0]
        assert Bands(n_bands=2, best="low").fit([[9.0], [1.0], [1.0], [1.0]]).cuts_[0].tolist() == [-np.inf]


class TestWhatIsRefused:
    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_values_that_are_not_finite_are_named_by_row_and_column(self, value):
        customers = pd.DataFrame({"amount": [1.0, 2.0, value, 4.0], "frequency": [1.0, 2.0, 3.0, 4.0]})
        with pytest.raises(ValueError, match="NaN or inf in column 'amount', at row position 2"):
            Bands(n_bands=2).fit(customers)
        with pytest.raises(ValueError, match="position 2"):
            Bands("fixed", cuts=[2.0]).fit(customers.iloc[:2]).transform(customers)

    @pytest.mark.parametrize("rule", ["quantile", "kmeans"])
    def test_a_constant_column_has_nothing_to_learn(self, rule):
        with pytest.raises(ValueError, match=r"column amount: 3 samples, all equal to 7\.0"):
            Bands(rule, 2).fit(pd.DataFrame({"amount": [7.0, 7.0, 7.0]}))

    @pytest.mark.parametrize("rule", ["quantile", "kmeans"])
    def test_one_customer_has_nothing_to_learn(self, rule):
        with pytest.raises(ValueError, match="1 sample"):
            Bands(rule, 2).fit([[7.0]])

    def test_k_means_needs_a_value_for_every_band(self):
        with pytest.raises(ValueError, match=r"column amount: 2 different value\(s\) cannot make 3 k-means bands"):
            Bands("kmeans", 3).fit(pd.DataFrame({"amount": [1.0, 1.0, 2.0]}))

    @pytest.mark.parametrize("cuts", [[], [2, 1], [1, 1], [1, np.nan], [1, np.inf], [[1, 2]], ["a"], 7])
    def test_stated_cuts_increase_and_are_finite(self, cuts):
        with pytest.raises(ValueError, match="cuts must be finite, strictly increasing numbers, at least one"):
            Bands("fixed", cuts=cuts).fit([[1.0], [2.0]])

    @pytest.mark.parametrize("n_bands", [1, 0, -3, 2.5, True, "5"])
    def test_fewer_than_two_bands_are_no_bands(self, n_bands):
        with pytest.raises(ValueError, match="n_bands must be a whole number of at least 2"):
            Bands(n_bands=n_bands).fit([[1.0], [2.0]])

    def test_all_wrong_parameters_are_reported_together(self):
        with pytest.raises(ValueError, match="rule must be one of 'quantile', 'fixed', 'hurdle', 'kmeans'") as caught:
            Bands("jenks", 1, best="middle", cuts=[3, 2]).fit([[1.0], [2.0]])
        for part in ("best must be", "n_bands must be", "cuts must be"):
            assert part in str(caught.value)

    @pytest.mark.parametrize("rule", ["fixed", "hurdle"])
    def test_stated_rules_need_cuts(self, rule):
        with pytest.raises(ValueError, match=r"needs cuts=\[...\]"):
            Bands(rule).fit([[1.0], [2.0]])

    def test_a_learnt_rule_needs_a_band_left_to_learn(self):
        with pytest.raises(ValueError, match="1 stated cuts leave nothing to learn for n_bands=2"):
            Bands("quantile", 2, cuts=[0.0]).fit([[1.0], [2.0]])


class TestStatedRules:
    @pytest.mark.parametrize("rule", ["fixed", "hurdle"])
    def test_one_customer_and_equal_customers_are_placed(self, rule):
        assert codes([7.0], rule=rule, cuts=[5.0]).tolist() == [2]
        assert codes([3.0, 3.0], rule=rule, cuts=[5.0]).tolist() == [1, 1]

    def test_values_beyond_the_range_fall_into_the_outer_bands(self):
        for rule in get_args(BandRule):
            cuts = [2.0, 3.0] if rule in ("fixed", "hurdle") else None
            bands = Bands(rule, 3, cuts=cuts).fit([[1.0], [2.0], [3.0], [4.0]])
            assert bands.transform([[-1e9], [1e9]]).ravel().tolist() == [1, 3]

    @pytest.mark.parametrize(("best", "sign"), [("high", 1), ("low", -1)])
    def test_hurdles_come_first_and_the_rest_is_learnt_from_those_who_clear_them(self, best, sign):
        values = sign * np.array([-5.0, -4, -3, 0, 1, 2, 8, 9])
        # five customers clear the hurdle of 0; two of them are below 2, three are 2 or more
        bands = Bands("quantile", 3, cuts=[0.0], best=best).fit(values.reshape(-1, 1))
        assert sorted(sign * bands.cuts_[0]) == [0.0, 8.0]
        assert bands.counts_[0].tolist() == [3, 3, 2]

    def test_a_hurdle_that_nobody_clears_leaves_the_learnt_bands_empty(self):
        bands = Bands("quantile", 3, cuts=[100.0]).fit([[1.0], [2.0]])
        assert bands.cuts_[0].tolist() == [100.0, np.inf]
        assert bands.counts_[0].tolist() == [2, 0, 0]


class TestQuantileProperties:
    @given(columns, st.integers(2, 7))
    def test_the_band_is_the_share_of_strictly_worse_customers(self, values, n_bands):
        assert codes(values, n_bands=n_bands).tolist() == bands_by_definition(values.tolist(), n_bands)

    @given(columns, st.integers(2, 7))
    def test_only_ranks_matter(self, values, n_bands):
        for stretched in (np.exp(values / 10), values**3, np.arctan(values)):
            np.testing.assert_array_equal(codes(stretched, n_bands=n_bands), codes(values, n_bands=n_bands))


class TestPropertiesOfBothLearntRules:
    rules = pytest.mark.parametrize("rule", ["quantile", "kmeans"])

    @rules
    @given(values=columns, seed=st.integers(0, 9))
    def test_the_order_of_rows_does_not_matter(self, rule, values, seed):
        order = np.random.default_rng(seed).permutation(values.size)
        np.testing.assert_array_equal(
            codes(values[order], rule=rule, n_bands=2), codes(values, rule=rule, n_bands=2)[order]
        )

    @rules
    @given(values=columns)
    def test_a_base_counted_twice_has_the_same_cuts(self, rule, values):
        once, twice = (Bands(rule, 2).fit(np.tile(values, n).reshape(-1, 1)).cuts_[0] for n in (1, 2))
        np.testing.assert_array_equal(once, twice)

    @rules
    @given(values=columns, unit=st.sampled_from([1 / 1024, 1 / 4, 64.0]))
    def test_the_unit_of_money_does_not_matter(self, rule, values, unit):
        cuts = Bands(rule, 2).fit(values.reshape(-1, 1)).cuts_[0]
        np.testing.assert_array_equal(Bands(rule, 2).fit(unit * values.reshape(-1, 1)).cuts_[0], unit * cuts)

    @rules
    @given(values=columns)
    def test_low_is_best_mirrors_the_column(self, rule, values):
        low = Bands(rule, 2, best="low").fit(values.reshape(-1, 1))
        high = Bands(rule, 2).fit(-values.reshape(-1, 1))
        np.testing.assert_array_equal(low.cuts_[0], -high.cuts_[0][::-1])
        np.testing.assert_array_equal(low.transform(values.reshape(-1, 1)), high.transform(-values.reshape(-1, 1)))
        np.testing.assert_array_equal(low.counts_[0], high.counts_[0])

    @rules
    @given(values=columns)
    def test_counts_are_those_of_the_customers_it_learnt_from(self, rule, values):
        bands = Bands(rule, 2).fit(values.reshape(-1, 1))
        placed = bands.transform(values.reshape(-1, 1)).ravel()
        assert bands.counts_[0].tolist() == [(placed == band).sum() for band in (1, 2)]


class TestExactKMeans:
    @given(
        arrays(float, st.integers(4, 9), elements=st.integers(-20, 20).map(float)).filter(lambda v: len(set(v)) >= 4),
        st.integers(2, 4),
    )
    def test_no_other_partition_has_a_smaller_sum_of_squares(self, values, n_bands):
        distinct = np.unique(values)
        smallest = min(
            within_sum_of_squares(values, np.searchsorted(distinct[list(edges)], values, side="right"))
            for edges in itertools.combinations(range(1, distinct.size), n_bands - 1)
        )
        found = within_sum_of_squares(values, codes(values, rule="kmeans", n_bands=n_bands))
        assert found == pytest.approx(smallest, rel=1e-9, abs=1e-9)

    @pytest.mark.heavy
    def test_larger_columns_agree_with_plain_quadratic_dynamic_programming(self):
        values = np.random.default_rng(0).lognormal(3, 1, 300).round(1)
        distinct, weights = np.unique(values, return_counts=True)
        n = distinct.size
        cost = np.full((n + 1, n + 1), np.inf)
        for start, end in itertools.combinations(range(n + 1), 2):
            part, weight = distinct[start:end], weights[start:end]
            cost[start, end] = (weight * (part - np.average(part, weights=weight)) ** 2).sum()
        smallest = cost[0]
        for _ in range(4):
            smallest = (smallest[:, None] + cost).min(axis=0)
        assert within_sum_of_squares(values, codes(values, rule="kmeans")) == pytest.approx(smallest[n], rel=1e-9)

    def test_cuts_lie_halfway_between_the_means(self):
        # means 2, 20 and 101: the obvious three groups
        assert Bands("kmeans", 3).fit([[1.0], [3.0], [19.0], [21.0], [100.0], [102.0]]).cuts_[0].tolist() == [
            11.0,
            60.5,
        ]

    def test_very_large_numbers_do_not_overflow(self):
        assert codes(np.array([1.0, 2.0, 9.0, 10.0]) * 1e300, rule="kmeans", n_bands=2).tolist() == [1, 1, 2, 2]


@given(
    st.lists(st.integers(-5, 12).map(float), min_size=2, max_size=40).filter(lambda values: len(set(values)) > 1),
    st.integers(2, 9),
)
def test_quantile_cuts_are_those_of_sorting_everything(values, n_bands):
    different, weights = np.unique(values, return_counts=True)
    below = np.cumsum(weights) - weights
    first = np.searchsorted(below * n_bands, np.arange(1, n_bands) * weights.sum())
    cuts = Bands(n_bands=n_bands).fit(np.array(values)[:, np.newaxis]).cuts_[0]
    assert cuts.tolist() == np.append(different, np.inf)[first].tolist()


def test_many_cuts_place_as_few_do():
    values = np.random.default_rng(0).integers(0, 60, (500, 1)).astype(float)
    for best in ("high", "low"):
        many = Bands("fixed", cuts=np.arange(40.0), best=best).fit(values)
        parts = [Bands("fixed", cuts=part, best=best).fit(values) for part in (np.arange(10.0), np.arange(10.0, 40.0))]
        assert (many.transform(values) == sum(part.transform(values) for part in parts) - 1).all()


@given(columns, st.sampled_from(["quantile", "kmeans"]), st.sampled_from(["high", "low"]), st.integers(2, 5))
def test_counts_of_values_have_the_cuts_of_the_column(column, rule, best, n_bands):
    values, counts = np.unique(column, return_counts=True)
    shuffle = np.random.default_rng(0).permutation(len(values))
    if rule == "kmeans" and len(values) < n_bands:
        return
    whole = Bands(rule, n_bands, best=best).fit(column[:, np.newaxis])
    short = Bands(rule, n_bands, best=best).fit_counts(values[shuffle, np.newaxis], counts[shuffle])
    np.testing.assert_array_equal(short.cuts_[0], whole.cuts_[0])
    np.testing.assert_array_equal(short.counts_[0], whole.counts_[0])


def test_counts_must_be_those_of_customers():
    with pytest.raises(ValueError, match="counts must give each value a number of customers"):
        Bands().fit_counts([[1.0], [2.0]], [3, 0])
    with pytest.raises(ValueError, match="7 samples, all equal to 1"):
        Bands().fit_counts([[1.0]], [7])
    hurdle = Bands("quantile", 3, cuts=[2.0])
    assert hurdle.fit_counts([[1.0], [2.0], [3.0]], [5, 2, 2]).cuts_[0].tolist() == (
        hurdle.fit(np.repeat([1.0, 2.0, 3.0], [5, 2, 2])[:, np.newaxis]).cuts_[0].tolist()
    )
