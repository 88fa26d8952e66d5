"""What are simulated customers called?

`customer_ids`.
"""

import pandas as pd


def customer_ids(n_customers: int) -> pd.Index:
    """Give names from 1 on, with leading zeros, so that text sorts as numbers do."""
    if n_customers < 1:
        raise ValueError(f"n_customers must be at least 1; found {n_customers}.")
    width = len(str(n_customers))
    return pd.Index([f"{number:0{width}}" for number in range(1, n_customers + 1)], name="customer_id")
