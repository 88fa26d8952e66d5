"""Which page answers which question, and of what kind is it?

`study_map` lists the studies.
"""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from ._toml_files import file_text, read_toml

FIRST_FREE = 21  # the numbers below belong to studies that exist or are planned


@dataclass(frozen=True)
class Page:
    """A page: its number, kind and title, the models that it is about, and its notebook, empty if it has none (yet)."""

    number: str
    kind: str
    title: str
    models: str
    file: str = ""


@dataclass(frozen=True)
class PageList:
    """All pages in reading order."""

    pages: tuple[Page, ...]


def study_map() -> pd.DataFrame:
    """List the questions, the models that answer them, and the studies that exist or are planned.

    Returns
    -------
    DataFrame
        One row per study, in reading order: ``study``, the number of its notebook, with "planned" while there is
        none; ``question`` and ``models``.

    Examples
    --------
    >>> study_map().loc[1, ["study", "question"]].tolist()
    ['02', 'Where does the money come from?']
    """
    studies = [page for page in listed_pages() if page.kind == "study"]
    rows = [(page.number if page.file else f"{page.number}, planned", page.title, page.models) for page in studies]
    return pd.DataFrame(rows, columns=["study", "question", "models"])


@cache
def listed_pages() -> tuple[Page, ...]:
    """Read the list of pages."""
    return read_toml(file_text("pages.toml"), "pages.toml", PageList, "list of pages").pages
