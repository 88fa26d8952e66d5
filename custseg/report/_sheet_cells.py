"""How is a table written so that a spreadsheet can hold it? The name of its file, the text of its cells."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from ..schema import printable

LONGEST_TEXT = 32_767  # characters in a cell


def file_path(path: str | os.PathLike[str], ending: str) -> Path:
    """Read the name of a file, or say what it must be."""
    if "\0" in str(path) or Path(path).suffix.lower() != ending:
        raise ValueError(f"path must be a file name that ends in {ending}; found {printable(repr(str(path)))}.")
    return Path(path)


def cell_texts(cells: pd.Series) -> list[str | None]:
    """Give the text of each cell, None for what is missing."""
    codes, found = pd.factorize(cells)
    texts = [*map(cell_text, found), None]  # the last one is for the code -1
    return [texts[code] for code in codes]


def cell_text(value: object) -> str:
    """Give the text of a value, no longer than a cell holds."""
    text = printable(str(value))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
