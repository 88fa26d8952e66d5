import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import kept_after, mover_stayer, shares_after

CHAIN = np.array([[0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])


def panel(customers, windows, stayers=0.0, seed=1):
    """Draw a panel of a chain; the first part of the customers never moves."""
    rng = np.random.default_rng(seed)
    states = np.empty((customers, windows), dtype=int)
    states[:, 0] = rng.integers(0, 3, customers)
    for window in range(1, windows):
        states[:, window] = (rng.random((customers, 1)) > CHAIN[states[:, window - 1]].cumsum(axis=1)).sum(axis=1)
    still = round(stayers * customers)
    states[:still] = states[:still, [0]]
    return pd.DataFrame(states)


def test_planted_stayers_and_movers_are_found():
    found = mover_stayer(panel(20_000, 6, stayers=0.3))
    assert np.allclose(found.stayers, 0.3, atol=0.03) and np.allclose(found.movers, CHAIN, atol=0.03)
    assert np.allclose(found.movers.sum(axis=1), 1) and np.allclose(found.chain.sum(axis=1), 1)


def test_under_a_chain_steps_are_powers_and_nobody_stays_for_good():
    tiers = panel(40_000, 5)
    found = mover_stayer(tiers)
    assert (found.stayers < 0.03).all()
    observed = pd.crosstab(tiers[0], tiers[3], normalize="index").to_numpy()
    assert np.allclose(observed, shares_after(found.chain, 3), atol=0.02)
    assert np.allclose(shares_after(found.chain, 3), np.linalg.matrix_power(found.chain.to_numpy(), 3))


def test_the_fit_is_the_top_of_the_likelihood():
    """Every small step aside makes the panel less likely."""
    tiers = panel(500, 5, stayers=0.3)
    codes, found = tiers.to_numpy(), mover_stayer(tiers)

    def log_likelihood(stayers, movers):
        path = np.prod([movers[codes[:, w], codes[:, w + 1]] for w in range(4)], axis=0)
        begin = stayers[codes[:, 0]]
        return np.log(begin * (codes == codes[:, [0]]).all(axis=1) + (1 - begin) * path).sum()

    best = log_likelihood(found.stayers.to_numpy(), found.movers.to_numpy())
    rng = np.random.default_rng(3)
    for _ in range(50):
        movers = np.abs(found.movers.to_numpy() + rng.normal(0, 0.01, (3, 3)))
        stayers = np.clip(found.stayers.to_numpy() + rng.normal(0, 0.01, 3), 0, 1)
        assert log_likelihood(stayers, movers / movers.sum(axis=1, keepdims=True)) < best


def test_the_share_of_stayers_now_is_of_those_who_are_there_now():
    tiers = panel(2000, 4, stayers=0.5)
    found = mover_stayer(tiers)
    began, here = tiers[0].value_counts().sort_index(), tiers[3].value_counts().sort_index()
    assert np.allclose(found.stayers_now, found.stayers * began / here)


@pytest.mark.parametrize("seed", range(3))
def test_where_some_stay_the_model_is_nearer_to_what_comes(seed):
    table = kept_after(panel(3000, 8, stayers=0.4, seed=seed), fitted=4, n_resamples=100, random_state=1)
    later = table[table["held_out"]]
    assert (later["nearer_low"] > 0).all() and (np.abs(later["mover_stayer"] - later["observed"]) < 0.06).all()
    assert later.index.get_level_values("steps").unique().tolist() == [4, 5, 6, 7]
    assert (table["customers"].groupby("state").nunique() == 1).all()


def test_where_nobody_stays_it_is_not_surely_nearer():
    table = kept_after(panel(3000, 8), fitted=4, n_resamples=100, random_state=1)
    assert (table.loc[table["held_out"], "nearer_low"] > 0).sum() == 0


def test_a_state_where_nobody_began_is_left_out_and_one_nobody_leaves_keeps_its_own():
    tiers = pd.DataFrame([[0, 1, 2, 2], [0, 0, 1, 2], [1, 1, 2, 2], [0, 2, 2, 2]] * 10)
    found = mover_stayer(tiers)
    assert found.stayers[2] == 0 and found.chain.loc[2, 2] == 1
    assert kept_after(tiers, fitted=3, n_resamples=20, random_state=1).index.get_level_values(
        "state"
    ).unique().tolist() == [0, 1]


def test_the_same_seed_gives_the_same_ends():
    tiers = panel(300, 5)
    one, other = (kept_after(tiers, fitted=4, n_resamples=50, random_state=7) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_names_of_states_are_kept():
    tiers = panel(300, 4).replace({0: "away", 1: "low", 2: "top"})
    assert mover_stayer(tiers).chain.columns.tolist() == ["away", "low", "top"]


def test_wrong_panels_are_answered_all_at_once():
    with pytest.raises(SchemaError, match=r"tiers has 2 windows"):
        mover_stayer(panel(10, 2))
    with pytest.raises(SchemaError, match="1 states are missing: give absence a state"):
        mover_stayer(
            panel(10, 3).replace({0: np.nan}).iloc[:1].assign(a=1.0, b=np.nan)[["a", "a", "b"]].fillna({"a": 1})
        )
    with pytest.raises(ValueError, match="fitted must be from 3 to 5"):
        kept_after(panel(10, 5), fitted=6)
    with pytest.raises(ValueError, match="stayers are for"):
        shares_after(mover_stayer(panel(50, 3)).chain, 2, pd.Series([0.1], ["x"]))
