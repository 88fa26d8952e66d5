"""Is this a panel that a verdict can be read from?

`check_panel` refuses what is none, every problem at once, and gives the rows of more clusters than one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from ...schema import listed, require_frame
from .numbers_of_clusters import ks_problems

NEEDED = ("rise_box", "rise_copula", "n_references", "prediction_strength", "valley", "centre")
TOGETHER = ("parting_chance", "parting_bridge", "parting_centre")
"""Columns of single columns, of which all are there or none."""
_OF_COLUMNS = ("parting_nested", "parting_crossing", *TOGETHER)
_OPTIONAL = ("rise_copula_spread", "valley_spread", "valley_bent", "valley_crossing", *_OF_COLUMNS)


def check_panel(panel: pd.DataFrame, **bars: float) -> pd.DataFrame:
    """Give the rows of a panel for more clusters than one, in their order.

    Parameters
    ----------
    panel : DataFrame
        As `cluster_panel` gives it, or a copy from a file.
    **bars : float
        What is asked; ``level`` is a chance above 0 and below 1, all others are finite.

    Returns
    -------
    DataFrame
        Numbers as floats.

    Raises
    ------
    ValueError
        Columns that are missing or hold no numbers, an index that does not count clusters, and bars that make no sense.

    Examples
    --------
    >>> check_panel(pd.DataFrame({"k": [1, 2]}), level=2.0)
    Traceback (most recent call last):
    ValueError: level must be a chance above 0 and below 1; found 2.0. The panel lacks 'rise_box', 'rise_copula', \
'n_references', 'prediction_strength', 'valley' and 1 more: make it with all measures of cluster_panel. The panel's \
index must be k, the number of clusters; found 0, 1. Pass panel.set_index('k').
    """
    require_frame(panel, "panel")
    problems = _bar_problems(bars)
    twice = [name for name in (*NEEDED, *_OPTIONAL) if list(panel.columns).count(name) > 1]
    if twice:
        problems.append(f"The panel has the columns {listed(twice)} more than once: keep one of each.")
    some = any(name in panel.columns for name in TOGETHER)
    if absent := [name for name in (*NEEDED, *(TOGETHER if some else ())) if name not in panel.columns]:
        problems.append(f"The panel lacks {listed(absent)}: make it with all measures of cluster_panel.")
    problems += _index_problems(panel)
    if problems:
        raise ValueError(" ".join(problems))
    above = panel.loc[[k > 1 for k in panel.index]].sort_index()
    if problems := _number_problems(above):
        raise ValueError(" ".join(problems))
    return above.astype({name: np.float64 for name in (*NEEDED, *_OPTIONAL) if name in above.columns})


def _bar_problems(bars: dict[str, float]) -> list[str]:
    problems = [f"{name} must be a finite number; found {bar}." for name, bar in bars.items() if not np.isfinite(bar)]
    if np.isfinite(bars["level"]) and not 0 < bars["level"] < 1:
        problems.append(f"level must be a chance above 0 and below 1; found {bars['level']}.")
    return problems


def _index_problems(panel: pd.DataFrame) -> list[str]:
    ks: list[Any] = list(panel.index)
    ways = "Pass panel.set_index('k')." if "k" in panel.columns else "Make the panel with cluster_panel."
    if not len(ks):
        return ["The panel has no rows: make it with cluster_panel."]
    if ks_problems(ks) or ("k" in panel.columns and list(panel["k"]) != ks):
        return [f"The panel's index must be k, the number of clusters; found {listed(ks)}. {ways}"]
    if not panel.index.is_unique:
        twice = list(dict.fromkeys(panel.index[panel.index.duplicated()]))
        return [f"The panel must have one row for each k; found more for {listed(twice)}. Keep one of each."]
    return []


def _number_problems(above: pd.DataFrame) -> list[str]:
    """Say which columns that decide hold no numbers, or none for some k."""
    problems = []
    for name in (*NEEDED, *_OPTIONAL):
        if name not in above.columns:
            continue
        column = above[name]
        held = column.infer_objects() if column.dtype == object else column
        if not is_numeric_dtype(held.dtype) or is_bool_dtype(held.dtype):
            problems.append(f"{name} of the panel must be numbers; found {column.dtype}. Convert with pd.to_numeric.")
        elif (missing := held.isna()).any():
            problems.append(
                f"{name} of the panel is missing for k = {listed(above.index[missing])}: make the panel with all "
                "measures of cluster_panel, or drop these rows."
            )
        elif name == "n_references" and not ((held >= 2) & (held < np.inf)).all():
            problems.append(f"n_references of the panel must be 2 or more; found {listed(held.unique())}.")
    return problems
