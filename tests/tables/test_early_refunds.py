"""Are refunds found that are dated before their order, in parts of a long log too?"""

import numpy as np
import pandas as pd

from custseg.tables import _customer_blocks
from custseg.tables._early_refunds import dated_before_their_order


def shop(rows, *, seed=1):
    """Give few orders of few customers, so that many refunds name one of a later day."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "customer_id": rng.integers(0, 40, rows),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.uniform(0, 90, rows), "D"),
            "amount": rng.choice([-5.0, 0.0, 10.0, 20.0], rows),
            "order_id": pd.Series(rng.integers(0, 30, rows)).map("A{}".format).where(rng.uniform(size=rows) < 0.9),
        }
    )


def plain(log):
    """Go through the refunds one after the other."""
    found = []
    for _, row in log.iterrows():
        alike = (log["customer_id"] == row["customer_id"]) & (log["order_id"] == row["order_id"])
        first = log["date"][alike & (log["amount"] > 0)].min()
        found.append(row["amount"] < 0 and pd.notna(first) and row["date"].normalize() < first.normalize())
    return found


def test_each_refund_as_if_alone():
    log = shop(600)
    found = dated_before_their_order(log)
    assert found.tolist() == plain(log) and 0 < found.sum() < (log["amount"] < 0).sum()


def test_parts_say_the_same_and_so_do_names_and_negative_numbers(monkeypatch):
    log = shop(600)
    whole = dated_before_their_order(log)
    monkeypatch.setattr(_customer_blocks, "MOST", 100)
    for ids in (log["customer_id"], log["customer_id"].map("C{}".format), log["customer_id"] - 20):
        assert (dated_before_their_order(log.assign(customer_id=ids)) == whole).all()


def test_without_orders_or_refunds_there_is_none():
    log = shop(50)
    assert not dated_before_their_order(log.drop(columns="order_id")).any()
    assert not dated_before_their_order(log.assign(amount=1.0)).any()
