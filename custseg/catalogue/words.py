"""What is it called? One English word for each Chinese term, and the sentences that reports are made of."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd

from ..schema import listed


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
    return pd.DataFrame(_read("glossary.toml")["terms"], columns=["en", "zh", "note"]).rename(
        columns={"en": "term_en", "zh": "term_zh"}
    )


def phrases(language: str = "en") -> dict[str, str]:
    """Sentence templates for reports.

    Parameters
    ----------
    language : str
        Code of a language that the catalogue has.

    Returns
    -------
    dict of str to str
        ``str.format`` templates by key; the table of the TOML file and the name within it are joined by a dot.

    Raises
    ------
    ValueError
        If the catalogue does not have the language.

    Examples
    --------
    >>> from custseg.catalogue import phrases
    >>> phrases()["profile.largest"].format(segment="loyal", share=0.4, share_of_amount=0.5)
    'The largest segment is loyal: 40% of customers and 50% of the money.'
    """
    names = (entry.name for entry in (files(__package__) / "phrases").iterdir())
    known = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    if language not in known:
        raise ValueError(f"There are no phrases in '{language}'; the catalogue has {listed(known)}.")
    tables = _read(f"phrases/{language}.toml")
    return {f"{table}.{name}": text for table, entries in tables.items() for name, text in entries.items()}


@cache
def _read(file: str) -> dict:
    return tomllib.loads(files(__package__).joinpath(*file.split("/")).read_text("utf-8"))
