"""Does the page of evidence say of groups what is in the files of results, also where it is not what was hoped for?"""

import pandas as pd
from manual import groups
from manual.stored import RESULTS

CELL = {"n": 300, "separation": 7, "balance": "50:50", "spread": "equal", "shape": "round", "columns": 2}
FOUND = {"sets": 40, "se": 0.03, "right_number": 1.0, "ceiling": 1.0, "seed": 11}


def cells(power, smallest=150, target=0.95, **changes):
    return CELL | FOUND | {"power": power, "smallest_group": smallest, "target": target} | changes


def table(*rows):
    return pd.DataFrame([*rows, cells(0.4, 15, 0.45, balance="95:5", ceiling=0.5)])


def test_groups_that_are_large_are_pooled_and_elongated_ones_are_not_counted_twice():
    told = groups.power(table(cells(1.0), cells(0.96, columns=8, sets=120), cells(0.0, shape="elongated")))
    assert told.startswith(
        "Groups of 60 customers and more are found in 97.0 % of the tables where they are 7 standard"
    )
    assert "(95 % asked)" in told and "Of these 2 cells none lies below" in told
    assert "the lowest power is 96.0 % of 120 tables (300 customers, 50:50, equal spread, round, 8 columns, 7" in told
    assert "the best test that knows the groups finds 50.0 % of such tables, the verdict 40.0 %" in told


def test_a_cell_that_is_missed_is_counted_and_named():
    told = groups.power(table(cells(1.0), cells(0.8, columns=8)))
    assert "Of these 2 cells 1 lies below" in told and "1 of 2" in told and "8 columns" in told
    assert len(groups.below(pd.DataFrame([cells(0.90)]))) == 0, "chance explains two standard errors"


def test_cells_that_nothing_can_reach_are_told_from_those_that_are_missed():
    far = {"separation": 5, "target": 0.8, "smallest": 60, "n": 1200}
    told = groups.power(table(cells(1.0), cells(0.3, ceiling=0.4, **far), cells(0.5, ceiling=0.9, columns=8, **far)))
    assert "Of these 3 cells 2 lie below" in told
    assert "In 1 of 2 that lie below, the best test that knows the groups does too: it finds 40.0 %" in told
    assert "the verdict 30.0 %." in told
    assert "does too" not in groups.power(table(cells(1.0), cells(0.5, ceiling=0.9, columns=8, **far)))


def test_two_columns_of_the_power_table_are_told_from_each_other():
    """What is asked, what the best test finds and how often the number is right."""
    told = groups.power(table(cells(1.0, right_number=0.75)))
    row = [line.strip(" *-") for line in told.split("95.0 %\n")[1].splitlines()[:3]]
    assert row == ["100 %", "75.0 %", "0 of 1"]


def crowds(**shares):
    rows = {"family": list(shares), "n": 300, "columns": 3, "sets": 400, "se": 0.004, "seed": 11}
    return pd.DataFrame(rows).assign(false_clusters=list(shares.values()))


def test_false_clusters_are_counted_and_kinds_above_the_level_named():
    told = groups.nulls(crowds(u_shape=0.0025, ball=0.0, moons=0.005))
    assert told.startswith("In 3 of 1,200 tables without groups compact clusters are found, 0.25 %;")
    assert "No kind lies above that." in told and "None was found in ball." in told
    told = groups.nulls(crowds(u_shape=0.0125, ball=0.05, moons=0.01))
    assert "Above that: u shape (1.25 %) and ball (5.00 %); by more than 2 standard errors of them ball." in told
    assert "None was found" not in told
    assert "2 standard errors none of them." in groups.nulls(crowds(u_shape=0.0125))


def test_structure_is_held_to_its_level_only_where_correlations_tie():
    rows = crowds(gaussian=0.0, skewed=0.0175, arc=1.0).rename(columns={"false_clusters": "structure"})
    told = groups.structure(rows.assign(tied_by_correlations=[True, True, False]))
    assert "is given to 0.88 % of 800 tables whose columns correlations alone tie" in told
    assert "Above that: skewed (1.75 %)" in told and "arc (" not in told
    assert "it is given to 100 % of 400 such tables" in told


def test_the_other_tables_are_told_from_what_is_stored():
    planted = pd.read_csv(RESULTS / "planted_power.csv")
    nearest = planted.loc[planted["distance"].idxmin()]
    assert f"{round(100 * nearest['power'])} % at {nearest['distance']:g} standard deviations" in groups.planted(
        planted
    )
    skewed = pd.read_csv(RESULTS / "skewed_groups.csv")
    right = (skewed["right_number"] * skewed["sets"]).sum() / skewed["sets"].sum()
    assert f"the number is right in {100 * right:.1f} % of {skewed['sets'].sum():,} tables" in groups.skewed(skewed)
    hollow = pd.read_csv(RESULTS / "hollow_groups.csv")
    slopes = hollow[hollow["asked"] == "beyond a slope"]
    hits = (slopes["share"] * slopes["groups"]).sum()
    assert f"a slope is taken for a bend in {hits:.0f} of {slopes['groups'].sum():,}" in groups.hollow(hollow)


def test_groups_within_which_columns_lean_are_told_near_and_far_alike_and_against():
    cell = {"lean": "alike", "tie": 0.6, "n": 400, "separation": 7, "balance": "50:50", "columns": 2}
    cell |= {"sets": 40, "se": 0.04}
    rows = [
        cell | {"power": 1.0, "right_number": 0.95},
        cell | {"power": 0.75, "right_number": 0.75, "lean": "against each other", "tie": 0.3, "sets": 120},
        cell | {"power": 0.1, "right_number": 0.1, "separation": 5, "columns": 4, "n": 1500},
    ]
    told = groups.leaning(pd.DataFrame(rows))
    assert told.startswith(
        "Two groups within which a column leans are found in 10.0 % of 40 tables where they are 5 standard deviations "
        "apart (alike 10.0 %; fewest 4 of 40: alike, correlated by 0.6, 1,500 customers, 50:50, 4 columns) and in "
        "81.2 % of 160 tables where they are 7 standard deviations apart (against each other 75.0 %, alike 100 %; "
        "fewest 90 of 120: against each other, correlated by 0.3, 400 customers, 50:50, 2 columns). Where clusters are "
        "found they are more than two in 2 of 200 tables."
    )
    assert told.count("   * - ") == 4


def test_even_groups_and_circles_are_kept_apart():
    rows = pd.DataFrame({"asked": [*["full"] * 2, "beyond a slope"], "kind": ["even", "part of a circle", "even"]})
    rows = rows.assign(n=60, columns=2, strength=0.5, scatter=0.1, groups=100, share=[0.9, 0.2, 0.01], se=0.03)
    told = groups.hollow(rows)
    assert "called full, as they are, in 90.0 % of 100, parts of a circle in 20.0 % of 100" in told
    assert "taken for a bend in 1 of 100" in told
