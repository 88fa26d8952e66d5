"""In which currency is the money? Signs and codes behind headers and in cells must agree.

`one_currency` and `currency_behind`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...schema import listed, printable
from ..cells.number_text import CURRENCIES
from ..meaning.units import split_unit
from ..meaning.words import key


def one_currency(in_cells: str | None, headers: Mapping[str, str]) -> tuple[str | None, list[str]]:
    """Give the currency of a table, and ask where headers and cells name several.

    Parameters
    ----------
    in_cells : str or None
        Code that the cells name.
    headers : mapping of str to str
        Of the columns of numbers.

    Returns
    -------
    str or None
        The code, if there is one alone.
    list of str
        The question, or nothing.
    """
    named = {one: currency_behind(header) for one, header in headers.items()}
    codes = sorted({code for code in (in_cells, *named.values()) if code is not None})
    if len(codes) < 2:
        return next(iter(codes), None), []
    said = listed([f"{printable(headers[one])}" for one, code in named.items() if code], 5)
    return None, [f"several currencies ({', '.join(map(str, codes))}; headers: {said}). Convert them to one first."]


def currency_behind(header: str) -> str | None:
    """Give the code of the currency that stands behind a header.

    Parameters
    ----------
    header : str
        Of a column of money.

    Returns
    -------
    str or None
        Its code.
    """
    unit = split_unit(header)[1]
    return next((code for written, code in CURRENCIES.items() if unit and key(written) == key(unit)), None)
