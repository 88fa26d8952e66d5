"""Where are the cuts?

`Bands` learns cut points, keeps them and turns a column into ordered bands.

Bands are the integers 1 to n; 1 is the worst and n the best. A value exactly on a cut
belongs to the better band, and equal values always share a band.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from .schema import (
    BandRule,
    Best,
    check_parameters,
    listed,
    one_of,
    parameter_problems,
    require_numbers,
    typed,
    whole_from,
)

LEARNT_RULES = ("quantile", "kmeans")
MANY_CUTS = 16
STATED_RULES = ("fixed", "hurdle")


class Bands(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Turn numeric columns into ordered bands, 1 (worst) to n (best).

    Parameters
    ----------
    rule : {"quantile", "fixed", "hurdle", "kmeans"}, default="quantile"
        How the cuts are found, column by column.

        - ``"quantile"``: by rank. A customer's band is one plus the number of j in 1..n-1 for which the share of
          customers strictly worse is at least j/n. Ties therefore stay together, in the band of the lowest rank
          among them, and a band may be empty.
        - ``"fixed"``: `cuts`, as stated; nothing is learnt.
        - ``"hurdle"``: the same arithmetic as ``"fixed"``, for cuts that are requirements, such as a hurdle rate:
          whoever just meets a hurdle has cleared it.
        - ``"kmeans"``: the partition of the column with the smallest sum of squares within bands, found exactly;
          a cut lies halfway between the means of two neighbouring bands.
    n_bands : int, default=5
        Number of bands, at least 2. Ignored under ``"fixed"`` and ``"hurdle"``, which make one band more than cuts.
    cuts : sequence of float, optional
        Stated cuts in the units of the column, strictly increasing whatever `best` is; the same for every column.
        Needed under ``"fixed"`` and ``"hurdle"``. Under a learnt rule they are hurdles that come first: the cuts
        that are still missing are learnt from the customers who clear all of them.
    best : {"high", "low"}, default="high"
        Which end of the column is good. Days since the last purchase and costs are ``"low"``.

    Attributes
    ----------
    cuts_ : list of ndarray
        The cuts of each column, increasing, in the units of the column. A cut that no customer reaches is infinite.
    counts_ : list of ndarray of int
        The number of customers of `fit` in band 1, 2, ... of each column.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of str
        Names of the columns, where they have any.

    Raises
    ------
    ValueError
        In `fit`, for parameters that make no sense (all of them at once), for a column that is constant, or has fewer
        different values than k-means bands. In `fit` and `transform`, for NaN or infinite values, with their rows.

    Notes
    -----
    A value beyond those seen in `fit` falls into the first or the last band.

    K-means is dynamic programming over the different values, each weighted by how often it occurs. Divide and conquer
    makes it O(k n log n) in the number n of different values, so nothing is approximated: one million customers with
    amounts in cents take a fraction of a second, one million different values about three. Partitions whose sums of
    squares differ by less than the rounding error of the whole column's sum of squares are not told apart.

    References
    ----------
    Hughes, A. M. (1994). Strategic Database Marketing. Probus. Bands of equal size.

    Wang, H. & Song, M. (2011). Ckmeans.1d.dp: optimal k-means clustering in one dimension by dynamic programming.
    The R Journal 3(2), 29-33.

    Examples
    --------
    >>> from custseg.bands import Bands
    >>> days_since_purchase = [[2.0], [9.0], [30.0], [30.0], [200.0], [365.0]]
    >>> bands = Bands("fixed", cuts=[30, 180], best="low").fit(days_since_purchase)
    >>> bands.transform(days_since_purchase).ravel().tolist()
    [3, 3, 3, 3, 1, 1]
    >>> Bands(n_bands=3, best="low").fit(days_since_purchase).cuts_[0].tolist()
    [9.0, 30.0]
    """

    _allowed: ClassVar = {
        "rule": one_of(*get_args(BandRule)),
        "n_bands": whole_from(2),
        "best": one_of(*get_args(Best)),
    }

    def __init__(
        self,
        rule: BandRule = "quantile",
        n_bands: int = 5,
        *,
        cuts: Sequence[float] | None = None,
        best: Best = "high",
    ) -> None:
        self.rule = rule
        self.n_bands = n_bands
        self.cuts = cuts
        self.best = best

    def fit(self, X: ArrayLike, y: None = None) -> Bands:
        """Find the cuts of every column.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_customers, n_columns)
            Numbers, finite.
        y : None
            Ignored.

        Returns
        -------
        Bands
            Itself.
        """
        stated = self._check_parameters()
        X = self._finite(X, reset=True)
        names = getattr(self, "feature_names_in_", range(X.shape[1]))
        self.cuts_ = [self._column_cuts(column, stated, name) for column, name in zip(X.T, names, strict=True)]
        self.counts_ = [
            np.bincount(self._codes(column, cuts), minlength=cuts.size + 2)[1:]
            for column, cuts in zip(X.T, self.cuts_, strict=True)
        ]
        return self

    def fit_counts(self, values: ArrayLike, counts: ArrayLike) -> Bands:
        """Find the cuts of one column of which the different values and their numbers of customers are known.

        Parameters
        ----------
        values : array-like or DataFrame of shape (n_values, 1)
            The different values, finite; see :func:`custseg.tables.customers_by_value`.
        counts : array-like of int of shape (n_values,)
            How many customers have each of them, 1 or more.

        Returns
        -------
        Bands
            Itself, with the cuts that `fit` finds in the column with a row per customer.
        """
        stated = self._check_parameters()
        column = self._finite(values, reset=True)[:, 0]
        of_each = np.asarray(counts, dtype=np.int64)
        if of_each.shape != column.shape or (of_each < 1).any():
            raise ValueError("Bands: counts must give each value a number of customers, 1 or more.")
        name = getattr(self, "feature_names_in_", [0])[0]
        self.cuts_ = [self._column_cuts(column, stated, name, of_each)]
        codes = self._codes(column, self.cuts_[0])
        self.counts_ = [np.bincount(codes, of_each, self.cuts_[0].size + 2)[1:].astype(np.int64)]
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.int64] | pd.DataFrame:
        """Place every value in its band.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_customers, n_columns)
            The same columns as in `fit`.

        Returns
        -------
        DataFrame or ndarray of int of shape (n_customers, n_columns)
            Band codes 1 (worst) to n (best): a pandas table in gives a table with the same index and columns, an array
            in gives an array. ``set_output`` asks for one of them whatever comes in.
        """
        check_is_fitted(self)
        values = self._finite(X, reset=False)
        codes = np.column_stack([self._codes(column, cuts) for column, cuts in zip(values.T, self.cuts_, strict=True)])
        return pd.DataFrame(codes, X.index, X.columns) if isinstance(X, pd.DataFrame) else codes

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags

    def _check_parameters(self) -> NDArray[np.float64]:
        """Raise every problem of the parameters at once; return the stated cuts."""
        if self.cuts is None:
            missing = f"rule={self.rule!r} needs cuts=[...], in the units of the column."
            check_parameters(self, *([missing] if self.rule in STATED_RULES else []))
            return np.empty(0)
        try:
            stated = np.asarray(self.cuts, dtype=float)
        except (TypeError, ValueError):
            stated = np.array([np.nan])
        problems = []
        if stated.ndim != 1 or not stated.size or not np.isfinite(stated).all() or (np.diff(stated) <= 0).any():
            problems.append(f"cuts must be finite, strictly increasing numbers, at least one; found {self.cuts!r}.")
        elif not parameter_problems(self) and self.rule in LEARNT_RULES and self.n_bands < stated.size + 2:
            problems.append(
                f"{stated.size} stated cuts leave nothing to learn for n_bands={self.n_bands}; "
                f"use rule='fixed', or n_bands of at least {stated.size + 2}."
            )
        check_parameters(self, *problems)
        return stated

    def _finite(self, X: ArrayLike, *, reset: bool) -> NDArray[np.float64]:
        require_numbers(X)
        points: NDArray[np.float64] = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, reset=reset)
        finite = np.isfinite(points)
        if not finite.all():
            names = getattr(self, "feature_names_in_", np.arange(points.shape[1]))
            rows = np.flatnonzero(~finite.all(axis=1))
            raise ValueError(
                f"Bands: expected finite numbers; found NaN or inf in column {listed(names[~finite.all(axis=0)])}, "
                f"at row position {listed(rows)}. Drop or fill these rows first"
            )
        return points

    def _column_cuts(
        self,
        column: NDArray[np.float64],
        stated: NDArray[np.float64],
        name: object,
        counts: NDArray[np.int64] | None = None,
    ) -> NDArray:
        """Cuts of one column, increasing, in its own units."""
        if self.rule not in LEARNT_RULES:
            return stated.copy()
        # A column where low is best is mirrored, so that there is one definition of every rule.
        sign = 1.0 if self.best == "high" else -1.0
        values = sign * column
        if values.min() == values.max():
            customers = column.size if counts is None else counts.sum()
            raise ValueError(
                f"Bands: {self.rule} bands cannot be learnt from column {name}: {customers} sample"
                f"{'s, all' if customers > 1 else ','} equal to {column[0]}. State the cuts with rule='fixed' and "
                f"cuts={stated_cuts(float(column[0]), self.n_bands - 1)}, or others in the units of the column"
            )
        hurdles = np.sort(sign * stated)
        if hurdles.size:
            clears = values >= hurdles[-1]
            values, counts = values[clears], counts if counts is None else counts[clears]
        learn = _quantile_cuts if self.rule == "quantile" else _kmeans_cuts
        try:
            learnt = learn(values, self.n_bands - hurdles.size, counts)
        except ValueError as error:
            raise ValueError(f"Bands: column {name}: {error}") from None
        return np.sort(sign * np.concatenate([hurdles, learnt])) + 0.0  # the mirror turns 0.0 into -0.0

    def _codes(self, column: NDArray[np.float64], cuts: NDArray[np.float64]) -> NDArray[np.int64]:
        if cuts.size > MANY_CUTS:
            place = np.searchsorted(cuts, column, side="right" if self.best == "high" else "left")
            return 1 + place if self.best == "high" else 1 + cuts.size - place
        codes = np.ones(column.size, dtype=np.int8)
        for cut in cuts:  # a comparison with each of few cuts is ten times as fast as a search among them
            codes += column >= cut if self.best == "high" else column <= cut
        return codes.astype(np.int64)


