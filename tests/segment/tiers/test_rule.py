import numpy as np
import pandas as pd
import pytest

from custseg.bands import Bands
from custseg.schema import SchemaError
from custseg.segment import TierRule, tier_panel


def panel(rows, columns=None):
    rows = np.array(rows, dtype=float)
    return pd.DataFrame(rows, index=list("abcdefgh")[: len(rows)], columns=columns or range(1, rows.shape[1] + 1))


def held(rule, scores, column="tier"):
    return rule.predict_panel(scores)[column].unstack().to_numpy().tolist()


def test_a_rule_of_one_quarter_labels_the_next_with_the_same_cuts():
    first, second = pd.Series([1.0, 2.0, 3.0, 4.0]), pd.Series([10.0, 2.0, 0.0, np.nan])
    rule = TierRule(n_tiers=4).fit(first)
    assert rule.cuts_.tolist() == [2.0, 3.0, 4.0] and rule.counts_.tolist() == [1, 1, 1, 1]
    assert rule.predict(first).tolist() == [1, 2, 3, 4]
    assert rule.predict(second).tolist() == [4, 2, 1, 0]


@pytest.mark.parametrize("seed", range(4))
def test_equal_parts_are_those_of_bands_with_their_ties(seed):
    scores = np.random.default_rng(seed).integers(0, 9, 50).astype(float)[:, np.newaxis]
    for n in (2, 5, 30):
        found = TierRule(n_tiers=n).fit(scores).predict(scores)
        assert found.tolist() == Bands(n_bands=n).fit_transform(scores).ravel().tolist()


def test_a_score_on_a_cut_is_in_the_better_tier():
    rule = TierRule("fixed", cuts=[71, 81, 91]).fit([[50.0]])
    assert rule.predict([[70.9], [71.0], [81.0], [90.9], [91.0]]).tolist() == [1, 2, 3, 3, 4]


@pytest.mark.parametrize(
    ("quota", "ties", "counts"),
    [
        ([0.3, 0.2], "lower", [5, 3, 2]),
        ([3, 2], "lower", [5, 3, 2]),
        ([3, 20], "lower", [0, 0, 10]),
        ([0.01], "lower", [10, 0]),
    ],
)
def test_a_quota_gives_the_best_their_places_first(quota, ties, counts):
    assert TierRule("quota", quota=quota, ties=ties).fit(np.arange(10.0)[:, None]).counts_.tolist() == counts


def test_equal_scores_around_the_last_place_stay_together():
    scores = np.array([[9.0], [5.0], [5.0], [5.0], [1.0]])
    assert TierRule("quota", quota=[2]).fit(scores).counts_.tolist() == [4, 1]
    assert TierRule("quota", quota=[2], ties="upper").fit(scores).counts_.tolist() == [1, 4]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ties", ["lower", "upper"])
def test_a_quota_is_kept_as_well_as_equal_scores_allow(seed, ties):
    scores = np.random.default_rng(seed).integers(0, 15, 80).astype(float)
    rule = TierRule("quota", quota=[20, 10, 5], ties=ties).fit(scores[:, None])
    for place, cut in zip([35, 15, 5], rule.cuts_, strict=True):
        above, ordered = int((scores >= cut).sum()), np.sort(scores)[::-1]
        assert above <= place if ties == "lower" else above >= place
        straddling = ordered[place - 1] == ordered[place]
        assert above == place or straddling


def test_points_are_the_maximum_times_the_place_and_stay_those_of_fit():
    """35 + 55 + 5 + 5 = 100: one published province rule; points by place are our reading."""
    maxima = {"quantity": 35, "amount": 55, "items": 5, "premium": 5}
    rng = np.random.default_rng(1)
    shops = pd.DataFrame(rng.permuted(np.tile(np.arange(11.0), (4, 1)), axis=1).T, columns=list(maxima))
    rule = TierRule("points", points=maxima, cuts=[50, 80]).fit(shops)
    expected = (shops * pd.Series(maxima) / 10).sum(axis=1)
    np.testing.assert_allclose(rule.total_points(shops), expected)
    best = pd.DataFrame([[99.0] * 4, [-1.0] * 4], columns=list(maxima))
    assert rule.total_points(best).tolist() == [100.0, 0.0] and rule.predict(best).tolist() == [3, 1]


def test_points_of_several_windows_show_who_joined_and_left():
    first = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [3.0, 2.0, 1.0]}, index=["ann", "bob", "eve"])
    second = pd.DataFrame({"y": [9.0, 9.0], "x": [9.0, 0.0]}, index=["ann", "zoe"])
    rule = TierRule("points", points={"x": 80, "y": 20}, cuts=[50]).fit(first)
    table = rule.predict_panel({1: first, 2: second})
    assert table["tier"].unstack().to_dict("index") == {
        "ann": {1: 1, 2: 2}, "bob": {1: 2, 2: 0}, "eve": {1: 2, 2: 0}, "zoe": {1: 0, 2: 1}
    }  # fmt: skip
    assert table.loc[("zoe", 2), "status"] == "first seen" and table.loc[("bob", 2), "status"] == "away"
    with pytest.raises(SchemaError, match="stand twice in the windows '2'"):
        rule.predict_panel({1: first, 2: pd.concat([second, second])})


