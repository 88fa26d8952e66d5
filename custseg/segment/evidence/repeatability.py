"""Would other customers of the same kind give the same groups?

`prediction_strength`, `bootstrap_jaccard` and `split_half_rand` answer; `contingency` and `adjusted_rand` compare,
`n_distinct` counts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Place = Callable[[NDArray, "NDArray | None"], NDArray]
Learn = Callable[..., Place]


def n_distinct(points: NDArray[np.float64], codes: NDArray | None, enough: int) -> int:
    """Count distinct customers, and look for no more than are enough.

    Examples
    --------
    >>> points = np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 3.0]])
    >>> n_distinct(points, None, 3), n_distinct(points, np.array([[0], [1], [2]]), 3)
    (2, 3)
    """
    for some in (points[: 100 * enough, 0], points[:, 0]):  # of many customers the first nearly always are enough
        if len(np.unique(some)) >= enough:
            return enough
    rows = points if codes is None else np.column_stack([points, codes])
    return min(enough, len(np.unique(rows, axis=0)))


def contingency(first: NDArray, second: NDArray, weights: NDArray, k: int) -> NDArray[np.float64]:
    """Count customers by their group in two groupings, shape (k, k).

    Examples
    --------
    >>> contingency(np.array([0, 0, 1]), np.array([1, 1, 0]), np.ones(3), 2).tolist()
    [[0.0, 2.0], [1.0, 0.0]]
    """
    return np.bincount(first * k + second, weights=weights, minlength=k * k).reshape(k, k)


def adjusted_rand(table: NDArray[np.float64]) -> float:
    """Compare two groupings of weighted customers by the adjusted Rand index; 1 is the same grouping, 0 is chance.

    `sklearn.metrics.adjusted_rand_score` takes no weights, and here a cell stands for many customers.

    Parameters
    ----------
    table : ndarray of shape (k, k)
        Customers by their two groups.

    Returns
    -------
    float

    References
    ----------
    Hubert, L. & Arabie, P. (1985). Comparing partitions. Journal of Classification 2.

    Examples
    --------
    >>> adjusted_rand(np.array([[2.0, 0.0], [0.0, 2.0]]))
    1.0
    """

    def pairs(counts: NDArray) -> float:
        """Count ordered pairs, each two customers twice: the index is a ratio."""
        return float((counts * np.maximum(counts - 1, 0)).sum())

    together, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    total = pairs(table.sum())
    chance = rows * columns / total if total else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def prediction_strength(
    points: NDArray, codes: NDArray | None, k: int, learn: Learn, *, n_splits: int, random_state: np.random.RandomState
) -> float:
    """How often do two customers who share a group in one half still share it by the rule of the other half?

    Parameters
    ----------
    points : ndarray of shape (n, p)
    codes : ndarray of shape (n, q) or None
    k : int
    learn : callable
        ``learn(points, codes, weights, seed)`` returns a rule that places rows.
    n_splits : int
        Random halvings.
    random_state : RandomState

    Returns
    -------
    float
        Mean over the halvings of the weakest group's share of pairs, 0-1. From 0.8 on, groups are there for others too.

    References
    ----------
    Tibshirani, R. & Walther, G. (2005). Cluster validation by prediction strength. Journal of Computational and
    Graphical Statistics 14(3).
    """
    if k == 1:
        return 1.0
    strengths = []
    for _ in range(n_splits):
        order = random_state.permutation(len(points))
        halves = np.array_split(order, 2)
        parts = [(points[half], None if codes is None else codes[half]) for half in halves]
        rules = [learn(*part, np.ones(len(part[0])), _seed(random_state)) for part in parts]
        own, others = rules[1](*parts[1]), rules[0](*parts[1])
        table = contingency(own, others, np.ones(len(own)), k)
        size = table.sum(axis=1)
        # a group of one customer has no pair that could be kept
        strengths.append(float(((table * (table - 1)).sum(axis=1) / np.maximum(size * (size - 1), 1)).min()))
    return float(np.mean(strengths))


def bootstrap_jaccard(
    points: NDArray,
    codes: NDArray | None,
    weights: NDArray,
    labels: NDArray,
    k: int,
    learn: Learn,
    *,
    n_resamples: int,
    random_state: np.random.RandomState,
) -> NDArray[np.float64]:
    """How much of every group comes back when the customers are drawn again?

    Returns
    -------
    ndarray of shape (n_resamples, k)
        Jaccard similarity of each group to the most similar one in each resample, 0-1, over all customers.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis 52(1).
    """
    found = np.ones((n_resamples, k))
    total = round(float(weights.sum()))
    for draw in range(n_resamples if k > 1 else 0):
        drawn = random_state.multinomial(total, weights / weights.sum()).astype(np.float64)
        rule = learn(*_taken(points, codes, drawn), _seed(random_state))
        table = contingency(labels, rule(points, codes), weights, k)
        union = table.sum(axis=1)[:, None] + table.sum(axis=0) - table
        found[draw] = (table / np.maximum(union, 1e-300)).max(axis=1)
    return found


def split_half_rand(
    points: NDArray,
    codes: NDArray | None,
    weights: NDArray,
    k: int,
    learn: Learn,
    *,
    n_resamples: int,
    random_state: np.random.RandomState,
) -> NDArray[np.float64]:
    """Do two halves of the customers give rules that place everybody alike?

    Returns
    -------
    ndarray of shape (n_resamples,)
        Adjusted Rand index of the two rules over all customers, 1 for one group.

    References
    ----------
    Dolnicar, S. & Leisch, F. (2010). Evaluation of structure and reproducibility of cluster solutions using the
    bootstrap. Marketing Letters 21(1).
    """
    found = np.ones(n_resamples)
    whole = np.floor(weights).astype(int)
    for draw in range(n_resamples if k > 1 else 0):
        counts = whole + (random_state.uniform(size=len(weights)) < weights - whole)
        half = random_state.binomial(counts, 0.5)
        while counts.sum() > 1 and half.sum() in (0, counts.sum()):  # of few customers all may be in one half
            half = random_state.binomial(counts, 0.5)
        rules = [
            learn(*_taken(points, codes, part.astype(np.float64)), _seed(random_state))
            for part in (half, counts - half)
        ]
        placed = [rule(points, codes) for rule in rules]
        found[draw] = adjusted_rand(contingency(placed[0], placed[1], weights, k))
    return found


def _seed(random_state: np.random.RandomState) -> int:
    return random_state.randint(np.iinfo(np.int32).max)


def _taken(points: NDArray, codes: NDArray | None, counts: NDArray) -> tuple[NDArray, NDArray | None, NDArray]:
    kept = counts > 0
    return points[kept], None if codes is None else codes[kept], counts[kept]
