"""Which column of a bank's table is what? What was stated, then its own name, then what others call it, in their order.

`kinds`, `known_headers`, `chosen_columns` and `headers_of`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ...schema import header_key, listed, printable
from ...schema.aliases import simplified
from ..files.header_line import ENOUGH
from ..files.rows import Rows
from ..meaning.units import split_unit
from .reading import Reading
from .years import year_headers

#: A table often has a number and a name of the client, or a year and a day: the first in the list is taken.
BY_RANK = ("client_id", "year")


@cache
def kinds(table: str) -> dict[str, dict[str, Any]]:
    """Give the columns of one table.

    Parameters
    ----------
    table : {"clients", "statements", "income", "groups"}
        Which one.

    Returns
    -------
    dict of str to dict
        ``kind``, whether it is ``needed``, and ``names``, what others call it.
    """
    content = tomllib.loads(files("custseg.schema").joinpath("client_headers.toml").read_text(encoding="utf-8"))
    return {
        one: {"needed": False, **entry}
        | {"names": tuple(content["clients"][one]["names"] if entry["names"] == "clients" else entry["names"])}
        for one, entry in content[table].items()
    }


@cache
def known_headers(table: str) -> dict[str, str]:
    """Give the columns of a table by the keys of all headers that are known for them.

    Parameters
    ----------
    table : str
        As for `kinds`.

    Returns
    -------
    dict of str to str
        Key, see `custseg.schema.header_key`, to column.
    """
    return {header_key(name): one for one, entry in kinds(table).items() for name in (one, *entry["names"])}


def chosen_columns(headers: list[str], table: str, stated: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Give the header of each column.

    Parameters
    ----------
    headers : list of str
        Of the file.
    table : str
        As for `kinds`.
    stated : mapping of str to str
        What the caller says; headers that are not there, and columns of other tables, are passed over.

    Returns
    -------
    dict of str to str
        Column to header.
    list of str
        Columns that several headers could be.
    """
    chosen = {one: header for one, header in stated.items() if one in kinds(table) and header in headers}
    keys: dict[str, list[str]] = {}
    for header in headers:
        if header not in chosen.values():
            plain = simplified(header)
            for key in dict.fromkeys((header_key(plain), header_key(split_unit(plain)[0]))):
                keys.setdefault(key, []).append(header)
    problems = []
    for one, entry in kinds(table).items():
        if one in chosen:
            continue
        own = keys.get(header_key(one), [])
        found = own or [header for name in entry["names"] for header in keys.get(header_key(name), [])]
        found = list(dict.fromkeys(found))
        if len(found) > 1 and one not in BY_RANK:
            names, first = listed([printable(header) for header in found]), printable(found[0])
            problems.append(f'{names} could all be {one}. Pass columns={{"{one}": "{first}"}} or the other.')
        if found:
            chosen[one] = found[0]
    return chosen, problems


def headers_of(rows: Rows, table: str, reading: Reading) -> tuple[dict[str, str], list[str]]:
    """Give the header of each column, years of income among them, and say which columns are lacking or open.

    Parameters
    ----------
    rows : Rows
        Of the table.
    table : str
        As for `kinds`.
    reading : Reading
        What the caller stated; gets which of it was met.

    Returns
    -------
    dict of str to str
        Column to header.
    list of str
        What is open or lacking.
    """
    headers = [str(header) for header in rows.table]
    chosen, problems = chosen_columns(headers, table, reading.columns)
    reading.met |= {one for one, header in reading.columns.items() if chosen.get(one) == header}
    free = [header for header in headers if header != chosen.get("client_id")]
    years = year_headers(free) if table == "income" and "year" not in chosen else {}
    if lacking := [one for one, kind in kinds(table).items() if kind["needed"] and one not in chosen]:
        there = listed([printable(header) for header in headers], 20)
        stated = ", ".join(f'"{one}": "..."' for one in lacking)
        problems.append(f"the table lacks {listed(lacking, 9)} (found: {there}). Pass columns={{{stated}}}.")
    elif table == "income" and not years and not {"year", "income"} <= set(chosen):
        problems.append("the table needs a column for each year, such as 2023, or the columns year and income.")
    return chosen | years, problems + _in_several_rows(rows, table, lacking)


def _in_several_rows(rows: Rows, table: str, lacking: list[str]) -> list[str]:
    """Say where the header seems to go on in the row below it, or to begin above it with what lacks."""
    known = known_headers(table)
    below = [str(cell) for cell in rows.table.iloc[0]] if len(rows.table) else []
    above = re.split(r"[\n\t,;|]", rows.above)
    under, over = (
        list(dict.fromkeys(word for word in map(str.strip, words) if header_key(simplified(word)) in known))
        for words in (below, above)
    )
    over = [word for word in over if known[header_key(simplified(word))] in lacking]
    if len(under) >= ENOUGH:
        said = f"row {rows.numbers[0]} has names of columns in it ({listed(map(printable, under), 9)})"
    elif over:
        said = f"names of columns stand above the row that was taken for the header ({listed(map(printable, over), 9)})"
    else:
        return []
    return [
        f"the header seems to stand in several rows: {said}. Write each column's name into one row, right above the "
        "first client, and delete the other rows of the header."
    ]
