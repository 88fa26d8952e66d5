"""How often does a 95 % interval of a mean, a share, a difference or a concentration hold the truth?

Run ``python benchmarks/interval_coverage.py`` (seven minutes on one quiet core); ``--share 0.1`` takes a tenth of the
lists, ``--to FILE`` writes elsewhere than to ``benchmarks/results/interval_coverage.csv``, ``--only "two shares"``
measures one family anew and keeps the other rows of that file. Lists of n customers are
drawn from populations whose mean, top share or Gini coefficient is known in closed form; each row says its seed. The
column given is the share of the lists for which there is an interval at all, coverage the share of those whose interval
holds the truth, standard_error that of the coverage. Yes and no are summed up exactly over all lists (0 lists, no
error). The rival draws customers again and takes percentiles, on every list, also where ours refuses; of rows that
belong together it takes each for a unit of its own.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Callable
from math import gamma, pi, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import binom, norm
from scipy.stats import gamma as gamma_distribution

from custseg.resample import group_difference, mean_intervals, paired_difference, share_intervals, wilson_interval
from custseg.value import concentration_table, gini_interval, key_account_boundary, whale_summary

RESULTS = Path(__file__).parent / "results" / "interval_coverage.csv"
METHODS = {"custseg": 1000, "percentiles": 300}  # lists of each cell
DRAWS, LEVEL = 200, 0.95
ENDS = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
TOPS = {"top 20 %": 0.2, "top 5 %": 0.05, "top 1 %": 0.01}
ACCOUNT = 200.0  # times as much as an ordinary customer's, for the customers who are accounts
Found = dict[str, tuple[float, np.ndarray]]  # the truth and the ends, shape (2, lists), of each statistic


class Batch(NamedTuple):
    """Lists of one kind and length, and how their intervals are made."""

    family: str
    kind: str
    n: int
    method: str

    @property
    def seed(self) -> int:
        return zlib.crc32("/".join(map(str, self)).encode()) % 1_000_000


def spend(kind: str, random: np.random.Generator, size: int | tuple[int, ...]) -> np.ndarray:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    if name == "normal":
        return random.normal(0, parameter, size)
    if name == "gamma":
        return random.gamma(parameter, size=size)
    if name == "log-normal":
        return random.lognormal(0, parameter, size)
    if name == "Pareto":
        return random.pareto(parameter, size) + 1
    if name == "accounts":
        return random.lognormal(0, 1, size) * np.where(random.random(size) < parameter, ACCOUNT, 1.0)
    if name == "counts":
        return random.poisson(parameter, size).astype(float)
    return random.lognormal(0, 1, size) * (random.random(size) < parameter)  # buyers: the others spend nothing


def true_mean(kind: str) -> float:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    skewed = {"normal": 0.0, "log-normal": np.exp(parameter**2 / 2), "buyers": parameter * np.exp(0.5)}
    if name == "Pareto":
        return parameter / (parameter - 1)
    if name == "accounts":
        return float((1 + (ACCOUNT - 1) * parameter) * np.exp(0.5))
    return float(skewed.get(name, parameter))


def true_top_share(kind: str, share: float) -> float:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    if name == "log-normal":
        return float(norm.cdf(norm.ppf(share) + parameter))
    if name == "Pareto":
        return float(share ** (1 - 1 / parameter))
    if name == "accounts":
        kinds, logs = np.array([1 - parameter, parameter]), np.log([1.0, ACCOUNT])
        edge = brentq(lambda x: kinds @ norm.sf(x - logs) - share, -9, 9 + logs[1])
        money = kinds * np.exp(logs)
        return float(money @ norm.sf(edge - logs - 1) / money.sum())
    return float(gamma_distribution.sf(gamma_distribution.isf(share, parameter), parameter + 1))


def true_gini(kind: str) -> float:
    name, parameter = kind.split()[0], float(kind.split()[-1])
    if name == "log-normal":
        return float(2 * norm.cdf(parameter / sqrt(2)) - 1)
    if name == "Pareto":
        return 1 / (2 * parameter - 1)
    return gamma(parameter + 0.5) / gamma(parameter + 1) / sqrt(pi)


def percentiles(amounts: np.ndarray, random: np.random.Generator, statistics: Callable) -> np.ndarray:
    """Give the ends of percentile intervals of statistics of (draws, n) arrays, shape (2, n_statistics)."""
    drawn = amounts[random.integers(len(amounts), size=(DRAWS, len(amounts)))]
    return np.quantile(np.atleast_2d(statistics(drawn)), ENDS, axis=1)


def means(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    amounts = spend(batch.kind, random, (lists, batch.n))
    if batch.method == "custseg":
        table = mean_intervals(pd.Series(amounts.ravel()), pd.Series(np.repeat(np.arange(lists), batch.n)))
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


PAIRS: dict[str, tuple[Callable, float, float]] = {  # columns of normal scores, how many times as much the first, truth
    "log-normal 1": (np.exp, 1.5, 0.5 * float(np.exp(0.5))),
    "log-normal 1, 3 to 1": (np.exp, 3.0, 2 * float(np.exp(0.5))),
    "normal 1, 3 to 1": (np.positive, 3.0, 0.0),
    "chance 0.3": (lambda scores: (scores < norm.ppf(0.3)).astype(float), 1.0, 0.0),
    "chance 0.05": (lambda scores: (scores < norm.ppf(0.05)).astype(float), 1.0, 0.0),
}


def two_columns(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare two columns whose normal scores correlate by a half."""
    ends, (column_of, times, truth) = np.empty((2, lists)), PAIRS[batch.kind]
    for i in range(lists):
        shared = random.normal(size=batch.n)
        first, second = (column_of((shared + random.normal(size=batch.n)) / sqrt(2)) for _ in range(2))
        first *= times
        if batch.method == "custseg":
            ends[:, i] = paired_difference(pd.Series(first), pd.Series(second)).loc[0, ["low", "high"]]
        else:
            ends[:, i] = percentiles(first - second, random, lambda x: x.mean(axis=1))[:, 0]
    return {"paired difference": (truth, ends)}


