"""Do intervals of differences of two columns and of two groups hold?"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import norm

from custseg.resample import group_difference, paired_difference

from .batch import DRAWS, ENDS, Batch, Found, percentiles
from .money import spend, true_mean


def of_yes_or_no(kind: str) -> bool:
    return kind.startswith("chance")


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
            table = paired_difference(pd.Series(first), pd.Series(second), yes_or_no=of_yes_or_no(batch.kind))
            ends[:, i] = table.loc[0, ["low", "high"]]
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
            table = group_difference(pd.Series(np.concatenate(sides)), first, yes_or_no=False)
            ends[:, i] = table.loc[0, ["low", "high"]]
        else:
            drawn = [side[random.integers(half, size=(DRAWS, half))].mean(axis=1) for side in sides]
            ends[:, i] = np.quantile(drawn[0] - drawn[1], ENDS)
    return {"difference of unlike halves": (times * true_mean(one) - true_mean(other), ends)}


def group_ends(batch: Batch, random: np.random.Generator, lists: int, first: int, times: float) -> np.ndarray:
    ends, offered = np.empty((2, lists)), np.arange(batch.n) < first
    for i in range(lists):
        amounts = spend(batch.kind, random, batch.n) * np.where(offered, times, 1.0)
        if batch.method == "custseg":
            table = group_difference(pd.Series(amounts), pd.Series(offered), yes_or_no=False)
            ends[:, i] = table.loc[0, ["low", "high"]]
        else:
            sides = [
                amounts[side][random.integers(side.sum(), size=(DRAWS, side.sum()))] for side in (offered, ~offered)
            ]
            ends[:, i] = np.quantile(sides[0].mean(axis=1) - sides[1].mean(axis=1), ENDS)
    return ends


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
        ends[:, i] = group_difference(said, side, yes_or_no=True).loc[0, ["low", "high"]]
    return ends[:, place.ravel()]
