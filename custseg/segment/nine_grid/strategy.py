"""Which of the four strategies does a client's position call for? The rules are a file that can be edited.

`client_strategies`.
"""

from __future__ import annotations

import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed, require_frame, typed
from .positions import BANDS

SHIPPED = files("custseg.catalogue") / "strategies" / "bank_nine_grid.toml"


@typed
def client_strategies(positions: pd.DataFrame, *, rules: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Give each client one of four strategies: keep investing, dig deep, adjust, exit.

    In the source 持续投入, 深度挖潜, 调整优化 and 策略退出.

    Parameters
    ----------
    positions : DataFrame
        From `nine_grid_positions`: the bands of each client.
    rules : str or path, optional
        A TOML file of your own rules. The one that ships, ``custseg/catalogue/strategies/bank_nine_grid.toml``, says at
        its top how rules are written; the source names the strategies and leaves the rules open.

    Returns
    -------
    DataFrame
        The index of `positions`; ``strategy``, categorical in the order of the file; ``name_en``, ``name_zh``; and
        ``rule``, the number of the rule that decided, from 1.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    SchemaError
        If the file is not valid, with everything that is wrong with it, or bands are missing or none of 1, 2, 3.

    See Also
    --------
    nine_grid_positions : The bands.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import client_strategies
    >>> bands = pd.DataFrame({"revenue": [3, 3, 1], "raroc": [3, 1, 1], "own_growth": [2, 2, None],
    ...                       "growth_with_us": None, "group_revenue": None, "group_raroc": None},
    ...                      index=["mill", "yard", "shop"])
    >>> client_strategies(bands)["strategy"].tolist()
    ['keep_investing', 'adjust', 'exit']
    """
    require_frame(positions, "positions")
    names, written = _read(rules)
    bands = _bands(positions)
    decided = np.zeros(len(positions), dtype=np.int64)
    for number, rule in enumerate(written, start=1):
        holds = decided == 0
        for column, allowed in rule["when"].items():
            holds &= bands[column].isin(allowed).to_numpy()
        decided[holds] = number
    kind = pd.CategoricalDtype(list(names), ordered=True)
    place = np.array([list(names).index(rule["strategy"]) for rule in written])[decided - 1]
    table = pd.DataFrame({"strategy": pd.Categorical.from_codes(place, dtype=kind)}, index=positions.index)
    for language in ("name_en", "name_zh"):
        table[language] = np.array([names[key][language] for key in names], dtype=object)[place]
    return table.assign(rule=decided)


def strategy_names(rules: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """Give what the strategies of a file are called in English, by their keys.

    Parameters
    ----------
    rules : str or path, optional
        As for `client_strategies`.

    Returns
    -------
    dict of str to str
        In the order of the file.
    """
    return {key: one["name_en"] for key, one in _read(rules)[0].items()}


def _bands(positions: pd.DataFrame) -> pd.DataFrame:
    if positions.columns.nlevels > 1 or not positions.columns.is_unique:
        raise SchemaError("positions has columns of several levels, or twice: pass what nine_grid_positions gives.")
    if missing := [name for name in BANDS if name not in positions.columns]:
        raise SchemaError(f"positions lacks {listed(missing, 6)}: pass what nine_grid_positions gives.")
    if not len(positions):
        raise SchemaError("positions has no rows.")
    table = positions[list(BANDS)]
    odd = [name for name in BANDS if not table[name].dropna().isin([1, 2, 3]).all()]
    if odd:
        raise SchemaError(f"bands must be 1, 2 or 3, or missing; not so in {listed(odd, 6)}.")
    return table


def _read(rules: str | os.PathLike[str] | None) -> tuple[dict[str, dict[str, str]], list[dict[str, Any]]]:
    """Give the strategies by their keys, and the rules, or say everything that is wrong with the file."""
    path = SHIPPED if rules is None else Path(rules)
    if not path.is_file():
        raise FileNotFoundError(f"there is no file of strategies {str(rules)!r}.")
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemaError(f"{path.name} is not a TOML file: {error}") from None
    strategies, written = _tables(found.get("strategies")), _tables(found.get("rules"))
    if not strategies or not written:
        raise SchemaError(f"{path.name} needs [[strategies]] and [[rules]]; see the file that ships.")
    if problems := [*_strategy_problems(strategies), *_rule_problems(written, {one.get("key") for one in strategies})]:
        raise SchemaError(*problems)
    return {one["key"]: one for one in strategies}, written


def _tables(found: object) -> list[dict[str, Any]]:
    """Give a list of tables, empty if it is none."""
    return found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else []


def _strategy_problems(strategies: list[dict[str, Any]]) -> list[str]:
    problems = [
        f"strategy {number} needs the texts key, name_en and name_zh."
        for number, one in enumerate(strategies, start=1)
        if not all(isinstance(one.get(name), str) and one[name] for name in ("key", "name_en", "name_zh"))
    ]
    keys = [one.get("key") for one in strategies]
    if twice := sorted({str(key) for key in keys if keys.count(key) > 1}):
        problems.append(f"strategies have a key twice: {listed(twice)}.")
    return problems


def _rule_problems(written: list[dict[str, Any]], keys: set[object]) -> list[str]:
    problems = []
    for number, rule in enumerate(written, start=1):
        when = rule.get("when")
        if rule.get("strategy") not in keys:
            problems.append(f"rule {number} names the strategy {rule.get('strategy')!r}, which the file lacks.")
        if not isinstance(when, dict):
            problems.append(f"rule {number} needs when = {{ band = [1, 2, 3] }}, or when = {{}} for everybody.")
            continue
        for column, allowed in when.items():
            if column not in BANDS:
                problems.append(f"rule {number} has a condition on {column!r}; the bands are {listed(BANDS, 6)}.")
            if not isinstance(allowed, list) or not allowed or not set(map(str, allowed)) <= {"1", "2", "3"}:
                problems.append(f"rule {number}, {column}: name bands as a list of 1, 2, 3; found {allowed!r}.")
    if written[-1].get("when") != {}:
        problems.append("the last rule must be for everybody, when = {}, so that no client is left without a strategy.")
    return problems
