"""What do several experts say together?

`expert_shares`, `aggregate_judgements`, `aggregate_priorities`, `group_judgements` and `aligned_matrices`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...schema import ExpertMean, SchemaError, WeightMethod, check_choice, listed, typed
from .matrix import Judgements, pairwise_matrix
from .weights import priorities


def expert_shares(experts: list[str], weights: Mapping[str, float] | None) -> pd.Series:
    """Check the weights of the experts; equal ones when none are given.

    Parameters
    ----------
    experts : list of str
        Names.
    weights : mapping of expert to float, optional
        Positive numbers that add up to one.

    Returns
    -------
    Series
        Weight by expert.

    Raises
    ------
    SchemaError
        When experts are missing, unknown or nameless, a weight is not positive, or the weights do not add up to one.

    Examples
    --------
    >>> expert_shares(["first", "second"], None).to_dict()
    {'first': 0.5, 'second': 0.5}
    """
    if not experts:
        raise SchemaError("no expert: expected at least one name with judgements.")
    if nameless := sum(expert is None or expert != expert for expert in experts):
        raise SchemaError(f"each expert needs a name; {nameless} of {len(experts)} have none.")
    if weights is None:
        return pd.Series(1 / len(experts), index=experts, name="weight")
    problems = [f"expert {name!r} has no weight." for name in experts if name not in weights]
    problems += [
        f"weight for unknown expert {name!r}: the experts are {listed(experts)}."
        for name in weights
        if name not in experts
    ]
    problems += [
        f"weight of expert {name!r} is {weight}, expected a positive number."
        for name, weight in weights.items()
        if not weight > 0
    ]
    total = sum(weights.values())
    if not problems and abs(total - 1) > 1e-9:
        problems.append(f"expert weights add up to {total:.6g}, expected 1. Divide each of them by {total:.6g}.")
    if problems:
        raise SchemaError(*problems)
    return pd.Series(weights, dtype=float, name="weight").loc[experts]


@typed
def aggregate_judgements(
    by_expert: Mapping[str, Judgements], weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Merge the experts into one matrix: the weighted geometric mean of every judgement (AIJ).

    Parameters
    ----------
    by_expert : mapping of expert to judgements
        Each as `pairwise_matrix` takes them, all about the same items.
    weights : mapping of expert to float, optional
        Positive, adding up to one; equal when absent.

    Returns
    -------
    DataFrame
        A matrix as `pairwise_matrix` gives. A pair that some experts left out is the mean of the others; one that
        all left out stays missing.

    References
    ----------
    Aczél & Saaty (1983), Procedures for synthesizing ratio judgements, Journal of Mathematical Psychology 27(1).
    Forman & Peniwati (1998), Aggregating individual judgments and priorities with the analytic hierarchy process,
    European Journal of Operational Research 108(1).

    Examples
    --------
    >>> merged = aggregate_judgements({"first": {"a": {"b": 2}}, "second": {"a": {"b": 8}}})
    >>> round(float(merged.loc["a", "b"]), 6)
    4.0
    """
    matrices, shares = aligned_matrices(by_expert, weights)
    logs = np.log(np.stack([matrix.to_numpy() for matrix in matrices.values()]))
    judged = ~np.isnan(logs)
    importance = np.where(judged, shares.to_numpy()[:, None, None], 0.0)
    total = importance.sum(axis=0)
    mean = (importance * np.where(judged, logs, 0.0)).sum(axis=0) / np.where(total > 0, total, np.nan)
    items = next(iter(matrices.values())).index
    return pairwise_matrix(pd.DataFrame(np.exp(mean), index=items, columns=items))


@typed
def aggregate_priorities(
    by_expert: Mapping[str, Judgements],
    weights: Mapping[str, float] | None = None,
    *,
    method: WeightMethod = "eigenvector",
    mean: ExpertMean = "geometric",
) -> pd.Series:
    """Merge the experts' weights instead of their judgements (AIP).

    Parameters
    ----------
    by_expert : mapping of expert to judgements
        Each as `pairwise_matrix` takes them, all about the same items.
    weights : mapping of expert to float, optional
        Positive, adding up to one; equal when absent.
    method : {"eigenvector", "geometric_mean", "log_least_squares", "least_squares"}, default "eigenvector"
        How each expert's weights are found, see `priorities`. With "geometric_mean" and complete matrices the
        result equals that of `aggregate_judgements`.
    mean : {"geometric", "arithmetic"}, default "geometric"
        How they are averaged.

    Returns
    -------
    Series
        ``weight`` by item, adding up to one.

    References
    ----------
    Forman & Peniwati (1998), European Journal of Operational Research 108(1).

    Examples
    --------
    >>> aggregate_priorities({"first": {"a": {"b": 2}}, "second": {"a": {"b": 8}}}).round(6).to_dict()
    {'a': 0.8, 'b': 0.2}
    """
    check_choice(mean, "mean", ExpertMean)
    matrices, shares = aligned_matrices(by_expert, weights)
    table = pd.DataFrame({expert: priorities(matrix, method=method) for expert, matrix in matrices.items()})
    merged = np.exp(np.log(table) @ shares) if mean == "geometric" else table @ shares
    return (merged / merged.sum()).rename("weight")


@typed
def group_judgements(
    by_expert: Mapping[str, Mapping[str, Judgements]], weights: Mapping[str, float] | None = None
) -> dict[str, pd.DataFrame]:
    """Merge the experts node by node: what `Hierarchy` takes as its judgements.

    Parameters
    ----------
    by_expert : mapping of expert to mapping of node to judgements
        As `read_judgements` returns it. Every expert must have judged every node.
    weights : mapping of expert to float, optional
        Positive, adding up to one; equal when absent.

    Returns
    -------
    dict of str to DataFrame
        The merged matrix of every node.

    Raises
    ------
    SchemaError
        If an expert did not judge every node, or judgements are invalid.

    Examples
    --------
    >>> merged = group_judgements({"first": {"goal": {"a": {"b": 2}}}, "second": {"goal": {"a": {"b": 8}}}})
    >>> round(float(merged["goal"].loc["a", "b"]), 6)
    4.0
    """
    nodes = list(dict.fromkeys(node for judged in by_expert.values() for node in judged))
    problems = [
        f"expert {expert!r} did not judge {listed(left_out)}."
        for expert, judged in by_expert.items()
        if (left_out := [node for node in nodes if node not in judged])
    ]
    if problems:
        raise SchemaError(*problems)
    return {
        node: aggregate_judgements({expert: judged[node] for expert, judged in by_expert.items()}, weights)
        for node in nodes
    }


def aligned_matrices(
    by_expert: Mapping, weights: Mapping[str, float] | None
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """Check the experts against each other; their matrices with the items in one order, and their weights."""
    shares = expert_shares(list(by_expert), weights)
    matrices = {expert: pairwise_matrix(given) for expert, given in by_expert.items()}
    items = next(iter(matrices.values())).index
    problems = [
        f"expert {expert!r} compares {listed(matrix.index)}, but expert {next(iter(matrices))!r} compares "
        f"{listed(items)}: name all items with pairwise_matrix(..., items=[...])."
        for expert, matrix in matrices.items()
        if set(matrix.index) != set(items)
    ]
    if problems:
        raise SchemaError(*problems)
    return {expert: matrix.loc[items, items] for expert, matrix in matrices.items()}, shares
