"""Do intervals of top shares, Gini coefficients, key accounts and the peak of the whale hold?"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from custseg.value import concentration_table, gini_interval, key_account_boundary, whale_summary

from .batch import Batch, Found, percentiles
from .money import spend, true_gini, true_top_share

TOPS = {"top 20 %": 0.2, "top 5 %": 0.05, "top 1 %": 0.01}


def concentration_of(drawn: np.ndarray) -> np.ndarray:
    """Give the top shares and the Gini coefficient of each row."""
    falling = -np.sort(-drawn, axis=1)
    n, total = falling.shape[1], falling.sum(axis=1)
    tops = [falling[:, : int(round(share * n, 9))].sum(axis=1) / total for share in TOPS.values()]
    return np.array([*tops, (n + 1 - 2 * np.arange(1, n + 1)) @ falling.T / (n * total)])


def concentration(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    ends = np.full((lists, 2, 4), np.nan)
    for i in range(lists):
        amounts = spend(batch.kind, random, batch.n)
        if batch.method == "custseg":
            table, curve = concentration_table(amounts, list(TOPS.values())), gini_interval(amounts)
            ends[i] = [[*table[end], *curve[end]] for end in ("low", "high")]
        else:
            ends[i] = percentiles(amounts, random, concentration_of)
    truths = [*(true_top_share(batch.kind, share) for share in TOPS.values()), true_gini(batch.kind)]
    return {name: (truth, ends[:, :, j].T) for j, (name, truth) in enumerate(zip([*TOPS, "Gini"], truths, strict=True))}


def nothing_said(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take top shares whose interval has no caveat; the rival has none ever."""
    share, ends = TOPS["top 20 %"], np.full((2, lists), np.nan)
    for i in range(lists):
        amounts = spend(batch.kind, random, batch.n)
        if batch.method == "custseg":
            row = concentration_table(amounts, [share]).loc[0]
            ends[:, i] = np.nan if row["caveat"] else row[["low", "high"]]
        else:
            ends[:, i] = percentiles(amounts, random, concentration_of)[:, 0]
    return {"top 20 %, no caveat": (true_top_share(batch.kind, share), ends)}


def few_customers(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take Gini coefficients of lists too short for the top shares of them."""
    found = concentration(batch, random, lists)
    return {"Gini of few": found["Gini"]}


def accounts_for(covers: float, drawn: np.ndarray) -> np.ndarray:
    falling = -np.sort(-drawn, axis=1)
    money = falling.cumsum(axis=1)
    return ((money < covers * money[:, -1:] - 1e-12).sum(axis=1) + 1) / drawn.shape[1]


def key_accounts(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    covers, ends = 0.6, np.empty((2, lists))
    for i in range(lists):
        amounts = spend(batch.kind, random, batch.n)
        if batch.method == "custseg":
            ends[:, i] = key_account_boundary(amounts, [covers]).loc[0, ["low", "high"]]
        else:
            ends[:, i] = percentiles(amounts, random, lambda x: accounts_for(covers, x))[:, 0]
    truth = norm.cdf(norm.ppf(covers) - float(batch.kind.split()[-1]))  # of log-normal money
    return {"accounts for 60 %": (float(truth), ends)}


def whale(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    mean, sd, ends = 20.0, 30.0, np.empty((2, lists))
    for i in range(lists):
        profit = random.normal(mean, sd, batch.n)
        if batch.method == "custseg":
            ends[:, i] = whale_summary(profit).loc["peak", ["low", "high"]]
        else:
            ends[:, i] = percentiles(profit, random, lambda x: np.maximum(x, 0).sum(axis=1) / x.sum(axis=1))[:, 0]
    gains = mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd)
    return {"peak of the whale": (float(gains / mean), ends)}
