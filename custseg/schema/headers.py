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
    """Reduce a header to what counts when two are compared: letters and digits, in one case and width."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", str(name)).casefold() if letter.isalnum())


def closest_header(headers: Iterable[object], column: Column) -> str | None:
    """Return the header that most likely means `column`, or None if none comes close."""
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
    """Write the sentence for a required column that is not there; suggest one of `free` (default: any header)."""
    headers = [str(header) for header in headers]
    problem = f"{schema.name} lacks column '{column.name}' (found: {listed(headers) or 'no columns'})."
    suggestion = closest_header(headers if free is None else free, column)
    if schema.name == "transactions":
        return f'{problem} Pass columns={{"{column.name}": "{suggestion or "..."}"}} to read_transactions.'
    if suggestion:
        return f'{problem} Rename it: table.rename(columns={{"{suggestion}": "{column.name}"}}).'
    return f"{problem} It holds {column.meaning}."
