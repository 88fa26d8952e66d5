"""Does the whole rating run from the score to the audit, quarter after quarter, whatever the order of the rows?"""

import numpy as np
import pandas as pd
import pytest

from custseg.bands import Bands
from custseg.catalogue import load_rule
from custseg.decide import RetailerRating, key_capacity
from custseg.judgement import Hierarchy
from custseg.schema import SchemaError
from custseg.simulate import simulate_outlets, simulate_rated_retailers

CUTS = [20, 40, 60, 80]


@pytest.fixture(scope="module")
def world():
    panel, truth = simulate_rated_retailers(400, random_state=2)
    return panel.rename(columns=lambda name: name.removeprefix("sim_")), truth


@pytest.fixture(scope="module")
def rating(world):
    return RetailerRating("locked_score", CUTS, within=["market", "format"]).fit(world[0])


@pytest.fixture(scope="module")
def rated(rating, world):
    return rating.rate(world[0])


class KeepsOneStep:
    """A rule with a memory: a tier changes only by a score that is two tiers away."""

    def fit(self, X):
        self.bands_ = Bands("fixed", cuts=CUTS).fit(X)
        return self

    def predict_panel(self, scores):
        rows = {}
        for customer, row in scores.iterrows():
            held = 0
            for period, score in row.items():
                placed = 0 if np.isnan(score) else 1 + int(np.searchsorted(CUTS, score, side="right"))
                held = held if placed and held and abs(placed - held) < 2 else placed
                rows[customer, period] = held
        return pd.DataFrame({"tier": pd.Series(rows)})


class TestRates:
    def test_the_tier_is_that_of_the_simulated_rule(self, rated, world):
        table, truth = world
        expected = table[["customer_id", "period"]].assign(tier=truth["sim_rule_tier"])
        both = rated.merge(expected, on=["customer_id", "period"], suffixes=("", "_true"))
        assert len(both) == len(table) and (both["tier"] == both["tier_true"]).all()

    def test_the_class_is_market_format_and_tier(self, rated, world):
        first = rated.iloc[0]
        row = world[0].query("customer_id == @first.customer_id and period == @first.period").iloc[0]
        assert first["class"] == f"{row['market']}/{row['format']}/{first['tier']}"

    def test_the_order_of_the_rows_does_not_matter_and_the_table_stays(self, rating, rated, world):
        table = world[0]
        before = table.copy()
        pd.testing.assert_frame_equal(rating.rate(table.sample(frac=1, random_state=1)), rated)
        pd.testing.assert_frame_equal(table, before)

    def test_what_is_learnt_in_the_first_period_cuts_the_later_ones(self, world):
        table = world[0]
        rating = RetailerRating("quantity", Bands("quantile", 4)).fit(table)
        assert rating.first_period_ == "2024Q1"
        first = table[table["period"] == "2024Q1"]
        assert rating.tiers_.cuts_[0] == pytest.approx(Bands("quantile", 4).fit(first[["quantity"]]).cuts_[0])

    def test_points_of_a_rule_are_given_among_peers_of_the_period(self, world):
        table = world[0].assign(amount=lambda t: t["quantity"] * 100, n_items=10, premium=0)
        rating = RetailerRating(load_rule("thirty_tiers"), [50, 75], within=["format"]).fit(table)
        found = rating.rate(table).merge(table[["customer_id", "period", "format"]])
        assert (found.groupby(["period", "format"])["score"].max() == 100).all()

    def test_a_hierarchy_may_make_the_score(self):
        outlets, _ = simulate_outlets(50)
        grades = outlets.rank(pct=True).mul(4).add(1).rename(columns=lambda name: name.removeprefix("sim_"))
        hierarchy = Hierarchy("five_degrees", weights="equal").fit(grades)
        table = grades.reset_index().assign(period=1)
        found = RetailerRating(hierarchy, Bands("quantile", 3)).fit(table).rate(table)
        assert found["score"].to_numpy() == pytest.approx(hierarchy.transform(grades)["total"].to_numpy())

    def test_a_rule_with_a_memory_is_asked_for_the_whole_panel(self, world, rated):
        table = world[0]
        held = RetailerRating("locked_score", KeepsOneStep()).fit(table).rate(table)
        free = RetailerRating("locked_score", CUTS).fit(table)
        moves = [free.moves(each)["steps"].ne(0).sum() for each in (held, rated)]
        assert moves[0] < moves[1] / 2


