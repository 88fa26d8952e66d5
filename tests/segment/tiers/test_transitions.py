import numpy as np
import pandas as pd
import pytest

from custseg.segment.tiers._transitions import design_effects, shares_of, together, transitions_of


@pytest.fixture(scope="module")
def panel():
    return pd.DataFrame(np.random.default_rng(1).integers(0, 4, (60, 5)))


def test_pairs_of_cells_are_counted_over_customers(panel):
    found = transitions_of(panel, 1, absent=True)
    n = found.size**2
    each = np.zeros((len(panel), n))
    for cell in found.cells:
        inside = cell < n
        each[np.flatnonzero(inside), cell[inside]] += 1
    np.testing.assert_array_equal(together(found.cells, found.cells, found.size), each.T @ each)
    np.testing.assert_array_equal(
        together(found.cells, list(found.cells), found.size), together(found.cells, found.cells, found.size)
    )
    assert found.counts().sum(axis=0).ravel().tolist() == each.sum(axis=0).tolist()


def test_the_design_effect_of_customers_counted_once_is_one(panel):
    found = transitions_of(panel[[0, 1]], 1, absent=False)
    counts = found.counts().sum(axis=0)
    assert design_effects(counts, np.diag(counts.ravel()).astype(float)) == pytest.approx(np.ones(3), abs=1e-9)


def test_a_row_without_customers_has_no_shares():
    assert np.isnan(shares_of(np.array([[0, 0], [1, 3]]))[0]).all()