@typed
def stated_cuts(value: float, n_cuts: int) -> list[float]:
    """Give cuts above a value, in steps of its own size: something to put into ``cuts=`` and then change.

    Parameters
    ----------
    value : float
        The only value of a column, in its units.
    n_cuts : int
        How many cuts are wanted.

    Returns
    -------
    list of float
        Increasing, all above the value.

    Examples
    --------
    >>> stated_cuts(1.0, 4), stated_cuts(250.0, 2)
    ([2.0, 3.0, 4.0, 5.0], [350.0, 450.0])
    """
    value = min(max(value, -1e100), 1e100)  # steps beyond it would overflow
    step = 10.0 ** np.floor(np.log10(abs(value))) if value else 1.0
    return [float(f"{value + place * step:.12g}") for place in range(1, n_cuts + 1)]


def _quantile_cuts(values: NDArray, n_bands: int, counts: NDArray | None = None) -> NDArray:
    """Smallest value with at least j/n of the customers strictly below it; infinite if there is none."""
    customers = values.size if counts is None else int(counts.sum())
    # whole numbers on both sides: j/n has no exact float, and a rounded share would move ties
    below = -(-np.arange(1, n_bands) * customers // n_bands)
    if not customers:
        return np.full(n_bands - 1, np.inf)
    places = np.minimum(np.concatenate([below - 1, below]), customers - 1)
    under, at = _at_places(values, places, counts).reshape(2, -1)
    return np.array(
        [high if high > low else _next_above(values, low) for low, high in zip(under, at, strict=True)], dtype=float
    )


def _at_places(values: NDArray, places: NDArray, counts: NDArray | None) -> NDArray:
    """Give the values at some places of the sorted column."""
    if counts is None:
        return np.partition(values, np.unique(places))[places]  # cheaper than sorting: only these need to be right
    order = np.argsort(values)
    return values[order][np.searchsorted(np.cumsum(counts[order]), places, side="right")]


def _next_above(values: NDArray, low: float) -> float:
    return float(np.min(values, where=values > low, initial=np.inf))


def _kmeans_cuts(column: NDArray, n_bands: int, counts: NDArray | None = None) -> NDArray:
    """Midpoints between the means of the bands with the smallest sum of squares within them."""
    values, weights = np.unique(column, return_counts=True) if counts is None else _sorted(column, counts)
    if values.size < n_bands:
        raise ValueError(f"{values.size} different value(s) cannot make {n_bands} k-means bands; use fewer bands")
    # Sums of squares lose digits far from zero and overflow far from one. Row p sums the p-th powers.
    centre = values[values.size // 2]
    scale = np.abs(values - centre).max()
    scaled = (values - centre) / scale
    sums = np.zeros((3, values.size + 1))
    np.cumsum([weights, weights * scaled, weights * scaled**2], axis=1, out=sums[:, 1:])
    cost = np.append(np.inf, sums[2, 1:] - sums[1, 1:] ** 2 / sums[0, 1:])
    layers = []
    for band in range(2, n_bands + 1):
        # the last band takes in all values, so that nobody asks for its other ends
        ends = np.arange(band if band < n_bands else values.size, values.size + 1)
        splits, cheapest = _cheapest_splits(cost, sums, ends, band - 1)
        cost = np.full(values.size + 1, np.inf)
        cost[ends] = cheapest
        layers.append((ends[0], splits))
    starts = [values.size]
    for first_end, splits in reversed(layers):
        starts.insert(0, splits[starts[0] - first_end])
    edges = np.array([0, *starts])
    means = np.diff(sums[1, edges]) / np.diff(sums[0, edges]) * scale + centre
    upper = edges[1:-1]
    # rounding must not carry a midpoint past the values that it separates
    return np.clip((means[:-1] + means[1:]) / 2, np.nextafter(values[upper - 1], np.inf), values[upper])


def _sorted(values: NDArray, counts: NDArray) -> tuple[NDArray, NDArray]:
    order = np.argsort(values)
    return values[order], counts[order]


def _cheapest_splits(cost: NDArray, sums: NDArray, ends: NDArray, first: int) -> tuple[NDArray, NDArray]:
    """For every end, where the last band best starts (`first` or later) and the sum of squares this leaves.

    The best start never moves back when the end moves on. So the middle end is solved first, then the middles of the
    two halves within the bounds it leaves, and so on: each level is one pass over the values.
    """
    splits = np.empty(ends.size, dtype=np.intp)
    cheapest = np.empty(ends.size)
    stride = 1 << (ends.size.bit_length() - 1)
    while stride:
        node = np.arange(stride - 1, ends.size, 2 * stride)
        low = np.where(node >= stride, splits[node - stride], first)
        following = np.minimum(node + stride, ends.size - 1)
        high = np.where(node + stride < ends.size, splits[following], ends[-1])
        lengths = np.minimum(high, ends[node] - 1) - low + 1
        offsets = np.cumsum(lengths) - lengths
        start = np.arange(lengths.sum()) + np.repeat(low - offsets, lengths)
        weight, total, square = np.repeat(sums[:, ends[node]], lengths, axis=1) - sums[:, start]
        candidates = cost[start] + square - total**2 / weight
        cheapest[node] = np.minimum.reduceat(candidates, offsets)
        hits = np.flatnonzero(candidates == np.repeat(cheapest[node], lengths))
        splits[node] = start[hits[np.searchsorted(hits, offsets)]]
        stride //= 2
    return splits, cheapest
