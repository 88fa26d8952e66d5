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


def test_it_is_told_how_time_and_memory_grow(benchmark):
    found = benchmark.grown([(2_000, 100), (4_000, 100)])
    assert list(found) == ["rows", "customers", "CPU s", "MB"]
    assert found["rows"].tolist() == [2_000, 4_000] and found["customers"].tolist() == [100, 100]
    assert found["MB"].between(50, 2_000).all() and (found["CPU s"] >= 0).all()


def test_the_memory_told_is_that_of_the_process_and_not_of_whoever_started_it(tmp_path, benchmark):
    """After a start by fork and exec `getrusage` still tells what the process that forked had held."""
    held = bytearray(900 * 2**20)
    benchmark.write_log(path := tmp_path / "log.parquet", 2_000)
    assert benchmark.measured("DuckDB, 500 MB: custseg", path)["MB"] < 600 < len(held) / 2**20
