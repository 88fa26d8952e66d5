"""How many short or heavy lists have an interval of concentration without a caveat, and does it hold?

Run ``python benchmarks/silent_lists.py`` (a minute on one quiet core); ``--share 0.1`` takes a tenth of the lists,
which ``--to FILE`` must then write elsewhere than to ``benchmarks/results/silent_lists.csv``. It asks
``concentration_table`` for the top 20 % and ``gini_interval``. silent is the part of the lists that have an interval
and no caveat, coverage how many of these intervals hold the truth; each has its standard error beside it, and each row
says its seed.

No rule can tell the silent lists whose interval fails from the others: they are those that happen to lack large
customers, and nothing in them says so.
"""

from __future__ import annotations

import argparse
import zlib
from math import exp, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import options_of, where_to, write_whole
from scipy.integrate import quad
from scipy.stats import norm
from share_errors import share_with_error

from custseg.value import concentration_table, gini_interval

RESULTS = Path(__file__).parent / "results" / "silent_lists.csv"
LISTS, SIZES, TOP = 1000, (100, 300, 600, 2000), 0.2
BEYOND, EXPONENT = 0.9, 1.5  # from which part of the customers on there is a Pareto tail, of which exponent
KINDS = ("log-normal 1", "log-normal 1.3", "Lomax 2.2", "upper tenth 1", "upper tenth 1.2")


def spend(kind: str, random: np.random.Generator, n: int) -> np.ndarray:
    """Draw a list; of an upper tenth the others are log-normal."""
    name, parameter = kind.rsplit(" ", 1)
    if name == "log-normal":
        return random.lognormal(0, float(parameter), n)
    if name == "Lomax":
        return random.pareto(float(parameter), n)
    return quantile(float(parameter), random.random(n))


def quantile(s: float, place: np.ndarray | float) -> np.ndarray:
    """Give the money of the customer at a place between 0 and 1, where the upper tenth is a Pareto tail."""
    beyond = np.minimum((1 - np.asarray(place)) / (1 - BEYOND), 1.0) ** (-1 / EXPONENT)
    return np.exp(s * norm.ppf(np.minimum(place, BEYOND))) * beyond


def truths(kind: str) -> tuple[float, float]:
    """Give the share of the top 20 % and the Gini coefficient."""
    name, s = kind.rsplit(" ", 1)[0], float(kind.rsplit(" ", 1)[1])
    if name == "log-normal":
        return float(norm.cdf(norm.ppf(TOP) + s)), float(2 * norm.cdf(s / sqrt(2)) - 1)
    if name == "Lomax":  # s is the exponent; the mean is 1 / (s - 1)
        return (s / (s - 1) * TOP ** (1 - 1 / s) - TOP) * (s - 1), s / (2 * s - 1)
    edge, tail = float(quantile(s, BEYOND)), 1 - BEYOND
    power = 1 - 1 / EXPONENT
    tails_money = edge * tail / power
    below, above = (exp(s**2 / 2) * norm.cdf(norm.ppf(place) - s) for place in (1 - TOP, BEYOND))
    total = above + tails_money
    ranked = quad(lambda place: place * float(quantile(s, place)), 0, BEYOND)[0]
    ranked += tails_money - edge * tail**2 / (power + 1)
    return float((above - below + tails_money) / total), 2 * ranked / total - 1


def measured(kind: str, n: int, lists: int, seed: int | None = None) -> pd.DataFrame:
    """Draw the lists of one cell and give the rows of both statistics."""
    seed = zlib.crc32(f"{kind}/{n}".encode()) % 1_000_000 if seed is None else seed
    random, found = np.random.default_rng(seed), np.empty((lists, 2, 3))
    for i in range(lists):
        amounts = spend(kind, random, n)
        for j, table in enumerate((concentration_table(amounts, [TOP]), gini_interval(amounts))):
            low, high, caveat = table.loc[0, ["low", "high", "caveat"]]
            found[i, j] = low, high, caveat == "" and np.isfinite(low)
    rows = []
    for j, (statistic, truth) in enumerate(zip(("top 20 %", "Gini"), truths(kind), strict=True)):
        silent = found[:, j, 2] == 1
        held = ((found[:, j, 0] <= truth) & (truth <= found[:, j, 1]))[silent]
        row: dict[str, object] = {"statistic": statistic, "kind": kind, "n": n, "lists": lists, "seed": seed}
        for name, part in {"silent": silent, "coverage": held}.items():
            row |= share_with_error(name, part)
        rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[options_of(RESULTS)])
    options = parser.parse_args()
    lists = max(round(LISTS * options.share), 2)
    to, rows = where_to(options.to, RESULTS, lists=lists), []
    for kind in KINDS:
        rows += [measured(kind, n, lists) for n in SIZES]
        print(kind, flush=True)
    write_whole(pd.concat(rows).round(4), to)


if __name__ == "__main__":
    main()
