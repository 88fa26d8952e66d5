"""Is the supply shared out to the last unit, with what is left over?"""

from custseg.brief import open_ratings, supply_shared
from tests.brief.rating.retailers import retailers


def _units(column):
    return column.str.replace(",", "").astype(int).sum()


def test_units_add_up_and_the_best_tier_is_served_first():
    section = supply_shared(open_ratings(retailers(demand=10), supply=45))
    listed = section.lists["supply"]
    assert listed["given"].sum() == 45 and (listed["given"] + listed["unmet"] == listed["demand"]).all()
    best = listed[listed["tier"] == listed["tier"].max()]
    assert best["given"].sum() == min(45, best["demand"].sum())
    assert "45 of 45 units" in str(section.title) and _units(section.table["given"]) == 45


def test_a_quota_leaves_units_over():
    section = supply_shared(open_ratings(retailers(demand=1), supply=200, supply_rule="quota"))
    assert _units(section.table["leftover"]) == 180


def test_without_demand_or_supply_it_steps_aside():
    assert "no column demand" in str(supply_shared(open_ratings(retailers())).title)
    assert "no supply was stated" in str(supply_shared(open_ratings(retailers(demand=1))).title)


def test_thousands_are_set_apart():
    section = supply_shared(open_ratings(retailers(demand=5_000), supply=60_000))
    assert section.table["demand"].iloc[0] == "25,000"
