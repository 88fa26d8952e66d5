"""Are steps of a scale called clusters, and are groups found that are told in steps? Told from the file of results."""

import pandas as pd

from .wording import counted, list_table, listed, percent, plain

FOUND = "compact_clusters"


def crowds(table: pd.DataFrame) -> str:
    """Say how often customers without groups are called clusters, and of which kind most often."""
    false = table[table["groups"] == 1]
    by_size = [f"in {_hits(cells)} tables of {n:,} customers" for n, cells in false.groupby("n")]
    worst = false.sort_values([FOUND, "sets"], kind="stable").iloc[-1:]
    most = f"; most often {_of(worst)}" if false[FOUND].any() else ""
    never = [plain(kind) for kind, cells in false.groupby("family") if not cells[FOUND].any()]
    none = f" No clusters are called in tables of {listed(never)}." if never and false[FOUND].any() else ""
    return (
        f"Customers without groups whose columns are told in steps are falsely called compact clusters "
        f"{listed(by_size)}{most}.{none}\n\n{_rows(false)}\n"
    )


def groups(table: pd.DataFrame) -> str:
    """Say how often two groups that are told in steps are called clusters, and of which kind least often."""
    true = table[table["groups"] != 1]
    by_size = [f"in {_hits(cells)} tables of {n:,} customers" for n, cells in true.groupby("n")]
    least = true.sort_values([FOUND, "sets"], kind="stable").iloc[:1]
    return (
        f"Two groups that are told in steps are called compact clusters {listed(by_size)}; least often {_of(least)}."
        f"\n\n{_rows(true)}\n"
    )


def _hits(cells: pd.DataFrame) -> str:
    return counted((cells[FOUND] * cells["sets"]).sum(), cells["sets"].sum())


def _of(cell: pd.DataFrame) -> str:
    """Name the one cell that this is, and count its clusters."""
    return f"{plain(cell['family'].iloc[0])}, {cell['n'].iloc[0]:,} customers: {_hits(cell)}"


def _rows(cells: pd.DataFrame) -> str:
    rows = [
        [plain(cell.family), f"{cell.n:,}", f"{cell.sets}", percent(cell.compact_clusters), f"{100 * cell.se:.1f}"]
        for cell in cells.itertuples()
    ]
    return list_table(rows, ["told", "customers", "tables", "called clusters", "error"])
