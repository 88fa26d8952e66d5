"""Which files besides the page about a client book? The workbook, a list per branch, and every client as CSV.

`write_client_lists`, the last cell of the notebook.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from ...brief import BankClients, clients_branches, clients_rows
from ...exhibit import Sentence, count, phrase
from ...exhibit._heads import label
from ...schema import typed
from ..customer_csv import write_customers_csv
from .written import AGAIN, file_name, write_sheets

LISTS = "lists"
MOST_IN_SHEET = 400_000  # cells; there are nine sheets


@typed
def write_client_lists(clients: BankClients, out: str | os.PathLike[str] | None) -> Sentence:
    """Write what belongs to a page about a client book: the workbook, a list per branch, and every client.

    Parameters
    ----------
    clients : BankClients
        From `custseg.brief.open_clients`.
    out : path or None
        The folder of the report; None writes nothing. ``clients.xlsx`` has a sheet for each table, ``lists/`` a CSV for
        each branch, who misses the hurdle most first, ``again/clients.csv`` everybody. A sheet of more than 400,000
        cells is a CSV in ``again/`` and not in the workbook. Each file appears whole or not at all.

    Returns
    -------
    Sentence
        How many rows were written where.

    Raises
    ------
    OSError
        If the folder cannot be written.

    See Also
    --------
    custseg.brief.clients_rows : The sheets.

    Examples
    --------
    >>> from custseg.brief import open_clients
    >>> from custseg.report import write_client_lists
    >>> write_client_lists(open_clients(), None)
    'No list is written here: the setting out names no folder.'
    """
    if out is None:
        return phrase("own_clients.written_nowhere")
    folder, sheets = Path(out), clients_rows(clients)
    sheets = {name: _told(table, clients) for name, table in sheets.items()}
    everybody = sheets["clients"].rename(columns=label)
    write_customers_csv(folder / AGAIN / "clients.csv", everybody)
    lists = clients_branches(clients).lists
    for name, branch in zip(_different([file_name(one) for one in lists]), lists, strict=True):
        write_customers_csv(folder / LISTS / f"{name}.csv", _told(lists[branch], clients).rename(columns=label))
    written = write_sheets(folder / "clients.xlsx", sheets, most=MOST_IN_SHEET)
    return phrase("own_clients.written", sheets=written, branches=count(len(lists)), n=count(len(everybody)))


def _told(table: pd.DataFrame, clients: BankClients) -> pd.DataFrame:
    """Write strategies, cells and looks in words."""
    words = {**clients.strategy_names, **clients.cell_names}
    columns = [name for name in table.columns if name in (*_CELLS, "strategy")]
    told = {name: table[name].astype(object).map(words).where(table[name].notna()) for name in columns}
    told |= {
        name: table[name].astype(object).map(label, na_action="ignore") for name in ("look", "lever") if name in table
    }
    return table.assign(**told).rename(columns=clients.strategy_names)


_CELLS = ("value_cell", "growth_cell", "group_cell", "next_cell", "cell")


def _different(names: list[str]) -> list[str]:
    """Give names of files that differ in more than case."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        many = seen[name.lower()]
        told.append(name if many == 1 else f"{name} ({many})")
    return told
