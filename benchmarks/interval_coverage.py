"""How often does a 95 % interval of a mean, a share, a difference or a concentration hold the truth?

Run ``python benchmarks/interval_coverage.py`` (seven minutes on one quiet core); ``--share 0.1`` takes a tenth of the
lists, ``--to FILE`` writes elsewhere than to ``benchmarks/results/interval_coverage.csv``, as it must with fewer lists;
``--only "two shares"`` measures one family anew and keeps the other rows of the file, or of the results where it is
new. Lists of n customers are drawn from populations whose mean, top share or Gini coefficient is known in closed form;
each row says its seed. The column given is the share of the lists for which there is an interval at all, coverage the
share of those whose interval holds the truth, standard_error that of the coverage. Yes and no are summed up exactly
over all lists (0 lists, no error). The rival draws customers again and takes percentiles, on every list, also where
ours refuses; of rows that belong together it takes each for a unit of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import options_of, where_to, write_whole
from interval_lists.batch import ENDS, METHODS, Batch
from interval_lists.clustered import (
    ACCOUNT_MONEY,
    ROWS,
    accounts,
    differences_of_accounts,
    households,
    shares_of_households,
)
from interval_lists.concentrated import concentration, few_customers, key_accounts, nothing_said, whale
from interval_lists.differences import (
    CHANCE_PAIRS,
    PAIRS,
    UNLIKE,
    a_tenth,
    two_columns,
    two_groups,
    two_halves,
    two_shares,
    unlike_halves,
)
from interval_lists.means import SHARES, heavy_tails, means, rare_buyers, shares_of_money
from scipy.stats import binom
from share_errors import share_with_error

from custseg.resample import wilson_interval

RESULTS = Path(__file__).parent / "results" / "interval_coverage.csv"


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
        ("gamma 0.5", "log-normal 1", "log-normal 1.8", "Pareto 2.5", "Pareto 1.3", "trade 0.1"),
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
        coverage, error = share_with_error("coverage", held).values()
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
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[options_of(RESULTS)])
    parser.add_argument("--only", choices=FAMILIES, help="the one family that is measured; other rows are kept")
    options = parser.parse_args()
    to = where_to(options.to, RESULTS, lists=round(METHODS["custseg"] * options.share))
    start, tables = time.process_time(), [exact(chance, n) for chance in CHANCES for n in SAMPLES]
    for batch in batches():
        if options.only not in (None, batch.family):
            continue
        tables.append(measured(batch, max(round(METHODS[batch.method] * options.share), 2)))
        print(
            f"{time.process_time() - start:6.0f} s  {batch.family}, {batch.kind}, n = {batch.n}, {batch.method}",
            flush=True,
        )
    table = pd.concat(tables).round({"given": 4, "coverage": 4, "standard_error": 4})
    if options.only:
        table = with_others(table, pd.read_csv(to if to.exists() else RESULTS))
    write_whole(table, to)


def with_others(table: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Put what was measured anew in place of what was known of the same cells; new ones go to the end."""
    cell, both = COLUMNS[:4], pd.concat([kept, table], ignore_index=True)
    return both[cell].drop_duplicates().merge(both.drop_duplicates(cell, keep="last"), on=cell)


if __name__ == "__main__":
    main()
