"""A log of orders of categories, small enough to count by hand, and larger ones drawn at random."""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_complete_journey

CUT = "2024-06-30"


def log_of(rows):
    """Give a log from rows of customer, day, category and amount."""
    table = pd.DataFrame(rows, columns=["customer_id", "date", "department", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]))


def drawn_log(seed, n=40, days=366, kinds=5, orders=8):
    """Give a log in which nothing changes: each order has each category with a chance of its customer's own."""
    random = np.random.RandomState(seed)
    rows = []
    for customer in range(n):
        likes = random.uniform(0, 0.6, kinds)
        for day in random.choice(days, 1 + random.poisson(orders), replace=False):
            bought = np.flatnonzero(random.random_sample(kinds) < likes)
            rows += [(f"c{customer:03}", day, f"d{kind}", float(random.randint(1, 20))) for kind in bought]
    table = pd.DataFrame(rows, columns=["customer_id", "day", "department", "amount"])
    return table.assign(date=pd.Timestamp("2024-01-01") + pd.to_timedelta(table.pop("day"), unit="D"))


@pytest.fixture(scope="session")
def departments():
    """Give the grocer's baskets by department."""
    lines = load_complete_journey("departments").merge(load_complete_journey(), on="order_id")
    return lines.drop(columns="amount").rename(columns={"sales_value": "amount"})
