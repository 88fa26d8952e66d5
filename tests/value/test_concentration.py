import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.resample import bootstrap
from custseg.value import concentration_claims, concentration_table, gini, lorenz_curve, pareto_top_share, top_share

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


def test_interpolated_lorenz_curve_is_another_counting_rule(online_retail_spend):
    curve = lorenz_curve(online_retail_spend)
    lower = np.interp([0.8, 0.99], curve["share_of_customers"], curve["share_of_amount"])
    assert 1 - lower == pytest.approx([0.7461, 0.3186], abs=5e-5)


def test_twenty_eighty_and_five_forty_exclude_each_other():
    # Closed form: ln s / ln p. A curve through 20/80 gives the top 5 % 66.0 %; through 5/40 the top 20 % 61.1 %.
    assert pareto_top_share(0.05, through=(0.2, 0.8)) == pytest.approx(0.660, abs=5e-4)
    assert pareto_top_share(0.2, through=(0.05, 0.4)) == pytest.approx(0.611, abs=5e-4)
    assert pareto_top_share(np.array([0.0, 0.2, 1.0])) == pytest.approx([0, 0.8, 1])


def test_gini_of_a_pareto_curve():
    # Gini of Pareto(a) = 1 / (2a - 1); the customers of a fine grid on the curve of a = 1.5 have it to 4 digits.
    theta = 1 - 1 / 1.5
    edges = np.linspace(0, 1, 200_001)
    customers = np.diff(pareto_top_share(edges, through=(0.1, 0.1**theta)))
    assert gini(customers) == pytest.approx(1 / (2 * 1.5 - 1), abs=1e-4)


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


@given(spend)
def test_lorenz_curve_is_convex_and_ends_at_one(amounts):
    curve = lorenz_curve(amounts)
    assert curve.iloc[0].tolist() == [0, 0] and curve.iloc[-1].tolist() == [1, 1]
    assert np.diff(curve["share_of_amount"], 2).min(initial=0) >= -1e-12


def test_table_agrees_with_top_share_and_a_plain_bootstrap():
    amounts = pd.Series(np.random.default_rng(1).pareto(2, 300))
    table = concentration_table(amounts, shares=(0.1, 0.5), level=0.9, n_resamples=200, random_state=3)
    assert table["customers"].tolist() == [30, 150]
    assert table["share_of_amount"].tolist() == [top_share(amounts, 0.1), top_share(amounts, 0.5)]
    ordered = -np.sort(-amounts)
    plain = bootstrap(lambda a, w: top_share(a, 0.1, weights=w), ordered, n_resamples=200, random_state=3)
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(np.quantile(plain, [0.05, 0.95]).tolist())


def test_table_is_reproducible_and_does_not_depend_on_the_order_of_rows():
    amounts = pd.Series(np.random.default_rng(1).pareto(2, 300))
    one = concentration_table(amounts, n_resamples=50)
    pd.testing.assert_frame_equal(one, concentration_table(amounts.sample(frac=1, random_state=2), n_resamples=50))


def test_less_than_one_customer_has_no_share():
    table = concentration_table([3.0, 1.0], shares=(0.2, 0.5), n_resamples=20)
    assert table["customers"].tolist() == [0, 1]
    assert table.loc[0, ["share_of_amount", "low", "high"]].isna().all()
    with pytest.raises(ValueError, match="less than one customer"):
        top_share([3.0, 1.0], 0.2)


@pytest.mark.heavy
def test_intervals_cover_the_truth():
    # 100 samples from one population: a 90 % percentile interval should cover its top share about nine times in ten.
    rng = np.random.default_rng(5)
    population = rng.gamma(0.7, size=200_000)
    truth = top_share(population, 0.2)
    hits = 0
    for seed in range(100):
        sample = rng.choice(population, 500)
        row = concentration_table(sample, shares=(0.2,), level=0.9, n_resamples=200, random_state=seed).loc[0]
        hits += row["low"] <= truth <= row["high"]
    assert 82 <= hits <= 97


