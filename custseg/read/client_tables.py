"""How does a bank's client book get in? Clients, statements, income by year and groups, whatever holds them.

`read_client_tables` gives `ClientTables`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..schema import DecimalSign, SchemaError, check_choice, typed
from .clients.book import client_book
from .clients.ids import of_the_book
from .clients.reading import Note, Reading
from .clients.sheets import in_sheets
from .clients.table import read_table
from .clients.years import income_by_year

TABLES = ("clients", "statements", "income", "groups")
Source = str | os.PathLike[str] | pd.DataFrame


@dataclass(frozen=True, eq=False)
class ClientTables:
    """The tables of a client book, as `custseg.segment.client_platform` takes them.

    Parameters
    ----------
    clients : DataFrame
        Index ``client_id``.
    statements : DataFrame or None
        A row per client and year.
    income : DataFrame or None
        Index ``client_id``, three columns, the years.
    groups : DataFrame or None
        ``client_id``, ``group`` and perhaps ``share``.
    name : str
        Where the clients come from.
    currency : str or None
        As signs or codes beside the amounts say it.
    notes : tuple of Note
        What was decided.

    See Also
    --------
    read_client_tables : Makes it.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.read import read_client_tables
    >>> book = pd.DataFrame({"客户号": ["007"], "收入": ["1.200,50"], "成本": ["400,00"], "授信余额": ["9.000,00"],
    ...                      "违约概率": ["1,5%"], "违约损失率": ["45%"]})
    >>> read_client_tables(book).clients.loc["007"].to_dict()
    {'income': 1200.5, 'cost': 400.0, 'exposure': 9000.0, 'probability_of_default': 0.015, 'loss_given_default': 0.45}
    """

    clients: pd.DataFrame
    statements: pd.DataFrame | None
    income: pd.DataFrame | None
    groups: pd.DataFrame | None
    name: str
    currency: str | None
    notes: tuple[Note, ...]


@typed
def read_client_tables(
    clients: Source,
    statements: Source | None = None,
    *,
    income: Source | None = None,
    groups: Source | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    percent: Sequence[str] = (),
    fraction: Sequence[str] = (),
) -> ClientTables:
    """Read a bank's client book and the tables that belong to it.

    Parameters
    ----------
    clients : path or DataFrame
        A row per client: CSV, Excel, Parquet. A workbook with a sheet ``clients``, such as
        `custseg.report.write_client_template` writes, may hold ``statements``, ``income`` and ``groups``, too.
    statements, income, groups : path or DataFrame, optional
        Statements: a row per client and year. Income: a row per client and a column per year, or a row per client and
        year. Groups: a row per membership, with ``share`` for a client in several.
    columns : mapping of str to str, optional
        Name to header, in whichever table has that header: ``{"probability_of_default": "Ausfallrate"}``.
    decimal : {".", ",", "each"}, optional
        Decimal sign of numbers that are written as text.
    percent, fraction : sequence of str, optional
        Columns of shares that are in percent (45 for 0.45), or are fractions, where the file leaves it open.

    Returns
    -------
    ClientTables
        Headers may be Chinese; 万元 behind one multiplies by 10,000. Statements, income and groups of clients who are
        not in the book are left out, and a note says so.

    Raises
    ------
    SchemaError
        With everything that is wrong with any table, or open: columns that are missing, cells that are no numbers,
        clients who stand twice, a share that may be in percent or a fraction.
    ValueError
        If `decimal` is no decimal sign.

    See Also
    --------
    custseg.segment.client_platform : What is done with them.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.read import read_client_tables
    >>> book = pd.DataFrame({"CIF": [1], "Income": 5, "Cost": 1, "EAD": 90, "PD": 0.01, "LGD (%)": 45})
    >>> read_client_tables(book).clients["loss_given_default"].to_dict()
    {'1': 0.45}
    """
    if decimal is not None:
        check_choice(decimal, "decimal", DecimalSign)
    reading = Reading(dict(columns or {}), decimal, tuple(percent), tuple(fraction))
    given = in_sheets({"clients": clients, "statements": statements, "income": income, "groups": groups})
    read = {
        name: read_table(name, source, sheet, reading) for name, (source, sheet) in given.items() if source is not None
    }
    reading.problems += reading.idle()
    book = client_book(read.get("clients"), reading)
    rest = {name: of_the_book(name, read.get(name), book, reading) for name in TABLES[1:]}
    years = income_by_year(rest["income"], reading)
    if reading.problems or book is None:
        raise SchemaError(*dict.fromkeys(reading.problems))
    return ClientTables(
        book, rest["statements"], years, rest["groups"], reading.name, reading.currency, tuple(reading.notes)
    )
