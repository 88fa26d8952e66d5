"""Tests for the doubt from which on a move is taken for a change."""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import move_thresholds, tier_moves, twin_scores, window_scores


def still(n=300, seed=1):
    random = np.random.default_rng(seed)
    level = random.gamma(2.0, 10.0, (n, 1))
    return pd.DataFrame(random.gamma(1.0, level, (n, 52)), index=[f"c{i}" for i in range(n)])


def halves(weeks, n_twins=40, seed=2):
    return window_scores(weeks, length=26), list(twin_scores(weeks, length=26, n_twins=n_twins, random_state=seed))


@pytest.mark.heavy
def test_where_nobody_changes_chance_finds_as_many():
    tables = [move_thresholds(*halves(still(seed=seed))) for seed in range(4)]
    found, by_chance = (sum(table.loc[0.1, column] for table in tables) for column in ("found", "by_chance"))
    assert 0.6 * by_chance < found < 1.4 * by_chance, "the counts of still worlds must be those of their twins"


@pytest.mark.heavy
def test_a_list_holds_no_more_of_the_unchanged_than_it_says():
    false = []
    for seed in range(4):
        weeks = still(seed=seed)
        ranks = weeks.sum(axis=1).rank(method="first").to_numpy() - 1
        low, high = np.argsort(ranks)[20:40], np.argsort(ranks)[-40:-20]
        swapped = weeks.to_numpy().copy()
        swapped[low, 26:], swapped[high, 26:] = swapped[high, 26:].copy(), swapped[low, 26:].copy()
        changed = pd.DataFrame(swapped, weeks.index)
        scores, twins = halves(changed)
        table = move_thresholds(scores, twins)
        cut = table.index[table["false_share"] <= 0.2].max()
        listed = tier_moves(scores, twins=twins)["as_far_in_twins"] <= cut
        assert listed.sum() == table.loc[cut, "found"], "tier_moves and move_thresholds must count the same customers"
        assert listed.iloc[np.append(low, high)].mean() > 0.5, "most of those planted must be found"
        false.append(1 - listed.iloc[np.append(low, high)].sum() / listed.sum())
    assert np.mean(false) < 0.3, f"of the lists {np.mean(false):.0%} did not change; at most about 20 % were promised"


def test_counts_rise_and_nobody_found_is_all_false():
    table = move_thresholds(*halves(still(20), n_twins=20), most=0.5)
    assert table["found"].is_monotonic_increasing, "who is found at a smaller share is found at a larger one"
    assert len(table) == 11, "one row for each twin up to half of them"
    assert (table.loc[table["found"] == 0, "false_share"] == 1).all()


def test_the_absent_are_not_counted():
    scores, twins = halves(still(50))
    scores = scores.assign(**{str(column): scores[column] for column in scores.columns})[scores.columns]
    scores.iloc[:10, 0] = np.nan
    table = move_thresholds(scores, twins)
    moves = tier_moves(scores, twins=twins)
    assert table.iloc[-1]["found"] == (moves["as_far_in_twins"] <= 0.2).sum()


@pytest.mark.parametrize(
    ("twins", "fault"), [([np.ones((50, 2))] * 5, "at least 20 twins"), ([np.ones((3, 2))] * 20, "the shape")]
)
def test_it_says_what_is_wrong_with_twins(twins, fault):
    with pytest.raises(ValueError, match=fault):
        move_thresholds(halves(still(50))[0], twins)
