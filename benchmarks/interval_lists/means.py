"""Do intervals of means and of shares of money hold?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custseg.resample import mean_intervals, share_intervals

from .batch import DRAWS, ENDS, Batch, Found, percentiles
from .money import spend, true_mean


def means(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take means of all lists at once: that these are counts and amounts is said, so each is as if asked alone."""
    amounts = spend(batch.kind, random, (lists, batch.n))
    if batch.method == "custseg":
        of = pd.Series(np.repeat(np.arange(lists), batch.n))
        table = mean_intervals(pd.Series(amounts.ravel()), of, yes_or_no=False)
        ends = table[["low", "high"]].to_numpy().T
    else:
        ends = np.column_stack([percentiles(row, random, lambda x: x.mean(axis=1)) for row in amounts])
    return {"mean": (true_mean(batch.kind), ends)}


def rare_buyers(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take means of lists most of whose customers spend nothing."""
    return {"mean of rare buyers": means(batch, random, lists)["mean"]}


def heavy_tails(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take means of money that a few bring: nothing is said, and no interval of a mean holds."""
    return {"mean of heavy tails": means(batch, random, lists)["mean"]}


SHARES = {  # how uneven the money is, and what part of the customers the group is: also its part of the money
    f"log-normal {s:g}, group {part:g}": (s, part) for s in (1.0, 1.5) for part in (0.01, 0.1, 0.3, 0.5)
}


def shares_of_money(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take a group that each customer belongs to by chance, whatever they spend."""
    ends, (s, part) = np.full((2, lists), np.nan), SHARES[batch.kind]
    for i in range(lists):
        amounts, inside = random.lognormal(0, s, batch.n), random.random(batch.n) < part
        if batch.method == "custseg":
            if inside.any():
                ends[:, i] = share_intervals(pd.Series(amounts), pd.Series(inside)).loc[True, ["low", "high"]]
        else:
            rows = random.integers(batch.n, size=(DRAWS, batch.n))
            ends[:, i] = np.quantile((amounts * inside)[rows].sum(axis=1) / amounts[rows].sum(axis=1), ENDS)
    return {"share of money": (part, ends)}
