import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_online_retail
from custseg.tables import net_refunds


@pytest.fixture(scope="session")
def online_retail_spend(outside_data):
    """Give spend per customer on positive lines, 2010-12-01 to 2011-12-09, of UCI Online Retail (does not ship)."""
    lines = load_online_retail()
    lines = lines[(lines["quantity"] > 0) & (lines["unit_price"] > 0)]
    assert len(lines) == 397_884 and lines["order_id"].nunique() == 18_532  # recomputed on two independent copies
    return lines.groupby("customer_id")["amount"].sum()


@pytest.fixture(scope="session")
def random_log():
    """Return a maker of small random purchase logs with returns, several rows a day and customers who only return."""

    def make(seed: int, rows: int = 120, customers: int = 12) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        return pd.DataFrame(
            {
                "customer_id": pd.Series(rng.integers(0, customers, rows)).astype("str"),
                "date": pd.Timestamp("2023-01-15") + pd.to_timedelta(rng.integers(0, 400, rows), "D"),
                "amount": rng.choice([-1, 1, 1, 1, 1, 0], rows) * rng.integers(1, 10_000, rows) / 100,
                "order_id": pd.Series(rng.integers(0, rows // 2, rows)).astype("str"),
            }
        )

    return make


@pytest.fixture(scope="session")
def sold():
    """Return a plain reading of what is left of the purchases of a log."""

    def rows(log: pd.DataFrame, occasion: str = "date") -> pd.DataFrame:
        netted = net_refunds(log)
        bought = netted["amount"] >= 0
        of = [netted["customer_id"], netted[occasion]]
        left = netted["left"].where(bought, 0).groupby(of).transform("sum")
        touched = ((netted["left"] != netted["amount"]) & bought).groupby(of).transform("any")
        return log.assign(amount=netted["left"])[bought & ~(touched & (left == 0))]

    return rows
