"""Who belongs together? One estimator for every way of clustering customers.

`CustomerSegmenter` scales the columns, finds the clusters and numbers them by value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from ...schema import (
    ClusterMethod,
    Scaling,
    check_parameters,
    check_weights,
    like_input,
    listed,
    number_above,
    number_from,
    one_of,
    require_numbers,
    whole_from,
)
from .binning import gather_rows, merge_rows
from .categories import category_codes, learn_categories
from .feature_transform import SCALINGS, FeatureTransform
from .grouping import METHODS, fit_groups, group_of, mean_score


class CustomerSegmenter(ClusterMixin, BaseEstimator):
    """Cluster customers, and number the clusters by value.

    Parameters
    ----------
    n_clusters : int, default=3
        How many; 1 is allowed.
    method : {"kmeans", "mixture", "ward", "kprototypes"}, default="kmeans"
        Compact groups; overlapping ellipsoids (Gaussian mixture); Ward's tree, as a comparator for at most 10,000
        customers; compact groups of numbers and words.
    transforms : str or dict of str, default="none"
        What is done to the columns first, see `custseg.segment.FeatureTransform`.
    scaling : {"standard", "robust", "none"}, default="standard"
        How the columns are made comparable, see there.
    weights : dict of float, optional
        What a column counts, by name or position; 1 where nothing is said.
    categorical : sequence of str or int, optional
        Columns that hold words, by name or position; needs ``method="kprototypes"``.
    gamma : float, optional
        What a differing word counts, in squared scaled units. By default half the mean variance of the scaled columns.
    order_by : str or int, optional
        Column by whose mean the clusters are numbered, highest first: cluster 0 is the most valuable. By default the
        sum of the scaled columns decides, which only makes sense where high is good in all of them.
    outlier_limit : float, optional
        Sets customers apart who are further than this many robust standard deviations (interquartile range / 1.349)
        from the median in a scaled column. They get the label -1 and do not shape the clusters. 3.5 is usual.
    max_cells : int, default=15000
        With more distinct rows than this, customers are first gathered into at most so many weighted cells.
    n_init : int, default=10
        Starts, of which the best counts. With one, the clusters also say where the search happened to begin.
    random_state : int, RandomState or None, default=0
        The same value gives the same clusters.

    Attributes
    ----------
    labels_ : ndarray of int of shape (n_customers,)
        0 has the highest mean of `order_by`; -1 was set apart.
    cluster_centers_ : ndarray of shape (n_clusters, n_numbers)
        Means of the scaled columns, in the order of the labels; numbers by name, if the columns have names.
    modes_ : DataFrame
        Most frequent words, one row per cluster; with ``method="kprototypes"`` only.
    counts_ : ndarray of shape (n_clusters,)
        Customers in each cluster (or their weights), without those set apart.
    kept_range_ : DataFrame
        Index: the numeric columns; ``low`` and ``high``: extreme values of the customers who were not set apart.
    features_ : FeatureTransform
        The fitted transforms.
    inertia_ : float
        What the method minimises: squared distances, or minus twice the log-likelihood in the BIC of a mixture.
    cells_, cell_weights_ : ndarray
        Distinct rows or cells, sorted, on which the clusters were found, and customers in each.
    cell_codes_ : ndarray or None
        Numbers of their words.
    gamma_ : float
        What a differing word counted.
    collapsed_ : tuple of str
        With ``method="mixture"``: components that rest on a repeated value or on too few customers, in words.
    n_features_in_ : int
    feature_names_in_ : ndarray of str

    Raises
    ------
    ValueError
        For parameters that make no sense, columns of dates or words, missing, infinite or constant columns, negative
        values under log1p, fewer distinct customers than clusters need, words not seen in `fit`, and columns other
        than those of `fit`.

    See Also
    --------
    ValueGrid : Groups with published names, cut column by column, where clusters are found in all columns together.
    WeightedGaussianMixture : The mixture alone, on columns that are comparable already.
    cluster_panel : Whether there are clusters at all.

    Notes
    -----
    A table in gives a Series of `predict` with the same index, an array in gives an array; `labels_` and `fit_predict`
    are always arrays.
    Neither the order of the rows nor, for named columns, the order of the columns nor the number of threads changes
    the clusters. Money in another unit does not either, with the transforms that promise it. Whether there are
    clusters at all is asked by `custseg.segment.cluster_panel`: a clusterer always finds some.

    References
    ----------
    Lloyd, S. P. (1982). Least squares quantization in PCM. IEEE Transactions on Information Theory 28(2).
    Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. Journal of the American Statistical
    Association 58(301).
    Huang, Z. (1998). Extensions to the k-means algorithm. Data Mining and Knowledge Discovery 2(3).
    Iglewicz, B. & Hoaglin, D. C. (1993). How to detect and handle outliers (3.5 robust standard deviations).

    Examples
    --------
    >>> import pandas as pd
    >>> customers = pd.DataFrame({"amount": [9.0, 10.0, 800.0, 900.0], "recency": [90, 80, 3, 4]}, index=list("abcd"))
    >>> segmenter = CustomerSegmenter(2, transforms={"amount": "log1p"}, order_by="amount").fit(customers)
    >>> segmenter.labels_.tolist()
    [1, 1, 0, 0]
    """

    _allowed: ClassVar = {
        "n_clusters": whole_from(1),
        "method": one_of(*METHODS),
        "scaling": one_of(*SCALINGS),
        "gamma": number_from(0).or_none(),
        "outlier_limit": number_above(0).or_none(),
        "max_cells": whole_from(1),
        "n_init": whole_from(1),
    }

    def __init__(
        self,
        n_clusters: int = 3,
        *,
        method: ClusterMethod = "kmeans",
        transforms: str | Mapping[Any, str] = "none",
        scaling: Scaling = "standard",
        weights: Mapping[Any, float] | None = None,
        categorical: Sequence[Any] | None = None,
        gamma: float | None = None,
        order_by: Any = None,
        outlier_limit: float | None = None,
        max_cells: int = 15_000,
        n_init: int = 10,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.n_clusters = n_clusters
        self.method = method
        self.transforms = transforms
        self.scaling = scaling
        self.weights = weights
        self.categorical = categorical
        self.gamma = gamma
        self.order_by = order_by
        self.outlier_limit = outlier_limit
        self.max_cells = max_cells
        self.n_init = n_init
        self.random_state = random_state

    def fit(self, X: Any, y: None = None, sample_weight: Any = None) -> CustomerSegmenter:
        """Find the clusters.

        Parameters
        ----------
        X : DataFrame or array-like of shape (n_customers, n_features)
            One row per customer.
        y : None
            Ignored.
        sample_weight : array-like of shape (n_customers,), optional
            How many customers each row stands for.

        Returns
        -------
        CustomerSegmenter
            Itself.
        """
        points, codes, weight = self._learn_features(X, sample_weight)
        apart = self._learn_limits(X, points, weight)
        inside = np.where(apart, 0.0, weight)
        cells, cell_codes, mass = self._gather(points, codes, inside)
        self.cells_, self.cell_codes_, self.cell_weights_ = cells, cell_codes, mass
        if (self.n_clusters > 1 and self.n_clusters >= len(cells)) or not len(cells):
            raise ValueError(
                f"n_clusters={self.n_clusters} must be smaller than the number of distinct customers; "
                f"found n_samples = {len(points)} rows, {len(cells)} of them distinct and not set apart."
            )
        self.gamma_ = 0.5 * float(np.mean(self.features_.spread_**2)) if self.gamma is None else self.gamma
        self.groups_ = fit_groups(
            self.method, cells, cell_codes, mass, self.n_clusters, self.gamma_, self.n_init, self.random_state
        )
        raw = group_of(self.groups_, points, codes)
        self._number_by_value(X, points, raw, inside)
        self.collapsed_ = self._collapsed()
        self.labels_ = np.where(apart, -1, self._rank[raw])
        return self

    def predict(self, X: Any) -> NDArray[np.intp] | pd.Series:
        """Place customers in the clusters; -1 for those whom the rule sets apart.

        Parameters
        ----------
        X : DataFrame or array-like of shape (n_customers, n_features)
            The columns of `fit`.

        Returns
        -------
        Series or ndarray of int of shape (n_customers,)
            A table in gives a Series named ``cluster`` with the same index, an array in gives an array.
        """
        check_is_fitted(self, "groups_")
        points, codes = self._features(X)
        labels = self._rank[group_of(self.groups_, points, codes)]
        if self.outlier_limit is not None:
            labels[self._is_apart(points)] = -1
        return like_input(labels, X.index if isinstance(X, pd.DataFrame) else None, "cluster")

    def score(self, X: Any, y: None = None) -> float:
        """Say how well the clusters fit customers, such as some who were held out; high is good.

        Parameters
        ----------
        X : DataFrame or array-like of shape (n_customers, n_features)
            The columns of `fit`.
        y : None
            Ignored.

        Returns
        -------
        float
            Mean log-likelihood for ``method="mixture"``; else minus the mean squared distance to the nearest centre,
            with `gamma` for each word that differs. In scaled columns: comparable between numbers of clusters, not
            between transforms. Customers who are set apart do not count.

        Raises
        ------
        ValueError
            As `predict`, or if everybody is set apart.
        """
        check_is_fitted(self, "groups_")
        points, codes = self._inside(X)
        if not len(points):
            raise ValueError("all customers of X are set apart by outlier_limit: there is nobody to score.")
        return mean_score(self.groups_, points, codes)

    def _learn_features(self, X: Any, sample_weight: Any) -> tuple[NDArray, NDArray | None, NDArray]:
        self._check_parameters()
        self.categories_ = learn_categories(X, self.categorical)
        numbers = self._numbers(X)
        require_numbers(numbers, "Words are clustered by method='kprototypes' with categorical=[...].")
        made = FeatureTransform(self.transforms, scaling=self.scaling, weights=self.weights)
        # its own container whatever is set: scikit-learn can be told to turn every transformer's answer into polars
        self.features_ = made.set_output(transform="default").fit(numbers, sample_weight=sample_weight)
        validate_data(self, X, skip_check_array=True)
        names = getattr(self.features_, "feature_names_in_", None)
        # by name, so that the order of the columns cannot reach the labels
        self._columns = np.arange(self.features_.n_features_in_) if names is None else np.argsort(names)
        points, codes = self._features(X)
        return points, codes, check_weights(sample_weight, points, getattr(X, "index", None))

    def _check_parameters(self) -> None:
        alone = bool(self.categorical) != (self.method == "kprototypes")
        both = "categorical columns and method='kprototypes' need each other; found only one of them."
        check_parameters(self, *([both] if alone else []))

    def _features(self, X: Any) -> tuple[NDArray, NDArray | None]:
        if getattr(X, "ndim", 2) == 2:  # anything else is refused, with the right words, by the transform
            validate_data(self, X, skip_check_array=True, reset=False)
        points = np.asarray(self.features_.transform(self._numbers(X)))
        sorted_already = (self._columns[1:] > self._columns[:-1]).all()
        return points if sorted_already else points[:, self._columns], category_codes(X, self.categories_)

    def _inside(self, X: Any) -> tuple[NDArray, NDArray | None]:
        """Scaled numbers and coded words of the customers who are not set apart."""
        points, codes = self._features(X)
        inside = ~self._is_apart(points)
        return points[inside], None if codes is None else codes[inside]

    def _numbers(self, X: Any) -> Any:
        if not self.categorical:
            return X
        named = isinstance(X, pd.DataFrame)
        return X.drop(columns=list(self.categorical)) if named else np.delete(np.asarray(X), self.categorical, axis=1)

    def _learn_limits(self, X: Any, points: NDArray, weight: NDArray) -> NDArray[np.bool_]:
        seen = weight > 0
        self._middle, self._spread = self._usual(points, weight, seen)
        apart = self._is_apart(points)
        names = getattr(self.features_, "feature_names_in_", range(self.features_.n_features_in_))
        kept, inside = np.asarray(self._numbers(X), dtype=np.float64), seen & ~apart
        kept = kept if inside.all() else kept[inside]  # a copy of a million rows takes longer than all else here
        limits = {"low": kept.min(axis=0), "high": kept.max(axis=0)} if len(kept) else {"low": np.nan, "high": np.nan}
        self.kept_range_ = pd.DataFrame(limits, index=list(names))
        return apart

    def _usual(self, points: NDArray, weight: NDArray, seen: NDArray[np.bool_]) -> tuple[NDArray, NDArray]:
        """Give the middle of each column and its spread; without a limit nobody is asked, and anywhere is near."""
        if self.outlier_limit is None:
            return np.zeros(points.shape[1]), np.full(points.shape[1], np.inf)
        points, counts = points[seen], weight[seen]
        shares = [0.25, 0.5, 0.75]
        quartiles = np.array(
            [np.quantile(column, shares, weights=counts, method="inverted_cdf") for column in points.T]
        )
        spread = (quartiles[:, 2] - quartiles[:, 0]) / 1.349
        return quartiles[:, 1], np.where(spread > 0, spread, points.std(axis=0))

    def _is_apart(self, points: NDArray) -> NDArray[np.bool_]:
        if self.outlier_limit is None:
            return np.zeros(len(points), dtype=bool)
        return (np.abs(points - self._middle) > self.outlier_limit * self._spread).any(axis=1)

    def _gather(
        self, points: NDArray, codes: NDArray | None, weight: NDArray
    ) -> tuple[NDArray, NDArray | None, NDArray]:
        if codes is not None:
            both, mass, first = merge_rows(np.column_stack([points, codes]), weight)
            return both[:, : points.shape[1]], codes[first], mass
        cells, mass = gather_rows(points, weight, max_cells=self.max_cells)
        return cells, None, mass

    def _number_by_value(self, X: Any, points: NDArray, raw: NDArray, inside: NDArray) -> None:
        counts = np.bincount(raw, weights=inside, minlength=self.n_clusters)
        value = self._value_column(X) if self.order_by is not None else points.sum(axis=1)
        means = np.bincount(raw, weights=inside * value, minlength=self.n_clusters) / np.maximum(counts, 1e-300)
        order = np.argsort(-np.where(counts > 0, np.round(means, 9), -np.inf), kind="stable")
        self._rank = np.argsort(order)
        self.cluster_centers_, self.counts_ = self.groups_.centers[order], counts[order]
        self.inertia_ = self.groups_.cost
        if self.groups_.modes is not None:
            words = {
                name: self.categories_[name][mode[order]]
                for name, mode in zip(self.categories_, self.groups_.modes.T, strict=True)
            }
            self.modes_ = pd.DataFrame(words)

    def _collapsed(self) -> tuple[str, ...]:
        """Say which components have collapsed, by the names of the columns and the numbers of the clusters."""
        if self.groups_.mixture is None:
            return ()
        names = getattr(self.features_, "feature_names_in_", None)
        columns = [f"column {place}" for place in self._columns] if names is None else list(names[self._columns])
        return self.groups_.mixture.collapsed_in_words(self.cells_, self.cell_weights_, columns, self._rank)

    def _value_column(self, X: Any) -> NDArray[np.float64]:
        if isinstance(X, pd.DataFrame):
            if self.order_by not in X.columns:
                raise ValueError(f"order_by={self.order_by!r} is not a column of X; it has {listed(X.columns, 10)}.")
            return X[self.order_by].to_numpy(dtype=np.float64)
        X = np.asarray(X)
        if not isinstance(self.order_by, (int, np.integer)) or not 0 <= self.order_by < X.shape[1]:
            raise ValueError(f"order_by={self.order_by!r} must be a position below {X.shape[1]}, as X has no names.")
        return X[:, self.order_by].astype(np.float64)
