"""Does the audit find what was planted, and say what it could not look for?"""

from custseg.brief import open_ratings, rating_audit, rating_limits
from custseg.simulate import simulate_rated_retailers
from tests.brief.rating.retailers import retailers


def test_the_clerk_who_cheats_is_named_and_no_other():
    _, truth = simulate_rated_retailers(random_state=1)
    ratings = open_ratings()
    cheats = set(simulate_rated_retailers(random_state=1)[0].loc[truth["sim_clerk_cheats"], "sim_clerk"])
    found = ratings.found
    assert set(found.loc[found["finding"] == "clerk who favours", "clerk"]) == cheats


def test_a_tier_that_was_raised_by_hand_is_found():
    table = retailers()
    rule = open_ratings(table, cuts=[20, 40, 60, 80]).rated
    table = table.sort_values(["id", "period"]).assign(tier=rule["tier"].to_numpy())
    table.loc[(table["id"] == "s05") & (table["period"] == "2024Q4"), "tier"] += 1
    section = rating_audit(open_ratings(table, cuts=[20, 40, 60, 80]))
    listed = section.lists["audit"]
    assert listed.index[listed["finding"] == "tier not explained by the score"].tolist() == ["s05"]
    assert any("clerk who favours" in str(said) for said in section.more)


def test_without_a_tier_there_is_nothing_to_audit():
    assert rating_audit(open_ratings(retailers())).aside


def test_where_rules_come_from_is_said():
    said = " ".join(map(str, rating_limits(open_ratings(rules=())).more))
    assert "simulated" in said and "Key and ordinary customers" in said