def test_a_margin_holds_a_tier_in_both_directions():
    rule = TierRule("fixed", cuts=[10, 20], hysteresis=2, hysteresis_in="score").fit([[1.0]])
    scores = panel([[9, 11, 12, 8.5, 8, 7.9], [5, 21.9, 22, 18, 17.9, 100]])
    assert held(rule, scores) == [[1, 1, 2, 2, 2, 1], [1, 2, 3, 3, 2, 3]]
    assert held(rule, scores, "by_cuts") == [[1, 2, 2, 1, 1, 1], [1, 3, 3, 2, 2, 3]]


def test_a_margin_in_ranks_is_a_share_of_those_present():
    """Of 100 with scores 0-99 the cut of halves is 50; ten rank points put the borders at 60 and 40."""
    rule = TierRule(n_tiers=2, hysteresis=10).fit(np.arange(100.0)[:, None])
    assert (rule.cuts_.tolist(), rule.rise_cuts_.tolist(), rule.fall_cuts_.tolist()) == ([50.0], [60.0], [40.0])
    closed = TierRule(n_tiers=5, hysteresis=20).fit(np.arange(100.0)[:, None])
    assert closed.rise_cuts_[-1] == np.inf and closed.fall_cuts_[0] == -np.inf


@pytest.mark.parametrize("seed", range(3))
def test_a_margin_in_ranks_by_counting(seed):
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(rng.integers(0, 40, (90, 6)).astype(float))
    found = held(TierRule(n_tiers=3, hysteresis=7, frozen=False).fit(scores[0]), scores)
    below = scores.apply(lambda column: column.map(lambda one: 100 * (column < one).mean()))
    for who in range(90):
        tier = 0
        for window in scores:
            ranks = np.unique(below[window])
            cuts = [ranks[ranks >= 100 * j / 3 - 1e-9].min() for j in (1, 2)]
            rank = below.loc[who, window]
            if not window:
                tier = 1 + sum(rank >= cut for cut in cuts)
            up, down = (1 + sum(rank >= cut + h - 1e-9 for cut in cuts) for h in (7, -7))
            tier = min(max(tier, up), down) if window else tier
            assert found[who][window] == tier


def test_grace_forgives_so_many_windows_in_a_row():
    scores = panel([[20, 5, 20, 5, 5, 5, 20], [20, 5, 5, 20, 5, 5, 5]])
    assert held(TierRule("fixed", cuts=[10], grace=2).fit([[1.0]]), scores) == [
        [2, 2, 2, 2, 2, 1, 2],
        [2, 2, 2, 2, 2, 2, 1],
    ]


def test_a_stay_lasts_from_entry_and_does_not_keep_anybody_from_rising():
    scores = panel([[5, 15, 5, 5, 25], [5, 15, 25, 5, 5]])
    rule = TierRule("fixed", cuts=[10, 20], minimum_stay=2).fit([[1.0]])
    assert held(rule, scores) == [[1, 2, 2, 1, 3], [1, 2, 3, 3, 1]]


def test_who_was_absent_is_placed_anew():
    rule = TierRule("fixed", cuts=[10], hysteresis=5, hysteresis_in="score").fit([[1.0]])
    scores = panel([[20, 8, 8], [20, np.nan, 8], [np.nan, 12, 8]])
    assert held(rule, scores) == [[2, 2, 2], [2, 0, 1], [0, 2, 2]]
    assert held(rule, scores.assign(**{"2": np.nan}).iloc[:, [0]]) == [[2], [2], [0]]


def test_a_window_in_which_nobody_is_there_ends_all_tiers():
    rule = TierRule("fixed", cuts=[10], hysteresis=5, hysteresis_in="score", frozen=False).fit([[1.0]])
    scores = panel([[20, np.nan, 8], [12, np.nan, 11]])
    assert held(rule, scores) == [[2, 0, 1], [2, 0, 2]]
    assert held(TierRule(n_tiers=2, frozen=False).fit([[1.0], [2.0]]), scores) == [[2, 0, 1], [1, 0, 2]]


def test_windows_out_of_order_customers_twice_and_gaps_are_refused():
    rule = TierRule("fixed", cuts=[10]).fit([[1.0]])
    with pytest.raises(SchemaError, match="must rise"):
        rule.predict_panel(panel([[1, 2]], columns=[2, 1]))
    with pytest.raises(SchemaError, match="customers twice"):
        rule.predict_panel(pd.DataFrame({1: [1.0, 2.0]}, index=["a", "a"]))
    gap = panel([[1, 2]], columns=list(pd.PeriodIndex(["2024Q1", "2024Q3"], freq="Q")))
    with pytest.raises(SchemaError, match="lacks the period '2024Q2'"):
        rule.predict_panel(gap.set_axis(pd.PeriodIndex(gap.columns), axis=1))


