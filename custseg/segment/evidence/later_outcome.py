"""Do segments predict anything? What they explain of a later outcome, beside simple rules and a ceiling.

`explained_outcome` compares clusters, quintiles, RFM cells and boosted trees; `explained_by_fifths` columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import KFold

from ...bands import Bands
from ...schema import SchemaError, listed, require_frame, require_like_names, typed
from ..clustering.column_scale import near_one
from ..clustering.customer_segmenter import CustomerSegmenter
from ..clustering.kmeans import one_thread
from .held_out import ceiling_trees, compare_r2, fold_problems, outcome_numbers, r2_share_of, r2_table
from .numbers_of_clusters import check_ks, ks_problems

_RFM = ["recency", "frequency", "amount"]
_BEST = {"recency": "low"}


@typed
def explained_outcome(
    X: pd.DataFrame,
    outcome: pd.Series,
    segmenter: CustomerSegmenter | None = None,
    *,
    ks: Iterable[int] = range(1, 11),
    columns: Sequence[str] | None = None,
    value: str = "amount",
    as_many_bands: bool = False,
    boosted_trees: bool = True,
    n_folds: int = 5,
    n_resamples: int = 500,
    random_state: int = 0,
) -> pd.DataFrame:
    """Compare clusterings with value quintiles, RFM cells and boosted trees as predictors of what came later.

    Customers are dealt into folds. Everything is learnt on the other folds: cuts, clusters, trees, and the mean
    outcome of every group. A customer's prediction is the mean of their group.

    Parameters
    ----------
    X : DataFrame
        What was known of each customer before, numbers only; one row per customer.
    outcome : Series
        What came later, same index. Money is skewed: take its log (`numpy.log1p`), or one customer decides.
    segmenter : CustomerSegmenter, optional
        How to cluster; its `n_clusters` is ignored.
    ks : iterable of int, default 1 to 10
        Numbers of clusters.
    columns : sequence of str, optional
        Columns of `X` that are clustered; all by default. The rivals and the boosted trees see all of `X`.
    value : str, default "amount"
        Column for the quintiles. They are left out where `X` lacks it, and RFM cells (5 x 5 x 5) where it lacks
        recency, frequency or amount.
    as_many_bands : bool, default False
        Compare each clustering of two or more also with as many bands of `value`, of equal size: like with like.
    boosted_trees : bool, default True
        Learn the boosted trees too, which take about half of the time. Without them no share of a ceiling is known.
    n_folds : int, default 5
        Parts into which the customers are dealt; each is predicted from the others.
    n_resamples : int, default 500
        Resamples of customers for the intervals, which do not cover the luck of the fits themselves.
    random_state : int, default 0
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``contender``: "k=1", "k=2", ..., "value quintiles", "RFM cells", "boosted trees". Columns: ``r2``,
        ``low``, ``high``; ``share_of_ceiling``, ``share_low``, ``share_high`` of the boosted trees' R², missing without
        them; ``minus_quintiles`` with ``_low``, ``_high`` and ``against_quintiles`` (beats, ties, loses); the same for
        ``cells``. With `as_many_bands` also the rows "bands=2", "bands=3", ..., and the same columns for ``bands``,
        missing in all rows but those of the clusters.

    Raises
    ------
    SchemaError
        Indexes that differ, missing outcomes, an outcome that is the same for all, columns that `X` lacks, more folds
        than customers.
    ValueError
        As many bands asked for one cluster alone; k below 1; what cannot be learnt from the customers of some folds.

    See Also
    --------
    cluster_panel : Takes these columns in with ``outcome=``.
    value_from_traits : Who customers are against what they did, without segments.

    References
    ----------
    Stone, M. (1974). Cross-validatory choice and assessment of statistical predictions. Journal of the Royal
    Statistical Society B 36(2).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"amount": rng.uniform(size=200)})
    >>> table = explained_outcome(X, X["amount"] ** 2, ks=[4], n_resamples=50)
    >>> bool(table.loc["k=4", "r2"] > 0.8)
    True
    """
    y = _checked_outcome(X, outcome, n_folds)
    clustered = list(X.columns if columns is None else columns)
    ks = _checked_ks(list(ks), as_many_bands)
    banded = [value] if as_many_bands else []
    if absent := [name for name in dict.fromkeys([*clustered, *banded]) if name not in X.columns]:
        raise SchemaError(f"X lacks the columns {listed(absent)}.")
    base = CustomerSegmenter() if segmenter is None else segmenter
    learners = {f"k={k}": _cluster_learner(base, k, clustered) for k in ks}
    if as_many_bands:
        learners |= {f"bands={k}": _band_learner([value], k) for k in ks if k > 1}
    if value in X.columns:
        learners["value quintiles"] = _band_learner([value])
    if set(_RFM) <= set(X.columns):
        learners["RFM cells"] = _band_learner(_RFM)
    if boosted_trees:
        learners["boosted trees"] = _tree_learner(random_state)
    errors, blank = _held_out_errors(X, y, learners, n_folds, random_state)
    table, replicates = r2_table(errors, blank, n_resamples=n_resamples, random_state=random_state)
    found = _compared(table, replicates)
    return _beside_bands(found, table, replicates, ks) if as_many_bands else found


def _checked_ks(ks: list[int], as_many_bands: bool) -> list[int]:
    problems = ks_problems(ks)
    if as_many_bands and not any(isinstance(k, Real) and k > 1 for k in ks):
        problems.append(f"as_many_bands needs a number of clusters above 1; found {listed(ks) or 'none'}.")
    if problems:
        raise ValueError(" ".join(problems))
    return check_ks(ks)


def explained_by_fifths(X: pd.DataFrame, outcome: pd.Series, *, n_folds: int = 5, random_state: int = 0) -> pd.Series:
    """Give, of each column, the R² of the row "value quintiles" that :func:`explained_outcome` would have with it.

    Parameters
    ----------
    X, outcome : DataFrame, Series
        As for :func:`explained_outcome`.
    n_folds, random_state : int
        Parts into which the customers are dealt, and the seed.

    Returns
    -------
    Series
        Index as the columns.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"told": rng.uniform(size=200), "idle": rng.uniform(size=200)})
    >>> explained_by_fifths(X, X["told"] ** 2).idxmax()
    'told'
    """
    y = _checked_outcome(X, outcome, n_folds)
    learners = {str(name): _band_learner([str(name)]) for name in X.columns}
    errors, blank = _held_out_errors(X, y, learners, n_folds, random_state)
    return 1 - errors.sum() / blank.sum()


def _checked_outcome(X: pd.DataFrame, outcome: pd.Series, n_folds: int) -> NDArray[np.float64]:
    """Give the outcome as numbers whose squares are numbers, too; all problems of both tables at once."""
    require_frame(X, "X")
    if not isinstance(outcome, pd.Series):
        raise TypeError(f"outcome must be a pandas Series with the index of X, found {type(outcome).__name__}.")
    require_like_names(X)
    y = outcome_numbers(outcome, "outcome")
    problems = fold_problems(n_folds, len(X), each=1)
    if not X.index.equals(outcome.index):
        problems.append("outcome must have the index of X in the same order. Use outcome.reindex(X.index).")
    if missing := int((~np.isfinite(y)).sum()):
        problems.append(f"outcome must be a finite number for everybody; found {missing:,} that are not.")
    elif len(y) and y.min() == y.max():
        problems.append("outcome is the same for everybody: there is nothing to explain.")
    if problems:
        raise SchemaError(*problems)
    return near_one(y)


Learner = Callable[[pd.DataFrame, NDArray], Callable[[pd.DataFrame], NDArray]]


def _held_out_errors(
    X: pd.DataFrame, y: NDArray, learners: dict[str, Learner], n_folds: int, random_state: int
) -> tuple[pd.DataFrame, NDArray]:
    blank = np.empty(len(y))
    errors = pd.DataFrame(np.nan, index=X.index, columns=list(learners))
    with one_thread():
        for rest, fold in KFold(n_folds, shuffle=True, random_state=random_state).split(y):
            blank[fold] = (y[fold] - y[rest].mean()) ** 2
            for column, learn in enumerate(learners.values()):
                try:
                    predict = learn(X.iloc[rest], y[rest])
                except ValueError as error:
                    raise ValueError(
                        f"With {len(rest):,} of {len(y):,} customers to learn from: {' '.join(map(str, error.args))}"
                    ) from None
                errors.iloc[fold, column] = (y[fold] - predict(X.iloc[fold])) ** 2
    return errors, blank


def _compared(table: pd.DataFrame, replicates: NDArray) -> pd.DataFrame:
    found = table.assign(share_of_ceiling=np.nan, share_low=np.nan, share_high=np.nan)
    if "boosted trees" in table.index:
        found[["share_of_ceiling", "share_low", "share_high"]] = r2_share_of(table, replicates, "boosted trees")
    for rival, short in (("value quintiles", "quintiles"), ("RFM cells", "cells")):
        if rival in table.index:
            rows = compare_r2(table, replicates, rival)
            found[[f"minus_{short}", f"minus_{short}_low", f"minus_{short}_high"]] = rows[["difference", "low", "high"]]
            found[f"against_{short}"] = rows["verdict"]
    return found


def _beside_bands(found: pd.DataFrame, table: pd.DataFrame, replicates: NDArray, ks: list[int]) -> pd.DataFrame:
    """Compare every clustering with as many bands, on the same resamples."""
    rows = pd.concat([compare_r2(table, replicates, f"bands={k}").loc[[f"k={k}"]] for k in ks if k > 1])
    names = {"difference": "minus_bands", "low": "minus_bands_low", "high": "minus_bands_high"}
    return found.join(rows.rename(columns={**names, "verdict": "against_bands"}))


def _group_means(labels: NDArray, y: NDArray) -> Callable[[NDArray], NDArray]:
    """Mean outcome of each group; the overall mean for a group that nobody was in."""
    means = pd.Series(y).groupby(labels).mean()
    return lambda later: means.reindex(later).fillna(y.mean()).to_numpy()


def _cluster_learner(base: CustomerSegmenter, k: int, columns: list[str]) -> Learner:
    def learn(X: pd.DataFrame, y: NDArray) -> Callable[[pd.DataFrame], NDArray]:
        places = X.columns.get_indexer(pd.Index(columns, tupleize_cols=X.columns.nlevels > 1))
        fitted = clone(base).set_params(n_clusters=k).fit(X.iloc[:, places])
        means = _group_means(fitted.labels_, y)
        return lambda later: means(fitted.predict(later.iloc[:, places]).to_numpy())

    return learn


def _band_learner(columns: list[str], n_bands: int = 5) -> Learner:
    def learn(X: pd.DataFrame, y: NDArray) -> Callable[[pd.DataFrame], NDArray]:
        bands = {name: Bands("quantile", n_bands, best=_BEST.get(name, "high")).fit(X[[name]]) for name in columns}

        def cells(table: pd.DataFrame) -> NDArray:
            codes = [np.ravel(band.transform(table[[name]])) for name, band in bands.items()]
            return np.ravel_multi_index([code - 1 for code in codes], [n_bands] * len(codes))

        means = _group_means(cells(X), y)
        return lambda later: means(cells(later))

    return learn


def _tree_learner(random_state: int) -> Learner:
    def learn(X: pd.DataFrame, y: NDArray) -> Callable[[pd.DataFrame], NDArray]:
        trees = ceiling_trees(random_state).fit(X.to_numpy(dtype=np.float64), y)
        return lambda later: trees.predict(later.to_numpy(dtype=np.float64))

    return learn
