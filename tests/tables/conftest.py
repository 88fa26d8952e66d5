"""A small log that every test of this room may use."""

import pandas as pd
import pytest


@pytest.fixture
def transactions():
    """Give two buyers, one of whom returned something."""
    return pd.DataFrame(
        {
            "customer_id": ["b", "a", "a", "a", "b"],
            "date": pd.to_datetime(
                ["2024-03-01", "2024-01-10 09:30", "2024-01-10 18:00", "2024-02-01", "2024-03-05"], format="ISO8601"
            ),
            "amount": [8.0, 10.0, 5.0, 0.0, -3.0],
            "cost": [4.0, 6.0, 2.0, 1.0, -1.5],
        }
    )
