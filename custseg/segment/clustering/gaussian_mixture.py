"""Which overlapping groups could have made these customers? A Gaussian mixture of weighted rows.

`WeightedGaussianMixture` fits it.
"""

from __future__ import annotations

from typing import Any, ClassVar, get_args
from warnings import warn

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.special import logsumexp
from sklearn.base import BaseEstimator, ClusterMixin, DensityMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, validate_data

from ...schema import (
    Covariance,
    check_parameters,
    check_weights,
    like_input,
    number_from,
    one_of,
    require_numbers,
    whole_from,
)
from .binning import merge_rows
from .kmeans import fit_kmeans, one_thread


class WeightedGaussianMixture(ClusterMixin, DensityMixin, BaseEstimator):
    """Gaussian mixture by expectation-maximisation, in which a row may stand for many customers.

    scikit-learn's mixture takes no weights. This one does; with equal weights it maximises the same likelihood.

    Parameters
    ----------
    n_clusters : int, default=1
        Number of components.
    covariance : {"full", "diag"}, default="full"
        Every component has its own ellipsoid, of any direction or along the axes.
    floor : float, default=1e-6
        Added to the variances, so that a component cannot collapse on one point.
    tol : float, default=1e-4
        Stop when the mean log-likelihood gains less.
    max_iter : int, default=300
        Steps at most.
    n_init : int, default=5
        Starts of the k-means that begins the search.
    random_state : int, RandomState or None, default=0
        The same value gives the same fit.

    Attributes
    ----------
    weights_ : ndarray of shape (n_clusters,)
        Shares of the components.
    means_ : ndarray of shape (n_clusters, n_features)
    covariances_ : ndarray of shape (n_clusters, n_features, n_features)
    labels_ : ndarray of shape (n_customers,)
        Most probable component.
    bic_, icl_ : float
        Bayesian information criterion, and the same plus twice the entropy of the memberships; low is good.
    converged_ : bool
    n_iter_ : int

    Raises
    ------
    ValueError
        Fewer distinct rows than components, parameters that make no sense, columns of dates or words, NaN or infinite
        values.

    See Also
    --------
    CustomerSegmenter : ``method="mixture"`` also scales the columns, numbers the groups by value and sets whales apart.

    Notes
    -----
    A table in gives a Series of `predict` with the same index, an array in gives an array. As everywhere in
    scikit-learn `predict_proba` and `score_samples` give arrays.

    References
    ----------
    Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm.
    Journal of the Royal Statistical Society B 39(1).
    Biernacki, C., Celeux, G. & Govaert, G. (2000). Assessing a mixture model for clustering with the integrated
    completed likelihood. IEEE Transactions on Pattern Analysis and Machine Intelligence 22(7).

    Examples
    --------
    >>> X = [[0.0], [0.5], [1.0], [9.0], [9.5], [10.0]]
    >>> mixture = WeightedGaussianMixture(2).fit(X)
    >>> sorted(mixture.means_.ravel().round(3).tolist())
    [0.5, 9.5]
    """

    _allowed: ClassVar = {
        "n_clusters": whole_from(1),
        "covariance": one_of(*get_args(Covariance)),
        "floor": number_from(0),
        "tol": number_from(0),
        "max_iter": whole_from(1),
        "n_init": whole_from(1),
    }

    def __init__(
        self,
        n_clusters: int = 1,
        *,
        covariance: Covariance = "full",
        floor: float = 1e-6,
        tol: float = 1e-4,
        max_iter: int = 300,
        n_init: int = 5,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.n_clusters = n_clusters
        self.covariance = covariance
        self.floor = floor
        self.tol = tol
        self.max_iter = max_iter
        self.n_init = n_init
        self.random_state = random_state

    def fit(self, X: Any, y: None = None, sample_weight: Any = None) -> WeightedGaussianMixture:
        """Fit the components.

        Parameters
        ----------
        X : array-like of shape (n_customers, n_features)
            Scaled features.
        y : None
            Ignored.
        sample_weight : array-like of shape (n_customers,), optional
            How many customers each row stands for.

        Returns
        -------
        WeightedGaussianMixture
            Itself.
        """
        check_parameters(self)
        require_numbers(X)
        X = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        weight = check_weights(sample_weight, X)
        points, counts, _ = merge_rows(X, weight)
        if len(points) < self.n_clusters:
            raise ValueError(f"{self.n_clusters} components need as many distinct rows; found {len(points)}.")
        _, labels, _ = fit_kmeans(points, counts, self.n_clusters, n_init=self.n_init, random_state=self.random_state)
        with one_thread():
            self._climb(points, counts, np.eye(self.n_clusters)[labels])
            self.labels_ = np.argmax(self._joint(X), axis=1)
        return self

    def _climb(self, points: NDArray, counts: NDArray, shares: NDArray) -> None:
        """Alternate the two steps from given memberships."""
        total, before, self.converged_ = counts.sum(), -np.inf, False
        for step in range(1, self.max_iter + 1):
            self._maximise(points, counts, shares)
            joint = self._joint(points)
            likelihood = logsumexp(joint, axis=1)
            shares = np.exp(joint - likelihood[:, None])
            now, self.n_iter_ = float(counts @ likelihood / total), step
            if now - before < self.tol:
                self.converged_ = True
                break
            before = now
        if not self.converged_:
            warn(
                f"The mixture did not settle in {self.max_iter} steps: raise max_iter.",
                ConvergenceWarning,
                stacklevel=3,
            )
        p, k = points.shape[1], self.n_clusters
        free = k - 1 + k * p + k * (p * (p + 1) // 2 if self.covariance == "full" else p)
        self.bic_ = float(-2 * now * total + free * np.log(total))
        entropy = -(shares * np.log(np.maximum(shares, 1e-300))).sum(axis=1)
        self.icl_ = float(self.bic_ + 2 * counts @ entropy)

    def _maximise(self, points: NDArray, counts: NDArray, shares: NDArray) -> None:
        mass = shares * counts[:, None]
        sizes = mass.sum(axis=0) + 1e-10
        self.weights_ = sizes / sizes.sum()
        self.means_ = mass.T @ points / sizes[:, None]
        p = points.shape[1]
        self.covariances_ = np.empty((len(sizes), p, p))
        for j in range(len(sizes)):
            away = points - self.means_[j]
            scatter = (away * mass[:, [j]]).T @ away / sizes[j]
            if self.covariance == "diag":
                scatter = np.diag(np.diag(scatter))
            self.covariances_[j] = scatter + self.floor * np.eye(p)

    def _joint(self, points: NDArray) -> NDArray[np.float64]:
        """Log density of every point and component together."""
        p = points.shape[1]
        joint = np.empty((len(points), len(self.weights_)))
        for j, (share, mean, covariance) in enumerate(zip(self.weights_, self.means_, self.covariances_, strict=True)):
            root = cholesky(covariance, lower=True)
            distance = (solve_triangular(root, (points - mean).T, lower=True) ** 2).sum(axis=0)
            joint[:, j] = np.log(share) - 0.5 * (distance + p * np.log(2 * np.pi)) - np.log(np.diag(root)).sum()
        return joint

    def predict(self, X: Any) -> NDArray[np.intp] | pd.Series:
        """Place every row in its most probable component.

        Parameters
        ----------
        X : DataFrame or array-like of shape (n_customers, n_features)
            The columns of `fit`.

        Returns
        -------
        Series or ndarray of int of shape (n_customers,)
            A table in gives a Series named ``cluster`` with the same index, an array in gives an array.
        """
        labels = np.argmax(self._densities(X), axis=1)
        return like_input(labels, X.index if isinstance(X, pd.DataFrame) else None, "cluster")

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Probability of every component for every row; rows sum to 1."""
        joint = self._densities(X)
        return np.exp(joint - logsumexp(joint, axis=1, keepdims=True))

    def score_samples(self, X: Any) -> NDArray[np.float64]:
        """Log density at every row."""
        return logsumexp(self._densities(X), axis=1)

    def score(self, X: Any, y: None = None) -> float:
        """Mean log-likelihood of the rows; high is good.

        Parameters
        ----------
        X : DataFrame or array-like of shape (n_customers, n_features)
            The columns of `fit`; rows that were held out say more than those that were learnt from.
        y : None
            Ignored.

        Returns
        -------
        float
            Natural logarithm of the density, per row.
        """
        return float(self.score_samples(X).mean())

    def _densities(self, X: Any) -> NDArray[np.float64]:
        """Log density of every checked row and component together."""
        check_is_fitted(self)
        require_numbers(X)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        # two threads solve a system of four unknowns more slowly than one
        with one_thread():
            return self._joint(X)
