"""What stands above the page about a client book, and what in its workbook?

`clients_opening` and `clients_rows`.
"""

from __future__ import annotations

import pandas as pd

from ...exhibit import count, phrase
from ...schema import typed
from ..heading import Opening
from .clients import BankClients
from .prices import clients_prices


@typed
def clients_opening(clients: BankClients) -> Opening:
    """Say whose clients a page is about.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Opening
        The last line of a cell.

    See Also
    --------
    open_clients : Reads the book.

    Examples
    --------
    >>> from custseg.brief import clients_opening, open_clients
    >>> clients_opening(open_clients()).title
    "A bank's simulated corporate clients"
    """
    statements, branches = clients.tables.statements, clients.platform.branches
    counts = {"clients": count(len(clients.clients))} | ({"branches": count(len(branches))} if len(branches) else {})
    alone = "" if len(branches) else "_alone"
    if statements is None:
        data = phrase(f"own_clients.data{alone}", **counts)
    else:
        known = count(int((clients.clients["statements"] == "complete").sum()))
        year = str(int(statements["year"].max()))
        data = phrase(f"own_clients.data_statements{alone}", year=year, known=known, **counts)
    if clients.simulated:
        return Opening(phrase("own_clients.title_simulated"), data)
    return Opening(phrase("own_clients.title", name=clients.tables.name), data)


@typed
def clients_rows(clients: BankClients) -> dict[str, pd.DataFrame]:
    """Give the sheets of the workbook: everybody in a row, then the tables behind the page.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    dict of str to DataFrame
        ``"clients"``, index ``client_id``; ``"below the hurdle"``, ``"cells"``, ``"levers"``, ``"gaps"``,
        ``"gaps within branches"``, ``"gaps between branches"``, ``"branches"`` and ``"groups"`` that have a row.

    See Also
    --------
    custseg.report.write_client_lists : Writes them, and a list a branch.

    Examples
    --------
    >>> from custseg.brief import clients_rows, open_clients
    >>> list(clients_rows(open_clients()))[:3]
    ['clients', 'below the hurdle', 'cells']
    """
    platform = clients.platform
    tables = {
        "cells": platform.cells,
        "levers": platform.levers,
        "gaps": platform.gaps,
        "gaps within branches": platform.gaps_within,
        "gaps between branches": platform.branch_gaps,
    }
    sheets = {"clients": platform.clients, **clients_prices(clients).lists}
    sheets |= {name: table.reset_index() for name, table in tables.items() if len(table)}
    sums = {"branches": platform.branches, "groups": platform.groups}
    return sheets | {name: table for name, table in sums.items() if len(table)}
