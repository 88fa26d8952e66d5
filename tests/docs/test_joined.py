"""Does the page of evidence say where one shape is called clusters, also how often?"""

import pandas as pd
from manual import joined


def table(*rows):
    bars = {"n": 300, "share": 0.14, "sets": 40, "se": 0.04}
    return pd.DataFrame([bars | row for row in rows])


BRIDGES = [
    {"shape": "bridge", "share": 0.0, "compact_clusters": 1.0},
    {"shape": "bridge", "share": 0.05, "compact_clusters": 0.9, "n": 600},
    {"shape": "bridge", "share": 0.05, "compact_clusters": 0.3, "n": 2000, "sets": 20},
]


def test_false_clusters_are_counted_by_size_and_the_worst_shape_is_named():
    rows = [
        {"shape": "H", "compact_clusters": 0.5},
        {"shape": "H", "compact_clusters": 0.0, "n": 2000},
        {"shape": "ladder", "compact_clusters": 0.95, "share": 0.22},
        {"shape": "Z", "compact_clusters": 0.0},
    ]
    told = joined.bars(table(*rows, *BRIDGES))
    assert told.startswith(
        "Two bars and the line that joins them are falsely called compact clusters in 58 of 120 tables of 300 "
        "customers and in 0 of 40 tables of 2,000 customers; most often ladder, 300 customers, 22 % of them on the "
        "line: 38 of 40. No clusters are called in tables of Z."
    )
    assert told.count("   * - ") == 5
    assert "No clusters" not in joined.bars(table(*rows[:3], *BRIDGES))


def test_bridges_are_told_by_how_many_are_on_them_and_pooled_over_sizes():
    told = joined.bridges(table({"shape": "H", "compact_clusters": 0.5}, *BRIDGES))
    assert told.startswith(
        "Two round groups that a thin bridge of customers joins are called compact clusters in so many of the tables: "
        "100 % with nobody on it, 70.0 % with 5 % on it."
    )
    assert told.count("   * - ") == 4
