import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_complete_journey


@pytest.fixture(scope="session")
def grocer_weeks():
    """Give each household's money in the 52 weeks of 2017; the last day of the year belongs to the last week."""
    log = load_complete_journey()
    week = np.minimum((log["date"] - pd.Timestamp("2017-01-01")).dt.days.to_numpy() // 7, 51)
    customer, ids = pd.factorize(log["customer_id"])
    return np.bincount(customer * 52 + week, weights=log["amount"], minlength=52 * len(ids)).reshape(len(ids), 52)


@pytest.fixture(scope="session")
def quarters():
    """Return the maker of quarters of thirteen weeks from a table of weeks."""
    return lambda weeks: weeks.reshape(len(weeks), 4, 13).sum(axis=2)


@pytest.fixture(scope="session")
def shuffled():
    """Return the maker of twins: weeks shuffled within each household, the season that all share is kept."""

    def draw(weeks: np.ndarray, n: int, seed: int = 0):
        rng = np.random.default_rng(seed)
        for _ in range(n):
            mixed = rng.permuted(weeks, axis=1)
            yield mixed * (weeks.sum(axis=0) / mixed.sum(axis=0))

    return draw


@pytest.fixture(scope="session")
def markov_panel():
    """Return the maker of panels in which customers move from tier to tier by a chain, at rest from the start."""

    def draw(matrix, n: int, windows: int, rng: np.random.Generator) -> pd.DataFrame:
        matrix = np.asarray(matrix, dtype=float)
        rest = np.linalg.matrix_power(matrix, 200)[0]
        tiers = [rng.choice(len(matrix), n, p=rest)]
        for _ in range(windows - 1):
            tiers.append((rng.random(n)[:, np.newaxis] > matrix.cumsum(axis=1)[tiers[-1]]).sum(axis=1))
        return pd.DataFrame(np.column_stack(tiers) + 1)

    return draw


@pytest.fixture(scope="session")
def lasting_panel():
    """Return the maker of panels in which nobody changes: each customer's score swings about a level of their own."""

    def draw(n: int, windows: int, rng: np.random.Generator, *, cuts=(-0.6, 0.6)) -> pd.DataFrame:
        scores = rng.normal(0.0, 1.0, (n, 1)) + rng.normal(0.0, 0.7, (n, windows))
        return pd.DataFrame(1 + np.searchsorted(cuts, scores))

    return draw
