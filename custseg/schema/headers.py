"""Which header means which column? The comparison behind matching and behind suggestions.

`header_key`, `closest_header` and `missing_column`.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from .columns import Column, Schema
from .errors import listed


def header_key(name: object) -> str:
    """Reduce a header to what counts when two are compared: letters and digits, in one case and width.

    Parameters
    ----------
    name : object
        A header, or a column's name.

    Returns
    -------
    str
        Two headers that mean the same have the same key.

    Examples
    --------
    >>> header_key("Customer ID"), header_key("customer_id"), header_key("Ｉd")
    ('customerid', 'customerid', 'id')
    """
    return "".join(letter for letter in unicodedata.normalize("NFKC", str(name)).casefold() if letter.isalnum())


def closest_header(headers: Iterable[object], column: Column) -> str | None:
    """Return the header that most likely means `column`, or None if none comes close.

    Parameters
    ----------
    headers : iterable
        The headers to choose from.
    column : Column
        The column that is looked for, with its aliases.

    Returns
    -------
    str or None
        One of the headers.

    Examples
    --------
    >>> from custseg.schema import TRANSACTIONS
    >>> closest_header(["Total", "InvoiceDate"], TRANSACTIONS["date"])
    'InvoiceDate'
    """
    keys = {header_key(header): str(header) for header in reversed(list(headers))}
    known = [header_key(name) for name in (column.name, *column.aliases)]
    for name in known:
        if name in keys:
            return keys[name]
    for name in known:
        if within := [key for key in keys if name in key and (len(name) > 3 or not name.isascii())]:
            return keys[within[0]]
    close = [(difflib.SequenceMatcher(None, name, key).ratio(), key) for name in known for key in keys]
    best = max(close, default=(0.0, ""))
    return keys[best[1]] if best[0] >= 0.85 else None


def missing_column(
    headers: Iterable[object], schema: Schema, column: Column, free: Iterable[object] | None = None
) -> str:
    """Write the sentence for a required column that is not there; suggest one of `free` (default: any header).

    Parameters
    ----------
    headers : iterable
        The headers that are there.
    schema : Schema
        The table that the column belongs to.
    column : Column
        The column that is not there.
    free : iterable, optional
        Headers that are not taken by another column.

    Returns
    -------
    str
        What was expected, what was found, and what to do.

    Examples
    --------
    >>> from custseg.schema import CUSTOMERS
    >>> print(missing_column(["Recency (days)"], CUSTOMERS, CUSTOMERS["recency"]))
    customers lacks column 'recency' (found: 'Recency (days)').
    Rename it: table.rename(columns={"Recency (days)": "recency"}).
    """
    found = [str(header) for header in headers]
    problem = f"{schema.name} lacks column '{column.name}' (found: {listed(found) or 'no columns'})."
    suggestion = closest_header(found if free is None else free, column)
    if schema.name == "transactions":
        return f'{problem} Pass columns={{"{column.name}": "{suggestion or "..."}"}} to read_transactions.'
    if suggestion:
        return f'{problem} Rename it: table.rename(columns={{"{suggestion}": "{column.name}"}}).'
    return f"{problem} It holds {column.meaning}."
