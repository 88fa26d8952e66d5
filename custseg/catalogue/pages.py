"""Which page answers which question, of what kind is it, and in what order are pages read?

`study_map` lists the studies; `listed_pages` gives every page, `kind_of` and `reading_order` go by a file's name alone.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import pandas as pd

from ._toml_files import file_text, read_toml

Kind = Literal["study", "model", "own", "reference"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIRST_FREE = 21  # the numbers below are given to studies that exist or are planned

_NAMES = {"study": re.compile(r"\d\d-"), "model": re.compile(r"m\d+-"), "own": re.compile(r"own\b")}


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


def kind_of(name: str) -> str:
    """Tell the kind of a page from the name of its file; what has no name of a kind is read as a study.

    Parameters
    ----------
    name : str
        Name of a file, with or without its ending.

    Returns
    -------
    str
        One of `KINDS`.

    Examples
    --------
    >>> kind_of("05-do-customers-come-back.ipynb"), kind_of("m1-lifetime-value-by-formula"), kind_of("words.html")
    ('study', 'model', 'reference')
    """
    references = {page.number for page in listed_pages() if page.kind == "reference"}
    if name.partition(".")[0] in references:
        return "reference"
    return next((kind for kind, pattern in _NAMES.items() if pattern.match(name)), "study")


def reading_order(name: str) -> tuple[int, int, str]:
    """Give the place of a page among others, by the name of its file: studies, model pages, own pages, references.

    Parameters
    ----------
    name : str
        Name of a file, with or without its ending.

    Returns
    -------
    tuple of int, int, str
        To sort by.

    Examples
    --------
    >>> sorted(["m10-b", "m2-a", "03-c", "01-d"], key=reading_order)
    ['01-d', '03-c', 'm2-a', 'm10-b']
    """
    number = re.search(r"\d+", name.partition("-")[0])
    return KINDS.index(kind_of(name)), int(number[0]) if number else 0, name
