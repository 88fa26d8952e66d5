"""Do the intervals of relative rates, and the test of traits, hold what the file of results says?"""

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.again import beyond_chance

CELLS, N_CELLS = ["family", "setting", "customers"], 10


def test_every_cell_was_measured(benchmark, stored):
    """Run benchmarks/trait_coverage.py for those that are missing."""
    assert len(benchmark.CELLS) == N_CELLS and set(benchmark.CELLS) == set(
        stored[CELLS].itertuples(index=False, name=None)
    )
    assert (stored["firms"] >= 200).all() and (stored["seed"] == benchmark.SEED).all()


def test_intervals_hold_in_95_of_100_firms(stored):
    held = stored[stored["quantity"].isin(["held, profile", "held, hessian"])]
    error = np.sqrt(0.95 * 0.05 / held["firms"])
    near = held["value"].between(0.93 - 2 * error, 0.97 + 2 * error)
    assert near.all(), held[~near].to_string()
    for _, some in held.groupby([*CELLS, "quantity"]):
        assert 0.93 <= some["value"].mean() <= 0.97, some.to_string()


def test_the_test_of_traits_cries_wolf_in_five_of_100_firms(stored):
    wolf = stored[(stored["quantity"] == "rejected") & (stored["setting"] == "none")]
    error = np.sqrt(0.05 * 0.95 / wolf["firms"])
    near = wolf["value"].between(0.03 - 2 * error, 0.07 + 2 * error)
    assert near.all(), wolf[~near].to_string()
    assert 0.04 <= np.average(wolf["value"], weights=wolf["firms"]) <= 0.065


def test_the_test_finds_what_is_there(stored):
    found = stored[
        (stored["quantity"] == "rejected") & (stored["of"] == "all traits") & (stored["setting"] == "effect")
    ]
    power = found.set_index(["family", "customers"])["value"]
    assert power["BG/NBD", 2000] > 0.99 and (power > 0.55).all()


def test_none_or_all_of_the_firms_are_not_certain(benchmark, stored):
    shares = stored[stored["quantity"] != "estimate"]
    assert shares["value"].isin([0.0, 1.0]).any() and (shares["standard_error"] > 0).all()
    again = benchmark.pooled(stored).merge(stored, on=[*CELLS, "quantity", "of"])
    np.testing.assert_allclose(again["standard_error_x"], again["standard_error_y"], atol=1e-5)
    n = shares["firms"].iloc[0]
    none = benchmark.with_errors(shares.head(1).assign(value=0.0))["standard_error"].item()
    assert none == pytest.approx((2 / (n + 4) * (n + 2) / (n + 4) / (n + 4)) ** 0.5)


def test_estimates_lie_around_the_truth(stored):
    apart = stored[stored["quantity"] == "estimate"]
    near = apart["value"].abs() < 4 * apart["standard_error"] + 0.005
    assert near.all(), apart[~near].to_string()


@pytest.mark.heavy
@pytest.mark.parametrize("family", ["BG/NBD", "Gamma-Gamma"])
def test_a_firm_is_drawn_again_as_it_was(benchmark, family):
    cell = (family, "effect", 500)
    one, other = (benchmark.measured(cell, 2, 0) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    both = benchmark.pooled(pd.concat([benchmark.measured(cell, 1, 0), benchmark.measured(cell, 1, 1)]))
    merged = both.merge(one, on=[*CELLS, "quantity", "of"])
    np.testing.assert_allclose(merged["value_x"], merged["value_y"])
    np.testing.assert_allclose(merged["standard_error_x"], merged["standard_error_y"], atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(N_CELLS))
def test_a_tenth_of_the_firms_holds_in_others(benchmark, stored, number):
    cell, firms, unlikely = benchmark.CELLS[number], 20, []
    said = stored[(stored[CELLS] == list(cell)).all(axis=1)].set_index(["quantity", "of"])
    for again in benchmark.measured(cell, firms, first=100_000).itertuples():
        row = said.loc[(again.quantity, again.of)]
        if again.quantity == "estimate":  # a mean: five standard errors of both, since it is skewed
            close = abs(again.value - row["value"]) <= 5 * np.hypot(again.standard_error, row["standard_error"])
        else:
            moved = (row["firms"] * row["value"] + 2) / (row["firms"] + 4)
            error = np.sqrt(moved * (1 - moved) / (row["firms"] + 4))
            close = not beyond_chance(row["value"], error, round(firms * again.value), firms, level=1e-4)
        if not close:
            unlikely.append((again.quantity, again.of, row["value"], again.value))
    assert not unlikely, f"not as benchmarks/results says: {unlikely}"
