import numpy as np
import pandas as pd
import pytest


def book_of(n: int, seed: int = 0) -> pd.DataFrame:
    """Make clients of a bank: companies of every size, some without a loan, some in default."""
    random = np.random.default_rng(seed)
    exposure = random.lognormal(12, 1.5, n) * (random.random(n) < 0.9)
    chance = np.clip(random.lognormal(-4.5, 1.2, n), 0, 0.5)
    chance[random.random(n) < 0.02] = 1.0
    return pd.DataFrame(
        {
            "income": 0.03 * exposure + random.normal(500, 3_000, n),
            "cost": random.lognormal(6, 0.7, n),
            "exposure": exposure,
            "probability_of_default": chance,
            "loss_given_default": random.uniform(0.1, 0.9, n),
            "maturity": random.uniform(0.2, 7, n),
            "turnover": random.lognormal(3, 1.5, n),
        },
        index=pd.Index([f"c{place:05}" for place in range(n)], name="client_id"),
    )


@pytest.fixture
def book() -> pd.DataFrame:
    return book_of(200)
