"""The department of Kaplan & Anderson, and small firms drawn at random."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st


def ids(*names):
    return pd.Index(names, name="customer_id")


@pytest.fixture
def department():
    """Give the quarter of a service department in Kaplan & Anderson (2004), HBR 82(11)."""
    pools = pd.DataFrame({"amount": [560_000.0], "capacity": [700_000.0]}, index=pd.Index(["service"], name="pool"))
    activities = pd.DataFrame(
        {
            "activity": ["order", "inquiry", "credit check"],
            "pool": "service",
            "driver": ["orders", "inquiries", "checks"],
            "minutes": [8.0, 44.0, 50.0],
        }
    )
    drivers = pd.DataFrame(
        {"orders": [30_000, 19_000, 0], "inquiries": [400, 0, 1_000], "checks": [0, 500, 2_000]},
        index=ids("a", "b", "c"),
    )
    return {"drivers": drivers, "pools": pools, "activities": activities}


@st.composite
def firms(draw):
    """Draw a firm whose pools have enough minutes for what is asked of them."""
    random = np.random.RandomState(draw(st.integers(0, 2**31)))
    n_pools, n_terms, n_drivers, n = (draw(st.integers(1, most)) for most in (4, 8, 3, 20))
    names = [f"d{number}" for number in range(n_drivers)]
    activities = pd.DataFrame(
        {
            "activity": [f"a{random.randint(3)}" for _ in range(n_terms)],
            "pool": [f"p{random.randint(n_pools)}" for _ in range(n_terms)],
            "driver": [names[random.randint(n_drivers)] for _ in range(n_terms)],
            "minutes": random.uniform(0, 90, n_terms).round(1),
        }
    ).drop_duplicates(["activity", "pool", "driver"], ignore_index=True)
    activities["minutes_low"], activities["minutes_high"] = 0.5 * activities["minutes"], 2.0 * activities["minutes"]
    used = sorted(set(activities["driver"]))  # few different tables: the rules of each are built once
    drivers = pd.DataFrame(random.poisson(3, (n, len(used))), columns=used, index=ids(*map(str, range(n))))
    minutes = activities["minutes"] * activities["driver"].map(drivers.sum())
    asked = minutes.groupby(activities["pool"]).sum()
    pools = pd.DataFrame(
        {"amount": random.uniform(0, 1e6, len(asked)).round(2), "capacity": asked * random.uniform(1, 3) + 1}
    ).rename_axis("pool")
    return {"drivers": drivers, "pools": pools, "activities": activities}
