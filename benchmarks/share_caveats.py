"""How often has an interval of a share of money a caveat, and does it hold with one and without?

Run ``python benchmarks/share_caveats.py`` (a minute on one quiet core); ``--share 0.1`` takes a tenth of the lists,
which ``--to FILE`` must then write elsewhere than to ``benchmarks/results/share_caveats.csv``. In lists of n customers
each belongs to a group by chance, whatever they spend, so that the group's part of the customers is its part of the
money: does the interval of ``share_intervals`` hold it? (What stands behind that function is asked, without its
tables.) given is the part of the lists in which the group has an interval, caveat the part of these with a caveat,
coverage that of all, of those with a caveat, and of those without; each has its standard error beside it. Each row says
its seed.
"""

from __future__ import annotations

import argparse
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import options_of, where_to, write_whole
from share_errors import share_with_error

from custseg.resample.group_shares import shares_of_money

RESULTS = Path(__file__).parent / "results" / "share_caveats.csv"
LISTS = 1000
KINDS = {  # what customers spend: "a in 100, b times" is gamma or log-normal money of which so many have so many times
    "gamma 2": lambda random, n: random.gamma(2, size=n),
    "gamma 0.4": lambda random, n: random.gamma(0.4, size=n),
    "log-normal 1": lambda random, n: random.lognormal(0, 1, n),
    "log-normal 1.3": lambda random, n: random.lognormal(0, 1.3, n),
    "log-normal 2": lambda random, n: random.lognormal(0, 2, n),
    "Pareto 1.5": lambda random, n: random.pareto(1.5, n) + 1,
    "10 in 100, 10 times": lambda random, n: random.gamma(2, size=n) * np.where(random.random(n) < 0.1, 10.0, 1.0),
    "5 in 100, 50 times": lambda random, n: random.lognormal(0, 0.6, n) * np.where(random.random(n) < 0.05, 50.0, 1.0),
    "2 in 100, 300 times": lambda random, n: random.lognormal(0, 1, n) * np.where(random.random(n) < 0.02, 300.0, 1.0),
}
GROUPS, SIZES = (0.5, 0.4, 0.3, 0.2, 0.1, 0.05), (20, 100, 300, 1000)


def seed_of(kind: str, group: float, n: int) -> int:
    """Give each cell its own seed."""
    return zlib.crc32(f"{kind}/{group}/{n}".encode()) % 1_000_000


def measured(kind: str, group: float, n: int, lists: int, seed: int | None = None) -> dict[str, object]:
    """Draw the lists of one cell and give its row."""
    seed = seed_of(kind, group, n) if seed is None else seed
    random, held, said = np.random.default_rng(seed), [], []
    for _ in range(lists):
        amounts, inside = KINDS[kind](random, n), random.random(n) < group
        if not inside.any():
            continue
        share = amounts[inside].sum() / amounts.sum()
        low, high, caveats = shares_of_money(amounts, inside.astype(np.intp), np.array([1 - share, share]), 0.95)
        if np.isfinite(low[1]):
            held.append(low[1] <= group <= high[1])
            said.append(caveats[1] != "")
    holds, told = np.array(held, dtype=bool), np.array(said, dtype=bool)
    row = {"kind": kind, "group": group, "n": n, "lists": lists, "seed": seed, "given": len(holds) / lists}
    shares = {"caveat": told, "coverage": holds, "coverage_with": holds[told], "coverage_without": holds[~told]}
    for name, part in shares.items():
        row |= share_with_error(name, part)
    return row


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[options_of(RESULTS)])
    options = parser.parse_args()
    lists = max(round(LISTS * options.share), 2)
    to, rows = where_to(options.to, RESULTS, lists=lists), []
    for kind in KINDS:
        for group in GROUPS:
            rows += [measured(kind, group, n, lists) for n in SIZES]
        print(kind, flush=True)
    write_whole(pd.DataFrame(rows).round(4), to)


if __name__ == "__main__":
    main()
