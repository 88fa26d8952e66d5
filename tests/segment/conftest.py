import numpy as np
import pandas as pd
import pytest

from custseg.catalogue import load_grid


@pytest.fixture(scope="session")
def customers_for():
    """Give a made-up base of 60 customers with the columns that a grid reads, and one that it does not."""

    def customers_for(grid):
        random = np.random.default_rng(1)
        columns = load_grid(grid).columns
        ids = pd.Index([f"C{n:02}" for n in range(60)], name="customer_id")
        table = pd.DataFrame({column: random.normal(1, 2, 60).round(1) for column in columns}, index=ids)
        return table.assign(town=["Ayton", "Beeham"] * 30)

    return customers_for
