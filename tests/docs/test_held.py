"""Are the intervals that the manual counts in a sentence those of the stored results?"""

import re

import pandas as pd
import pytest
from manual.held import held_of
from manual.stored import RESULTS


def test_a_share_becomes_a_count_again():
    results = pd.DataFrame({"source": ["shop", "all firms"], "n": [27, 1400], "held": [0.9259, 0.9571]})
    assert held_of(results, "shop") == "25 of 27" and held_of(results, "all firms") == "1,340 of 1,400"


@pytest.mark.parametrize("sources", [["shop"], ["firms", "firms"]])
def test_a_source_that_is_not_one_row_is_named(sources):
    results = pd.DataFrame({"source": sources, "n": 3, "held": 1.0})
    with pytest.raises(ValueError, match=r"No single row is 'firms'; there are \['"):
        held_of(results, "firms")


def test_each_that_the_page_of_intervals_asks_for_is_counted_from_the_forecasts(root):
    page = (root / "docs" / "intervals.rst").read_text("utf-8")
    asked = re.findall(r":held:`own_page_coverage_held: ([\w ]+)`", page)
    assert sorted(asked) == ["all firms", "all logs"] and page.count(":held:") == 2
    counts = pd.read_csv(RESULTS / "own_page_coverage_held.csv")
    forecasts = pd.read_csv(RESULTS / "own_page_coverage.csv")
    for source, days in (("all logs", 28), ("all firms", 91)):  # four weeks, a quarter
        held = forecasts.loc[forecasts["days"] == days, "held"]
        assert held_of(counts, source) == f"{held.sum()} of {len(held)}"
