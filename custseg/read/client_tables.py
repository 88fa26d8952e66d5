"""How does a bank's client book get in? Clients, statements, income by year and groups, whatever holds them.

`read_client_tables` gives `ClientTables`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

from ..schema import DecimalSign, SchemaError, check_choice, listed, printable, typed
from ._client_columns import chosen_columns, kinds
from ._client_values import (
    Note,
    as_share,
    as_years,
    currency_behind,
    in_fractions,
    open_unit,
    unit_above,
    year_headers,
)
from ._faults import sentence
from .cells.amounts import read_numbers
from .cells.text import EXCEL_ERROR, ROUNDED, cell_text
from .files.rows import Rows, plain_cells
from .files.source import read_source
from .meaning.units import factor, split_unit
from .meaning.words import listed_in

TABLES = ("clients", "statements", "income", "groups")
YEARS = 3
CLASSES = {
    "corporate": ("corporate", "sme", "对公", "公司", "企业", "公司风险暴露", "中小企业"),
    "mortgage": ("mortgage", "按揭", "住房抵押", "个人住房抵押", "住房贷款"),
    "revolving": ("revolving", "信用卡", "循环", "合格循环零售"),
    "other retail": ("other retail", "retail", "其他零售", "零售"),
}
#: More of a table's clients than this part are strangers, and fewer of the book's are in it: the ids do not fit, rather
#: than that the table is of a whole bank, or some have left. Groups are of few clients: of them one is enough.
STRANGERS = 0.5
LARGEST_TURNOVER = 1e6  # millions: more than any company sells
USUAL_TURNOVER = 1e3  # millions: of half the clients of a bank it is less
USUAL_MATURITY = 10  # years: of half the clients of a bank it is less
MILLION = 1e6
FEWEST_SUMMED = 3  # rows in which one could be the sum of the others by chance
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
    reading = _Reading(dict(columns or {}), decimal, tuple(percent), tuple(fraction))
    given = _in_sheets({"clients": clients, "statements": statements, "income": income, "groups": groups}, reading)
    read = {name: reading.table(name, source, sheet) for name, (source, sheet) in given.items() if source is not None}
    reading.problems += reading.idle()
    book = _book(read.get("clients"), reading)
    rest = {name: _of_the_book(name, read.get(name), book, reading) for name in TABLES[1:]}
    years = _years(rest["income"], reading)
    if reading.problems or book is None:
        raise SchemaError(*dict.fromkeys(reading.problems))
    return ClientTables(
        book, rest["statements"], years, rest["groups"], reading.name, reading.currency, tuple(reading.notes)
    )


class _Reading:
    """What the caller said, and what has been found so far."""

    def __init__(
        self, columns: dict[str, str], decimal: str | None, percent: Sequence[str], fraction: Sequence[str]
    ) -> None:
        self.columns, self.decimal, self.percent, self.fraction = columns, decimal, percent, fraction
        self.problems: list[str] = []
        self.notes: list[Note] = []
        self.currency: str | None = None
        self.met: set[str] = set()
        self.name = ""

    def table(self, name: str, source: Any, sheet: str | None) -> pd.DataFrame | None:
        """Give one table with its own names, or note what is wrong with it."""
        try:
            rows = read_source(source, sheet=sheet)
        except (SchemaError, OSError) as error:
            problems = error.problems if isinstance(error, SchemaError) else [str(error)]
            self.problems += [f"{name}: {problem}" for problem in problems]
            return None
        if name == "clients":
            self.name = str(rows.source["name"])
        table, problems = self._understood(rows, name)
        self.problems += [f"{name}: {problem}" for problem in problems]
        return None if problems else table

    def idle(self) -> list[str]:
        """Say which headers that were stated are in no table."""
        lacking = [f"{name}={header}" for name, header in self.columns.items() if name not in self.met]
        return [f"no table has what columns state: {listed(map(printable, lacking))}."] if lacking else []

    def _understood(self, rows: Rows, name: str) -> tuple[pd.DataFrame, list[str]]:
        headers, known = [str(header) for header in rows.table], kinds(name)
        chosen, open_ones = chosen_columns(headers, name, self.columns)
        self.met |= {one for one, header in self.columns.items() if chosen.get(one) == header}
        free = [header for header in headers if header != chosen.get("client_id")]
        years = year_headers(free) if name == "income" and "year" not in chosen else {}
        rows = self._without_sums(rows, name, chosen.get("client_id"))
        problems = [*rows.problems, *_broken(rows), *open_ones]
        if lacking := [one for one, kind in known.items() if kind["needed"] and one not in chosen]:
            there = listed([printable(header) for header in headers], 20)
            stated = ", ".join(f'"{one}": "..."' for one in lacking)
            problems.append(f"the table lacks {listed(lacking, 9)} (found: {there}). Pass columns={{{stated}}}.")
        elif name == "income" and not years and not {"year", "income"} <= set(chosen):
            problems.append("the table needs a column for each year, such as 2023, or the columns year and income.")
        cells = {one: plain_cells(rows.table[header]) for one, header in (chosen | years).items()}
        numeric = {one: known[one]["kind"] if one in known else "money" for one in cells}
        numeric = {one: kind for one, kind in numeric.items() if kind in ("money", "number", "share")}
        of_shares = {one: as_share(cells[one]) for one, kind in numeric.items() if kind == "share"}
        numbers = {one: cells[one] for one in numeric if one not in of_shares}
        parsed, found, questions = read_numbers(numbers, rows.numbers, self.decimal, ())
        parsed |= read_numbers(of_shares, rows.numbers, ".", ())[0]
        problems += questions
        problems += [
            sentence(fault._replace(remedy="Write a plain number"), rows.numbers)
            for column in parsed.values()
            for fault in column.faults
        ]
        problems += self._in_one_currency(name, found["currency"], {one: (chosen | years)[one] for one in numeric})
        table = {one: _text(cells[one]) if one not in parsed else parsed[one].series for one in cells}
        scaled, stated = chosen | years, unit_above(rows.above)
        if stated and factor(stated) is None:
            problems.append(
                f"the unit {printable(stated)!r} above the header is not known. Write k, million, 万元 ... there."
            )
        for one, kind in numeric.items():
            if kind == "money":
                problems += open_unit(scaled[one])
                table[one] = self._in_units(table[one], scaled[one], stated=stated)
            elif one == "turnover":
                table[one] = self._in_units(table[one], scaled[one], MILLION)
        shares = {one: scaled[one] for one, kind in numeric.items() if kind == "share"}
        numbers = {one: table[one] for one in shares}
        fractions, asked, notes = in_fractions(
            numbers, cells, shares, percent=self.percent, fraction=self.fraction
        )  # fmt: skip
        table, problems = table | fractions, problems + asked
        self.notes += notes
        if "year" in table:
            table["year"], wrong = as_years(table["year"])
            problems += wrong
        frame = pd.DataFrame(table).set_axis(pd.Index(rows.numbers, name="row"))
        if (blank := frame["client_id"].isna() if "client_id" in frame else pd.Series(dtype=bool)).any():
            problems.append(f"client_id is missing in rows {listed(map(str, frame.index[blank]))}.")
        elif "client_id" in frame and (spoilt := frame["client_id"].str.fullmatch(f"{EXCEL_ERROR}|{ROUNDED}")).any():
            some = listed([printable(one) for one in frame.loc[spoilt, "client_id"]], 3)
            problems.append(
                f"client_id was spoilt by a spreadsheet in rows {listed(map(str, frame.index[spoilt]))} ({some}). Make "
                "the column text there, and export it again."
            )
        return frame, problems

    def _without_sums(self, rows: Rows, name: str, header: str | None) -> Rows:
        """Leave out rows that are sums of the others, by their word, 合计 or Total, and note them."""
        if header is None:
            return rows
        sums = listed_in(plain_cells(rows.table[header]), "rows", "totals", ending=True).to_numpy()
        if not sums.any():
            return rows
        self.notes.append(Note("sums", {"table": name, "places": _places(rows.numbers[sums])}))
        return rows._replace(table=rows.table[~sums].reset_index(drop=True), numbers=rows.numbers[~sums])

    def _in_one_currency(self, name: str, found: str | None, headers: Mapping[str, str]) -> list[str]:
        """Keep the currency of the clients' money; ask where headers and cells name several."""
        named = {one: currency_behind(header) for one, header in headers.items()}
        codes = sorted(code for code in {found, *named.values()} if code is not None)
        if name == "clients" and len(codes) == 1:
            self.currency = codes[0]
        if len(codes) < 2:
            return []
        said = listed([f"{printable(headers[one])}" for one, code in named.items() if code], 5)
        return [f"several currencies ({', '.join(map(str, codes))}; headers: {said}). Convert them to one first."]

    def _in_units(self, values: pd.Series, header: str, of: float = 1.0, *, stated: str = "") -> pd.Series:
        """Multiply by what a unit behind the header, or above all of them, says: 万元 is 10,000."""
        unit = split_unit(header)[1]
        if stated and (not unit or factor(unit) is None):
            unit = stated
        times = factor(unit)
        if not unit or times is None or times in (1.0, of):
            return values
        self.notes.append(Note("unit", {"header": printable(header), "times": times / of}))
        return values * (times / of)


