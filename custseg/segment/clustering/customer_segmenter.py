"""Who belongs together? One estimator for every way of clustering customers.

`CustomerSegmenter` finds the clusters of `CustomerPoints` and numbers them by value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import ClusterMixin
from sklearn.utils.validation import check_is_fitted

from ...schema import (
    ClusterMethod,
    Scaling,
    check_parameters,
    like_input,
    number_above,
    number_from,
    one_of,
    whole_from,
)
from .binning import gather_coded_rows
from .categories import words_of
from .customer_points import CustomerPoints
from .feature_problems import FARTHEST, near_problem
from .feature_transform import SCALINGS
from .grouping import METHODS, fit_groups, group_of, mean_score
from .numbering import column_to_order_by, order_by_mean


class CustomerSegmenter(ClusterMixin, CustomerPoints):
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
        For parameters that make no sense, columns of dates or words, or named partly by words and partly by numbers,
        values that `FeatureTransform` refuses, fewer distinct customers than clusters need, words not seen in `fit`,
        and columns other than those of `fit`.

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
        self._check_parameters()
        points, codes, weight = self._learn_features(X, sample_weight)
        apart = self._set_apart(X, points, weight)
        inside = np.where(apart, 0.0, weight)
        cells, cell_codes, mass = gather_coded_rows(points, codes, inside, max_cells=self.max_cells)
        self.cells_, self.cell_codes_, self.cell_weights_ = cells, cell_codes, mass
        if (self.n_clusters > 1 and self.n_clusters >= len(cells)) or not len(cells):
            raise ValueError(
                f"n_clusters={self.n_clusters} must be smaller than the number of distinct customers; "
                f"found n_samples = {len(points)} rows, {len(cells)} of them distinct and not set apart."
            )
        if (widest := float(self.features_.spread_.max())) < 1 / FARTHEST:
            raise ValueError(near_problem(widest))
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

    def _check_parameters(self) -> None:
        alone = bool(self.categorical) != (self.method == "kprototypes")
        both = "categorical columns and method='kprototypes' need each other; found only one of them."
        check_parameters(self, *([both] if alone else []))

    def _number_by_value(self, X: Any, points: NDArray, raw: NDArray, inside: NDArray) -> None:
        value = points.sum(axis=1) if self.order_by is None else column_to_order_by(X, self.order_by)
        order, counts = order_by_mean(value, raw, inside, self.n_clusters)
        self._rank = np.argsort(order)
        self.cluster_centers_, self.counts_ = self.groups_.centers[order], counts[order]
        self.inertia_ = self.groups_.cost
        if self.groups_.modes is not None:
            self.modes_ = words_of(self.groups_.modes[order], self.categories_)

    def _collapsed(self) -> tuple[str, ...]:
        """Say which components have collapsed, by the names of the columns and the numbers of the clusters."""
        if self.groups_.mixture is None:
            return ()
        names = getattr(self.features_, "feature_names_in_", None)
        columns = [f"column {place}" for place in self._columns] if names is None else list(names[self._columns])
        return self.groups_.mixture.collapsed_in_words(self.cells_, self.cell_weights_, columns, self._rank)
