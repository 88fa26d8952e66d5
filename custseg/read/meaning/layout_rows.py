"""Which rows belong to the layout of a file? Headers that come again, and remarks at its end.

Offers `read_layout_rows`.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ...schema import header_key
from ..cells.text import cell_text
from ..files.rows import plain_cells
from ..parts.whole import anywhere, is_last_part
from .evidence import Evidence

LAST = 20  # rows in which a remark is looked for
WORDS = re.compile(r"[^\W\d_]{2,}.*\W[^\W\d_]{2,}", re.S)  # a remark has two at least: "2 rows selected."


def read_layout_rows(evidence: Evidence) -> None:
    """Set aside rows that repeat the header, and remarks below the last purchase; neither has a date or an amount."""
    if not {"date", "amount"} <= set(evidence.table):
        return
    empty = np.flatnonzero((evidence.table["date"].isna() & evidence.table["amount"].isna()).to_numpy())
    if not anywhere("neither day nor amount", len(empty) > 0):
        return
    again = _repeats_header(evidence.rows.table.iloc[empty])
    evidence.set_aside(_rows(evidence, empty[again]), "the row repeats the header")
    at_end = empty[np.arange(evidence.size - len(empty), evidence.size) == empty]  # nothing else stands below these
    at_end = at_end if is_last_part() else at_end[:0]
    cells = evidence.rows.table.iloc[at_end].reset_index(drop=True)
    remarks = _is_remark(pd.DataFrame({header: cell_text(plain_cells(cells[header])) for header in cells}))
    evidence.set_aside(_rows(evidence, at_end[remarks][-LAST:]), "the row is a remark at the end of the file")


def _rows(evidence: Evidence, places: np.ndarray) -> np.ndarray:
    mask = np.zeros(evidence.size, dtype=bool)
    mask[places] = True
    return np.asarray(mask & ~evidence.away)


def _repeats_header(cells: pd.DataFrame) -> np.ndarray:
    """Say which rows hold nothing but the names of their columns, two at least."""
    left, filled = np.arange(len(cells)), np.zeros(len(cells), dtype=int)
    for header in cells:  # most rows fall out at the first column that they fill
        texts = cell_text(plain_cells(cells[header].iloc[left]))
        same = (texts.map(header_key, na_action="ignore") == header_key(header)).to_numpy(dtype=bool)
        there = texts.notna().to_numpy()
        filled[left] += there
        left = left[same == there]
    repeats = np.zeros(len(cells), dtype=bool)
    repeats[left] = filled[left] > 1
    return repeats


def _is_remark(texts: pd.DataFrame) -> np.ndarray:
    """Say which rows hold one cell of several words and nothing else."""
    only = texts.notna().sum(axis=1) == 1
    text = texts.bfill(axis=1).iloc[:, 0].fillna("").map(str)
    return np.asarray(only & text.map(lambda words: bool(WORDS.search(words))).astype(bool))
