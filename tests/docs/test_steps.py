"""Does the page of evidence say which steps are called clusters, and which groups are lost in steps?"""

import pandas as pd
from manual import steps


def table(*rows):
    cell = {"family": "nines", "groups": 1, "n": 600, "sets": 40, "compact_clusters": 0.0, "se": 0.03}
    return pd.DataFrame([cell | row for row in rows])


CROWDS = [
    {},
    {"n": 5000, "sets": 20},
    {"family": "ratings", "compact_clusters": 0.05},
    {"family": "ratings", "compact_clusters": 0.15, "n": 5000, "sets": 20},
    {"family": "price_units"},
]
GROUPS = [
    {"groups": 2, "family": "counts", "n": 300, "compact_clusters": 1.0},
    {"groups": 2, "family": "tens", "n": 300, "compact_clusters": 0.25},
    {"groups": 2, "family": "tens", "n": 2000, "compact_clusters": 0.95},
]


def test_false_clusters_are_counted_by_size_and_the_worst_kind_is_named():
    told = steps.crowds(table(*CROWDS, *GROUPS))
    assert told.startswith(
        "Customers without groups whose columns are told in steps are falsely called compact clusters in 2 of 120 "
        "tables of 600 customers and in 3 of 40 tables of 5,000 customers; most often ratings, 5,000 customers: 3 of "
        "20. No clusters are called in tables of nines and price units."
    )
    assert told.count("   * - ") == 6


def test_no_kind_is_the_worst_where_none_is_called_clusters_and_none_is_spared_where_all_are():
    told = steps.crowds(table(CROWDS[0], *GROUPS))
    assert "most often" not in told and "No clusters" not in told  # 0 of 40 has said it
    assert "No clusters" not in steps.crowds(table(*CROWDS[2:4], *GROUPS))


def test_groups_are_counted_by_size_and_those_that_are_lost_most_are_named():
    told = steps.groups(table(*CROWDS, *GROUPS))
    assert told.startswith(
        "Two groups that are told in steps are called compact clusters in 50 of 80 tables of 300 customers and in 38 "
        "of 40 tables of 2,000 customers; least often tens, 300 customers: 10 of 40."
    )
    assert told.count("   * - ") == 4
