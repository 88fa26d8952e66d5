import numpy as np
import pandas as pd
import pytest

from custseg.segment import TierRule, moves_beyond_chance, tier_stability, twin_scores, window_scores


def test_the_moves_of_the_grocers_households(grocer_weeks, quarters):
    """Fifths of 1,976 households in the quarters of 2017, recomputed with argsort and a loop over quarters."""
    found = tier_stability(quarters(grocer_weeks))
    expected = {"kept": 0.536, "undone": 0.461, "far": 0.162, "top_kept": 0.651, "halved": 0.207}
    assert found.round(3).to_dict() == expected


@pytest.mark.heavy
def test_the_grocers_households_move_more_than_chance(grocer_weeks, quarters, shuffled):
    """Bands of 200 twins in which no household changes; recomputed apart from the package."""
    table = moves_beyond_chance(
        quarters(grocer_weeks), (quarters(twin) for twin in shuffled(grocer_weeks, 200)), level=0.95
    )
    expected = {
        "kept": (0.551, 0.572),
        "undone": (0.514, 0.567),
        "far": (0.055, 0.074),
        "top_kept": (0.752, 0.803),
        "halved": (0.123, 0.151),
    }
    for name, ends in expected.items():
        assert table.loc[name, ["twin_low", "twin_high"]].tolist() == pytest.approx(ends, abs=0.004), name
    assert table["beyond"].all()


def test_a_twin_is_no_change(grocer_weeks, quarters, shuffled):
    still = next(shuffled(grocer_weeks, 1, seed=9))
    table = moves_beyond_chance(quarters(still), [quarters(twin) for twin in shuffled(grocer_weeks, 60)], level=0.999)
    assert not table["beyond"].any()


def test_who_is_absent_does_not_count():
    scores = np.array([[1.0, 1.0], [2.0, np.nan], [3.0, 3.0]])
    assert tier_stability(scores, n_tiers=2)["kept"] == tier_stability(scores[[0, 2]], n_tiers=2)["kept"] == 1.0


def test_what_concerns_nobody_is_missing():
    found = tier_stability(np.array([[np.nan, 1.0], [2.0, np.nan]]), n_tiers=2)
    assert found.isna().all()
    assert not moves_beyond_chance([[np.nan, 1.0]], [[[np.nan, 1.0]]], n_tiers=2)["beyond"].any()


def test_stated_cuts_have_their_own_top():
    scores = pd.DataFrame({1: [5.0, 50.0], 2: [5.0, 60.0]})
    assert tier_stability(scores, cuts=[10.0])["top_kept"] == 1.0


def test_the_unit_of_money_and_the_order_of_rows_do_not_matter():
    scores = np.random.default_rng(1).gamma(1.0, 10.0, (60, 4))
    pd.testing.assert_series_equal(tier_stability(scores), tier_stability(scores[::-1] * 7.0))


def test_one_window_and_no_twins_are_refused():
    with pytest.raises(ValueError, match="two windows"):
        tier_stability([[1.0], [2.0]])
    with pytest.raises(ValueError, match="twins is empty"):
        moves_beyond_chance([[1.0, 2.0]], [])


def shops(n: int, rng: np.random.Generator, promoted: float = 0.0) -> pd.DataFrame:
    """Draw a year of weeks of customers who do not change, but for a share who spend four times as much from July."""
    weeks = rng.gamma(1.0, rng.gamma(1.5, 10.0, (n, 1)), (n, 52))
    weeks[: int(promoted * n), 26:] *= 4.0
    return pd.DataFrame(weeks)


def p_values(weeks: pd.DataFrame, n_twins: int, seed: int) -> pd.Series:
    twins = twin_scores(weeks, n_twins=n_twins, random_state=seed)
    return moves_beyond_chance(window_scores(weeks), twins)["p_value"]


def test_a_quick_look_at_shops_in_which_nobody_changes():
    rng = np.random.default_rng(1)
    significant = [p_values(shops(120, rng), 39, seed)["far"] <= 0.05 for seed in range(30)]
    assert sum(significant) <= 5, "of thirty shops without a change, one or two are significant at 5 %"


def test_a_quick_look_at_planted_promotions():
    rng = np.random.default_rng(2)
    significant = [p_values(shops(200, rng, promoted=0.15), 39, seed)["far"] <= 0.05 for seed in range(8)]
    assert sum(significant) >= 7


@pytest.mark.slow
def test_without_change_migration_is_significant_in_one_shop_of_twenty():
    rng = np.random.default_rng(3)
    found = pd.DataFrame([p_values(shops(150, rng), 99, seed) for seed in range(200)])
    shares = (found[["kept", "undone", "far"]] <= 0.05).mean()
    assert shares.between(0.02, 0.08).all(), f"{shares.to_dict()}: of 200 shops without a change 2-8 % at 5 %"


@pytest.mark.slow
def test_planted_promotions_are_found():
    rng = np.random.default_rng(4)
    for promoted, least in ((0.1, 0.7), (0.2, 0.9)):
        found = [p_values(shops(200, rng, promoted), 59, seed)["far"] <= 0.05 for seed in range(60)]
        assert np.mean(found) >= least, f"{np.mean(found):.0%} where {promoted:.0%} were promoted"


def test_a_rule_with_hysteresis_is_judged_by_its_own_twins(grocer_weeks):
    weeks, rule = pd.DataFrame(grocer_weeks), TierRule(frozen=False, hysteresis=10)
    table = moves_beyond_chance(window_scores(weeks), twin_scores(weeks, n_twins=39, random_state=1), cuts=rule)
    assert table.loc["undone", "observed"] == pytest.approx(0.170, abs=0.001)
    assert table.loc["far", "p_value"] == pytest.approx(0.05)
