"""Which single groups does the verdict take for hollow, and which bends for full? Half circles, slopes, even columns.

Run ``OMP_NUM_THREADS=1 python benchmarks/hollow_groups.py [--groups N] [--into FOLDER]``: about a minute of one core
for 200 groups a cell; a folder must be named for fewer. Writes ``hollow_groups.csv`` with the number of groups,
standard error and seed of each cell. Two things are asked of single groups, in which the gate of
`custseg.segment.evidence.hollow.centre_at_most` is nearest to its limit:

- ``full``: the centre is as full as the verdict asks, so the group is not called hollow;
- ``beyond a slope``: two columns are tied by so much more than a slope of the same rank correlation gives, beyond
  chance, that `custseg.segment.evidence.bends.bend_together` calls the slope a bend.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import where_to, write_whole
from scipy.stats import norm
from share_errors import error_of_share

from custseg.segment.evidence.hollow import centre_at_most
from custseg.segment.evidence.ties import _BENT, _of_slope, _turns_back
from custseg.segment.evidence.verdict_tests import CENTRE as FULL

RESULTS = Path(__file__).resolve().parent / "results" / "hollow_groups.csv"
SEED = 11
GROUPS = 200
CELL = ["asked", "kind", "n", "columns", "strength", "scatter"]
SLOPES = ("even", "normal", "even with even scatter", "even with normal scatter")


def cells():
    """What is drawn: strength is the part of a circle, or the correlation of the columns before they are made even."""
    arcs = [("full", "part of a circle", 150, 2, part, 0.08) for part in (0.25, 0.333333, 0.5, 0.666667, 0.75, 1)]
    arcs += [("full", "part of a circle", 150, 2, part, 0.15) for part in (0.5, 0.666667, 1)]
    even = [("full", "even", n, width, tie, 0.0) for n in (60, 150) for width in (2, 5, 8) for tie in (0, 0.64)]
    slopes = [
        ("beyond a slope", kind, n, 2, tie, 0.0)
        for n, tie, kind in product((60, 150, 300), (0.3, 0.6, 0.8, 0.95), SLOPES)
    ]
    return [dict(zip(CELL, values, strict=True)) for values in (*arcs, *even, *slopes)]


def group(cell, seed):
    """Draw one group."""
    random, n, width, tie = np.random.default_rng([SEED, seed]), cell["n"], cell["columns"], cell["strength"]
    if cell["kind"] == "part of a circle":
        turn = random.uniform(-tie * np.pi, tie * np.pi, n)
        return np.column_stack([np.cos(turn), np.sin(turn)]) + cell["scatter"] * random.normal(size=(n, 2))
    if cell["asked"] == "full":
        return norm.cdf(np.sqrt(1 - tie) * random.normal(size=(n, width)) + np.sqrt(tie) * random.normal(size=(n, 1)))
    first, scatter = random.normal(size=(2, n))
    if cell["kind"].startswith("even with"):
        first = np.sqrt(12) * (norm.cdf(first) - 0.5)
        scatter = np.sqrt(12) * (norm.cdf(scatter) - 0.5) if cell["kind"] == "even with even scatter" else scatter
    both = np.column_stack([first, tie * first + np.sqrt(1 - tie**2) * scatter])
    return norm.cdf(both) if cell["kind"] == "even" else both


def found_in(cell, drawn):
    if cell["asked"] == "full":
        return centre_at_most(drawn) >= FULL
    return _turns_back(drawn, _of_slope(*drawn.T), _BENT)


def row(cell, groups, first=0):
    """One row of the table: in what share of the groups is that found?"""
    found = np.mean([found_in(cell, group(cell, seed)) for seed in range(first, first + groups)])
    return cell | {"groups": groups, "share": found, "se": float(error_of_share(found, groups)), "seed": SEED}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--groups", type=int, default=GROUPS)
    parser.add_argument("--into", type=Path, help="the folder that is written into; with fewer groups it must be named")
    given = parser.parse_args()
    to, rows = where_to(given.into and given.into / RESULTS.name, RESULTS, groups=given.groups), []
    for cell in cells():
        rows.append(row(cell, given.groups))
        print(*rows[-1].values(), flush=True)
    write_whole(pd.DataFrame(rows).round(6), to)


if __name__ == "__main__":
    main()