def test_a_rule_that_is_not_frozen_cuts_each_window_anew_and_holds_all_the_same():
    scores = pd.DataFrame(np.random.default_rng(3).gamma(1.0, 10.0, (200, 4)) * [1, 2, 3, 4])
    anew = TierRule(n_tiers=4, frozen=False).fit(scores[0])
    assert held(anew, scores) == tier_panel(scores, n_tiers=4)["tier"].unstack().to_numpy().tolist()
    calm = np.array(held(anew.set_params(hysteresis=10), scores))
    assert (np.diff(calm) != 0).sum() < (np.diff(held(anew.set_params(hysteresis=0), scores)) != 0).sum()


def test_a_panel_takes_a_rule_that_was_not_fitted_and_leaves_it_so():
    scores = panel([[1, 4], [2, 3], [3, 2], [4, np.nan]])
    rule = TierRule("points", quota=[1], hysteresis=1)
    assert tier_panel(scores, cuts=rule)["tier"].unstack().to_numpy().tolist() == [[1, 1], [1, 1], [1, 1], [2, 0]]
    assert not hasattr(rule, "cuts_")


def test_whatever_the_order_of_the_customers_the_tiers_are_the_same():
    scores = pd.DataFrame(np.random.default_rng(5).gamma(1.0, 10.0, (60, 5)))
    rule = TierRule("quota", quota=[0.2, 0.1], hysteresis=4, grace=1, minimum_stay=2, frozen=False).fit(scores[0])
    one, other = rule.predict_panel(scores)["tier"], rule.predict_panel(scores[::-1])["tier"]
    pd.testing.assert_series_equal(one, other.reindex(one.index))


def test_every_problem_of_the_parameters_is_said_at_once():
    with pytest.raises(ValueError, match="n_tiers must be") as found:
        TierRule("quota", n_tiers=1, cuts=[2, 1], points=[0], hysteresis=-1, grace=0.5, frozen="yes").fit([[1.0]])
    for part in (
        "hysteresis must",
        "grace must",
        "needs quota",
        "points belong",
        "cuts belong",
        "rising",
        "frozen must",
    ):
        assert part in str(found.value)
    with pytest.raises(ValueError, match="state cuts or quota"):
        TierRule("points", cuts=[1], quota=[1]).fit([[1.0], [2.0]])


@pytest.mark.parametrize("quota", [[0.6, 0.6], [0.5, 2], [1.5], [], [np.nan], "half"])
def test_a_quota_that_cannot_be_is_refused(quota):
    with pytest.raises(ValueError, match="quota must be"):
        TierRule("quota", quota=quota).fit([[1.0], [2.0]])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"a": [1.0], "b": [2.0]}), "reads one column, X has 2"),
        (pd.DataFrame({"a": [np.nan, np.nan]}), "nobody is present"),
        (pd.DataFrame({"a": [3.0, 3.0]}), r"2 samples, all equal to \[3.0\]"),
        (pd.DataFrame({"a": [3.0, np.inf]}), "infinity"),
    ],
)
def test_scores_that_cannot_be_cut_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        TierRule().fit(table)


def test_points_need_every_column():
    with pytest.raises(ValueError, match="NaN at row position 1"):
        TierRule("points").fit(pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, np.nan]}))
    with pytest.raises(ValueError, match="points has 3 maxima, X has 2 columns"):
        TierRule("points", points=[1, 2, 3]).fit([[1.0, 2.0], [2.0, 3.0]])


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError, match="'visits'"):
        TierRule("points", points={"amount": 60, "visits": 40}).fit(pd.DataFrame({"amount": [1.0, 2.0]}))


def test_a_later_window_may_be_called_otherwise():
    table = pd.DataFrame({"2023": [1.0, 2.0], "2024": [2.0, 2.0]}, index=["ann", "bob"])
    rule = TierRule(n_tiers=2).fit(table[["2023"]])
    assert rule.predict(table["2024"]).to_dict() == {"ann": 2, "bob": 2}


def test_the_cuts_that_each_window_would_have():
    scores = panel([[1, 10, np.nan], [2, 20, np.nan], [3, 30, np.nan]])
    found = TierRule(n_tiers=3).cuts_by_window(scores)
    assert found.columns.tolist() == ["1|2", "2|3"] and found.loc[[1, 2]].to_numpy().tolist() == [[2, 3], [20, 30]]
    assert found.loc[3].isna().all()


def test_a_gap_between_quarters_written_as_text_is_refused():
    rule = TierRule(n_tiers=2).fit(pd.Series([1.0, 2.0]))
    with pytest.raises(SchemaError, match="lacks the period '2024Q2'"):
        rule.predict_panel(pd.DataFrame([[1.0, 2.0], [2.0, 1.0]], columns=["2024Q1", "2024Q3"]))


def test_more_tiers_than_can_be_counted_are_refused():
    with pytest.raises(ValueError, match="at most 32,767 tiers; found 100,000"):
        TierRule(n_tiers=100_000).fit(pd.Series([1.0, 2.0]))
