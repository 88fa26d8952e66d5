import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import chain_against_observed, migration_matrix, tier_panel

CHAIN = np.array([[0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])


def test_both_sides_are_those_of_the_migration_matrix():
    rng = np.random.default_rng(1)
    panel = pd.DataFrame(rng.integers(0, 4, (200, 5)))
    table = chain_against_observed(panel, steps=3)
    one, three = (migration_matrix(panel, steps=steps)["share"].unstack().loc[0:] for steps in (1, 3))
    np.testing.assert_allclose(table["observed"].unstack(), three)
    np.testing.assert_allclose(table["chain"].unstack(), np.linalg.matrix_power(one, 3))
    np.testing.assert_allclose(table["difference"], table["observed"] - table["chain"])
    assert ((table["low"] + table["high"]) / 2).to_numpy() == pytest.approx(table["difference"].to_numpy())


def test_the_chain_fails_at_the_grocer(grocer_weeks, quarters):
    """The best fifth three quarters later: one step says .50, it is .65; the lowest .38 against .49."""
    panel = tier_panel(pd.DataFrame(quarters(grocer_weeks)))
    table = chain_against_observed(panel, steps=3, absent=False)
    assert table.loc[(5, 5), ["observed", "chain"]].tolist() == pytest.approx([0.651, 0.506], abs=0.001)
    assert table.loc[(1, 1), ["observed", "chain"]].tolist() == pytest.approx([0.492, 0.376], abs=0.001)
    assert table.loc[[(1, 1), (5, 5)], "beyond"].all()


def test_the_spread_is_that_of_panels_drawn_anew(markov_panel):
    rng = np.random.default_rng(2)
    tables = [chain_against_observed(markov_panel(CHAIN, 300, 4, rng), steps=3, absent=False) for _ in range(150)]
    drawn = np.std([table["difference"] for table in tables], axis=0)
    said = np.mean([(table["high"] - table["low"]) / (2 * 1.96) for table in tables], axis=0)
    np.testing.assert_allclose(said, drawn, rtol=0.2)
    beyond = np.mean([table["beyond"] for table in tables])
    assert 0.02 < beyond < 0.09, f"{beyond:.3f} of the cells lie beyond under a chain; one in twenty should"


def test_customers_who_stay_what_they_are_come_back_more_than_a_chain_says(lasting_panel):
    table = chain_against_observed(lasting_panel(2000, 4, np.random.default_rng(3)), steps=3, absent=False)
    assert (table.loc[[(1, 1), (3, 3)], "difference"] > 0.05).all() and table.loc[[(1, 1), (3, 3)], "beyond"].all()


def test_nothing_can_be_said_of_a_tier_that_nobody_started_in():
    panel = pd.DataFrame({1: [1, 1], 2: [1, 3], 3: [3, 1]})
    table = chain_against_observed(panel, steps=2, absent=False)
    assert np.isnan(table.loc[(2, 1), "observed"]) and not table.loc[(2, 1), "beyond"]


def test_one_step_and_too_few_windows_are_refused():
    panel = pd.DataFrame({1: [1, 2], 2: [2, 1]})
    with pytest.raises(ValueError, match="steps must"):
        chain_against_observed(panel, steps=1)
    with pytest.raises(SchemaError, match="moved 2 on"):
        chain_against_observed(panel, steps=2)