def test_negative_amounts_are_refused_with_the_way_out():
    amounts = pd.Series([10.0, -1.0, -2.0], index=["ann", "bob", "eve"])
    for statistic in (gini, top_share, lorenz_curve, concentration_table):
        with pytest.raises(ValueError, match=r"negative for 2 of 3 rows: 'bob', 'eve'.*whale_curve"):
            statistic(amounts)


@pytest.mark.parametrize(
    ("amounts", "error", "message"),
    [
        ([], ValueError, "empty"),
        ([0.0, 0.0], ValueError, "all amounts are zero"),
        ([1.0, np.nan], ValueError, "missing or infinite for 1 of 2 rows: 1"),
        (["much", "little"], TypeError, "must be numbers"),
        (pd.DataFrame({"amount": [1.0]}), TypeError, "one column"),
    ],
)
def test_bad_amounts(amounts, error, message):
    with pytest.raises(error, match=message):
        gini(amounts)


def test_bad_shares_weights_and_points():
    for share in (20, np.nan):
        with pytest.raises(ValueError, match="outside 0-1"):
            top_share([1.0, 2.0], share)
    with pytest.raises(ValueError, match="same customers"):
        gini(pd.Series([1.0, 2.0]), pd.Series([1, 1], index=[1, 0]))
    with pytest.raises(ValueError, match="weights is negative"):
        gini([1.0, 2.0], [1, -1])
    with pytest.raises(ValueError, match="no Pareto curve"):
        pareto_top_share(0.1, through=(0.8, 0.2))


def test_input_is_left_alone():
    amounts = pd.Series([3.0, 1.0, 2.0])
    before = amounts.copy()
    lorenz_curve(amounts), gini(amounts), top_share(amounts, 0.5), concentration_table(amounts, (0.5,), n_resamples=10)
    pd.testing.assert_series_equal(amounts, before)


@pytest.fixture
def on_the_curve():
    """Give 2,000 customers exactly on the Pareto curve through 20/80."""
    return np.diff(pareto_top_share(np.linspace(0, 1, 2001), through=(0.2, 0.8)))


def test_only_one_of_the_two_claims_can_hold_on_a_curve(on_the_curve):
    table = concentration_claims(on_the_curve, n_resamples=200)
    assert table["share_of_amount"].tolist() == pytest.approx([0.8, 0.660], abs=5e-4)  # 5/66.0, closed form
    assert table["verdict"].tolist() == ["not refuted", "above the claim"]
    assert table["top_20_implied"].tolist() == pytest.approx([0.8, 0.611], abs=5e-4)  # 20/61.1, closed form


def test_online_retail_is_below_twenty_eighty_and_above_five_forty(online_retail_spend):
    table = concentration_claims(online_retail_spend, n_resamples=300)
    assert table.loc[0, "share_of_amount"] == top_share(online_retail_spend, 0.2)
    assert table["verdict"].tolist() == ["below the claim", "above the claim"]


def test_bad_claims():
    with pytest.raises(ValueError, match="no Pareto curve"):
        concentration_claims([1.0, 2.0], [(0.8, 0.2)])
    with pytest.raises(ValueError, match="whale_curve"):
        concentration_claims([1.0, -2.0], [(0.5, 0.8)])
    claims = concentration_claims([1.0, 2.0], [(0.05, 0.4), (0.5, 0.8)], n_resamples=5)
    assert claims.loc[0, "verdict"] == "nobody to count"


def test_a_table_in_which_nobody_is_counted_is_refused_as_one_share_is():
    message = r"the top 0\.5 of 1 customers is less than one customer\. Ask for a share of at least 1\."
    with pytest.raises(ValueError, match=message):
        concentration_table([5.0])
    with pytest.raises(ValueError, match=message):
        top_share([5.0], 0.5)
    assert concentration_table([1.0, 2.0], n_resamples=5)["customers"].tolist() == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("function", [gini, lorenz_curve, concentration_table, top_share])
def test_amounts_whose_sum_would_overflow_are_refused(function):
    with pytest.raises(ValueError, match=r"amounts is larger than 1e\+100 for 1 of 9 rows: 8"):
        function([1.0] * 8 + [1e308])
