"""Do intervals hold where rows belong together, to households and to accounts of unlike size?"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import norm

from custseg.resample import group_difference, mean_intervals, paired_difference

from .batch import DRAWS, ENDS, Batch, Found, percentiles
from .differences import CHANCE_PAIRS, of_yes_or_no


def households(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take n households of one to six rows that share two thirds of their variance, and compare two columns."""
    ends = np.empty((2, lists))
    for i in range(lists):
        owner = np.repeat(np.arange(batch.n), random.integers(1, 7, batch.n))
        differs = np.exp((sqrt(2) * random.normal(size=batch.n)[owner] + random.normal(size=len(owner))) / sqrt(3))
        if batch.method == "custseg":
            column = pd.Series(differs)
            table = paired_difference(column, column * 0, clusters=pd.Series(owner), yes_or_no=False)
            ends[:, i] = table.loc[0, ["low", "high"]]
        else:
            ends[:, i] = percentiles(differs, random, lambda x: x.mean(axis=1))[:, 0]
    return {"difference, households": (float(np.exp(0.5)), ends)}


def shares_of_households(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare a quarter of n households of one to six rows with the rest, whose yes and no are alike within each."""
    ends, chances = np.empty((2, lists)), CHANCE_PAIRS[batch.kind]
    for i in range(lists):
        owner = np.repeat(np.arange(batch.n), random.integers(1, 7, batch.n))
        scores = (sqrt(2) * random.normal(size=batch.n)[owner] + random.normal(size=len(owner))) / sqrt(3)
        first = owner < batch.n // 4
        said = scores < norm.ppf(np.where(first, *chances))
        if batch.method == "custseg":
            table = group_difference(pd.Series(said), pd.Series(first), clusters=pd.Series(owner), yes_or_no=True)
            ends[:, i] = table.loc[0, ["low", "high"]]
        else:
            counts, shares = (first.sum(), (~first).sum()), (said[first].mean(), said[~first].mean())
            drawn = random.binomial(counts, shares, (DRAWS, 2)) / counts
            ends[:, i] = np.quantile(drawn[:, 0] - drawn[:, 1], ENDS)
    return {"difference of shares, households": (chances[0] - chances[1], ends)}


ROWS = {  # of each of n accounts
    "1 to 6 rows": lambda random, n: random.integers(1, 7, n),
    **{
        f"rows log-normal {s:g}": lambda random, n, s=s: np.maximum(np.round(random.lognormal(1, s, n)), 1).astype(int)
        for s in (0.5, 1.0, 1.5)
    },
    "half in one": lambda random, n: np.r_[n, np.ones(n - 1, dtype=int)],
}


ACCOUNT_MONEY = {"normal": 0.0, "log-normal 1": float(np.exp(0.5)), "chance 0.3": 0.3}  # the mean of each


def rows_of_accounts(batch: Batch, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Give the account of each row, and numbers of which two thirds of the variance (of yes a third) are its own."""
    kind, rows = batch.kind.split(", ")
    owner = np.repeat(np.arange(batch.n), ROWS[rows](random, batch.n))
    if kind == "chance 0.3":
        return owner, (random.random(len(owner)) < random.beta(0.6, 1.4, batch.n)[owner]).astype(float)
    scores = (sqrt(2) * random.normal(size=batch.n)[owner] + random.normal(size=len(owner))) / sqrt(3)
    return owner, np.exp(scores) if kind == "log-normal 1" else scores


def accounts(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take the mean of all rows of n accounts with unlike numbers of them."""
    drawn = [rows_of_accounts(batch, random) for _ in range(lists)]
    if batch.method == "custseg":
        place = np.repeat(np.arange(lists), [len(owner) for owner, _ in drawn])
        owners, amounts = (pd.Series(np.concatenate(each)) for each in zip(*drawn, strict=True))
        told = {"clusters": owners + place * batch.n, "yes_or_no": of_yes_or_no(batch.kind)}
        table = mean_intervals(amounts, pd.Series(place), **told)
        ends = table[["low", "high"]].to_numpy().T
    else:
        ends = np.column_stack([percentiles(rows, random, lambda x: x.mean(axis=1)) for _, rows in drawn])
    return {"mean, accounts": (ACCOUNT_MONEY[batch.kind.split(", ")[0]], ends)}


def differences_of_accounts(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare every other of n accounts with the rest, drawn alike, then two columns of all rows."""
    ends, differs = np.empty((2, 2, lists)), ACCOUNT_MONEY[batch.kind.split(", ")[0]]
    for i in range(lists):
        owner, amounts = rows_of_accounts(batch, random)
        column, offered = pd.Series(amounts), pd.Series(owner % 2 == 0)
        if batch.method == "custseg":
            told = {"clusters": pd.Series(owner), "yes_or_no": of_yes_or_no(batch.kind)}
            tables = group_difference(column, offered, **told), paired_difference(column, column * 0, **told)
            ends[:, :, i] = [table.loc[0, ["low", "high"]] for table in tables]
        else:
            rows = random.integers(len(owner), size=(DRAWS, len(owner)))
            drawn, first = amounts[rows], offered.to_numpy()[rows]
            gaps = (drawn * first).sum(axis=1) / first.sum(axis=1) - (drawn * ~first).sum(axis=1) / (~first).sum(axis=1)
            ends[:, :, i] = np.quantile(gaps, ENDS), np.quantile(drawn.mean(axis=1), ENDS)
    return {"difference of halves, accounts": (0.0, ends[0]), "difference, accounts": (differs, ends[1])}
