import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import markov_value, mover_stayer, segments_ahead


@pytest.fixture(scope="module")
def panel():
    """Two states that a chain without stayers explains: who is in the top one spends 10, the others 2."""
    rng = np.random.default_rng(1)
    states = rng.random((4000, 1)) < 0.5
    for _ in range(7):
        states = np.column_stack([states, rng.random(4000) < np.where(states[:, -1], 0.8, 0.3)])
    tiers = pd.DataFrame(states).replace({True: "top", False: "low"})
    return pd.DataFrame(np.where(states, 10.0, 2.0)), tiers


def test_of_a_chain_the_chain_foretells_what_comes(panel):
    table = segments_ahead(*panel, fitted=5)
    assert np.allclose(table["chain"], table["came"], rtol=0.05) and np.allclose(
        table["mover_stayer"], table["came"], rtol=0.05
    )
    assert table["last_carried_on"].tolist() == [6.0, 30.0] and table["customers"].sum() == 4000


def test_the_chain_is_the_sum_of_its_steps(panel):
    scores, tiers = panel
    chain = mover_stayer(tiers.iloc[:, :5]).chain
    ahead = markov_value(chain, [2.0, 10.0], rate=0.0, periods=3) - [2.0, 10.0]
    assert segments_ahead(scores, tiers, fitted=5)["chain"].tolist() == pytest.approx(ahead.tolist())


def test_who_never_moves_is_foretold_by_the_stayers():
    tiers = pd.DataFrame([["low"] * 5] * 30 + [["top"] * 5] * 30 + [["low", "top", "top", "low", "top"]] * 20)
    table = segments_ahead(tiers.replace({"low": 2.0, "top": 10.0}).astype(float), tiers, fitted=4)
    assert (np.abs(table["mover_stayer"] - table["came"]) <= np.abs(table["chain"] - table["came"]) + 1e-9).all()


def test_money_that_nobody_spends_has_no_interval(panel):
    scores, tiers = panel
    scores = scores.mul(scores.columns < 5, axis="columns")
    found = segments_ahead(scores, tiers, fitted=5)
    assert (found["came"] == 0).all() and found[["low", "high"]].isna().all(axis=None), "as if they had said no"


def test_tables_that_do_not_fit_are_refused(panel):
    scores, tiers = panel
    with pytest.raises(SchemaError, match="same customers and the same windows"):
        segments_ahead(scores.iloc[1:], tiers, fitted=5)
    with pytest.raises(ValueError, match="fitted must be from 3 to 7"):
        segments_ahead(scores, tiers, fitted=8)
