"""How do values and weights become scores? From the columns of a table up to the goal, node by node.

`indicator_columns`, `value_table` and `node_scores`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...catalogue.index_system_spec import GOAL, IndexSystem
from ...schema import SchemaError, listed
from .value_functions import values_and_problems

ANSWERED = "answered"


def indicator_columns(
    system: IndexSystem, columns: Mapping[str, str], customers: pd.DataFrame
) -> tuple[dict[str, str], list[str]]:
    """Column of every indicator, and what is wrong with the mapping or missing in the table."""
    keys = [indicator.key for indicator in system.indicators]
    named = {key: columns.get(key, key) for key in keys}
    problems = []
    if unknown := [key for key in columns if key not in named]:
        problems.append(f"columns for unknown indicators {listed(unknown)}; there are {listed(keys, 20)}.")
    absent = {column: key for key, column in named.items() if column not in customers.columns}
    for column, key in absent.items():
        problems.append(
            f"customers lack column '{column}' (found: {listed(customers.columns)}). Pass "
            f'columns={{"{key}": "..."}} if it has another name.'
        )
    twice = customers.columns[customers.columns.duplicated()].intersection(list(named.values()))
    problems += [f"customers have column '{column}' more than once; keep one." for column in twice]
    return named, problems


def value_table(
    system: IndexSystem, columns: Mapping[str, str], customers: pd.DataFrame, *, missing_allowed: bool
) -> np.ndarray:
    """Values of all indicators, shape (n_indicators, n_customers); every problem of every column at once."""
    table = np.empty((len(system.indicators), len(customers)))
    problems = []
    for place, indicator in enumerate(system.indicators):
        column = customers[columns[indicator.key]]
        found, wrong = values_and_problems(column, indicator.value, indicator.direction)
        if not wrong:
            table[place] = found
            missing = np.isnan(found)
            if not missing_allowed and missing.any():
                where = listed(customers.index[missing])
                wrong = [f"{missing.sum():,} missing, for {where}. Fill them in, or pass missing='reweigh'."]
        problems += [f"column '{column.name}': {problem}" for problem in wrong]
    if problems:
        raise SchemaError(*problems)
    return table


def node_scores(
    values: np.ndarray, system: IndexSystem, local: Mapping[str, np.ndarray], *, reweigh: bool = False
) -> dict[str, np.ndarray]:
    """Score the goal and every criterion.

    Sums run over the children in their order and one customer at a time, so that neither the order of the rows nor the
    number of threads moves a last digit.

    Parameters
    ----------
    values : array of shape (n_indicators, n_customers)
        From 0 to 1, in the order of the system; may be ``nan`` under `reweigh`.
    system : IndexSystem
        The criteria.
    local : mapping of node to array
        Weights of the children of each node.
    reweigh : bool, default False
        Whether missing values leave their weight to their neighbours.

    Returns
    -------
    dict of str to array of shape (n_customers,)
        Scores by node, and under `reweigh` "answered": the share of the weight that was measured.
    """
    scores = {indicator.key: row for indicator, row in zip(system.indicators, values, strict=True)}
    shares = {key: (~np.isnan(row)).astype(float) for key, row in scores.items()} if reweigh else {}

    def score(node: str) -> np.ndarray:
        if node not in scores:
            below = [score(child) for child in system.children(node)]
            if reweigh:
                known = [shares[child] for child in system.children(node)]
                scores[node] = _known_sum(below, local[node])
                shares[node] = _weighted_sum(known, local[node])
            else:
                scores[node] = _weighted_sum(below, local[node])
        return scores[node]

    score(GOAL)
    if reweigh:
        scores[ANSWERED] = shares[GOAL]
    return scores


def _weighted_sum(rows: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    total = rows[0] * weights[0]
    for row, weight in zip(rows[1:], weights[1:], strict=True):
        total += row * weight
    return total


def _known_sum(rows: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    known = [~np.isnan(row) for row in rows]
    total = _weighted_sum([np.where(there, row, 0.0) for there, row in zip(known, rows, strict=True)], weights)
    share = _weighted_sum([there.astype(float) for there in known], weights)
    return np.divide(total, share, out=np.full_like(total, np.nan), where=share > 0)
