"""Does the page of intervals say what the benchmark measured?"""

import re

import pandas as pd
import pytest
from manual.coverage import RESULTS, coverage_table

COLUMNS = ["statistic", "kind", "n", "method", "given", "coverage", "lists", "standard_error"]


def test_ours_stands_beside_the_rival_for_each_kind_and_number():
    rows = [
        ["mean", "money", 1000, "ours", 0.765, 0.931, 1000, 0.01],
        ["mean", "money", 1000, "rival", 1, 0.8, 300, 0.023],
        ["mean", "counts", 5, "ours", 0, float("nan"), 1000, float("nan")],
        ["mean", "counts", 5, "rival", 1, 0.7, 300, 0.03],
        ["Gini", "counts", 5, "ours", 1, 0.5, 0, 0],
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    lines = [line.strip(" *-") for line in coverage_table(table, "mean").splitlines()[4:]]
    cells = ["customers", "5", "1,000", "money", "", "0.93 (77% given) / 0.80", "counts", "none / 0.70", "", ""]
    assert lines[: len(cells)] == cells
    assert "1,000 lists for each number of ours, standard error at most 0.010; 300 lists" in lines[len(cells)]
    assert "Nothing was drawn" in coverage_table(table, "Gini")


def test_a_statistic_that_was_not_measured_is_named():
    with pytest.raises(ValueError, match="no 'median'; it has"):
        coverage_table(pd.read_csv(RESULTS), "median")


def test_every_table_of_the_page_was_measured(root):
    page = (root / "docs" / "intervals.rst").read_text("utf-8")
    asked = [line.removeprefix(".. coverage:: ") for line in page.splitlines() if line.startswith(".. coverage::")]
    assert sorted(asked) == sorted(set(pd.read_csv(RESULTS)["statistic"]))


def test_how_many_lists_look_heavier_than_they_are_is_what_was_measured(root):
    page = " ".join((root / "docs" / "intervals.rst").read_text("utf-8").split())
    said = re.search(r"Of \*([\w. -]+)\* (\w+) of (\w+) lists of (\d+) customers have no interval, or one with", page)
    kind, some, of, n = said.groups()
    table = pd.read_csv(RESULTS).query("statistic == 'top 20 %, no caveat' and method == 'custseg'")
    given = table.set_index(["kind", "n"])["given"][kind, int(n)]
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    share = (words.index(some) + 1) / (words.index(of) + 1)
    assert share == pytest.approx(1 - given, abs=0.03)  # the next fractions of fifths and halves are a tenth away
