"""Does a score by judged weights rank outlets more truly than a plain mean of their ranks? Tried where truth is known.

`score_trials` and `turning_value`.
"""

from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from ...catalogue import load_index_system
from ...catalogue._index_system_spec import IndexSystem
from ...schema import as_numbers, typed
from ...simulate.outlets import OUTLET_VALUES, simulate_judgements, simulate_outlets
from .indicators import with_value_functions
from .node_weights import local_weights
from .scoring import node_scores, value_table

SYSTEM = "five_degrees_survey"
Floats = NDArray[np.float64]


@typed
def score_trials(
    worlds: Mapping[Hashable, Mapping[str, Any]],
    *,
    n_sets: int = 20,
    n_outlets: int = 300,
    n_experts: int = 5,
    n_careless: int = 1,
    n_bands: int = 5,
    random_state: int = 0,
) -> pd.DataFrame:
    """Rank simulated outlets by experts' weights and by their rivals, and hold each ranking against the truth.

    In every world sets of outlets are drawn, each with experts of its own. The rivals see the same fourteen factors:
    the plain mean of their ranks asks nobody; equal weights keep the hierarchy and ask nobody; true weights are those
    of an expert who cannot err; monthly order is one column. For a degree the mean of ranks takes the factors that
    serve it.

    Parameters
    ----------
    worlds : mapping of name to mapping
        What `simulate_outlets` is told in each world: ``reliability``, ``correlation``, ``credit_saves``,
        ``degree_weights``.
    n_sets : int, default 20
        Sets of outlets a world; the sets of one number start from one seed in all worlds.
    n_outlets, n_experts, n_careless : int
        In each set.
    n_bands : int, default 5
        Bands of equal size, of which an outlet has a right one.
    random_state : int, default 0
        The same value gives the same sets.

    Returns
    -------
    DataFrame
        One row per ``world``, ``set``, ``target`` ("total" or a degree) and ``method`` ("expert score", "true
        weights", "equal weights", "mean of ranks", and for the total "monthly order"), with ``rank_correlation`` with
        the truth, −1 to 1, and ``right_band``, the share of outlets in the band of their true rank, 0 to 1.

    Raises
    ------
    ValueError
        No world, fewer than one set or two bands, or what the simulators refuse.

    See Also
    --------
    custseg.resample.paired_difference : Of two methods over the sets.
    Hierarchy : The expert score on one's own outlets.

    References
    ----------
    Dawes, R. M. (1979). The robust beauty of improper linear models in decision making. American Psychologist 34(7).

    Examples
    --------
    >>> tried = score_trials({"usual": {}}, n_sets=3, random_state=1)
    >>> total = tried[tried["target"] == "total"].groupby("method")["rank_correlation"].mean()
    >>> bool(total["mean of ranks"] > total["monthly order"])
    True
    """
    if not worlds or n_sets < 1 or n_bands < 2:
        raise ValueError(
            f"expected one or more worlds and sets, and two or more bands; found {len(worlds)}, {n_sets} and {n_bands}."
        )
    system, _ = with_value_functions(load_index_system(SYSTEM), OUTLET_VALUES)
    people = {"n_experts": n_experts, "n_careless": n_careless}
    rows = [
        (world, number, *row)
        for world, told in worlds.items()
        for number in range(1, n_sets + 1)
        for row in _trial(system, dict(told), n_outlets, people, n_bands, random_state + number)
    ]
    return pd.DataFrame(rows, columns=["world", "set", "target", "method", "rank_correlation", "right_band"])


@typed
def turning_value(differences: pd.Series) -> float:
    """Give the value of the index from which on a difference stays above zero.

    Parameters
    ----------
    differences : Series
        Own value less the rival's; the index holds the assumption, rising numbers.

    Returns
    -------
    float
        Where the line through the points last rises through zero; missing if it starts above zero and stays there, or
        ends at or below zero.

    Raises
    ------
    ValueError
        Fewer than two points, missing ones, or an index that does not rise.

    Examples
    --------
    >>> turning_value(pd.Series([-0.01, -0.02, 0.02], index=[0.1, 0.2, 0.3]))
    0.25
    """
    values = as_numbers(differences, "differences").astype(float)
    places = np.asarray(differences.index, dtype=float)
    if len(values) < 2 or np.isnan(values).any() or not (np.diff(places) > 0).all():
        raise ValueError("differences: expected two or more numbers, none missing, on an index that rises.")
    below = np.flatnonzero(values <= 0)
    if not len(below) or below[-1] == len(values) - 1:
        return float("nan")
    ends = slice(below[-1], below[-1] + 2)
    return float(np.interp(0.0, values[ends], places[ends]))


def _trial(
    system: IndexSystem, told: dict[str, Any], n_outlets: int, people: dict[str, int], n_bands: int, seed: int
) -> Iterator[tuple[str, str, float, float]]:
    """Give one row per target and method for one set of outlets."""
    outlets, truth = simulate_outlets(n_outlets, random_state=seed, **told)
    judged, weights = simulate_judgements(**people, degree_weights=told.get("degree_weights"), random_state=seed)
    columns = {each.key: f"sim_{each.key}" for each in system.indicators}
    values = value_table(system, columns, outlets, missing_allowed=False)
    matrices = {
        node: _merged(list(items.index), [given[node] for given in judged.values()]) for node, items in weights.items()
    }
    exact = {node: truth_of_node.to_numpy() for node, truth_of_node in weights.items()}
    scores = {
        "expert score": _scores(system, values, local_weights(system, matrices, {}, "eigenvector")),
        "true weights": _scores(system, values, local_weights(system, {}, exact, "eigenvector")),
        "equal weights": _scores(system, values, local_weights(system, {}, {}, "eigenvector")),
        "mean of ranks": _mean_ranks(system, values),
        "monthly order": {"total": outlets["sim_monthly_order"].to_numpy()},
    }
    real = {target: rankdata(truth[f"sim_true_{target}"].to_numpy()) for target in scores["expert score"]}
    for method, found in scores.items():
        for target, score in found.items():
            ranks = rankdata(score)
            right = (_bands(ranks, n_bands) == _bands(real[target], n_bands)).mean()
            yield target, method, float(np.corrcoef(ranks, real[target])[0, 1]), float(right)


def _merged(items: list[str], answers: list[Mapping[str, Mapping[str, float]]]) -> Floats:
    """Give the geometric mean of the experts' matrices, each a complete upper triangle."""
    logs = np.zeros((len(items), len(items)))
    for given in answers:
        for (row, item), (column, other) in combinations(enumerate(items), 2):
            logs[row, column] += np.log(given[item][other]) / len(answers)
    return np.exp(logs - logs.T)


def _scores(system: IndexSystem, values: Floats, local: Mapping[str, Floats]) -> dict[str, Floats]:
    found = node_scores(values, system, local)
    return {"total": found["goal"]} | {degree: found[degree] for degree in system.lowest}


def _mean_ranks(system: IndexSystem, values: Floats) -> dict[str, Floats]:
    ranks = rankdata(values, axis=1)
    places = {each.key: place for place, each in enumerate(system.indicators)}
    serve = {degree: [places[child] for child in system.children(degree)] for degree in system.lowest}
    return {"total": ranks.mean(axis=0)} | {degree: ranks[rows].mean(axis=0) for degree, rows in serve.items()}


def _bands(ranks: Floats, n_bands: int) -> Floats:
    return np.ceil(ranks / len(ranks) * n_bands)
