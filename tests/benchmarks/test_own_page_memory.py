"""Are the slopes of memory those of the measured sizes, and is every process looked at?"""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def memory(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import own_page_memory

    return own_page_memory


def test_slopes_part_rows_from_customers(memory):
    """870 MB, 300 for each million rows, 500 for each million customers; half of it anonymous."""
    table = pd.DataFrame({"rows": [1e6, 3e6, 4e6], "customers": [0.25e6, 0.25e6, 1e6]}, index=list(memory.SIZES))
    table["MB together"] = 870 + 300 * table["rows"] / 1e6 + 500 * table["customers"] / 1e6
    table["MB anonymous"] = table["MB together"] / 2
    assert memory.slopes(table.rename_axis("size").reset_index()).tolist() == [300, 500, 150, 250]


def test_stored_figures_are_those_of_the_manual(memory):
    text = (BENCHMARKS.parent / "docs" / "beyond.rst").read_text(encoding="utf-8")
    table = pd.read_csv(memory.RESULT)
    assert ".. stored:: own_page_memory\n" in text and set(memory.SIZES | memory.TEN) == set(table["size"])
    # the numbers themselves are worked out when the manual is built: tests/docs/test_slope.py holds them to these
    for column, by in product(("MB together", "MB anonymous"), ("rows", "customers")):
        assert f":slope:`own_page_memory: {column}, {by}`" in text
    assert ":slope:`own_page_memory: MB together, base` MB" in text
    assert (memory.slopes(table) > 0).all()


@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="memory of processes is told by Linux alone")
def test_children_of_children_are_looked_at(memory):
    wait = "import sys; print(1, flush=True); sys.stdin.read()"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {wait!r}])"
    with subprocess.Popen([sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None and run.stdout.readline()
        found = memory.family(os.getpid())
        assert run.pid in found and len(memory.family(run.pid)) == 2
        megabytes, anonymous, seconds = memory.looked_at(run.pid)
        assert megabytes > anonymous > 0 and seconds >= 0
        run.communicate(b"")
    assert memory.looked_at(run.pid) is None


def test_a_report_that_fails_is_not_measured(memory):
    with pytest.raises(SystemExit, match="failed"):
        memory.watched([sys.executable, "-c", "raise SystemExit(1)"])