def _in_sheets(given: dict[str, Any], reading: _Reading) -> dict[str, tuple[Any, str | None]]:
    """Say where each table stands: in its own file, or in a sheet of the workbook of clients."""
    book = given["clients"]
    sheets: list[str] = []
    if not isinstance(book, pd.DataFrame) and Path(book).suffix.lower() in (".xlsx", ".xlsm") and Path(book).is_file():
        sheets = _sheet_names(Path(book), reading)
    if "clients" not in sheets:
        return {name: (source, None) for name, source in given.items()}
    return {
        name: (book, name) if source is book or (source is None and name in sheets) else (source, None)
        for name, source in given.items()
    }


def _sheet_names(path: Path, reading: _Reading) -> list[str]:
    from openpyxl import load_workbook  # slow to import, needed for Excel only

    try:
        book = load_workbook(path, read_only=True)
    except Exception:
        return []
    names = [sheet.title for sheet in book.worksheets if sheet.max_row is None or sheet.max_row > 1]
    book.close()
    return names


def _book(table: pd.DataFrame | None, reading: _Reading) -> pd.DataFrame | None:
    """Give the clients under their ids, each once."""
    if table is None:
        return None
    if not len(table):
        reading.problems.append("clients: the table has no rows.")
        return None
    again = table.duplicated("client_id", keep=False)
    if again.any():
        who = table.loc[again, "client_id"]
        rows = {str(one): listed(map(str, who.index[who == one])) for one in who.unique()[:5]}
        said = "; ".join(f"{printable(one)} in rows {where}" for one, where in rows.items())
        reading.problems.append(
            f"clients: {who.nunique():,} clients stand twice ({said}). A client has one row: add its accounts up, or "
            "delete what repeats."
        )
        return None
    if "branch" in table:
        table = table.assign(branch=_spelt_once(table["branch"], reading))
    if "exposure_class" in table:
        table = table.assign(exposure_class=table["exposure_class"].map(_class_of))
    if "turnover" in table and (
        table["turnover"].max() > LARGEST_TURNOVER or table["turnover"].median() > USUAL_TURNOVER
    ):
        reading.problems.append(
            f"clients: turnover goes up to {table['turnover'].max():,.0f}: it is in millions of euros. Divide it, or "
            "rename the column."
        )
    if "maturity" in table and table["maturity"].median() > USUAL_MATURITY:
        reading.problems.append(
            f"clients: maturity goes up to {table['maturity'].max():,.0f}, half of it above "
            f"{table['maturity'].median():,.0f}: it is in years. Divide it, or rename the column."
        )
    if len(last := _sum_of_the_others(table)):
        reading.problems.append(
            f"clients: row {last[0]} ({printable(table['client_id'].iloc[-1])}) is the sum of the rows above it. "
            "Delete it: it is no client."
        )
    return table.set_index("client_id")


