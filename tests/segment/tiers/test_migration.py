import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import migration_matrix, steady_state, tier_panel

CHAIN = np.array([[0.7, 0.2, 0.1], [0.2, 0.6, 0.2], [0.1, 0.3, 0.6]])
PANEL = pd.DataFrame(
    {"q1": [1, 2, 0, 0, 2], "q2": [2, 0, 1, 0, 2], "q3": [2, 1, 0, 1, 0]}, index=["ann", "bob", "eve", "zoe", "max"]
)


@pytest.fixture(scope="module")
def with_gaps():
    scores = np.random.default_rng(1).gamma(1.0, 10.0, (400, 5))
    scores[np.random.default_rng(2).random(scores.shape) < 0.3] = np.nan
    return tier_panel(pd.DataFrame(scores))


def test_each_move_is_counted_once():
    table = migration_matrix(PANEL)
    moves = {cell: int(n) for cell, n in table["count"].items() if n}
    assert moves == {(1, 2): 1, (2, 0): 2, (-1, 1): 2, (2, 2): 2, (0, 1): 1, (1, 0): 1}
    among_present = migration_matrix(PANEL, absent=False)["count"]
    assert {cell: int(n) for cell, n in among_present.items() if n} == {(1, 2): 1, (2, 2): 2}


def test_counts_are_conserved(with_gaps):
    """Who starts in a tier is everybody in it in all windows but the last; who ends there, in all but the first."""
    tiers = with_gaps["tier"].unstack().to_numpy()
    table = migration_matrix(with_gaps)["count"].unstack()
    for tier in range(1, 6):
        assert table.loc[tier].sum() == (tiers[:, :-1] == tier).sum()
        assert table[tier].sum() == (tiers[:, 1:] == tier).sum()
    joined = (with_gaps["status"] == "first seen").sum() - (tiers[:, 0] > 0).sum()
    assert table.loc[-1].sum() == joined
    assert table.loc[0, [1, 2, 3, 4, 5]].sum() == (with_gaps["status"] == "came back").sum()


@pytest.mark.parametrize("absent", [True, False])
@pytest.mark.parametrize("steps", [1, 2, 4])
def test_rows_add_to_one_and_lie_in_their_intervals(with_gaps, absent, steps):
    table = migration_matrix(with_gaps, steps=steps, absent=absent)
    started = table[table["n"] > 0]
    np.testing.assert_allclose(started.groupby("from_tier")["share"].sum(), 1.0)
    assert (started["low"] <= started["share"]).all() and (started["share"] <= started["high"]).all()
    assert (started["count"].groupby("from_tier").sum() == started["n"].groupby("from_tier").first()).all()


@pytest.mark.parametrize("steps", [2, 3])
def test_several_steps_are_the_power_of_one_where_customers_move_by_a_chain(markov_panel, steps):
    panel = markov_panel(CHAIN, 40_000, 5, np.random.default_rng(3))
    found = migration_matrix(panel, steps=steps, absent=False)["share"].unstack()
    np.testing.assert_allclose(found, np.linalg.matrix_power(CHAIN, steps), atol=0.01)
    one = migration_matrix(panel, absent=False)["share"].unstack()
    np.testing.assert_allclose(found, np.linalg.matrix_power(one, steps), atol=0.01)


def test_in_one_pair_of_windows_the_interval_is_the_posterior_of_jeffreys():
    """12 of 40 from one of two tiers; its density p**11.5 (1 - p)**27.5, added up on a grid."""
    panel = pd.DataFrame({1: [1] * 40, 2: [2] * 12 + [1] * 28})
    row = migration_matrix(panel, absent=False).loc[(1, 2)]
    assert row["share"] == 0.3 and row["n_effective"] == 40
    grid = np.linspace(0, 1, 100_001)
    mass = grid**11.5 * (1 - grid) ** 27.5
    below = [mass[grid <= end].sum() / mass.sum() for end in row[["low", "high"]]]
    assert below == pytest.approx([0.025, 0.975], abs=1e-4)
    wider = migration_matrix(panel, absent=False, prior=1.0, level=0.99).loc[(1, 2)]
    assert wider["high"] > row["high"]


def test_where_nobody_or_everybody_goes_the_interval_ends():
    panel = pd.DataFrame({1: [1, 1, 1, 2], 2: [1, 1, 1, 1]})
    table = migration_matrix(panel, absent=False)
    assert table.loc[(1, 1), "high"] == 1.0 and table.loc[(1, 2), "low"] == 0.0
    assert 0.2 < table.loc[(1, 1), "low"] < 1 and table.loc[(1, 2), "high"] > 0.3


