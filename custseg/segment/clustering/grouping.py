"""Which algorithm finds the groups, and in which does a customer fall?

`fit_groups` finds them, `group_of` places a customer, `mean_score` says how well they fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.utils import check_random_state

from ...schema import ClusterMethod
from .gaussian_mixture import WeightedGaussianMixture
from .kmeans import fit_kmeans, nearest, within
from .kprototypes import fit_kprototypes, prototype_distances

METHODS = get_args(ClusterMethod)
_WARD_LIMIT = 10_000


@dataclass(frozen=True)
class Groups:
    """What a method has learnt: enough to place a customer."""

    centers: NDArray[np.float64]
    cost: float
    modes: NDArray[np.intp] | None = None
    gamma: float = 0.0
    mixture: WeightedGaussianMixture | None = None


def fit_groups(
    method: ClusterMethod,
    points: NDArray[np.float64],
    codes: NDArray[np.intp] | None,
    weights: NDArray[np.float64],
    k: int,
    gamma: float,
    n_init: int,
    random_state: int | np.random.RandomState | None,
    start: Groups | None = None,
) -> Groups:
    """Find k groups of weighted points by one of `METHODS`; k-means may also begin at the groups of `start`.

    Raises
    ------
    ValueError
        More rows than Ward's tree can take, or rows that count fractions.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> fit_groups("ward", points, None, np.ones(4), 2, 0.0, 1, 0).cost
    1.0
    """
    if method == "mixture":
        seed = check_random_state(random_state).randint(2**31 - 1)
        mixture = WeightedGaussianMixture(k, n_init=n_init, random_state=seed)
        mixture._learn(points, sample_weight=weights)  # the segmenter says in collapsed_ what has collapsed
        return Groups(mixture.means_, mixture.bic_, mixture=mixture)
    if method == "kprototypes":
        found = fit_kprototypes(points, codes, weights, k, gamma=gamma, n_init=n_init, random_state=random_state)
        return Groups(found[0], found[3], modes=found[1], gamma=gamma)
    if method == "ward":
        centers = _ward_centers(points, weights, k)
        return Groups(centers, within(points, weights, centers, nearest(points, centers)))
    begin = None if start is None else start.centers
    centers, _, inertia = fit_kmeans(points, weights, k, n_init=n_init, start=begin, random_state=random_state)
    return Groups(centers, inertia)


def group_of(groups: Groups, points: NDArray[np.float64], codes: NDArray[np.intp] | None) -> NDArray[np.intp]:
    """Place every row in a group: the nearest, or the most probable of a mixture."""
    if groups.mixture is not None:
        return groups.mixture.predict(points)
    if groups.modes is not None:
        return np.argmin(prototype_distances(points, codes, groups.centers, groups.modes, groups.gamma), axis=1)
    return nearest(points, groups.centers)


def mean_score(groups: Groups, points: NDArray[np.float64], codes: NDArray[np.intp] | None) -> float:
    """Say how well the groups fit rows: mean log-likelihood of a mixture, else minus the mean squared distance.

    Examples
    --------
    >>> mean_score(Groups(np.array([[0.0], [9.0]]), 0.0), np.array([[1.0], [9.0]]), None)
    -0.5
    """
    if groups.mixture is not None:
        return groups.mixture.score(points)
    if groups.modes is not None:
        return -float(prototype_distances(points, codes, groups.centers, groups.modes, groups.gamma).min(axis=1).mean())
    return -within(points, np.ones(len(points)), groups.centers, nearest(points, groups.centers)) / len(points)


def _ward_centers(points: NDArray, weights: NDArray, k: int) -> NDArray[np.float64]:
    if (weights != np.round(weights)).any() or weights.sum() > _WARD_LIMIT:
        raise ValueError(
            f"method='ward' compares every customer with every other: it takes whole numbers of customers, at most "
            f"{_WARD_LIMIT:,}; found {weights.sum():,.1f}. Draw a sample, or use 'kmeans'."
        )
    rows = np.repeat(points, weights.astype(int), axis=0)
    labels = AgglomerativeClustering(k, linkage="ward").fit_predict(rows)
    return np.array([rows[labels == group].mean(axis=0) for group in range(k)])
