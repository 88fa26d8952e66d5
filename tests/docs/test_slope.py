"""Are the slopes that the manual says those of the stored results?"""

import re

import pandas as pd
import pytest
from manual.slope import slopes
from manual.stored import RESULTS


def test_a_plane_is_found_again():
    """100 + 30 for a million rows + 200 for a million customers; what follows the first three rows does not count."""
    sizes = [(1.0, 0.2), (3.0, 0.2), (4.0, 1.0), (9.0, 2.0)]
    rows = [{"rows": r * 1e6, "customers": c * 1e6, "MB": 100 + 30 * r + 200 * c} for r, c in sizes]
    rows[3]["MB"] = 1e9
    found = slopes(pd.DataFrame(rows), "MB")
    assert found.to_dict() == pytest.approx({"base": 100, "rows": 30, "customers": 200})


def test_they_are_those_that_the_benchmark_prints(benchmark_script):
    stored = pd.read_csv(RESULTS / "own_page_memory.csv")
    printed = benchmark_script("own_page_memory").slopes(stored)
    for column in ("MB together", "MB anonymous"):
        for by in ("rows", "customers"):
            assert slopes(stored, column)[by] == pytest.approx(printed[f"{column}, a million {by}"], abs=0.5)


def test_each_that_a_page_asks_for_is_there(root):
    page = (root / "docs" / "beyond.rst").read_text("utf-8")
    asked = re.findall(r":slope:`(\w+): ([\w ]+), (\w+)`", page)
    assert len(asked) == page.count(":slope:") > 4
    for name, column, by in asked:
        assert slopes(pd.read_csv(RESULTS / f"{name}.csv"), column)[by] > 0
