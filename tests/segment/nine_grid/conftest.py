import numpy as np
import pandas as pd
import pytest

from custseg.value import client_returns


def statements_of(n: int, seed: int = 0) -> pd.DataFrame:
    """Make three years of statements that balance, of clients c000, c001, ..."""
    random = np.random.default_rng(seed)
    ids = np.repeat([f"c{place:03}" for place in range(n)], 3)
    year = np.tile([2021, 2022, 2023], n)
    size = np.repeat(random.lognormal(10, 1, n), 3)
    grown = np.repeat(random.normal(0.05, 0.1, n), 3) * np.tile([0, 1, 2], n) + 1
    assets = size * random.uniform(0.8, 1.2, 3 * n)
    debt_part = random.uniform(0.2, 0.9, 3 * n)
    return pd.DataFrame(
        {
            "client_id": ids,
            "year": year,
            "revenue": 1.5 * size * grown,
            "net_profit": 0.05 * size * random.normal(1, 0.8, 3 * n),
            "assets": assets,
            "liabilities": debt_part * assets,
            "equity": (1 - debt_part) * assets,
            "cash": 0.1 * assets,
            "debt": 0.6 * debt_part * assets,
        }
    )


def returns_of(n: int, seed: int = 0) -> pd.DataFrame:
    """Make a book, and what it returns."""
    random = np.random.default_rng(seed)
    exposure = random.lognormal(12, 1, n) * (random.random(n) < 0.9)
    book = pd.DataFrame(
        {
            "income": 0.03 * exposure + random.normal(1_000, 2_000, n),
            "cost": 500.0,
            "exposure": exposure,
            "probability_of_default": np.where(random.random(n) < 0.03, 1.0, random.uniform(0.001, 0.05, n)),
            "loss_given_default": 0.45,
        },
        pd.Index([f"c{place:03}" for place in range(n)], name="client_id"),
    )
    return client_returns(book)


@pytest.fixture
def returns() -> pd.DataFrame:
    return returns_of(200)


def book_of(n: int, seed: int = 0) -> pd.DataFrame:
    """Make a client book with what returns and looks ask for, and three branches."""
    random = np.random.default_rng(seed)
    income = random.lognormal(10, 1, n)
    exposure = 60 * income * random.uniform(size=n) * (random.random(n) < 0.9)
    return pd.DataFrame(
        {
            "income": income,
            "cost": income * random.uniform(0.2, 0.7, n),
            "exposure": exposure,
            "probability_of_default": random.beta(1, 60, n),
            "loss_given_default": 0.45,
            "deposits": income * random.uniform(0, 8, n),
            "loans": 0.8 * exposure,
            "interest_income": 0.8 * exposure * random.uniform(0.03, 0.08, n),
            "fee_income": income * random.uniform(0, 0.5, n),
            "transactions": random.poisson(30, n),
            "months": 12,
            "products": random.poisson(3, n),
            "products_offered": 12,
            "branch": random.choice(["north", "south", "east"], n),
        },
        pd.Index([f"c{place:03}" for place in range(n)], name="client_id"),
    )


def income_of(n: int, seed: int = 0) -> pd.DataFrame:
    """Make three years of income with us."""
    years = np.random.default_rng(seed).lognormal(10, 0.3, (n, 3))
    return pd.DataFrame(years, pd.Index([f"c{place:03}" for place in range(n)], name="client_id"), [2021, 2022, 2023])


def clients_and_cells(n: int = 400, seed: int = 0) -> tuple[pd.DataFrame, pd.Series, pd.Series, pd.Series]:
    """Make clients whose wallet share brings 40, whose loan share brings 5 and whose net margin 90 a unit."""
    random = np.random.default_rng(seed)
    ids = pd.Index([f"c{place}" for place in range(n)], name="client_id")
    cells = pd.Series(np.where(random.random(n) < 0.5, "low", "high"), ids)
    better = (cells == "high").to_numpy()
    looks = pd.DataFrame(
        {
            "wallet_share": random.normal(0.3 + 0.2 * better, 0.1),
            "loan_share": random.normal(0.4 + 0.1 * better, 0.2),
            "net_margin": random.normal(0.05 + 0.02 * better, 0.05),
        },
        ids,
    )
    money = looks @ np.array([40.0, 5.0, 90.0]) + random.normal(0, 3, n)
    return looks, cells, pd.Series(np.where(random.random(n) < 0.5, "north", "south"), ids), money


@pytest.fixture
def clients_in_cells():
    """Give the function that makes looks, cells, branches and money of so many clients."""
    return clients_and_cells
