"""What would these customers look like if there were no clusters? Two kinds of structureless tables.

`BoxNull` is uniform, `CopulaNull` keeps the columns' skew and correlations; `one_hump` is its margin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata
from sklearn.isotonic import isotonic_regression


class BoxNull:
    """Uniform in the box along the principal components: nothing but range and direction.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.

    References
    ----------
    Tibshirani, R., Walther, G. & Hastie, T. (2001). Estimating the number of clusters in a data set via the gap
    statistic. Journal of the Royal Statistical Society B 63(2).

    Examples
    --------
    >>> points = np.random.default_rng(0).normal(size=(50, 2))
    >>> BoxNull(points).draw(3, np.random.RandomState(0)).shape
    (3, 2)
    """

    def __init__(self, points: NDArray[np.float64]) -> None:
        self._mean = points.mean(axis=0)
        _, _, self._axes = np.linalg.svd(points - self._mean, full_matrices=False)
        turned = (points - self._mean) @ self._axes.T
        self._low, self._high = turned.min(axis=0), turned.max(axis=0)

    def draw(self, n: int, random_state: np.random.RandomState) -> NDArray[np.float64]:
        """Draw n rows."""
        return random_state.uniform(self._low, self._high, size=(n, len(self._low))) @ self._axes + self._mean


class CopulaNull:
    """Columns with one hump each, tied together by the correlations of their ranks, and by nothing else.

    Each margin is the one-humped distribution nearest to the column's own, so skew and heavy tails stay and humps do
    not. A Gaussian copula carries the correlations.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.

    References
    ----------
    Hartigan, J. A. & Hartigan, P. M. (1985). The dip test of unimodality. Annals of Statistics 13(1).
    Nelsen, R. B. (2006). An introduction to copulas. Springer.

    Examples
    --------
    >>> points = np.random.default_rng(0).normal(size=(50, 2))
    >>> CopulaNull(points).draw(3, np.random.RandomState(0)).shape
    (3, 2)
    """

    def __init__(self, points: NDArray[np.float64]) -> None:
        n, p = points.shape
        scores = norm.ppf((rankdata(points, axis=0) - 0.5) / n)
        with np.errstate(invalid="ignore", divide="ignore"):
            correlation = np.corrcoef(scores, rowvar=False).reshape(p, p) if p > 1 else np.ones((1, 1))
        for alike in np.flatnonzero(np.ptp(points, axis=0) == 0):  # a sample may hold one value: it goes with nothing
            correlation[alike] = correlation[:, alike] = np.arange(p) == alike
        values, vectors = np.linalg.eigh(correlation)
        self._root = vectors * np.sqrt(np.maximum(values, 0))
        self._margins = [one_hump(column) for column in points.T]

    def draw(self, n: int, random_state: np.random.RandomState) -> NDArray[np.float64]:
        """Draw n rows."""
        shares = norm.cdf(random_state.standard_normal((n, len(self._root))) @ self._root.T)
        return np.column_stack(
            [np.interp(share, reached, edges) for share, (edges, reached) in zip(shares.T, self._margins, strict=True)]
        )


def one_hump(values: NDArray[np.float64], n_bins: int | None = None) -> tuple[NDArray, NDArray]:
    """Find the nearest distribution that rises to one hump and falls after it.

    The density over bins of equal content is made monotone on both sides of every possible hump; the hump with the
    smallest distance of the distribution functions wins.

    Parameters
    ----------
    values : ndarray of shape (n,)
    n_bins : int, optional
        About n / 20 by default, from 8 to 60.

    Returns
    -------
    edges : ndarray
        Edges of the bins.
    reached : ndarray
        Share of the distribution below each edge, from 0 to 1.

    Examples
    --------
    >>> two_humps = np.concatenate([np.linspace(0, 1, 100), np.linspace(9, 10, 100)])
    >>> edges, reached = one_hump(two_humps, n_bins=4)
    >>> bool(np.diff(reached)[1] > 0.2)
    True
    """
    if values.min() == values.max():
        return np.full(2, values[0]), np.array([0.0, 1.0])
    n_bins = min(max(len(values) // 20, 8), 60) if n_bins is None else n_bins
    edges = _edges(values, n_bins)
    mass = np.histogram(values, edges)[0] / len(values)
    width = np.diff(edges)
    density, own = mass / width, np.cumsum(mass)
    best, smallest = None, np.inf
    for hump in range(len(mass)):
        rising = isotonic_regression(density[: hump + 1], sample_weight=width[: hump + 1])
        falling = isotonic_regression(density[hump:], sample_weight=width[hump:], increasing=False)
        # the bin of the hump belongs to both sides: it takes the higher of the two
        joined = np.concatenate([rising[:-1], [max(rising[-1], falling[0])], falling[1:]]) * width
        reached = np.cumsum(joined / joined.sum())
        distance = np.abs(reached - own).max()
        if distance < smallest:
            best, smallest = reached, distance
    return edges, np.concatenate([[0.0], best[:-1], [1.0]])


def _edges(values: NDArray, n_bins: int) -> NDArray[np.float64]:
    """Edges of bins of about equal content, and of equal width where there is nobody."""
    by_content = np.quantile(values, np.linspace(0, 1, n_bins + 1))
    by_width = np.linspace(values.min(), values.max(), n_bins // 2 + 1)
    edges = np.unique(np.concatenate([by_content, by_width]))
    apart = np.concatenate([[True], np.diff(edges) > 1e-9 * (edges[-1] - edges[0])])
    edges = edges[apart]
    edges[-1] = values.max()
    return edges
