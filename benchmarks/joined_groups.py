"""How thin may what joins two groups be until the verdict calls them clusters? Bars and their lines, bridges.

Run ``OMP_NUM_THREADS=1 python benchmarks/joined_groups.py [--sets N] [--into FOLDER] [--fresh]``. Writes
``joined_groups.csv`` with the number of sets, standard error and seed of each cell: it goes round all cells with a few
sets, then with more, and goes on where the last run stopped, as ``verdict_power.py`` does (``--fresh`` begins anew).
Ten sets a cell, and five of 2,000 customers, take about two minutes of one core, four times as many eight.

- Two bars and the line that joins them are one connected shape: where they are called clusters, that is false. On the
  line are ``share`` of the customers. It is a crossbar (H), two (a ladder), or leads from the end of one bar to the far
  end of the other: upright (N), or on its side and as crowded as the bars (Z).
- Two round groups are joined by a *bridge*: ``share`` of the customers are spread evenly between the centres, and stand
  close together across. From which share on the two are one crowd is a matter of what is called one; the table says
  where the verdict draws the line.

In every second table a further column is noise.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from cell_rounds import Rounds
from verdict_power import SEED, called_clusters

RESULTS = Path(__file__).resolve().parent / "results" / "joined_groups.csv"
CELL = ["shape", "n", "share"]
BARS = {"H": {}, "N": {"tilt": 1.0}, "Z": {"tilt": 1.0}, "ladder": {"rungs": (0.3, 0.7)}}
SIZES = (300, 600, 2000)
ROUNDS = Rounds(RESULTS, 40, (2, 5, 10, 20, 40), large=max(SIZES), times_fewer=2)
APART = 7.0  # standard deviations between the centres of groups with a bridge


def cells():
    """What is drawn: bars with few on their line, a Z as even as one is drawn, groups and their bridge."""
    drawn = [*product(["H"], SIZES, [0.14, 0.18, 0.22]), *product(["N", "ladder"], SIZES, [0.14, 0.22])]
    drawn += [*product(["Z"], SIZES, [0.41]), *product(["bridge"], SIZES[1:], [0.0, 0.02, 0.05, 0.1, 0.2])]
    return [dict(zip(CELL, values, strict=True)) for values in drawn]


def bars(random, n, share, rungs=(0.5,), tilt=0.0, columns=2):
    """Draw two bars of length one and their crossbars, which hold this share of the customers; more columns are noise.

    Shape (n, columns).
    """
    part, along = random.choice(3, n, p=[(1 - share) / 2, (1 - share) / 2, share]), random.random(n)
    height = random.choice(rungs, n) + tilt * (along - 0.5)
    line = np.column_stack([np.choose(part, [0 * along, 1 + 0 * along, along]), np.where(part < 2, along, height)])
    noise = 0.3 * random.normal(size=(n, columns - 2))
    return np.column_stack([line + random.uniform(0.05, 0.1) * random.normal(size=(n, 2)), noise])


def bridged(random, points, share, apart):
    """Part points into two groups at random, and lay a share of them on a line between the centres; shape (n, q)."""
    n, between = len(points), random.random(len(points)) < share
    points = points + np.eye(1, points.shape[1]) * apart * random.integers(0, 2, (n, 1))
    points[between, :2] = np.column_stack([random.uniform(0, apart, n), 0.3 * random.normal(size=n)])[between]
    return points


def table(cell, seed):
    """Draw customers of this shape."""
    random, columns = np.random.default_rng([SEED, seed]), 2 + seed % 2
    if cell["shape"] == "bridge":
        values = bridged(random, random.normal(size=(cell["n"], columns)), cell["share"], APART)
    else:
        values = bars(random, cell["n"], cell["share"], columns=columns, **BARS[cell["shape"]])
    if cell["shape"] == "Z":
        values[:, :2] = values[:, 1::-1].copy()
    return pd.DataFrame(values).add_prefix("sim_")


def row(cell, sets, first=0):
    """One row of the table: in what share of the sets are these called compact clusters?"""
    return called_clusters(cell, sets, first, lambda seed: table(cell, seed))


def main():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[ROUNDS.options()])
    ROUNDS.run(parser.parse_args(), cells(), row)


if __name__ == "__main__":
    main()
