"""What is it called? One English word for each Chinese term, as the documents say it and as one says it today.

`glossary` gives the terms.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cache

import pandas as pd

from ._toml_files import file_text, read_toml


@dataclass(frozen=True)
class Term:
    """One English and one Chinese word for the same thing, and where it is: model, page, call. Empty: there is none."""

    en: str
    zh: str
    source_zh: str = ""
    id: str = ""
    page: str = ""
    call: str = ""
    note: str = ""


@dataclass(frozen=True)
class Field:
    """The terms of one field of the trade."""

    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Glossary:
    """All terms, field by field."""

    fields: tuple[Field, ...]


def glossary() -> pd.DataFrame:
    """Chinese terms of customer value and segmentation, with one English term each.

    Returns
    -------
    DataFrame
        One row per term, all columns text, empty where there is nothing to say. ``term_en`` and ``term_zh``, the word
        that one would use today: no term occurs twice on either side, and a qualifier in parentheses tells apart what
        the documents call by one word. ``source_zh``, what the source documents say. ``id`` of the model that the word
        belongs to, the number of the ``page`` that shows it, the ``call`` that computes it, a ``note``, and the
        ``field`` of the trade, in whose order they stand.

    Examples
    --------
    >>> from custseg.catalogue import glossary
    >>> terms = glossary().set_index("term_zh")["term_en"]
    >>> terms["客户终身价值"]
    'customer lifetime value'
    >>> glossary().set_index("term_en").loc["nine-grid", ["term_zh", "id"]].tolist()
    ['九宫格', 'S2-39']
    """
    columns = ["term_en", "term_zh", "source_zh", "id", "page", "call", "note", "field"]
    rows = [(*astuple(term), field.name) for field in _glossary().fields for term in field.terms]
    return pd.DataFrame(rows, columns=columns)


@cache
def _glossary() -> Glossary:
    return read_toml(file_text("glossary.toml"), "glossary.toml", Glossary, "glossary")
