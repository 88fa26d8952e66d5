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

The kinds of value function are described in `custseg.catalogue._value_functions.value_problems`.
"""

from __future__ import annotations

import os

import pandas as pd

from ._toml_files import EntryKind
from .index_system_spec import IndexSystem, system_problems

INDEX_SYSTEMS = EntryKind("index system", "index_systems", IndexSystem, system_problems)


def list_index_systems() -> list[str]:
    """Name the index systems of the catalogue.

    Returns
    -------
    list of str
        Keys for `load_index_system` and `custseg.judgement.Hierarchy`.

    Examples
    --------
    >>> from custseg.catalogue import list_index_systems
    >>> "five_degrees" in list_index_systems()
    True
    """
    return INDEX_SYSTEMS.names()


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
    >>> from custseg.catalogue import load_index_system
    >>> load_index_system("five_degrees").lowest
    ('dependence', 'contribution', 'credit', 'growth', 'influence')
    """
    return INDEX_SYSTEMS.load(name_or_path)


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
    >>> from custseg.catalogue import index_system_cross_map
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