def _spelt_once(names: pd.Series, reading: _Reading) -> pd.Series:
    """Give one spelling to names that differ in case, width or blanks alone, and note it."""
    keys = names.map(lambda one: " ".join(normalize("NFKC", one).casefold().split()) if isinstance(one, str) else one)
    usual = names.groupby(keys).agg(lambda spelt: spelt.value_counts().index[0])
    once = keys.map(usual).where(names.notna(), names)
    if others := sorted(set(names[once != names].dropna())):
        reading.notes.append(Note("spelling", {"spelt": listed([printable(one) for one in others], 5)}))
    return once


def _sum_of_the_others(table: pd.DataFrame) -> pd.Index:
    """Give the last row where its money is that of all others: a sum that no word betrays."""
    money = table[["income", "cost", "exposure"]].abs()
    above = table[list(money)].iloc[:-1].sum()
    alike = (table[list(money)].iloc[-1] - above).abs() <= 1e-6 * money.iloc[:-1].sum()
    return table.index[-1:] if len(table) > FEWEST_SUMMED and bool(alike.all()) else table.index[:0]


def _class_of(text: Any) -> Any:
    if not isinstance(text, str):
        return None
    return next((key for key, names in CLASSES.items() if text.strip().lower() in names), text)


def _of_the_book(
    name: str, table: pd.DataFrame | None, book: pd.DataFrame | None, reading: _Reading
) -> pd.DataFrame | None:
    """Leave out who is not in the book; refuse a table whose ids do not fit it."""
    if table is None or book is None:
        return None
    known = table["client_id"].isin(book.index)
    people, strangers = table["client_id"].nunique(), table.loc[~known, "client_id"].nunique()
    if alike := _spelt_otherwise(table.loc[~known, "client_id"], book.index):
        reading.problems.append(
            f"{name}: {len(alike):,} clients who are not in the book are there under another spelling "
            f"({listed([f'{printable(one)} for {printable(other)}' for one, other in alike.items()], 3)}). Ids must be "
            "written alike: a spreadsheet drops leading zeros unless the cells are text."
        )
        return None
    here = people - strangers
    apart = not here or (name != "groups" and here / len(book) < STRANGERS < strangers / people)
    if people and apart:
        some = listed([printable(one) for one in table.loc[~known, "client_id"].unique()], 3)
        reading.problems.append(
            f"{name}: {strangers:,} of {people:,} clients are not in the book ({some}; there: "
            f"{listed([printable(one) for one in book.index[:3]], 3)}). Are the ids written alike?"
        )
        return None
    if strangers:
        reading.notes.append(Note("strangers", {"table": name, "strangers": strangers, "of": people}))
    return table[known].reset_index(drop=True)


