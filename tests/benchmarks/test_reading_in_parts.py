"""Files of the benchmark of reading in parts: the same log in both formats, written a piece at a time."""

import pandas as pd
import pytest

from custseg.read import read_transactions


@pytest.fixture
def benchmark(benchmark_script):
    """Load the script."""
    return benchmark_script("reading_in_parts")


def test_both_files_hold_the_same_log(tmp_path, benchmark, monkeypatch):
    monkeypatch.setattr(benchmark, "PIECE", 30)
    logs = []
    for ending in ("csv", "parquet"):
        benchmark.write_log(tmp_path / f"log.{ending}", 100)
        logs.append(read_transactions(tmp_path / f"log.{ending}", duplicates="raise"))
    pd.testing.assert_frame_equal(logs[0], logs[1], check_dtype=False)
    assert len(logs[0]) == 100 and logs[0]["order_id"].is_unique


def test_a_reading_is_measured(tmp_path, benchmark):
    benchmark.write_log(tmp_path / "log.csv", 100)
    memory, seconds = benchmark.measured(tmp_path / "log.csv", str(tmp_path / "read.parquet"))
    assert 50 < memory < 2000 and 0 < seconds < 60
    assert len(pd.read_parquet(tmp_path / "read.parquet")) == 100


def test_each_file_is_a_row_and_in_memory_up_to_a_length(benchmark, monkeypatch):
    monkeypatch.setattr(benchmark, "measured", lambda path, into: (200.4 if into else 300.6, 0.002))
    found = benchmark.results(["csv", "parquet"], [100, 1000], {"csv": 100})
    assert [(row["file"], row["rows"], row["how"], row["MB"]) for row in found] == [
        ("csv", 100, "in parts", 200),
        ("csv", 100, "in memory", 301),
        ("csv", 1000, "in parts", 200),
        ("parquet", 100, "in parts", 200),
        ("parquet", 1000, "in parts", 200),
    ]
    assert found[0]["CPU s a million rows"] == 20.0 and found[2]["CPU s a million rows"] == 2.0


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path, benchmark):
    """Four times the rows take less than 60 MB more; a table in memory takes about 330 more."""
    peaks = []
    for rows in (500_000, 2_000_000):
        benchmark.write_log(tmp_path / f"{rows}.csv", rows)
        peaks.append(benchmark.measured(tmp_path / f"{rows}.csv", str(tmp_path / "read.parquet"))[0])
    assert peaks[1] - peaks[0] < 60
