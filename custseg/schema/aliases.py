"""What do other people call the columns of transactions? The lists of `aliases.toml`, and how headers are compared.

Offers `aliases_of`, `stop_words`, `header_key` and `simplified`.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


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


def aliases_of(column: str) -> tuple[str, ...]:
    """Return what a column of transactions is called, in every language, each header once.

    Examples
    --------
    >>> "Kundennummer" in aliases_of("customer_id"), "客戶編號" in aliases_of("customer_id")
    (True, True)
    """
    lists = _content()[column]
    headers = [header for text in lists.values() for header in _split(text)]
    headers += [header.translate(_traditional()) for header in _split(lists.get("zh", ""))]
    once = {header_key(header): header for header in reversed(headers) if header_key(header) != header_key(column)}
    return tuple(reversed(once.values()))


def simplified(text: str) -> str:
    """Write Chinese text in simplified characters, as far as our table of pairs goes.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same text; traditional characters became simplified ones.

    Examples
    --------
    >>> simplified("滿意度 (satisfaction)")
    '满意度 (satisfaction)'
    """
    return text.translate(_simplified())


def stop_words(column: str) -> tuple[str, ...]:
    """Return the words that rule a header out as a suggestion for a column."""
    return _split(_content()["never"].get(column, ""))


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("aliases.toml").read_text(encoding="utf-8"))


@cache
def _traditional() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in _content()["traditional"]["pairs"].split()}


@cache
def _simplified() -> dict[int, str]:
    return {ord(traditional): chr(simple) for simple, traditional in _traditional().items()}


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split(",") if word.strip())
