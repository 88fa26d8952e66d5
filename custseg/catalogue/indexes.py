"""How does an index system get in? From a TOML file of the catalogue or of your own, with every problem named at once.

An index system is one TOML file. In full, with what may be left out in brackets::

    key = "my_degrees"                        # the name used in code
    name_en = "My degrees"
    [name_zh = "..."]
    [source = ["S0-07", "Author (year). Title."]]
    [provenance = "in the source"]            # or "from the literature", "proposed here"
    [note = "What the source leaves open."]

    [[criteria]]                              # scores run from 0, the worst, to 1, the best
    key = "contribution"
    name_en = "Contribution"
    [name_zh = "..."]
    [parent = "firm_side"]                    # another criterion; "goal" if left out
    [source = ["S0-09"]]
    [provenance = "in the source"]
    [action = "..."]                          # for a customer who scores low; "none in the source" where there is none
    [action_provenance = "in the source"]
    [counterparts = ["attained value (S2-32)"]]

    [[indicators]]                            # each is a column of the customers table
    key = "service_cost"
    name_en = "Service cost"
    serves = ["contribution", "credit"]       # one or several criteria that have no criteria below them
    value = { kind = "linear", worst = 500, best = 0 }
    [direction = "cost"]                      # "benefit" if left out
    [unit = "currency of the file per month"]
    [name_zh = "..."]
    [source = ["S0-16"]]
    [provenance = "in the source"]            # of the indicator
    [serves_provenance = "proposed here"]     # of what it serves
    [value_provenance = "proposed here"]      # of its value function

The kinds of value function are described in `custseg.catalogue.value_functions.value_problems`.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import MISSING, fields
from difflib import get_close_matches
from functools import cache

import pandas as pd

from ..schema import SchemaError, listed
from .entries import entry_names, entry_text, is_path, own_text
from .index_system import Criterion, IndexSystem, Indicator, system_problems

_PARTS = {"criteria": (Criterion, "criterion"), "indicators": (Indicator, "indicator")}
_LISTS = ("source", "serves", "counterparts")


def list_index_systems() -> list[str]:
    """Name the index systems of the catalogue.

    Returns
    -------
    list of str
        Keys for `load_index_system` and `custseg.judgement.Hierarchy`.

    Examples
    --------
    >>> from custseg.catalogue.indexes import list_index_systems
    >>> "five_degrees" in list_index_systems()
    True
    """
    return entry_names("indexes")


def load_index_system(name_or_path: str | os.PathLike[str]) -> IndexSystem:
    """Load an index system (评价指标体系) of the catalogue, or from a TOML file of your own.

    Parameters
    ----------
    name_or_path : str or path
        A name from `list_index_systems`, or a path; a text is a path if it ends in ".toml".

    Returns
    -------
    IndexSystem
        Criteria and indicators, checked.

    Raises
    ------
    ValueError
        If the catalogue has no index system of that name.
    FileNotFoundError
        If there is no such file.
    SchemaError
        If the file is not an index system, with every problem at once: keys that are missing, unknown or used twice,
        an indicator that serves no criterion, a criterion without an indicator, a grade without a value, a bad thing
        that nobody inverted.

    Examples
    --------
    >>> from custseg.catalogue.indexes import load_index_system
    >>> load_index_system("five_degrees").lowest
    ('dependence', 'contribution', 'credit', 'growth', 'influence')
    """
    if is_path(name_or_path, "index system"):
        return _read_system(*own_text(name_or_path))
    return _catalogue_system(name_or_path)


def index_system_cross_map(names: list[str] | None = None) -> pd.DataFrame:
    """Show which criterion occurs in which index systems, and what other decompositions of value call it.

    Parameters
    ----------
    names : list of str, optional
        Names from `list_index_systems`; all of them when absent.

    Returns
    -------
    DataFrame
        Index ``criterion`` (key); ``name_en``, ``name_zh``; one column of True and False per system; ``counterparts``.

    Examples
    --------
    >>> from custseg.catalogue.indexes import index_system_cross_map
    >>> shared = index_system_cross_map(["five_degrees", "four_degrees"])
    >>> shared.index[shared["five_degrees"] & shared["four_degrees"]].to_list()
    ['dependence', 'contribution']
    """
    systems = [load_index_system(name) for name in (list_index_systems() if names is None else names)]
    rows: dict[str, dict] = {}
    for system in systems:
        for criterion in system.criteria:
            first = {"name_en": criterion.name_en, "name_zh": criterion.name_zh}
            row = rows.setdefault(criterion.key, first | dict.fromkeys((each.key for each in systems), False))
            row[system.key] = True
            row["counterparts"] = "; ".join(criterion.counterparts) or row.get("counterparts", "")
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("criterion")


@cache
def _catalogue_system(name: str) -> IndexSystem:
    return _read_system(*entry_text(name, "indexes", "index system"))


def _read_system(text: str, file: str) -> IndexSystem:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{file} is not valid TOML: {error}.") from None
    problems = _key_problems(document, IndexSystem, "the index system")
    parts = {}
    for key, (kind, word) in _PARTS.items():
        rows = document.get(key, []) if _is_sound(key, document.get(key, [])) else []
        for number, row in enumerate(rows, start=1):
            problems += _key_problems(row, kind, f"{word} {number}")
        parts[key] = tuple(made for row in rows if (made := _made(row, kind)))
    # what can be read is checked further, so that nobody repairs a file one message at a time
    if all(len(made) == len(document.get(key, ())) for key, made in parts.items()):
        provenance = document.get("provenance", IndexSystem.provenance)
        problems += system_problems(**parts, provenance=provenance)
    if problems:
        raise SchemaError(*(f"{file}: {problem}" for problem in problems))
    return IndexSystem(**(_frozen(document) | parts))


def _is_sound(name: str, value: object) -> bool:
    """Whether a key of the file holds what it should: tables, texts in a list, a table, or a text."""
    if name in _PARTS:
        return isinstance(value, list) and all(isinstance(row, dict) for row in value)
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    return isinstance(value, dict if name == "value" else str)


def _key_problems(table: dict, kind: type, where: str) -> list[str]:
    where = f"{where} ({table['key']})" if "key" in table else where
    known = {field.name: field.default is MISSING and field.default_factory is MISSING for field in fields(kind)}
    problems = [f"{where} lacks '{name}'." for name, required in known.items() if required and name not in table]
    for name, value in table.items():
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"it may have {listed(known, 20)}."
            problems.append(f"{where} has an unknown key '{name}'; {hint}")
        elif not _is_sound(name, value):
            words = {**dict.fromkeys(_PARTS, "a list of tables"), **dict.fromkeys(_LISTS, "a list of texts")}
            expected = words.get(name, "a table" if name == "value" else "text")
            problems.append(f"{where}: '{name}' must be {expected}; found {value!r}.")
    return problems


def _made(table: dict, kind: type) -> Criterion | Indicator | None:
    """Make a criterion or an indicator from the keys that are known and sound; None if that is not enough."""
    names = {field.name for field in fields(kind)}
    sound = {key: value for key, value in table.items() if key in names and _is_sound(key, value)}
    try:
        return kind(**_frozen(sound))
    except TypeError:
        return None


def _frozen(table: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
