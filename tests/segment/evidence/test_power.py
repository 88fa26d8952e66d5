"""Does the verdict still find what the tables in benchmarks/results say it finds?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from custseg.datasets import benchmark_table
from custseg.segment import cluster_verdict
from tests.benchmarks.again import a_tenth, not_as_stored

POWER = benchmark_table("verdict_power")
NULLS = benchmark_table("verdict_nulls")
STRUCTURE = benchmark_table("verdict_structure")
CROWD = ["family", "n", "columns"]
CELL = ["n", "separation", "balance", "spread", "shape", "columns"]


@pytest.fixture(scope="module")
def benchmark(benchmark_script):
    return benchmark_script("verdict_power")


def fewer_than_said(row, again):
    """Chance of so few finds if the power is three standard errors below what the table says."""
    hits = round(again["power"] * again["sets"])
    return binom.cdf(hits, again["sets"], max(row["power"] - 3 * row["se"], 0.0))


@pytest.mark.heavy
def test_a_slice_of_the_power_table_holds(benchmark):
    cell = {"n": 300, "separation": 7, "balance": "50:50", "spread": "equal", "shape": "round", "columns": 8}
    again = benchmark.power_row(cell, 2, first=1000)
    assert again["power"] == 1, "two groups seven deviations apart in one of eight columns are not found"
    assert again["right_number"] == 1


@pytest.mark.parametrize("columns", sorted(POWER["columns"].unique()))
def test_beside_columns_spread_evenly_large_groups_are_found_as_often_as_is_asked(columns):
    """In the table, and beside any number of them: what hides groups would hide more of them there."""
    flat = POWER[(POWER["shape"] == "flat noise") & (POWER["smallest_group"] >= 60) & (POWER["columns"] == columns)]
    assert flat["sets"].min() >= 3
    for separation, cells in flat.groupby("separation"):
        assert np.average(cells["power"], weights=cells["sets"]) >= cells["target"].iloc[0], (separation, cells)


@pytest.mark.heavy
@pytest.mark.parametrize("columns", [6, 8])
def test_columns_in_which_customers_are_spread_evenly_hide_no_groups(benchmark, columns):
    """While every plane was asked for a hollow, the groups of seeds 1004 and 1005 were missed beside five, of 1000 and
    1001 beside seven.

    Seed 1006 is missed beside five still, and not for its centre: two customers stand in the valley, and the
    22 of one group who are nearest to it differ by chance in how far they are from the middle of ``sim_4`` (p = .0002).
    """
    cell = {"n": 300, "separation": 7, "balance": "50:50", "spread": "equal", "shape": "flat noise", "columns": columns}
    again = benchmark.power_row(cell, 6, first=1000)
    assert again["power"] == again["right_number"] == 1


@pytest.mark.heavy
def test_two_half_rings_side_by_side_are_parted_and_not_compact(benchmark):
    """With an allowance for chance along bends, the third of these was called compact; its centre alone tells it."""
    found = []
    for seed in range(5):
        random = np.random.default_rng([seed, 7])
        turn = random.uniform(0, np.pi, 300)
        arc = np.column_stack([np.cos(turn), np.sin(turn)]) + 0.15 * random.normal(size=(300, 2))
        rings = pd.DataFrame({"a": 3 * (np.arange(300) % 2) - arc[:, 1], "b": arc[:, 0]})
        columns = benchmark.work_of(rings, seed).parting(range(1, 3))
        found.append(cluster_verdict(columns.assign(**benchmark.UNASKED, n_references=20))["verdict"])
    assert "compact clusters" not in found
    assert "no compact clusters" in found, "a second hump is seen"


@pytest.mark.heavy
def test_half_moons_that_lean_are_parted_and_not_compact(benchmark):
    """The halves correlate as along a slope; while that was allowed for chance, these moons were three clusters."""
    columns = benchmark.work_of(benchmark.null_table("moons", 300, 2, seed=356), 356).parting(range(1, 5)).loc[2:]
    assert columns["parting_chance"].min() <= 0.01, "a second hump is seen"
    assert columns["parting_centre"].iloc[0] < 0.8


@pytest.mark.slow
def test_a_tenth_of_the_power_table_holds(benchmark):
    short = []
    for _, row in a_tenth(POWER, benchmark).iterrows():
        again = benchmark.power_row(row[CELL].to_dict(), 10, first=1000)
        if fewer_than_said(row, again) < 1e-3:
            short.append((*row[CELL], row["power"], again["power"]))
    assert not short, f"groups are found less often than benchmarks/results says: {short}"


@pytest.mark.slow
def test_a_tenth_of_the_table_of_crowds_holds(benchmark):
    many = []
    for _, row in a_tenth(NULLS, benchmark).iterrows():
        again = benchmark.null_row(row[CROWD].to_dict(), 40, first=1000)
        said = max(row["false_clusters"] + 3 * row["se"], 0.01)
        if binom.sf(round(40 * again["false_clusters"]) - 1, 40, min(said, 1)) < 1e-3:
            many.append((row["family"], row["false_clusters"], again["false_clusters"]))
    assert not many, f"clusters are found in crowds more often than benchmarks/results says: {many}"


@pytest.mark.slow
def test_a_tenth_of_the_table_of_structure_holds(benchmark):
    """No more is named where columns are tied by correlations only, and no less where there is more than that."""
    unlike = not_as_stored(benchmark, STRUCTURE, "structure", 40, benchmark.structure_row, CROWD)
    assert not unlike, f"not as benchmarks/results says: {unlike}"


@pytest.mark.slow
@pytest.mark.parametrize("family", ["rings", "moons"])
def test_rings_and_moons_are_no_compact_clusters_in_two_hundred_tables(benchmark, family):
    again = benchmark.null_row({"family": family, "n": 300, "columns": 2}, 200, first=2000)
    hits = round(200 * again["false_clusters"])
    assert binom.sf(hits - 1, 200, 0.01) > 1e-3, f"{family} are called compact clusters in {hits} of 200 tables"


@pytest.mark.heavy
def test_the_ceiling_is_that_of_the_referee(benchmark):
    cell = {"n": 300, "balance": "95:5", "spread": "equal", "columns": 8}
    assert benchmark.ceiling(cell | {"separation": 7}) == pytest.approx(0.66, abs=0.04)
    assert benchmark.ceiling(cell | {"separation": 5}) == pytest.approx(0.04, abs=0.02)
