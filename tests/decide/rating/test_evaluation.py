"""Does a control show what was done, does a comparison without one not, and are the intervals as sure as they say?"""

import numpy as np
import pandas as pd
import pytest

from custseg.decide import against_control, before_after
from custseg.schema import SchemaError

EFFECT = 3.0


def world(seed, *, chosen, n=200, effect=EFFECT, trend=2.0):
    """Draw scores of a steady level and chance; everybody rises by the trend, the treated by the effect as well."""
    random = np.random.default_rng(seed)
    level = random.normal(60, 8, n)
    before = level + random.normal(0, 6, n)
    earlier = level - trend + random.normal(0, 6, n)
    if chosen == "by lot":
        treated = random.permutation(n) < n // 3
    elif chosen == "by level":  # who is picked by what lasts changes as the others do
        treated = level < np.quantile(level, 1 / 3)
    else:
        treated = before < np.quantile(before, 1 / 3)
    after = level + trend + effect * treated + random.normal(0, 6, n)
    return (pd.Series(column) for column in (earlier, before, after, treated))


def test_scores_and_changes_that_are_all_0_or_1_are_no_shares():
    before, after = pd.Series([0.0, 0, 1, 0, 0, 0]), pd.Series([1.0, 1, 1, 0, 0, 1])
    treated = pd.Series([True] * 3 + [False] * 3)
    one, other = (against_control(before, after + more, treated, earlier=before - more, drawn=True) for more in (0, 1))
    ends = one[["low", "high"]]
    for comparison in ("difference in differences", "adjusted for before"):
        assert ends.loc[comparison].tolist() == pytest.approx(other.loc[comparison, ["low", "high"]].tolist())
    assert ends.loc[["treated, before and after", "control, before and after"], "high"].min() > 1.0
    table = before_after(before[2:4].to_frame("credit"), pd.DataFrame({"credit": [0.0, 0.0]}, index=[2, 3]))
    assert table.loc["credit", "low"] < -1.0, "Student's, of two customers"


def comparisons(chosen, seeds=60, **options):
    tables = []
    for seed in range(seeds):
        earlier, before, after, treated = world(seed, chosen=chosen, **options)
        tables.append(against_control(before, after, treated, earlier=earlier, drawn=chosen == "by lot"))
    return pd.concat(tables, keys=range(seeds)).groupby(level="comparison")["estimate"].mean()


class TestWhatAComparisonShows:
    def test_before_and_after_adds_the_trend_and_what_comes_back_by_itself(self):
        found = comparisons("lowest")["treated, before and after"]
        assert found > EFFECT + 2 + 2, f"expected far more than the effect of {EFFECT}; found {found:.1f}"

    def test_a_control_that_is_no_lot_still_shows_what_comes_back_by_itself(self):
        found = comparisons("lowest")
        assert found["difference in differences"] > EFFECT + 2
        assert abs(found["the same, one period earlier"]) > 2, "the period before would not have warned"

    @pytest.mark.parametrize("chosen", ["by lot", "by level"])
    def test_where_both_sides_change_alike_the_effect_is_found(self, chosen):
        found = comparisons(chosen)
        assert found["difference in differences"] == pytest.approx(EFFECT, abs=0.4)
        assert found["the same, one period earlier"] == pytest.approx(0, abs=0.4)


@pytest.mark.heavy
@pytest.mark.parametrize("comparison", ["difference in differences", "adjusted for before"])
def test_the_intervals_hold_the_effect_as_often_as_they_say(comparison):
    inside, widths = [], []
    for seed in range(400):
        _, before, after, treated = world(seed, chosen="by lot", n=90)
        low, high = against_control(before, after, treated, drawn=True).loc[comparison, ["low", "high"]]
        inside.append(low <= EFFECT <= high)
        widths.append(high - low)
    assert 0.92 <= np.mean(inside) <= 0.98, f"{np.mean(inside):.1%} of 400 intervals of 95 % hold the effect"


def test_using_the_score_before_makes_the_interval_shorter():
    _, before, after, treated = world(0, chosen="by lot")
    table = against_control(before, after, treated, drawn=True)
    width = table["high"] - table["low"]
    assert width["adjusted for before"] < width["difference in differences"]


class TestTables:
    def test_the_difference_is_that_of_the_two_changes(self):
        _, before, after, treated = world(1, chosen="lowest")
        table = against_control(before, after, treated)["estimate"]
        assert table.iloc[2] == pytest.approx(table.iloc[0] - table.iloc[1])

    def test_the_order_of_the_rows_does_not_matter(self):
        columns = list(world(2, chosen="by lot"))
        order = np.random.default_rng(0).permutation(len(columns[0]))
        tables = [
            against_control(before, after, treated, earlier=earlier, drawn=True)
            for earlier, before, after, treated in (columns, [column.iloc[order] for column in columns])
        ]
        pd.testing.assert_frame_equal(*tables)

    def test_every_degree_has_a_row(self):
        before = pd.DataFrame({"credit": [50.0, 60, 70], "growth": [1.0, 2, 3]})
        after = pd.DataFrame({"credit": [55.0, 60, 69], "growth": [2.0, 3, 4]})
        table = before_after(before, after, tolerance=0.5)
        assert table.loc["credit", ["improved", "unchanged", "worsened", "n"]].tolist() == [1, 1, 1, 3]
        assert table.loc["growth", "change"] == 1 and np.isnan(table.loc["growth", "low"])  # all change alike


class TestProblems:
    def test_two_tables_that_do_not_fit(self):
        before = pd.DataFrame({"credit": [1.0, None]}, index=["ann", "ann"])
        with pytest.raises(SchemaError) as caught:
            before_after(before, pd.DataFrame({"credit": ["low"]}, index=["bob"]))
        assert len(caught.value.problems) == 4
        with pytest.raises(SchemaError, match="same degrees once"):
            before_after(before, before.rename(columns={"credit": "growth"}))

    def test_no_control_is_no_comparison(self):
        scores = pd.Series([1.0, 2.0])
        with pytest.raises(SchemaError, match="without a control"):
            against_control(scores, scores, pd.Series([True, True]))

    def test_all_problems_at_once(self):
        with pytest.raises(SchemaError) as caught:
            against_control(
                pd.Series([1.0, None]), pd.Series([1.0], index=["x"]), pd.Series([1, 0]), earlier=pd.Series(["a", "b"])
            )
        assert len(caught.value.problems) == 4


def test_a_change_as_large_as_the_tolerance_is_unchanged_whatever_floats_make_of_it():
    before = pd.DataFrame({"credit": [50.0, 60.0, 70.0]})
    assert before_after(before, before + 0.1, tolerance=0.1)["unchanged"].iloc[0] == 3
    assert before_after(before, before + 0.11, tolerance=0.1)["improved"].iloc[0] == 3


def test_tables_without_a_degree_are_refused_in_words():
    empty = pd.DataFrame(index=["a", "b"])
    with pytest.raises(SchemaError, match="before has no column"):
        before_after(empty, empty)
