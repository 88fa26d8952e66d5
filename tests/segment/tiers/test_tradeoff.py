import numpy as np
import pandas as pd
import pytest

from custseg.segment import TierRule, hysteresis_tradeoff, tier_stability, window_scores


@pytest.fixture(scope="module")
def weeks():
    rng = np.random.default_rng(1)
    return pd.DataFrame(rng.gamma(1.0, rng.gamma(1.5, 10.0, (250, 1)), (250, 52)))


@pytest.fixture(scope="module")
def table(weeks):
    return hysteresis_tradeoff(weeks, hysteresis=[0, 5, 10], lengths=[4, 13], n_twins=20, random_state=1)


def test_what_is_seen_is_what_tier_stability_counts(weeks, table):
    for (length, margin), row in table.iterrows():
        facts = tier_stability(window_scores(weeks, length=length), cuts=TierRule(frozen=False, hysteresis=margin))
        assert row[["moves", "undone"]].tolist() == pytest.approx([1 - facts["kept"], facts["undone"]])


def test_a_margin_calms_and_delays(table):
    for _, tried in table.groupby("length"):
        assert tried["moves"].is_monotonic_decreasing and tried["moves_twin"].is_monotonic_decreasing
        assert tried["undone_twin"].is_monotonic_decreasing
        assert tried["delay"].is_monotonic_increasing and tried["found"].is_monotonic_decreasing
        assert tried["by_chance"].is_monotonic_decreasing


def test_longer_windows_have_less_noise_and_later_truth(table):
    short, long = table.loc[4], table.loc[13]
    assert (long["moves_twin"] < short["moves_twin"]).all() and (long["delay"] > short["delay"]).all()
    assert (table["found"] > table["by_chance"]).all()


def test_who_does_not_change_lies_in_the_band_of_the_twins(table):
    assert table["moves"].between(table["moves_low"] - 0.02, table["moves_high"] + 0.02).all()
    assert ((table["moves_low"] <= table["moves_twin"]) & (table["moves_twin"] <= table["moves_high"])).all()


@pytest.mark.heavy
def test_the_grocers_margins(grocer_weeks):
    """46, 32 and 22 % move a quarter, 46, 27 and 17 % of promotions are undone; the same with the margins by hand."""
    found = hysteresis_tradeoff(pd.DataFrame(grocer_weeks), n_twins=20, random_state=1)
    assert found["moves"].round(3).tolist() == [0.464, 0.318, 0.220]
    assert found["undone"].round(3).tolist() == [0.461, 0.266, 0.170]
    assert (found["undone"] < found["undone_low"])[[(13, 0.0), (13, 5.0)]].all()


def test_two_windows_tell_of_no_promotion_undone(weeks):
    row = hysteresis_tradeoff(weeks, hysteresis=[0], lengths=[26], n_twins=20, random_state=1).iloc[0]
    assert np.isnan(row["undone"]) and np.isnan(row["undone_twin"]) and row["moves"] > 0 and row["windows"] == 2


def test_where_no_chance_is_the_change_shows_with_the_window():
    """Customers who spend the same each week: nobody moves by chance, and whoever changes is found, if not in time."""
    still = pd.DataFrame(np.repeat(np.arange(1.0, 101.0)[:, np.newaxis], 52, axis=1))
    row = hysteresis_tradeoff(still, hysteresis=[0], lengths=[1], n_twins=20, random_state=2).iloc[0]
    assert row["moves"] == row["moves_twin"] == 0 and row["by_chance"] == 0
    assert row["found"] == 1 and row["delay"] == 1


def test_any_rule_can_be_tried(weeks):
    rule = TierRule("quota", quota=[0.3, 0.2], frozen=False, grace=1, hysteresis=99)
    found = hysteresis_tradeoff(weeks, rule=rule, hysteresis=[0], by=1, n_twins=20, random_state=1).iloc[0]
    graceless = TierRule("quota", quota=[0.3, 0.2], frozen=False)
    other = hysteresis_tradeoff(weeks, rule=graceless, hysteresis=[0], by=1, n_twins=20, random_state=1).iloc[0]
    assert found["moves"] < other["moves"] and found["delay"] >= other["delay"]
    assert rule.hysteresis == 99 and not hasattr(rule, "cuts_")


def test_the_seed_decides_and_of_many_some_are_drawn(weeks):
    one, same, other = (
        hysteresis_tradeoff(weeks, hysteresis=[5], n_twins=20, most=100, random_state=seed) for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"hysteresis": []}, "at least one number"),
        ({"lengths": [13, 30]}, r"\[30\] make less than two windows"),
        ({"by": 5}, "belongs 5 tiers above"),
        ({"n_twins": 5}, "n_twins"),
        ({"level": 95.0}, "level"),
    ],
)
def test_what_cannot_be_tried_is_refused(weeks, wanted, message):
    with pytest.raises(ValueError, match=message):
        hysteresis_tradeoff(weeks, **{"random_state": 1, "n_twins": 20, **wanted})
