"""Is a table rated by the rule that was named and by no other, and refused with every problem?"""

import numpy as np
import pytest

from custseg.brief import open_ratings
from custseg.schema import SchemaError
from custseg.segment import class_points
from tests.brief.rating.retailers import retailers


def test_no_rule_of_a_trade_is_applied_unless_it_is_named():
    ratings = open_ratings(retailers())
    assert ratings.points_rule is None and ratings.codes_rule is None and (ratings.last["code"] == "").all()


def test_tiers_agree_with_plain_pandas():
    table = retailers()
    cuts = [20, 40, 60, 80]
    ratings = open_ratings(table, cuts=cuts)
    by_hand = np.searchsorted(cuts, table.sort_values(["id", "period"])["score"], side="right") + 1
    assert ratings.rated["tier"].tolist() == by_hand.tolist()
    assert ratings.last["class"].iloc[0] == "C/Z/5"


def test_a_rule_with_points_makes_the_score_and_one_with_codes_the_code():
    table = retailers(quantity=lambda one: one["score"], amount=lambda one: one["score"] * 3, n_items=2, premium=0)
    ratings = open_ratings(table.drop(columns="score"), rules=["thirty_tiers", "national_2008"])
    now = table[table["period"] == "2024Q4"].set_index("id")
    points = class_points(now, "thirty_tiers", within=["market", "format"])["points"]
    assert np.allclose(ratings.last["score"], points) and ratings.rule.n_tiers_ == 30
    assert ratings.last["code"].iloc[0] == "CZ1" and set(ratings.last["code"]) <= {"CZ1", "CZ2", "CZ3"}


def test_a_word_that_the_named_rule_does_not_know_is_said():
    with pytest.raises(SchemaError, match="market holds 'moon'"):
        open_ratings(retailers(market="moon", quantity=1), rules=["national_2008"])


def test_every_problem_of_file_and_flags_is_said_at_once():
    table = retailers(tier=9, demand=-1).drop(columns="format")
    with pytest.raises(SchemaError) as found:
        open_ratings(table, rules=["nowhere"], supply=-5, capacity=-1, cuts=[20, 10])
    said = str(found.value)
    for part in ("'format'", "nowhere", "supply must be", "capacity must be", "cuts must be rising", "demand must be"):
        assert part in said, f"not said: {part}"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"supply": 5}, "lacks 'demand'"),
        ({"rules": ["thirty_tiers", "fifteen_tiers"]}, "name one of them|neither points|no points"),
        ({"score": "grade"}, "lacks 'grade'"),
        ({"standards": "thirty_tiers"}, "must have two tiers"),
    ],
)
def test_what_cannot_be_done_with_a_file_is_said(more, said):
    with pytest.raises(SchemaError, match=said):
        open_ratings(retailers(), **more)


def test_a_tier_that_the_rule_does_not_have_is_said():
    with pytest.raises(SchemaError, match="tier goes up to 9, the rule has 5"):
        open_ratings(retailers(tier=9))


def test_where_all_scores_are_equal_cuts_are_asked_for_in_the_words_of_the_page():
    with pytest.raises(SchemaError, match=r"every score is 5\. State the cuts"):
        open_ratings(retailers(score=5.0))
    assert (open_ratings(retailers(score=5.0), cuts=[5]).rated["tier"] == 2).all()


def test_demand_that_is_no_number_is_said_once():
    with pytest.raises(SchemaError) as found:
        open_ratings(retailers(demand="many"), supply=5)
    assert str(found.value).count("demand must be") == 1