class TestMoves:
    def test_nobody_is_lost(self, rating, rated):
        moves = rating.moves(rated)
        assert len(moves) == 400 * 7 and set(moves["move"]) == {"rose", "kept", "fell"}
        assert (np.sign(moves["steps"]) == moves["move"].map({"rose": 1, "kept": 0, "fell": -1})).all()

    def test_who_joins_and_leaves_is_seen(self, rating, rated):
        part = rated[~((rated["customer_id"] == "001") & (rated["period"] == "2024Q2"))]
        own = rating.moves(part).query("customer_id == '001'")
        assert own["move"].tolist()[:2] == ["left", "joined"]
        assert own["to_tier"].iloc[0] == own["from_tier"].iloc[1] == 0 and np.isnan(own["steps"].iloc[0])


class TestWhatFollows:
    def test_no_more_are_key_than_can_be_served(self, rating, rated):
        capacity = int(key_capacity(400, people=4, hours=25, hours_per_visit=0.5)["key"])
        table = rating.standards(rated, capacity=capacity)
        key = table["standing"] == "key"
        assert 0 < key.sum() <= capacity < 400 and table.loc[key, "score"].min() > table.loc[~key, "score"].max()
        promised = table.loc[key, "promises"].iloc[0]
        assert "One visit of the manager a week" in promised and "24 hours" in promised

    def test_the_supply_is_conserved_and_goes_by_the_tier(self, rating, rated, world):
        table, truth = world
        last = table["period"] == "2025Q4"
        demand = pd.Series(truth.loc[last, "sim_demand"].to_numpy(), table.loc[last, "customer_id"].to_numpy())
        shared = rating.supply(rated, demand, 30_000)
        assert shared["given"].sum() == min(30_000, demand.sum())
        assert shared.groupby("tier")["given"].sum().div(shared.groupby("tier")["demand"].sum()).is_monotonic_increasing
        with pytest.raises(SchemaError, match="'nobody' order and are not rated"):
            rating.supply(rated, pd.Series({"nobody": 1}), 5)

    def test_the_audit_names_the_clerk_who_cheats(self, rating, world):
        table, truth = world
        found = rating.audit(table)
        named = found.loc[found["finding"] == "clerk who favours", "clerk"].tolist()
        assert named == table.loc[truth["sim_clerk_cheats"], "clerk"].unique().tolist()


class TestProblems:
    def test_all_at_once(self):
        table = pd.DataFrame({"customer_id": ["ann", "ann", None], "period": [1, 1, 1]})
        with pytest.raises(SchemaError) as caught:
            RetailerRating("points", CUTS, within=["market"]).fit(table)
        said = "\n".join(caught.value.problems)
        assert "lacks 'market', 'points'" in said and "missing in 'customer_id'" in said and "'ann' stand twice" in said

    def test_rating_before_fitting(self, world):
        with pytest.raises(ValueError, match="call fit"):
            RetailerRating("score", CUTS).rate(world[0])

    def test_standards_need_two_tiers(self, rating, rated):
        with pytest.raises(ValueError, match="must have two tiers"):
            rating.standards(rated, capacity=5, rule="suzhou_compliance")


ROWS = pd.DataFrame(
    {"customer_id": ["a", "a", "b", "b"], "period": ["2024Q1", "2024Q2"] * 2, "s": [10.0, 90.0, 40.0, 35.0]}
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"period": ["Q4 2024", "Q1 2025"] * 2}, "'Q1 2025' before 'Q4 2024'"),
        ({"period": ["9", "10"] * 2}, "'10' before '9'"),
        ({"s": ["1,5"] * 4}, "must be numbers"),
        ({"s": [True] * 4}, "must be numbers"),
        ({"s": [np.inf, 1.0, 2.0, 3.0]}, "infinite"),
    ],
)
def test_periods_out_of_time_and_scores_that_are_none_are_refused(change, said):
    with pytest.raises(SchemaError, match=said):
        RetailerRating("s", [20, 50]).fit(ROWS.assign(**change))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"score": None}, "score must be"),
        ({"tiers": None}, "tiers must be"),
        ({"tiers": "abc"}, "tiers must be"),
        ({"within": "market"}, r"within must be a list of columns, such as \['market'\]"),
    ],
)
def test_parameters_that_are_none_of_what_they_can_be_are_named(parameters, said):
    with pytest.raises(TypeError, match=said):
        RetailerRating(**{"score": "s", "tiers": [20, 50]} | parameters).fit(ROWS)


def test_what_was_not_rated_is_refused_in_words():
    rating = RetailerRating("s", [20, 50]).fit(ROWS)
    for ask in (rating.moves, lambda rows: rating.standards(rows, capacity=1)):
        with pytest.raises(SchemaError, match="it lacks 'score', 'tier', 'class'"):
            ask(ROWS)


def test_the_audit_reads_its_own_rule_not_an_expected_tier_of_the_table():
    rating = RetailerRating("s", [20, 50]).fit(ROWS)
    given = ROWS.assign(tier=rating.rate(ROWS)["tier"], expected_tier=9)
    assert "tier not explained by the score" not in rating.audit(given)["finding"].tolist()
