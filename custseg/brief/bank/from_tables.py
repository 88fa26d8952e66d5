"""How does a bank's client book become a page? Read, placed, refused with every problem.

`open_clients`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ...read.client_tables import ClientTables, read_client_tables
from ...schema import SchemaError, typed
from ...segment import ClientPlatform, client_platform
from ...segment.nine_grid.strategy import strategy_names
from ...simulate import simulate_client_book
from .clients import BankClients

SIMULATED = "simulated clients"
N_SIMULATED = 600
Source = str | os.PathLike[str] | pd.DataFrame


@typed
def open_clients(
    clients: Source | None = None,
    statements: Source | None = None,
    *,
    income: Source | None = None,
    groups: Source | None = None,
    rules: str | os.PathLike[str] | None = None,
    hurdle: float = 0.12,
    tax_rate: float = 0.0,
    level: float = 0.95,
    currency: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    percent: Sequence[str] = (),
    fraction: Sequence[str] = (),
    seed: int = 1,
) -> BankClients:
    """Read a bank's client book and place every client (九宫格).

    Parameters
    ----------
    clients, statements, income, groups : path or DataFrame, optional
        As for `custseg.read.read_client_tables`. Without `clients`, simulated ones.
    rules : path, optional
        TOML file of the four strategies, as for `custseg.segment.client_strategies`.
    hurdle : float, default 0.12
        The RAROC that is asked for, a fraction a year, 0-1.
    tax_rate : float, default 0
        As for `custseg.value.raroc`.
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.
    currency : str, optional
        Code of the money, such as CNY, where the file does not say it.
    columns : mapping of str to str, optional
        Name to header, as for `custseg.read.read_client_tables`.
    decimal : {".", ",", "each"}, optional
        Decimal sign of numbers that are text.
    percent, fraction : sequence of str
        Columns of shares that are in percent, or are fractions, where the file leaves it open.
    seed : int, default 1
        Of what is dealt by lot.

    Returns
    -------
    BankClients
        What every section is made from.

    Raises
    ------
    SchemaError
        Every problem of the tables, of the rules and of what was stated. Nothing has been written then.

    See Also
    --------
    custseg.segment.client_platform : Does the work.

    Examples
    --------
    >>> from custseg.brief import open_clients
    >>> open_clients().clients["strategy"].value_counts().sum()
    np.int64(600)
    """
    if clients is None:
        tables = _simulated(seed)
    else:
        tables = read_client_tables(
            clients, statements, income=income, groups=groups, columns=columns, decimal=decimal, percent=percent,
            fraction=fraction,
        )  # fmt: skip
    if currency is not None:
        tables = replace(tables, currency=currency)
    platform = _placed(tables, rules, hurdle, tax_rate, level)
    name = "" if rules is None else Path(rules).name
    names = strategy_names(rules)
    return BankClients(tables, platform, hurdle, level, name, names, clients is None, seed)


def _placed(
    tables: ClientTables, rules: str | os.PathLike[str] | None, hurdle: float, tax_rate: float, level: float
) -> ClientPlatform:
    try:
        return client_platform(
            tables.clients, tables.statements, income=tables.income, groups=tables.groups, rules=rules, hurdle=hurdle,
            tax_rate=tax_rate, level=level,
        )  # fmt: skip
    except ValueError as error:
        raise SchemaError(*getattr(error, "problems", [str(error)])) from error


def _simulated(seed: int) -> ClientTables:
    book = simulate_client_book(N_SIMULATED, random_state=seed)
    return ClientTables(book.clients, book.statements, book.income, book.groups, SIMULATED, "EUR", ())
