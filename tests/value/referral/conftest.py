import numpy as np
import pandas as pd
import pytest


def referrals_of(n: int, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Make a list with everything odd in it: rings, oneself, strangers, second referrers, no dates."""
    random = np.random.default_rng(seed)
    names = np.array([f"c{place}" for place in range(n)])
    giver, taker = random.integers(0, n + 2, 2 * n), random.integers(0, n + 1, 2 * n)
    known = np.append(names, ["who", "stranger"])
    edges = pd.DataFrame(
        {
            "referrer_id": known[giver],
            "referred_id": known[taker],
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 400, 2 * n), "D"),
            "joined_anyway": random.choice([0.0, 0.3, 1.0], 2 * n),
            "reward": random.choice([0.0, 10.0], 2 * n),
        }
    )
    return edges, pd.Series(random.normal(50, 60, n), pd.Index(names, name="customer_id"))


@pytest.fixture
def chain() -> tuple[pd.DataFrame, pd.Series]:
    """Give a who brought b who brought c."""
    edges = pd.DataFrame({"referrer_id": ["a", "b"], "referred_id": ["b", "c"]})
    return edges, pd.Series({"a": 100.0, "b": 60.0, "c": 80.0}).rename_axis("customer_id")