def two_groups(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare a quarter of the list, who spend half as much again, with the rest."""
    return {"difference of groups": (0.5 * true_mean(batch.kind), group_ends(batch, random, lists, batch.n // 4, 1.5))}


def a_tenth(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare a tenth of the list, who spend half as much again, with the rest."""
    return {
        "difference of a tenth": (0.5 * true_mean(batch.kind), group_ends(batch, random, lists, batch.n // 10, 1.5))
    }


def two_halves(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare halves of the list that were drawn alike, as an offer and its control are."""
    return {"difference of halves": (0.0, group_ends(batch, random, lists, batch.n // 2, 1.0))}


UNLIKE = {  # what both halves spend, and how many times as much the first
    "log-normal 1.5 and normal 1": ("log-normal 1.5", "normal 1", 1.0),
    "log-normal 1.5, 3 to 1": ("log-normal 1.5", "log-normal 1.5", 3.0),
    "log-normal 1, 3 to 1": ("log-normal 1", "log-normal 1", 3.0),
}


def unlike_halves(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare halves of the list that are skewed unlike, so that the skewness does not cancel out."""
    one, other, times = UNLIKE[batch.kind]
    ends, half, first = np.empty((2, lists)), batch.n // 2, pd.Series(np.arange(batch.n) < batch.n // 2)
    for i in range(lists):
        sides = [times * spend(one, random, half), spend(other, random, half)]
        if batch.method == "custseg":
            ends[:, i] = group_difference(pd.Series(np.concatenate(sides)), first).loc[0, ["low", "high"]]
        else:
            drawn = [side[random.integers(half, size=(DRAWS, half))].mean(axis=1) for side in sides]
            ends[:, i] = np.quantile(drawn[0] - drawn[1], ENDS)
    return {"difference of unlike halves": (times * true_mean(one) - true_mean(other), ends)}


def group_ends(batch: Batch, random: np.random.Generator, lists: int, first: int, times: float) -> np.ndarray:
    ends, offered = np.empty((2, lists)), np.arange(batch.n) < first
    for i in range(lists):
        amounts = spend(batch.kind, random, batch.n) * np.where(offered, times, 1.0)
        if batch.method == "custseg":
            ends[:, i] = group_difference(pd.Series(amounts), pd.Series(offered)).loc[0, ["low", "high"]]
        else:
            sides = [
                amounts[side][random.integers(side.sum(), size=(DRAWS, side.sum()))] for side in (offered, ~offered)
            ]
            ends[:, i] = np.quantile(sides[0].mean(axis=1) - sides[1].mean(axis=1), ENDS)
    return ends


def households(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Take n households of one to six rows that share two thirds of their variance, and compare two columns."""
    ends = np.empty((2, lists))
    for i in range(lists):
        owner = np.repeat(np.arange(batch.n), random.integers(1, 7, batch.n))
        differs = np.exp((sqrt(2) * random.normal(size=batch.n)[owner] + random.normal(size=len(owner))) / sqrt(3))
        if batch.method == "custseg":
            column = pd.Series(differs)
            table = paired_difference(column, column * 0, clusters=pd.Series(owner))
            ends[:, i] = table.loc[0, ["low", "high"]]
        else:
            ends[:, i] = percentiles(differs, random, lambda x: x.mean(axis=1))[:, 0]
    return {"difference, households": (float(np.exp(0.5)), ends)}


CHANCE_PAIRS = {  # of yes in the first group and in the other
    "chances 0.05": (0.05, 0.05),
    "chances 0.1 and 0.3": (0.1, 0.3),
    "chances 0.3": (0.3, 0.3),
    "chances 0.5 and 0.9": (0.5, 0.9),
}


def two_shares(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare those who said yes among a quarter of the list with those among the rest, then among two halves."""
    chances = CHANCE_PAIRS[batch.kind]
    sizes = {"difference of shares": batch.n // 4, "difference of shares, halves": batch.n // 2}
    return {
        name: (chances[0] - chances[1], share_ends(batch, random, lists, (first, batch.n - first)))
        for name, first in sizes.items()
    }


def share_ends(batch: Batch, random: np.random.Generator, lists: int, sizes: tuple[int, int]) -> np.ndarray:
    """Give the ends of differences of shares; draws of yes and no are those of a binomial."""
    yes = random.binomial(sizes, CHANCE_PAIRS[batch.kind], (lists, 2))
    if batch.method != "custseg":
        drawn = random.binomial(sizes, yes / sizes, (DRAWS, lists, 2)) / sizes
        return np.quantile(drawn[..., 0] - drawn[..., 1], ENDS, axis=0)
    different, place = np.unique(yes, axis=0, return_inverse=True)  # the order of the rows does not matter
    ends, side = np.empty((2, len(different))), pd.Series(np.arange(sum(sizes)) < sizes[0])
    for i, (first, other) in enumerate(different):
        said = pd.Series(np.r_[np.arange(sizes[0]) < first, np.arange(sizes[1]) < other])
        ends[:, i] = group_difference(said, side).loc[0, ["low", "high"]]
    return ends[:, place.ravel()]


def shares_of_households(batch: Batch, random: np.random.Generator, lists: int) -> Found:
    """Compare a quarter of n households of one to six rows with the rest, whose yes and no are alike within each."""
    ends, chances = np.empty((2, lists)), CHANCE_PAIRS[batch.kind]
    for i in range(lists):
        owner = np.repeat(np.arange(batch.n), random.integers(1, 7, batch.n))
        scores = (sqrt(2) * random.normal(size=batch.n)[owner] + random.normal(size=len(owner))) / sqrt(3)
        first = owner < batch.n // 4
        said = scores < norm.ppf(np.where(first, *chances))
        if batch.method == "custseg":
            table = group_difference(pd.Series(said), pd.Series(first), clusters=pd.Series(owner))
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
        table = mean_intervals(amounts, pd.Series(place), clusters=owners + place * batch.n)
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
            account = pd.Series(owner)
            tables = (
                group_difference(column, offered, clusters=account),
                paired_difference(column, column * 0, clusters=account),
            )
            ends[:, :, i] = [table.loc[0, ["low", "high"]] for table in tables]
        else:
            rows = random.integers(len(owner), size=(DRAWS, len(owner)))
            drawn, first = amounts[rows], offered.to_numpy()[rows]
            gaps = (drawn * first).sum(axis=1) / first.sum(axis=1) - (drawn * ~first).sum(axis=1) / (~first).sum(axis=1)
            ends[:, :, i] = np.quantile(gaps, ENDS), np.quantile(drawn.mean(axis=1), ENDS)
    return {"difference of halves, accounts": (0.0, ends[0]), "difference, accounts": (differs, ends[1])}


FAMILIES: dict[str, tuple[Callable, tuple[str, ...], tuple[int, ...]]] = {
    "means": (
        means,
        ("normal 1", "gamma 0.5", "log-normal 0.5", "log-normal 1", "log-normal 1.5", "buyers 0.4", "counts 0.6"),
        (5, 10, 20, 50, 200, 1000),
    ),
    "rare buyers": (rare_buyers, ("buyers 0.02", "buyers 0.1"), (50, 100, 200, 400, 1000, 4000)),
    "heavy tails": (heavy_tails, ("log-normal 2", "Pareto 1.5", "accounts 0.05"), (10, 20, 50, 200, 1000)),
    "shares of money": (shares_of_money, tuple(SHARES), (20, 100, 300, 1000)),
    "nothing said": (
        nothing_said,
        (
            *(
                "gamma 0.5",
                "log-normal 1",
                "log-normal 1.5",
                "accounts 0.005",
                "Pareto 2.5",
                "Pareto 1.5",
                "Pareto 1.3",
            ),
            "log-normal 1.2",
        ),
        (100, 200, 300, 600, 2000),
    ),
    "few customers": (few_customers, ("gamma 0.5", "log-normal 1", "log-normal 1.5"), (20, 30, 50)),
    "concentration": (
        concentration,
        ("gamma 0.5", "log-normal 1", "log-normal 1.8", "Pareto 2.5", "Pareto 1.3"),
        (100, 400, 1000, 2000),
    ),
    "key accounts": (key_accounts, ("log-normal 1",), (100, 400, 1000)),
    "whale": (whale, ("normal profit",), (50, 200, 1000)),
    "two columns": (two_columns, tuple(PAIRS), (5, 10, 20, 50, 200)),
    "two groups": (
        two_groups,
        ("log-normal 1", "log-normal 1.5", "buyers 0.4", "counts 0.6", "normal 1"),
        (20, 50, 200, 1000),
    ),
    "a tenth": (a_tenth, ("log-normal 1", "buyers 0.4"), (50, 200, 1000)),
    "two halves": (two_halves, ("log-normal 1", "buyers 0.2"), (60, 400, 4000)),
    "households": (households, ("log-normal 1",), (10, 20, 50, 200)),
    "unlike halves": (unlike_halves, tuple(UNLIKE), (40, 100, 400)),
    "two shares": (two_shares, tuple(CHANCE_PAIRS), (20, 50, 100, 200, 1000)),
    "shares of households": (shares_of_households, ("chances 0.05", "chances 0.1 and 0.3"), (20, 50, 200)),
    "accounts": (accounts, tuple(f"{kind}, {rows}" for kind in ACCOUNT_MONEY for rows in ROWS), (10, 30, 100, 300)),
    "differences of accounts": (
        differences_of_accounts,
        tuple(f"{kind}, {rows}" for kind in ACCOUNT_MONEY for rows in ("rows log-normal 1.5", "half in one")),
        (30, 100),
    ),
}
CHANCES, SAMPLES = (0.02, 0.05, 0.1, 0.3, 0.5), (5, 10, 20, 50, 100, 200, 1000)


def batches() -> list[Batch]:
    return [
        Batch(family, kind, n, method)
        for family, (_, kinds, sizes) in FAMILIES.items()
        for kind in kinds
        for n in sizes
        for method in METHODS
    ]


def measured(batch: Batch, lists: int, seed: int | None = None) -> pd.DataFrame:
    """Draw the lists of one batch and give a row for each of its statistics."""
    seed = batch.seed if seed is None else seed
    found = FAMILIES[batch.family][0](batch, np.random.default_rng(seed), lists)
    rows = []
    for statistic, (truth, ends) in found.items():
        given = np.isfinite(ends).all(axis=0)
        held = ((ends[0] <= truth) & (truth <= ends[1]))[given]
        coverage = held.mean() if given.any() else np.nan
        # one more of each, so that 1,000 hits of 1,000 are not without error
        smoothed = (held.sum() + 1) / (given.sum() + 2)
        error = np.sqrt(smoothed * (1 - smoothed) / given.sum()) if given.any() else np.nan
        rows.append([statistic, batch.kind, batch.n, batch.method, given.mean(), coverage, error, lists, seed])
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = ["statistic", "kind", "n", "method", "given", "coverage", "standard_error", "lists", "seed"]


def exact(chance: float, n: int) -> pd.DataFrame:
    """Sum up over every possible list of yes and no; percentiles of draws are those of a binomial."""
    yes = np.arange(n + 1)
    weights = binom.pmf(yes, n, chance)
    ends = {"custseg": wilson_interval(yes, n), "percentiles": binom.ppf(np.array(ENDS)[:, None], n, yes / n) / n}
    rows = [
        [
            "yes or no",
            f"chance {chance:g}",
            n,
            method,
            1.0,
            weights[(low <= chance) & (chance <= high)].sum(),
            0.0,
            0,
            0,
        ]
        for method, (low, high) in ends.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="share of the lists of each cell")
    parser.add_argument("--to", type=Path, default=RESULTS, help="the file that is written")
    parser.add_argument("--only", choices=FAMILIES, help="the one family that is measured; other rows are kept")
    options = parser.parse_args()
    start, tables = time.process_time(), [exact(chance, n) for chance in CHANCES for n in SAMPLES]
    for batch in batches():
        if options.only not in (None, batch.family):
            continue
        tables.append(measured(batch, max(round(METHODS[batch.method] * options.share), 2)))
        print(
            f"{time.process_time() - start:6.0f} s  {batch.family}, {batch.kind}, n = {batch.n}, {batch.method}",
            flush=True,
        )
    options.to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = options.to.with_suffix(".part")
    table = pd.concat(tables).round({"given": 4, "coverage": 4, "standard_error": 4})
    if options.only:
        table = with_others(table, pd.read_csv(options.to))
    table.to_csv(unfinished, index=False)
    unfinished.replace(options.to)


def with_others(table: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Put what was measured anew in place of what was known of the same cells; new ones go to the end."""
    cell, both = COLUMNS[:4], pd.concat([kept, table], ignore_index=True)
    return both[cell].drop_duplicates().merge(both.drop_duplicates(cell, keep="last"), on=cell)


if __name__ == "__main__":
    main()
