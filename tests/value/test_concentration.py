import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from custseg.resample import influence_interval
from custseg.value import (
    concentration_claims,
    concentration_table,
    gini,
    gini_interval,
    key_account_boundary,
    lorenz_curve,
    top_share,
)

cents = st.integers(0, 10**7).map(lambda cents: cents / 100)
spend = arrays(float, st.integers(5, 60), elements=cents).filter(lambda a: a.sum() > 0)


def test_online_retail_figures(online_retail_spend):
    # UCI Online Retail, first floor(p * n) customers; recomputed on the raw lines, two independent copies agree.
    assert len(online_retail_spend) == 4338
    assert online_retail_spend.sum() == pytest.approx(8_911_407.904, abs=1e-3)
    assert top_share(online_retail_spend, 0.2) == pytest.approx(0.7459, abs=5e-5)
    assert top_share(online_retail_spend, 0.01) == pytest.approx(0.3178, abs=5e-5)
    assert gini(online_retail_spend) == pytest.approx(0.7151, abs=5e-5)
    n = len(online_retail_spend)
    assert gini(online_retail_spend) * n / (n - 1) == pytest.approx(0.7153, abs=5e-5)


def test_known_small_cases():
    assert gini([5, 5, 5]) == 0
    assert gini([0, 0, 0, 12]) == pytest.approx(1 - 1 / 4)  # all in one hand: 1 - 1/n
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)  # sum (2i - n - 1) x_i / (n sum x) = 10 / 40
    assert top_share(np.arange(100), 0.29) == pytest.approx(np.arange(71, 100).sum() / np.arange(100).sum())


@given(spend, st.floats(0.01, 1000), st.integers(2, 4), st.randoms(use_true_random=False))
def test_scale_order_and_duplication_change_nothing(amounts, factor, times, random):
    shuffled = random.sample(list(amounts), len(amounts))
    for statistic in (gini, top_share):
        assert statistic(shuffled) == statistic(amounts)
        assert statistic(amounts * factor) == pytest.approx(statistic(amounts), abs=1e-9)
    assert gini(np.tile(amounts, times)) == pytest.approx(gini(amounts), abs=1e-9)
    assert top_share(np.tile(amounts, 5), 0.2) == pytest.approx(
        top_share(amounts, 0.2, weights=np.full(len(amounts), 5)), abs=1e-9
    )


@given(spend.flatmap(lambda a: st.tuples(st.just(a), arrays(int, len(a), elements=st.integers(1, 4)))))
def test_whole_weights_are_repeated_rows(case):
    amounts, weights = case
    rows = np.repeat(amounts, weights)
    assert gini(amounts, weights) == pytest.approx(gini(rows), abs=1e-9)
    assert top_share(amounts, 0.3, weights=weights) == pytest.approx(top_share(rows, 0.3), abs=1e-9)
    ours, theirs = lorenz_curve(amounts, weights), lorenz_curve(rows)
    on_ours = np.interp(theirs["share_of_customers"], ours["share_of_customers"], ours["share_of_amount"])
    assert on_ours == pytest.approx(theirs["share_of_amount"].to_numpy(), abs=1e-9)


def test_table_agrees_with_top_share_and_is_as_wide_as_resamples():
    amounts = np.random.default_rng(1).gamma(0.7, size=2000)
    table = concentration_table(pd.Series(amounts), shares=(0.1, 0.5), level=0.9)
    assert table["customers"].tolist() == [200, 1000]
    assert table["share_of_amount"].tolist() == [top_share(amounts, 0.1), top_share(amounts, 0.5)]
    random = np.random.default_rng(2)
    drawn = np.sort(random.choice(amounts, (400, 2000)))[:, ::-1]
    for row, k in zip(table.itertuples(), (200, 1000), strict=True):
        spread = (drawn[:, :k].sum(axis=1) / drawn.sum(axis=1)).std()
        # resamples of many customers and no heavy tail: an independent standard error
        assert (row.high - row.low) / 2 == pytest.approx(1.645 * spread, rel=0.12)


def test_order_unit_and_seedless_tables_are_the_same():
    amounts = pd.Series(np.random.default_rng(1).gamma(0.7, size=2000))
    shuffled = amounts.sample(frac=1, random_state=2)
    for function in (concentration_table, gini_interval):
        one = function(amounts)
        pd.testing.assert_frame_equal(one, function(shuffled))
        pd.testing.assert_frame_equal(one, function(amounts * 100))