def _spelt_otherwise(strangers: pd.Series, book: pd.Index) -> dict[str, str]:
    """Give the strangers who are in the book but for leading zeros or a decimal point, with their spelling there."""
    plain = pd.Series(book, index=_plain_ids(book)).loc[lambda ids: ~ids.index.duplicated()]
    found = pd.Series(_plain_ids(pd.Index(strangers.unique())), index=strangers.unique()).map(plain).dropna()
    return {str(one): str(other) for one, other in found.items()}


def _plain_ids(ids: pd.Index) -> pd.Index:
    return ids.astype(str).str.replace(r"^0+(?=.)|[.,]0+$", "", regex=True)


def _years(table: pd.DataFrame | None, reading: _Reading) -> pd.DataFrame | None:
    """Give income by client and year, the latest three years."""
    if table is None:
        return None
    if "year" in table:
        twice = table.duplicated(["client_id", "year"])
        if twice.any():
            reading.problems.append(
                f"income: a year stands twice for {listed(table.loc[twice, 'client_id'].unique())}."
            )
            return None
        table = table.pivot_table(index="client_id", columns="year", values="income", aggfunc="first").reset_index()
    elif (twice := table["client_id"].duplicated()).any():
        reading.problems.append(f"income: clients stand twice: {listed(table.loc[twice, 'client_id'].unique())}.")
        return None
    wide = table.set_index("client_id")
    years = sorted(int(year) for year in wide.columns)[-YEARS:]
    if len(years) < YEARS or years[-1] - years[0] != YEARS - 1:
        reading.problems.append(f"income: three years in a row are needed; found {listed(years) or 'none'}.")
        return None
    return wide.set_axis([int(year) for year in wide.columns], axis=1)[years].rename_axis(columns=None)


def _places(numbers: np.ndarray) -> str:
    return f"row{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers[:5]))}{' ...' * (len(numbers) > 5)}"


def _broken(rows: Rows) -> list[str]:
    if not len(rows.broken):
        return []
    lines = listed([f"{row}" for row in rows.broken["row"]])
    return [f"rows {lines} do not fit under the header: mend or delete them."]


def _text(cells: pd.Series) -> pd.Series:
    return cell_text(cells, identifier=True).astype(object).reset_index(drop=True)
