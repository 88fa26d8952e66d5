"""The benchmark of a log that does not fit: all ways give the same customers, and one that fails says how."""

import pandas as pd
import pytest


@pytest.fixture
def benchmark(benchmark_script):
    """Load the script."""
    return benchmark_script("larger_than_memory")


def test_all_ways_give_the_same_table(tmp_path, benchmark, monkeypatch):
    monkeypatch.setattr(benchmark, "PIECE", 700)
    benchmark.write_log(path := tmp_path / "log.parquet", 2_000)
    ours, *others = [way(path) for name, way in benchmark.WAYS.items() if "four columns" not in name]
    for other in others:
        pd.testing.assert_frame_equal(ours, other[list(ours)], check_dtype=False, check_index_type=False)
    assert len(ours) == 166 and ours["frequency"].sum() > 1_900


def test_the_shorter_question_gives_the_columns_that_it_asks_for(tmp_path, benchmark):
    benchmark.write_log(path := tmp_path / "log.parquet", 2_000)
    short = benchmark.by_short_sql(path).sort_index()
    ours = benchmark.on_duckdb(path)[list(short)]
    pd.testing.assert_frame_equal(ours, short, check_dtype=False, check_index_type=False)


def test_a_way_that_ends_early_is_named(tmp_path, benchmark):
    way = "DuckDB, 500 MB: one step by hand"
    found = benchmark.measured(way, tmp_path / "none.parquet")
    assert found == {"way": way, "ended": "IOException"}


def test_a_way_is_measured(tmp_path, benchmark):
    benchmark.write_log(path := tmp_path / "log.parquet", 2_000)
    found = benchmark.measured("polars, streamed: custseg", path)
    assert found["ended"] == "yes" and found["customers"] == 166 and found["MB"] > 50