def test_less_than_one_customer_has_no_share():
    table = concentration_table([3.0, 1.0], shares=(0.2, 0.5))
    assert table["customers"].tolist() == [0, 1]
    assert table.loc[0, ["share_of_amount", "low", "high"]].isna().all()
    assert table["caveat"].tolist() == ["rests on no customer", "rests on one customer, fewer than 10"]
    with pytest.raises(ValueError, match="less than one customer"):
        top_share([3.0, 1.0], 0.2)


def test_a_share_of_few_customers_has_no_interval_and_says_why():
    amounts = np.random.default_rng(0).gamma(0.7, size=450)
    table = concentration_table(amounts, (0.02, 0.0223, 0.2)).set_index("share_of_customers")
    assert table["customers"].tolist() == [9, 10, 90]
    assert table["caveat"].tolist() == ["rests on 9 customers, fewer than 10", "", ""]
    assert table["low"].isna().tolist() == [True, False, False]


def test_a_list_too_short_to_see_its_tail_says_so_beside_its_interval():
    row = concentration_table(np.arange(1.0, 51), (0.5,)).loc[0]
    assert row["caveat"].startswith("only 50 customers") and row["low"] < row["share_of_amount"] < row["high"]


def test_a_heavy_tail_has_no_interval_at_any_number_of_customers():
    for n in (1000, 100_000):
        amounts = (1 - (np.arange(n) + 0.5) / n) ** (-1 / 1.3)
        table = concentration_table(amounts, (0.05, 0.2))
        assert table[["low", "high"]].isna().all(axis=None) and table["share_of_amount"].notna().all()
        assert set(table["caveat"]) == {"tail exponent 1.3: it looks so heavy that no usual interval holds"}
        assert gini_interval(amounts).loc[0, ["low", "high"]].isna().all()
        assert set(concentration_claims(amounts)["verdict"]) == {"no interval"}


def test_equal_customers_have_no_interval():
    words = "all amounts are equal: nothing says how far they could differ"
    for amounts in ([5.0] * 200, [0.1] * 60):
        for table in (
            concentration_table(amounts, (0.2,)),
            gini_interval(amounts),
            concentration_claims(amounts, [(0.2, 0.8)]),
            key_account_boundary(amounts, [0.5]),
        ):
            assert table[["low", "high"]].isna().all(axis=None) and table["caveat"].tolist() == [words]
    counted = concentration_table([5.0, 7.0], (0.2,), weights=[150, 0])
    assert counted["caveat"].tolist() == [words]


def test_what_brings_everything_has_no_interval_and_says_so():
    some = np.r_[np.zeros(60), np.arange(1.0, 151.0)]
    for table in (concentration_table(some, (0.2, 0.75, 1.0)), key_account_boundary(some[60:], [0.5, 1.0])):
        assert (table["low"].isna() == (table["share_of_amount"] == 1)).all()
        words = {True: "nothing in the list says how far it could vary", False: ""}
        assert table["caveat"].tolist() == table["low"].isna().map(words).tolist()


def test_the_edge_is_what_the_last_of_the_top_customers_brings():
    falling = np.array([20.0] * 15 + [10.0] * 15 + [1.0] * 120)
    share = top_share(falling, 0.1)
    expected = influence_interval(share, (np.maximum(falling - 20, 0) - share * falling) / falling.mean())
    assert concentration_table(falling, (0.1,)).loc[0, ["low", "high"]].tolist() == pytest.approx(expected.tolist())


def test_intervals_stay_where_shares_can_be():
    amounts = [1.0] * 60 + [1.2]
    row = concentration_table(amounts, (0.2,)).loc[0]
    assert row["low"] == 12 / 61 < row["share_of_amount"]  # the top fifth never brings less than a fifth
    assert gini_interval(amounts).loc[0, "low"] == 0


def held(draw, truths, n, m, level=0.95):
    """Give the share of m lists whose intervals of the top 20 %, the top 5 % and Gini hold the truth."""
    random, hits = np.random.default_rng(n), np.zeros(3)
    for _ in range(m):
        amounts = draw(random, n)
        table = concentration_table(amounts, (0.2, 0.05), level=level)
        low, high = (np.append(table[end], gini_interval(amounts, level=level)[end]) for end in ("low", "high"))
        hits += (low <= truths) & (truths <= high)
    return hits / m


