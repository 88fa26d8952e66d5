import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def online_retail_spend():
    """Spend per customer on positive lines, year 2010-12 to 2011-12, of UCI Online Retail (not shipped)."""
    if "CUSTSEG_DATA" not in os.environ:
        pytest.skip("needs UCI Online Retail: set CUSTSEG_DATA")
    path = Path(os.environ["CUSTSEG_DATA"]) / "online_retail" / "year_2010_2011.parquet"
    lines = pd.read_parquet(path, columns=["quantity", "unit_price", "customer_id"])
    lines = lines[(lines["quantity"] > 0) & (lines["unit_price"] > 0) & lines["customer_id"].notna()]
    return (lines["quantity"] * lines["unit_price"]).groupby(lines["customer_id"]).sum()


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
