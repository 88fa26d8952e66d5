"""Which overlapping groups could have made these customers? A Gaussian mixture of weighted rows.

`WeightedGaussianMixture` fits it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, get_args
from warnings import warn

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp
from sklearn.base import BaseEstimator, ClusterMixin, DensityMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from ...schema import (
    Covariance,
    check_parameters,
    check_weights,
    like_input,
    number_from,
    one_of,
    require_numbers,
    warn_unsafe,
    whole_from,
)
from .binning import merge_rows
from .component_floors import least_variances, narrow_columns
from .feature_problems import far_problems, few_problems, number_problems, raw_problems
from .kmeans import one_thread
from .mixture_density import bic_and_icl, joint_log_density
from .mixture_search import Mixture, find_mixture


def _learning_problems(X: NDArray, *table: Any) -> list[str]:
    return few_problems(len(X)) or raw_problems(X, *table)


def _later_problems(*table: Any) -> list[str]:
    return number_problems(*table) or far_problems(*table)


class WeightedGaussianMixture(ClusterMixin, DensityMixin, BaseEstimator):
    """Gaussian mixture by expectation-maximisation, in which a row may stand for many customers.

    scikit-learn's mixture takes no weights. This one does; with equal weights it maximises the same likelihood.

    Parameters
    ----------
    n_clusters : int, default=1
        Number of components.
    covariance : {"full", "diag"}, default="full"
        Every component has its own ellipsoid, of any direction or along the axes.
    floor : float, default=1e-3
        Least variance of a component in any direction, as a share of the columns' variances. Where a column has a grain
        (whole numbers, prices), what rounding to it leaves is the least, if that is more.
    tol : float, default=1e-2
        Stop when less than this log-likelihood, of all customers together, is still to be gained.
    max_iter : int, default=2000
        Steps at most, once the most promising starts are known.
    n_init : int, default=20
        Rounds of three starts of the search: from a k-means, from its seeds, and from customers drawn at random.
    random_state : int, RandomState or None, default=0
        The same value gives the same fit.

    Attributes
    ----------
    weights_ : ndarray of shape (n_clusters,)
        Shares of the components.
    means_ : ndarray of shape (n_clusters, n_features)
        Components in the order of their means, the first column first.
    covariances_ : ndarray of shape (n_clusters, n_features, n_features)
    labels_ : ndarray of shape (n_customers,)
        Most probable component.
    bic_, icl_ : float
        Bayesian information criterion, and the same plus twice the entropy of the memberships; low is good.
    converged_ : bool
        Whether less than `tol` was to be gained where the search stopped: the last gains carried on.
    n_iter_ : int
    collapsed_ : tuple of str
        Components that are as narrow as they may be, or have too few customers for a covariance (fewer than two more
        than there are columns, or than three where it is diagonal), in words; also said as ``UnsafeValueWarning``.

    Raises
    ------
    ValueError
        Fewer than two customers, fewer distinct rows than components, parameters that make no sense, columns of dates
        or words, NaN, infinite values or such beyond 1e100, and columns that all vary by less than 1e-100.

    See Also
    --------
    CustomerSegmenter : ``method="mixture"`` also scales the columns, numbers the groups by value and sets whales apart.

    Notes
    -----
    Of the ends of its search the likeliest is given, after a price for each component that `collapsed_` names: the
    ``(p + 1) / 2 * log(n)`` that the BIC asks for one more share and mean in `p` columns. Without a price a handful
    of customers who happen to stand in a line would win, a component as narrow as it may be and some units likelier.
    Were such components refused at any price, a mixture hundreds of units less likely would stand for one in which a
    value that many share, or a group that is narrow indeed, is a component. `bic_` and `icl_` hold no such price.

    A table in gives a Series of `predict` with the same index, an array in gives an array. As everywhere in
    scikit-learn `predict_proba` and `score_samples` give arrays.

    Choose among the numbers of components with an empty `collapsed_`. In columns of few values, such as answers from 1
    to 5, components that lie on one value make the BIC fall: of 20 simulated surveys of one crowd it is lowest at 2 to
    4 components in 18, and at one in 18 where that is heeded.

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
        floor: float = 1e-3,
        tol: float = 1e-2,
        max_iter: int = 2000,
        n_init: int = 20,
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
        self._learn(X, sample_weight)
        warn_unsafe(*self.collapsed_)
        return self

    def _learn(self, X: Any, sample_weight: Any = None) -> None:
        """Do what `fit` does, and leave it to the caller to say which components have collapsed."""
        check_parameters(self)
        require_numbers(X)
        rows = getattr(X, "index", None)
        X = self._checked(X, _learning_problems, ensure_min_samples=0)
        weight = check_weights(sample_weight, X, rows)
        points, counts, _ = merge_rows(X, weight)
        if len(points) < self.n_clusters:
            raise ValueError(f"{self.n_clusters} components need as many distinct rows; found {len(points)}.")
        with one_thread():
            self._found = found = self._find(points, counts)
            self.weights_, self.means_, self.covariances_ = found.weights, found.means, found.covariances
            self.converged_, self.n_iter_ = found.converged, found.steps
            self.labels_ = np.argmax(self._joint(X), axis=1)
            self.bic_, self.icl_ = bic_and_icl(self._joint(points), counts, self._n_free(points.shape[1]))
        names = getattr(self, "feature_names_in_", [f"column {place}" for place in range(X.shape[1])])
        self.collapsed_ = self.collapsed_in_words(points, counts, list(names), np.arange(self.n_clusters))
        if not self.converged_:
            warn(
                f"The mixture did not settle within max_iter={self.max_iter} steps: raise it.",
                ConvergenceWarning,
                stacklevel=3,
            )

    def _checked(self, X: Any, problems_of: Callable[..., list[str]], **how: Any) -> NDArray[np.float64]:
        rows = getattr(X, "index", None)
        with np.errstate(over="ignore"):  # what no float can hold is infinite, and told
            X = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, **how)
        if problems := problems_of(X, list(getattr(self, "feature_names_in_", range(X.shape[1]))), rows):
            raise ValueError(" ".join(problems))
        return X

    def _find(self, points: NDArray, counts: NDArray) -> Mixture:
        return find_mixture(
            points,
            counts,
            self.n_clusters,
            covariance=self.covariance,
            floors=least_variances(points, counts, self.floor),
            n_init=self.n_init,
            tol=self.tol,
            max_iter=self.max_iter,
            random=check_random_state(self.random_state),
        )

    def collapsed_in_words(
        self, points: NDArray, counts: NDArray, names: list[str], numbers: NDArray[np.intp]
    ) -> tuple[str, ...]:
        """Say which components are as narrow as they may be: in which columns, and how many share one value there.

        Parameters
        ----------
        points, counts : ndarray
            The rows of `fit`, and how many customers each stands for.
        names : list of str
            What the columns are called.
        numbers : ndarray of int
            What the components are called.

        Returns
        -------
        tuple of str
            One sentence per component; none where all have a spread of their own and customers enough.
        """
        found, sentences = self._found, []
        narrow = np.any(found.floored, axis=1)
        for place in np.flatnonzero(narrow | found.thin):
            shared = [
                f"{names[column]} ({share:.0%} near it share one value)"
                for column, share in narrow_columns(found, int(place), points, counts).items()
            ]
            sentences.append(
                f"Component {numbers[place]} of {self.n_clusters}, {found.weights[place]:.0%} of the customers, is as "
                f"narrow as it may be in {', '.join(shared)}: it names a repeated value or a few customers in a line, "
                "and its likelihood and the BIC say no more than that."
                if narrow[place]
                else f"Component {numbers[place]} of {self.n_clusters} has {found.sizes[place]:.0f} of the "
                f"{found.sizes.sum():.0f} customers, too few for a covariance: it names these few, and its likelihood "
                "and the BIC say no more than that."
            )
        return tuple(sentences)

    def _joint(self, points: NDArray) -> NDArray[np.float64]:
        return joint_log_density(points, self.weights_, self.means_, self.covariances_)

    def _n_free(self, p: int) -> int:
        """Count the parameters: shares, which sum to 1, means and covariances of `p` columns."""
        k = self.n_clusters
        return k - 1 + k * p + k * (p * (p + 1) // 2 if self.covariance == "full" else p)

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
        X = self._checked(X, _later_problems, reset=False)
        # two threads solve a system of four unknowns more slowly than one
        with one_thread():
            return self._joint(X)
