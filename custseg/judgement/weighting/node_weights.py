"""How much does each child of a node count? Judged, given, equal or alone, and summed over all paths.

`checked_matrices`, `checked_weights`, `coverage_problems`, `local_weights` and `global_weights`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...catalogue.index_system_spec import GOAL, IndexSystem
from ...schema import SchemaError, WeightMethod, listed
from ..pairwise._weight_methods import weights_from
from ..pairwise.incomplete import check_connected
from ..pairwise.matrix import Judgements, pairwise_matrix
from .questions import judgement_questions

Weights = Mapping[str, Mapping[str, float]]


def checked_matrices(
    system: IndexSystem, judgements: Mapping[str, Judgements]
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Check judgements against the system: matrices by node with the items in its order, and everything wrong."""
    matrices, problems = {}, []
    for node, given in judgements.items():
        try:
            matrix = pairwise_matrix(given)
            items, found = _expected_items(system, node, list(matrix.index))
            if not found:
                check_connected(matrix)
                matrices[node] = matrix.loc[items, items]
        except SchemaError as error:
            found = list(error.problems)
        problems += [f"judgements for '{node}': {problem}" for problem in found]
    return matrices, problems


def checked_weights(system: IndexSystem, weights: Weights) -> tuple[dict[str, pd.Series], list[str]]:
    """Check weights that were given directly: a Series by node, and everything wrong."""
    series, problems = {}, []
    for node, children in weights.items():
        given = dict(children)
        items, found = _expected_items(system, node, list(given))
        negative = {child: weight for child, weight in given.items() if not weight >= 0}
        found += [f"weight of '{child}' is {weight}, expected 0 or more." for child, weight in negative.items()]
        total = sum(given.values())
        if not found and abs(total - 1) > 1e-9:
            found.append(f"the weights add up to {total:.6g}, expected 1.")
        if not found:
            series[node] = pd.Series(given, dtype=float).loc[items]
        problems += [f"weights for '{node}': {problem}" for problem in found]
    return series, problems


def _expected_items(system: IndexSystem, node: str, found: list[str]) -> tuple[list[str], list[str]]:
    nodes = [GOAL, *(criterion.key for criterion in system.criteria)]
    if node not in nodes:
        return [], [f"there is no such node; the nodes are {listed(nodes, 20)}."]
    items = list(system.children(node))
    if node == GOAL and set(found) == set(system.lowest):
        items = _lowest_in_order(system)
    problems = []
    if unknown := [item for item in found if item not in items]:
        problems.append(f"unknown {listed(unknown)}; below it are {listed(items, 20)}.")
    if left_out := [item for item in items if item not in found]:
        problems.append(f"{listed(left_out)} left out; below it are {listed(items, 20)}.")
    return items, problems


def _lowest_in_order(system: IndexSystem) -> list[str]:
    """Lowest criteria; in the order of the goal's children where each of these has one, so that they stand for them."""
    items = []
    for child in system.children():
        while child not in system.lowest and len(system.children(child)) == 1:
            (child,) = system.children(child)
        items.append(child)
    return items if set(items) == set(system.lowest) else list(system.lowest)


def coverage_problems(system: IndexSystem, matrices: Mapping, series: Mapping, equal: bool) -> list[str]:
    """Name nodes that have both judgements and weights, neither, or a second comparison of the same criteria."""
    problems = [f"'{node}' has judgements and weights; give one of them." for node in matrices if node in series]
    flat = _is_flat(system, matrices.get(GOAL), series.get(GOAL))
    for node in judgement_questions(system):
        given, between = node in matrices or node in series, flat and node != GOAL and node not in system.lowest
        if between and given:
            problems.append(f"'{node}' is compared although the goal compares its criteria directly; leave one out.")
        if not (given or between or equal):
            problems.append(
                f"'{node}' has neither judgements nor weights; compare {listed(system.children(node), 20)}."
            )
    return problems


def local_weights(
    system: IndexSystem, matrices: Mapping[str, np.ndarray], series: Mapping[str, np.ndarray], method: WeightMethod
) -> dict[str, np.ndarray]:
    """Weights of the children of every node, adding up to one.

    `matrices` and `series` may carry leading dimensions, one per draw: (..., n, n) and (..., n) to (..., n).
    """
    judged = {node: weights_from(matrix, method) for node, matrix in matrices.items()} | dict(series)
    goal = judged.get(GOAL)
    if goal is not None and goal.shape[-1] != len(system.children()):
        judged |= _spread(system, goal)
    nodes = [GOAL, *(criterion.key for criterion in system.criteria)]
    sizes = {node: len(system.children(node)) for node in nodes}
    return {node: judged.get(node, np.full(size, 1 / size)) for node, size in sizes.items()}


def _is_flat(system: IndexSystem, *given: pd.DataFrame | pd.Series | None) -> bool:
    return any(len(each) != len(system.children()) for each in given if each is not None)


def _spread(system: IndexSystem, lowest: np.ndarray) -> dict[str, np.ndarray]:
    """Sum the weights of the lowest criteria upwards, and divide them again among the children of each node."""
    share = {key: lowest[..., place] for place, key in enumerate(system.lowest)}

    def total(node: str) -> np.ndarray:
        if node not in share:
            share[node] = sum(total(child) for child in system.children(node))
        return share[node]

    upper = [GOAL, *(criterion.key for criterion in system.criteria if criterion.key not in system.lowest)]
    spread = {}
    for node in upper:
        children = np.stack([total(child) for child in system.children(node)], axis=-1)
        sums = children.sum(axis=-1, keepdims=True)
        spread[node] = np.divide(children, sums, out=np.full_like(children, 1 / children.shape[-1]), where=sums > 0)
    return spread


def global_weights(
    system: IndexSystem, local: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Weights of all criteria, and of all indicators summed over the paths from the goal; one per draw if there are."""
    criteria = {GOAL: np.ones(local[GOAL].shape[:-1])}
    indicators = {indicator.key: np.zeros_like(criteria[GOAL]) for indicator in system.indicators}
    waiting = [GOAL]
    while waiting:
        node = waiting.pop(0)
        for place, child in enumerate(system.children(node)):
            weight = criteria[node] * local[node][..., place]
            if child in indicators:
                indicators[child] = indicators[child] + weight
            else:
                criteria[child] = weight
                waiting.append(child)
    return {criterion.key: criteria[criterion.key] for criterion in system.criteria}, indicators
