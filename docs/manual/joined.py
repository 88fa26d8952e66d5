"""When are bars that a line joins, and groups that a bridge joins, called clusters? Told from the file of results."""

import pandas as pd

from .wording import counted, list_table, listed, percent, plain, pooled

BRIDGE = "bridge"
FOUND = "compact_clusters"


def bars(table: pd.DataFrame) -> str:
    """Say how often two bars and their line are called clusters, which they are not."""
    false = table[table["shape"] != BRIDGE]
    by_size = [f"in {_hits(cells)} tables of {n:,} customers" for n, cells in false.groupby("n")]
    worst = false.sort_values([FOUND, "sets"], kind="stable").iloc[-1]
    never = [shape for shape, cells in false.groupby("shape") if not cells[FOUND].any()]
    none = f" No clusters are called in tables of {listed(never)}." if never else ""
    return (
        f"Two bars and the line that joins them are falsely called compact clusters {listed(by_size)}; most often "
        f"{plain(worst['shape'])}, {worst['n']:,} customers, {percent(worst['share'], 0)} of them on the line: "
        f"{_hits(worst.to_frame().T)}.{none}\n\n{list_table(map(_row, false.to_dict('records')), _head('line'))}\n"
    )


def bridges(table: pd.DataFrame) -> str:
    """Say how often two groups are called clusters, by how many stand between them."""
    some = table[table["shape"] == BRIDGE]
    told = [
        f"{percent(pooled(cells, FOUND, 'sets'))} {f'with {percent(share, 0)}' if share else 'with nobody'} on it"
        for share, cells in some.groupby("share")
    ]
    return (
        f"Two round groups that a thin bridge of customers joins are called compact clusters in so many of the tables: "
        f"{', '.join(told)}.\n\n{list_table(map(_row, some.to_dict('records')), _head('bridge'))}\n"
    )


def _hits(cells: pd.DataFrame) -> str:
    return counted((cells[FOUND] * cells["sets"]).sum(), cells["sets"].sum())


def _head(line: str) -> list[str]:
    return ["shape", "customers", f"on the {line}", "tables", "called clusters", "error"]


def _row(cell: dict) -> list[str]:
    shares = [percent(cell["share"], 0), f"{cell['sets']}", percent(cell[FOUND]), f"{100 * cell['se']:.1f}"]
    return [plain(cell["shape"]), f"{cell['n']:,}", *shares]
