"""Can the flows between tiers be read, and are they those of the table?"""

import numpy as np
import pandas as pd
import pytest

from custseg.plot import half_side, plot_tier_flows
from custseg.schema import SchemaError
from custseg.segment import migration_matrix


@pytest.fixture(scope="module")
def matrix():
    rng = np.random.default_rng(1)
    before = rng.integers(1, 6, 800)
    after = np.clip(before + rng.choice([-1, 0, 0, 0, 1], 800), 1, 5)
    after[:30], before[30:70] = 0, 0
    return migration_matrix(pd.DataFrame({1: before, 2: after}))


def test_all_can_be_read(matrix, check_legible):
    check_legible(plot_tier_flows(matrix, before="Q3", after="Q4"))


def test_on_half_a_side_of_paper_all_can_be_read(matrix, check_legible):
    with half_side():
        check_legible(plot_tier_flows(matrix))


def test_small_flows_are_left_out_and_counted(matrix):
    every, large = plot_tier_flows(matrix, smallest=0.0), plot_tier_flows(matrix, smallest=0.02)
    drawn = [len(one.figure.axes[0].patches) for one in (every, large)]
    flows = matrix["count"]
    assert drawn == [(flows > 0).sum(), (flows >= 0.02 * flows.sum()).sum()]
    assert "are not drawn" in large.caption and "not drawn" not in every.caption


def test_the_words_count_who_rose_and_fell(matrix):
    shown = plot_tier_flows(matrix)
    rose = sum(n for (start, end), n in matrix["count"].items() if 0 < start < end)
    assert f"{rose} rise" in shown.title and "not yet to" in shown.alt


def test_without_customers_there_is_nothing_to_show():
    empty = migration_matrix(pd.DataFrame({1: [0, 1], 2: [0, 1]})).assign(count=0)
    with pytest.raises(SchemaError, match="nothing to show"):
        plot_tier_flows(empty)
    with pytest.raises(SchemaError, match="expected what migration_matrix gives"):
        plot_tier_flows(empty.drop(columns="count"))
