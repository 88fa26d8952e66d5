"""How does a grid get in? From a TOML file of the catalogue or of your own, read with every problem named at once.

A grid is one TOML file. In full, with what may be left out in brackets::

    key = "two_by_two"                        # the name used in code
    name_en = "Value by loyalty"
    [name_zh = "..."]
    [source = ["S4-27", "Author (year). Title."]]
    [provenance = "in the source"]            # or "from the literature", "proposed here": which cell has which name
    [note = "What the source leaves open."]

    [[axes]]
    column = "profit"                         # column of the customers table
    bands = 2                                 # 1 is the worst, 2 the best
    [name_en = "Profit"]
    [name_zh = "..."]
    [unit = "currency of the file"]
    [rule = "quantile"]                       # or "fixed", "hurdle", "kmeans": see custseg.bands.Bands
    [cuts = [0.0]]                            # in the unit of the column, increasing
    [best = "high"]                           # "low" where little is good, such as days since the last purchase
    [words = ["low", "high"]]                 # for the worst and for the best end

    [[segments]]                              # best first, as far as they can be ordered
    key = "golden"
    name_en = "Golden"
    cells = [{ profit = 2, loyalty = [1, 2] }]  # boxes: a band or a range of bands; an axis left out means all bands
    [name_zh = "..."]
    [name_provenance = "in the source"]
    [action = "..."]                          # "none in the source" where there is none
    [action_provenance = "proposed here"]
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields
from difflib import get_close_matches
from functools import cache

from ..schema import SchemaError, listed
from .entries import entry_names, entry_text, is_path, own_text
from .grid import Axis, GridSpec, Segment, grid_problems


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_range(value: object) -> bool:
    bounds = value if isinstance(value, list) and len(value) == 2 else [value]
    return all(isinstance(bound, int) and not isinstance(bound, bool) for bound in bounds)


def _is_list_of(test: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


# what the value of a key must be, in words and as a test; every other key holds text
_TEXT = ("text", _is_text)
_TABLES = ("a list of tables", _is_list_of(_is_table))
_KINDS = {
    "bands": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "cuts": ("a list of numbers", _is_list_of(_is_number)),
    "words": ("a list of texts", _is_list_of(_is_text)),
    "source": ("a list of texts", _is_list_of(_is_text)),
    "axes": _TABLES,
    "segments": _TABLES,
    "cells": (
        "a list of boxes such as { column = [1, 2] }",
        _is_list_of(lambda box: isinstance(box, dict) and all(map(_is_range, box.values()))),
    ),
}


def list_grids() -> list[str]:
    """Name the grids of the catalogue.

    Returns
    -------
    list of str
        Keys for `load_grid` and `custseg.segment.ValueGrid`.

    Examples
    --------
    >>> from custseg.catalogue import list_grids
    >>> "rfm" in list_grids()
    True
    """
    return entry_names("grids")


def load_grid(name_or_path: str | os.PathLike[str]) -> GridSpec:
    """Load a grid of the catalogue, or from a TOML file of your own.

    Parameters
    ----------
    name_or_path : str or path
        A name from `list_grids`, or a path; a text is a path if it ends in ".toml".

    Returns
    -------
    GridSpec
        Axes and segments, proved to share out all cells.

    Raises
    ------
    ValueError
        If the catalogue has no grid of that name.
    FileNotFoundError
        If there is no such file.
    SchemaError
        If the file is not a grid, with every problem at once: keys that are missing or unknown, values of the wrong
        kind, holes, overlaps, unknown axes, bands out of range, keys used twice.

    Examples
    --------
    >>> from custseg.catalogue import load_grid
    >>> shapiro = load_grid("shapiro")
    >>> shapiro.columns
    ('realised_price', 'cost_to_serve')
    >>> shapiro.cells().loc[2, 1]
    'carriage_trade'
    """
    if is_path(name_or_path, "grid"):
        return _read_grid(*own_text(name_or_path))
    return _catalogue_grid(name_or_path)


@cache
def _catalogue_grid(name: str) -> GridSpec:
    return _read_grid(*entry_text(name, "grids", "grid"))


def _read_grid(text: str, file: str) -> GridSpec:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{file} is not valid TOML: {error}.") from None
    problems = _key_problems(document, GridSpec, "the grid")
    tables = {"axes": (Axis, "axis"), "segments": (Segment, "segment")}
    parts = {}
    for key, (kind, word) in tables.items():
        rows = document.get(key) if _TABLES[1](document.get(key)) else []
        for number, row in enumerate(rows, start=1):
            problems += _key_problems(row, kind, f"{word} {number}")
        parts[key] = tuple(made for row in rows if (made := _made(row, kind)))
    # what could be read is checked further, so that nobody repairs a file one message at a time
    if parts["segments"] and len(parts["axes"]) == len(document.get("axes", [])) > 0:
        problems += grid_problems(**parts, provenance=document.get("provenance", GridSpec.provenance))
    if problems:
        raise SchemaError(*(f"{file}: {problem}" for problem in problems))
    return GridSpec(**(_frozen(document) | parts))


def _key_problems(table: dict, kind: type, where: str) -> list[str]:
    """Name keys that are missing or unknown and values of the wrong kind."""
    if "key" in table or "column" in table:
        where = f"{where} ({table.get('key', table.get('column'))})"
    known = {field.name: field.default is MISSING for field in fields(kind)}
    problems = [f"{where} lacks '{name}'." for name, required in known.items() if required and name not in table]
    for name, value in table.items():
        words, test = _KINDS.get(name, _TEXT)
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"it may have {listed(known, 20)}."
            problems.append(f"{where} has an unknown key '{name}'; {hint}")
        elif not test(value):
            problems.append(f"{where}: '{name}' must be {words}; found {value!r}.")
    return problems


def _made(table: dict, kind: type) -> Axis | Segment | None:
    """Make an axis or a segment from the keys that are known and of the right kind; None if that is not enough."""
    names = {field.name: field.default is MISSING for field in fields(kind)}
    sound = {key: value for key, value in table.items() if key in names and _KINDS.get(key, _TEXT)[1](value)}
    if not all(name in sound for name, required in names.items() if required):
        return None
    if kind is Segment:
        sound["cells"] = [
            tuple(
                (column, *(limits if isinstance(limits, list) else (limits, limits))) for column, limits in box.items()
            )
            for box in sound["cells"]
        ]
    return kind(**_frozen(sound))


def _frozen(table: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
