"""Can the map of migration be read, with an interval in each cell?"""

import numpy as np
import pandas as pd
import pytest

from custseg.plot import half_side, plot_migration
from custseg.schema import SchemaError
from custseg.segment import migration_matrix


@pytest.fixture(scope="module")
def matrix():
    return migration_matrix(pd.DataFrame(np.random.default_rng(1).integers(0, 6, (500, 3))))


@pytest.mark.parametrize("absent", [True, False])
def test_all_can_be_read(matrix, check_legible, absent):
    check_legible(plot_migration(matrix if absent else matrix[[a > 0 and b > 0 for a, b in matrix.index]]))


def test_on_half_a_side_of_paper_all_can_be_read(matrix, check_legible):
    with half_side():
        check_legible(plot_migration(matrix[[a > 0 and b > 0 for a, b in matrix.index]]))


def test_the_cells_are_those_of_the_table_the_best_tier_on_top(matrix):
    [axes] = plot_migration(matrix, steps="one quarter").figure.axes
    row = matrix.loc[(5, 1)]
    assert axes.texts[0].get_text() == f"{row['share']:.0%}\n{100 * row['low']:.0f}–{100 * row['high']:.0f}"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2", "3", "4", "5", "away"]
    assert axes.get_xlabel() == "Tier one quarter later"


def test_what_is_no_matrix_of_migration_is_refused(matrix):
    with pytest.raises(SchemaError, match="lacks column 'low'"):
        plot_migration(matrix.drop(columns="low"))
    with pytest.raises(SchemaError, match="nothing to show"):
        plot_migration(matrix.assign(n=0))