@pytest.mark.heavy
def test_intervals_cover_the_truth():
    # gamma .7 from a population of a million; binomial bounds of 90 % of 100 lists are three times three apart
    population = np.random.default_rng(5).gamma(0.7, size=1_000_000)
    truths = np.array([top_share(population, 0.2), top_share(population, 0.05), gini(population)])
    shares = held(lambda random, n: random.choice(population, n), truths, 500, 100, level=0.9)
    assert (shares >= 0.81).all() and (shares <= 0.99).all()


@pytest.mark.heavy
def test_intervals_of_skewed_money_cover_the_truth():
    # log-normal, s = 1: the top p brings Phi(Phi^-1(p) + s), Gini is 2 Phi(s / sqrt 2) - 1 (closed forms)
    phi = stats.norm
    truths = np.array([phi.cdf(phi.ppf(0.2) + 1), phi.cdf(phi.ppf(0.05) + 1), 2 * phi.cdf(0.5**0.5) - 1])
    shares = held(lambda random, n: random.lognormal(0, 1, n), truths, 1000, 80)
    assert (shares >= 0.85).all()  # percentiles of resamples: .84 for the top 1 %


def test_negative_amounts_are_refused_with_the_way_out():
    amounts = pd.Series([10.0, -1.0, -2.0], index=["ann", "bob", "eve"])
    for statistic in (gini, gini_interval, top_share, lorenz_curve, concentration_table):
        with pytest.raises(ValueError, match=r"negative for 2 of 3 rows: 'bob', 'eve'.*whale_curve"):
            statistic(amounts)


def test_all_customers_bring_everything_whatever_rounding_leaves_of_their_weights():
    weights = np.full(10, 0.1)
    assert np.cumsum(weights)[-1] < 1, "tenths added up one by one must fall short of one"
    assert top_share(np.arange(10.0), 1.0, weights=weights) == pytest.approx(1)


def test_bad_shares_and_weights():
    for share in (20, np.nan):
        with pytest.raises(ValueError, match="outside 0-1"):
            top_share([1.0, 2.0], share)
    with pytest.raises(ValueError, match="same customers"):
        gini(pd.Series([1.0, 2.0]), pd.Series([1, 1], index=[1, 0]))
    with pytest.raises(ValueError, match="weights is negative"):
        gini([1.0, 2.0], [1, -1])


def test_input_is_left_alone():
    amounts = pd.Series([3.0, 1.0, 2.0])
    before = amounts.copy()
    lorenz_curve(amounts), gini(amounts), gini_interval(amounts), top_share(amounts, 0.5)
    concentration_table(amounts, (0.5,))
    pd.testing.assert_series_equal(amounts, before)


def test_a_table_in_which_nobody_is_counted_is_refused_as_one_share_is():
    message = r"the top 0\.5 of 1 customers is less than one customer\. Ask for a share of at least 1\."
    with pytest.raises(ValueError, match=message):
        concentration_table([5.0])
    with pytest.raises(ValueError, match=message):
        top_share([5.0], 0.5)
    assert concentration_table([1.0, 2.0])["customers"].tolist() == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("function", [gini, lorenz_curve, concentration_table, top_share])
def test_amounts_whose_sum_would_overflow_are_refused(function):
    with pytest.raises(ValueError, match=r"amounts is larger than 1e\+100 for 1 of 9 rows: 8"):
        function([1.0] * 8 + [1e308])


@given(spend, st.integers(1, 4))
def test_counted_rows_have_the_intervals_of_repeated_ones(values, most):
    counts = np.random.default_rng(most).integers(1, 40, len(values))
    whole = concentration_table(np.repeat(values, counts), (0.05, 0.2, 0.5))
    found = concentration_table(values, (0.05, 0.2, 0.5), weights=counts)
    pd.testing.assert_frame_equal(found, whole, rtol=1e-6, atol=1e-9)


def test_half_a_customer_has_no_interval():
    with pytest.raises(ValueError, match="weights must be whole numbers"):
        concentration_table([1.0, 2.0], (0.5,), weights=[1.5, 1.5])


def test_those_above_zero_are_counted_as_such():
    table = concentration_table(pd.Series([0.0] * 299 + [5.0]), [0.1])
    assert table.loc[0, "caveat"].startswith("only one customer above zero: ")
    assert (
        concentration_table(pd.Series(np.arange(1.0, 51.0)), [0.5]).loc[0, "caveat"].startswith("only 50 customers: ")
    )


def test_no_share_at_all_is_told_as_such():
    for nothing in ((), np.array([])):
        with pytest.raises(ValueError, match=r"shares is empty: .* such as shares=\(0\.2,\)"):
            concentration_table(np.arange(1, 200), nothing)
