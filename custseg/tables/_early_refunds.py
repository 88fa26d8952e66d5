"""Which refunds are dated before the order that they name?

`dated_before_their_order`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ._customer_blocks import customer_blocks


def dated_before_their_order(table: pd.DataFrame) -> np.ndarray:
    """Say which refunds name an order of their customer whose purchases are all of a later day.

    Of a long log whose customers are places some are worked on after others.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-02", "2024-03-01", "2024-03-04"])
    >>> log = pd.DataFrame({"customer_id": "ann", "date": days, "amount": [50.0, -50.0, -9.0], "order_id": "A1"})
    >>> dated_before_their_order(log).tolist()
    [False, True, False]
    """
    found = np.zeros(len(table), dtype=bool)
    if "order_id" in table and (table["amount"] < 0).any():
        for rows in _parts(table["customer_id"]):
            found[rows] = _dated_before(table.iloc[rows])
    return found


def _parts(customer: pd.Series) -> Iterable[np.ndarray | slice]:
    places = isinstance(customer.dtype, np.dtype) and customer.dtype.kind == "i" and customer.min() >= 0
    return customer_blocks(customer.to_numpy()) if places else [slice(None)]


def _dated_before(table: pd.DataFrame) -> np.ndarray:
    keys, bought = ["customer_id", "order_id"], table["amount"] > 0
    refund = (table["amount"] < 0) & table["order_id"].notna()
    back = table[refund]
    first = table[bought & table["order_id"].isin(back["order_id"])].groupby(keys)["date"].min().rename("sold")
    sold = back.join(first, on=keys)["sold"].dt.normalize()
    found = np.zeros(len(table), dtype=bool)
    found[np.flatnonzero(refund)] = back["date"].dt.normalize() < sold
    return found
