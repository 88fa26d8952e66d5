import numpy as np
import pandas as pd
import pytest
from scipy import stats

from custseg.schema import SchemaError
from custseg.segment import migration_homogeneity, tier_panel

CHAIN = np.array([[0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])


def test_where_each_customer_is_in_one_period_it_is_the_usual_test():
    """Two pairs of windows with other customers: one chi-squared test of a table of two periods for each tier."""
    rng = np.random.default_rng(1)
    tiers = rng.integers(1, 4, (500, 3))
    tiers[:250, 2] = tiers[250:, 0] = 0
    found = migration_homogeneity(pd.DataFrame(tiers))
    early, late = tiers[:250, :2], tiers[250:, 1:]
    tables = [[[((part == [i, j]).all(axis=1)).sum() for j in (1, 2, 3)] for part in (early, late)] for i in (1, 2, 3)]
    expected = sum(stats.chi2_contingency(table, correction=False).statistic for table in tables)
    assert found["statistic"] == pytest.approx(expected)
    # three rows of two free cells; the common share is estimated as if counted over both periods
    assert found["mean"] == pytest.approx(6.0, abs=0.05)
    assert found["p_value"] == pytest.approx(stats.chi2.sf(expected, 6), abs=0.01)


def test_customers_who_stay_what_they_are_make_periods_alike(lasting_panel):
    rng = np.random.default_rng(2)
    found = [migration_homogeneity(lasting_panel(400, 4, rng, cuts=(0.0,))) for _ in range(20)]
    assert np.mean([one["mean"] for one in found]) < 2 * 2  # pairs less one, times one free cell in each of two rows


@pytest.mark.parametrize("kind", ["chain", "lasting"])
def test_a_quick_look_at_its_size(markov_panel, lasting_panel, kind):
    rng = np.random.default_rng(3)
    p = [
        migration_homogeneity(
            markov_panel(CHAIN, 300, 4, rng) if kind == "chain" else lasting_panel(300, 4, rng)
        )["p_value"]
        for _ in range(60)
    ]  # fmt: skip
    assert np.mean(np.array(p) < 0.05) <= 0.12


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["chain", "lasting"])
def test_where_periods_are_alike_it_rejects_one_in_twenty(markov_panel, lasting_panel, kind):
    rng = np.random.default_rng(4)
    p = [
        migration_homogeneity(
            markov_panel(CHAIN, 1500, 4, rng) if kind == "chain" else lasting_panel(1500, 4, rng)
        )["p_value"]
        for _ in range(1000)
    ]  # fmt: skip
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.08, "of a thousand panels without a change; look at the covariance"


def test_a_period_that_differs_is_found(markov_panel):
    rng = np.random.default_rng(5)
    panel = markov_panel(CHAIN, 600, 4, rng)
    calm = migration_homogeneity(panel)["p_value"]
    promoted = rng.random(600) < 0.12
    panel.loc[promoted, 3] = np.minimum(panel.loc[promoted, 2] + 1, 3)
    assert migration_homogeneity(panel)["p_value"] < 0.01 < calm


def test_cuts_found_anew_make_it_careful(lasting_panel):
    rng = np.random.default_rng(6)
    p = []
    for _ in range(40):
        scores = pd.DataFrame(rng.normal(0.0, 1.0, (300, 1)) + rng.normal(0.0, 0.7, (300, 4)))
        p.append(migration_homogeneity(tier_panel(scores))["p_value"])
    assert np.mean(np.array(p) < 0.05) <= 0.05


def test_joining_and_leaving_can_be_tested_too():
    rng = np.random.default_rng(7)
    tiers = rng.integers(0, 4, (400, 5))
    still = migration_homogeneity(pd.DataFrame(tiers), absent=True)
    tiers[:, 4] *= rng.random(400) < 0.6
    assert migration_homogeneity(pd.DataFrame(tiers), absent=True)["p_value"] < 0.001 < still["p_value"]


def test_where_nobody_moves_the_periods_are_the_same():
    panel = pd.DataFrame({1: [1, 2, 2], 2: [1, 2, 2], 3: [1, 2, 2]})
    assert migration_homogeneity(panel)["p_value"] == 1.0


def test_too_few_windows_and_nobody_there_are_refused():
    with pytest.raises(SchemaError, match="one period"):
        migration_homogeneity(pd.DataFrame({1: [1, 2], 2: [2, 1]}))
    with pytest.raises(SchemaError, match="nobody is in panel in two windows"):
        migration_homogeneity(pd.DataFrame({1: [1, 0], 2: [0, 1], 3: [1, 0]}))
    many = pd.DataFrame(np.random.default_rng(8).integers(1, 61, (9_000, 4)))
    with pytest.raises(SchemaError, match="merge tiers"):
        migration_homogeneity(many)
