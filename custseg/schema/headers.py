"""Which header means which column? The comparison behind matching and behind suggestions.

`header_key`, `closest_header` and `missing_column`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from .aliases import header_key, stop_words
from .columns import Column, Schema
from .errors import listed
from .remedies import quoted
from .signatures import typed


@typed
def closest_header(headers: Iterable[object], column: Column) -> str | None:
    """Return the header that most likely means `column`, or None if none comes close.

    A header with a word that rules it out, such as an address for the customer or a discount for the amount, is none.

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
    keys = {header_key(header): str(header) for header in reversed(list(headers)) if not _ruled_out(header, column)}
    keys = dict(reversed(keys.items()))  # in the order of the headers, the first of two alike
    known = [header_key(name) for name in (column.name, *column.aliases)]
    for name in known:
        if name in keys:
            return keys[name]
    for name in sorted(known, key=len, reverse=True):
        if within := [key for key in keys if name in key and (len(name) > 3 or len(name.encode()) > 5)]:
            return keys[within[0]]
    close = [(difflib.SequenceMatcher(None, name, key).ratio(), key) for name in known for key in keys]
    best = max(close, default=(0.0, ""))
    return keys[best[1]] if best[0] >= 0.85 else None


def _ruled_out(header: object, column: Column) -> bool:
    words = re.split(r"[\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(header)).casefold())
    return any(word in words or (not word.isascii() and word in str(header)) for word in stop_words(column.name))


@typed
def missing_column(
    headers: Iterable[object],
    schema: Schema,
    column: Column,
    free: Iterable[object] | None = None,
    likely: str | None = None,
) -> str:
    """Write the sentence for a required column that is not there; suggest one of `free` (default: any header).

    If none of them is called like it, `likely` is suggested, if there is one.

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
    likely : str, optional
        A header whose cells look like the column.

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
    others = {other.name for other in schema.columns} - {column.name}  # a known column means something else
    suggestion = closest_header([name for name in (found if free is None else free) if name not in others], column)
    if schema.name == "transactions":
        header = quoted(suggestion or likely or "...")
        return f'{problem} Pass columns={{"{column.name}": {header}}} to read_transactions.'
    if suggestion:
        return f'{problem} Rename it: table.rename(columns={{{quoted(suggestion)}: "{column.name}"}}).'
    return f"{problem} It holds {column.meaning}."
