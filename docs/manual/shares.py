"""Where are shares of money doubted, and do they hold where they are not? From the file of results."""

import pandas as pd

from .wording import list_table, percent, plain, pooled


def caveats(table: pd.DataFrame) -> str:
    """Say how often a share of money has a caveat, and how many intervals hold with one and without."""
    table = table.assign(
        with_one=table["given"] * table["lists"] * table["caveat"],
        without=table["given"] * table["lists"] * (1 - table["caveat"]),
    )
    rows = []
    for kind, part in table.groupby("kind", sort=False):
        held = [percent(_held(part, name)) for name in ("with_one", "without")]
        rows.append([plain(kind), f"{part['lists'].sum():,}", percent(pooled(part, "caveat", "lists")), *held])
    head = ["kind of money", "lists", "with a caveat", "held with one", "held without"]
    some = (table["with_one"] > 0).any()
    doubted = f", and with one {percent(_held(table, 'with_one'))}" if some else "; none has one"
    return (
        f"Without a caveat {percent(pooled(table, 'coverage_without', 'without'))} of the intervals of a share of "
        f"money hold{doubted} (95 % are promised), over groups of {percent(table['group'].min(), 0)} "
        f"to {percent(table['group'].max(), 0)} of {table['n'].min():,} to {table['n'].max():,} "
        f"customers.\n\n{list_table(rows, head)}\n"
    )


def _held(table: pd.DataFrame, lists: str) -> float:
    """Give the share of intervals that hold, of lists with a caveat or without."""
    coverage = {"with_one": "coverage_with", "without": "coverage_without"}[lists]
    asked = table[table[lists] > 0]
    return pooled(asked, coverage, lists) if len(asked) else float("nan")
