"""By which rules is a customer put on a list?

`monday_rules`; `advised` says what to do with each list.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..decide import largest_customers, long_silent, overdue, silent_newcomers

MOST_LARGEST = 10
ONE_IN = 10  # of few customers, so many are among the largest
YEAR = 365
SILENT_GAPS = 3  # usual gaps of a customer in the middle: who is silent for longer is long silent
FEWEST_BEFORE = 30  # on a list on past days, to judge it
FEWEST_NONE = 10  # on a list, of whom none came back
LEAST_BACK = 0.1  # of a list came back: below it a letter has next to nothing to hold on to
NEXT_TO_NOBODY = 0.05
NEARLY_ALL = 0.8  # came back: a letter has next to nothing left to win
ON_LIST = 30  # days during which a newcomer is on the list: it is made once a month


def monday_rules(rhythm: pd.DataFrame, half_by: float, *, contract: bool = False) -> dict[str, Any]:
    """Give the rules of the lists for these customers, in the order in which a customer is put on one of them.

    Under a contract nobody is silent by chance: only who is late for a payment is listed beside the largest.
    """
    rules: dict[str, Any] = {}
    came_again = bool((rhythm["purchase_days"] > 1).any())
    if came_again and (largest := _largest(rhythm["amount_last_year"].to_numpy(dtype="float64"))) > 0:
        rules["largest"] = partial(largest_customers, customers=largest)
    if not contract:
        rules["silent"] = partial(long_silent, days=_long(rhythm["usual_gap"]))
    rules["late"] = overdue
    if np.isfinite(half_by) and not contract:
        rules["newcomers"] = partial(silent_newcomers, after=int(half_by), until=int(half_by) + ON_LIST)
    return rules


def _largest(money: np.ndarray) -> int:
    """Give how many are among the largest: fewer, where the next one brought as much."""
    falling = -np.sort(-money[money > 0])
    size = min(MOST_LARGEST, -(-len(falling) // ONE_IN))
    if 0 < size < len(falling) and falling[size] == falling[size - 1]:
        return int((falling > falling[size]).sum())
    return size


def _long(gaps: pd.Series) -> int:
    middle = gaps.median()
    return YEAR if np.isnan(middle) else max(YEAR, int(np.ceil(SILENT_GAPS * middle)))


def advised(prospects: pd.DataFrame) -> pd.Series:
    """Say what to do with each list: "call", "write", or "leave" where its own past speaks against a letter.

    That is where next to nobody came back, or nearly everybody. Where too few were on a list before to
    tell, those who are late are written to, and the long silent left alone.
    """
    name = prospects.index.to_series()
    known = prospects["people"] >= FEWEST_BEFORE
    hopeless = known & ((prospects["high"] < LEAST_BACK) | (prospects["share"] < NEXT_TO_NOBODY))
    hopeless |= (prospects["people"] >= FEWEST_NONE) & (prospects["share"] == 0)
    anyway = known & (prospects["low"] > NEARLY_ALL)
    write = ~hopeless & ~anyway & ((name != "silent") | (known & (prospects["low"] >= LEAST_BACK)))
    return pd.Series(np.where(name == "largest", "call", np.where(write, "write", "leave")), index=prospects.index)
