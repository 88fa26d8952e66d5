"""What is it called? One English word for each Chinese term.

`glossary` gives the terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from ._toml_files import file_text, read_toml


@dataclass(frozen=True)
class Term:
    """One English and one Chinese word for the same thing."""

    en: str
    zh: str
    note: str = ""


@dataclass(frozen=True)
class Glossary:
    """All terms."""

    terms: tuple[Term, ...]


def glossary() -> pd.DataFrame:
    """Chinese terms of customer value and segmentation, with one English term each.

    Returns
    -------
    DataFrame
        Columns ``term_en``, ``term_zh``, ``note``. No term occurs twice on either side. A qualifier in parentheses
        tells apart what the sources call by one word.

    Examples
    --------
    >>> from custseg.catalogue import glossary
    >>> terms = glossary().set_index("term_zh")["term_en"]
    >>> terms["客户终身价值"]
    'customer lifetime value'
    """
    rows = [(term.en, term.zh, term.note) for term in _glossary().terms]
    return pd.DataFrame(rows, columns=["term_en", "term_zh", "note"])


@cache
def _glossary() -> Glossary:
    return read_toml(file_text("glossary.toml"), "glossary.toml", Glossary, "glossary")
