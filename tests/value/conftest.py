import os
from pathlib import Path

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