def test_a_customer_who_always_does_the_same_counts_as_one():
    """Twenty customers in ten windows, each of whom always stays or always swings, tell of twenty, not of 180."""
    panel = pd.DataFrame([[1] * 10] * 10 + [[1, 2] * 5] * 10)
    assert migration_matrix(panel, absent=False).loc[(1, 1), "n_effective"] < 30


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["chain", "lasting"])
def test_intervals_hold(markov_panel, lasting_panel, kind):
    """95 % intervals hold the long-run share in 93 to 97 of a hundred panels, by chains and by customers who differ."""
    rng = np.random.default_rng(8)

    def draw(n):
        return markov_panel(CHAIN, n, 6, rng) if kind == "chain" else lasting_panel(n, 6, rng)

    truth = migration_matrix(draw(400_000), absent=False)["share"]
    hits = []
    for _ in range(400):
        table = migration_matrix(draw(250), absent=False)
        hits.append((table["low"] <= truth) & (truth <= table["high"]))
    assert 0.93 < np.mean(hits) < 0.97, f"{np.mean(hits):.3f}: look at the design effect"


def test_a_long_and_a_wide_panel_and_one_with_rows_missing_say_the_same(with_gaps):
    wide = with_gaps["tier"].unstack()
    pd.testing.assert_frame_equal(migration_matrix(with_gaps), migration_matrix(wide))
    pd.testing.assert_frame_equal(migration_matrix(with_gaps[with_gaps["tier"] > 0]), migration_matrix(wide))
    pd.testing.assert_frame_equal(migration_matrix(with_gaps.sample(frac=1, random_state=1)), migration_matrix(wide))


def test_a_customer_in_two_tiers_is_refused(with_gaps):
    with pytest.raises(SchemaError, match="in two tiers in the same window"):
        migration_matrix(pd.concat([with_gaps, with_gaps.iloc[:3]]))
    with pytest.raises(SchemaError, match="customers stand twice"):
        migration_matrix(pd.concat([PANEL, PANEL]))


@pytest.mark.parametrize(
    ("panel", "message"),
    [
        (PANEL[["q1"]], "nobody can have moved 1 on"),
        (PANEL[["q2", "q1"]], "must rise"),
        (PANEL.iloc[:0], "0 customers"),
        (PANEL + 0.5, "whole numbers"),
        (PANEL - 1, "whole numbers"),
        (PANEL + 100, "to 60"),
        (PANEL.set_index([[1] * 5, PANEL.index]), "a column 'tier'"),
    ],
)
def test_what_is_no_panel_is_refused(panel, message):
    with pytest.raises(SchemaError, match=message):
        migration_matrix(panel)


def test_numbers_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="prior must be a finite number above 0"):
        migration_matrix(PANEL, prior=0.0)
    with pytest.raises(ValueError, match="steps must"):
        migration_matrix(PANEL, steps=0)
    with pytest.raises(ValueError, match="level"):
        migration_matrix(PANEL, level=95.0)


def test_the_panel_is_not_changed():
    before = PANEL.copy()
    migration_matrix(PANEL)
    pd.testing.assert_frame_equal(PANEL, before)


def test_the_steady_state_stays_as_it_is(with_gaps):
    matrix = migration_matrix(with_gaps)
    rest = steady_state(matrix)
    shares = matrix["share"].unstack().loc[rest.index, rest.index]
    np.testing.assert_allclose(rest @ shares, rest)
    assert rest.sum() == pytest.approx(1.0) and rest.index.tolist() == [0, 1, 2, 3, 4, 5]
    np.testing.assert_allclose(steady_state(pd.DataFrame(CHAIN)), np.linalg.matrix_power(CHAIN, 300)[0], atol=1e-12)


def test_where_nobody_is_ever_away_the_steady_state_has_tiers_alone():
    panel = pd.DataFrame({1: [1, 1, 2, 2], 2: [1, 2, 2, 1]})
    assert steady_state(migration_matrix(panel)).to_dict() == pytest.approx({1: 0.5, 2: 0.5})


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.eye(2), "no single steady state"),
        ([[0.5, 0.4], [0.5, 0.5]], r"not so in \[0\]"),
        ([[0.5, 0.5], [np.nan, np.nan]], r"not so in \[1\]"),
        ([[0.5, 0.5]], "same tiers"),
    ],
)
def test_what_has_no_steady_state_is_refused(matrix, message):
    with pytest.raises(ValueError, match=message):
        steady_state(pd.DataFrame(matrix))


def test_gaps_levels_the_wrong_way_round_and_periods_out_of_time_are_refused(with_gaps):
    quarters = pd.DataFrame([[1, 2], [2, 1]], columns=pd.PeriodIndex(["2023Q1", "2023Q3"], freq="Q"))
    for table in (quarters, quarters.set_axis(["2023Q1", "2023Q3"], axis=1)):
        with pytest.raises(SchemaError, match="lacks the period '2023Q2'"):
            migration_matrix(table)
    with pytest.raises(SchemaError, match="found the index 'window', 'customer_id'"):
        migration_matrix(with_gaps.swaplevel())
    with pytest.raises(SchemaError, match="sorts as text"):
        migration_matrix(quarters.set_axis(["Q4 2023", "Q1 2024"], axis=1))


def test_a_matrix_of_words_is_refused_in_words():
    with pytest.raises(TypeError, match="matrix must be numbers"):
        steady_state(pd.DataFrame([["a", "b"], ["c", "d"]]))
