"""How many clusters does the verdict find where groups have a long tail to the right, as money has?

Run ``OMP_NUM_THREADS=1 python benchmarks/skewed_groups.py [--sets N] [--into FOLDER] [--fresh]``. Writes
``skewed_groups.csv`` with the number of sets, standard error and seed of each cell: it goes round all cells with a few
sets, then with more, and goes on where the last run stopped, as ``verdict_power.py`` does (``--fresh`` begins anew).
Ten sets a cell, and two of 5,000 customers, take about four minutes of one core.

All groups of a table have one shape, and so have the two columns that part nobody. The groups stand beside each other
in raw money, moved to the right by standard deviations of a group: no logarithm makes them even.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from cell_rounds import Rounds
from share_errors import error_of_share
from verdict_power import verdict_of

RESULTS = Path(__file__).resolve().parent / "results" / "skewed_groups.csv"
SEED = 11
CELL = ["shape", "n", "separation", "balance"]
SHAPES = {
    "log-normal 0.4": lambda random, size: np.exp(0.4 * random.normal(size=size)),
    "log-normal 0.6": lambda random, size: np.exp(0.6 * random.normal(size=size)),
    "log-normal 0.9": lambda random, size: np.exp(0.9 * random.normal(size=size)),
    "gamma 2": lambda random, size: random.gamma(2.0, size=size),
    "exponential": lambda random, size: random.exponential(size=size),
}
SPREADS = {
    **{f"log-normal {sigma}": float(np.sqrt(np.expm1(sigma**2) * np.exp(sigma**2))) for sigma in (0.4, 0.6, 0.9)},
    **{"gamma 2": float(np.sqrt(2)), "exponential": 1.0},
}
SHARES = {
    "15:85": (0.15, 0.85),
    "50:50": (0.5, 0.5),
    "70:30": (0.7, 0.3),
    "85:15": (0.85, 0.15),
    "95:5": (0.95, 0.05),
    "60:25:15": (0.6, 0.25, 0.15),
}
SIZES = (600, 2000, 5000)
ROUNDS = Rounds(RESULTS, 10, (1, 2, 4, 10, 20, 40), large=max(SIZES), times_fewer=4)


def cells():
    """What is drawn: every shape seven standard deviations apart, and two of them nearer and farther."""
    apart = list(product(SHAPES, SIZES, [7], SHARES))
    apart += product(["log-normal 0.6", "log-normal 0.9"], [2000], [5, 9], SHARES)
    return [dict(zip(CELL, values, strict=True)) for values in apart]


def table(cell, seed):
    """Draw customers with three columns of one shape, the first of which parts the groups."""
    random, shares = np.random.default_rng([SEED, seed]), SHARES[cell["balance"]]
    last = np.round(np.cumsum(shares) * cell["n"])
    group = np.searchsorted(last, np.arange(cell["n"]), side="right")
    values = SHAPES[cell["shape"]](random, (cell["n"], 3))
    values[:, 0] += cell["separation"] * SPREADS[cell["shape"]] * group
    return pd.DataFrame(values, columns=["sim_1", "sim_2", "sim_3"])


def row(cell, sets, first=0):
    """One row of the table: in what share of the sets is that the number of clusters, and in what share more?"""
    found = np.array([verdict_of(table(cell, seed), seed)["n_clusters"] for seed in range(first, first + sets)])
    n_groups = len(SHARES[cell["balance"]])
    right, more = float(np.mean(found == n_groups)), float(np.mean(found > n_groups))
    return cell | {
        "sets": sets,
        "right_number": right,
        "se": error_of_share(right, sets),
        "too_many": more,
        "seed": SEED,
    }


def main():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[ROUNDS.options()])
    ROUNDS.run(parser.parse_args(), cells(), row)


if __name__ == "__main__":
    main()
