"""Do k groups explain more than they would in customers without clusters?

`gap_table` compares them with structureless tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import NullModel, check_choice, require_numbers, typed
from ..clustering.feature_problems import raw_problems
from ..clustering.kmeans import fit_kmeans
from .null_models import BoxNull, CopulaNull
from .numbers_of_clusters import check_ks, ks_problems
from .repeatability import n_distinct

NULLS = {"box": BoxNull, "copula": CopulaNull}


@typed
def gap_table(
    points: Any,
    ks: Iterable[int],
    *,
    null: NullModel = "box",
    n_references: int = 20,
    n_init: int = 2,
    random_state: int = 0,
) -> pd.DataFrame:
    """Compare the spread within k groups with its spread in structureless tables of the same size.

    Parameters
    ----------
    points : array-like of shape (n, p)
        Scaled features.
    ks : iterable of int
        Numbers of groups; 1 is always computed as well.
    null : {"box", "copula"}, default="box"
        `custseg.segment.evidence.null_models.BoxNull` or `CopulaNull`.
    n_references : int, default=20
        Structureless tables.
    n_init : int, default=2
        Starts, the same for customers and for references.
    random_state : int, default=0
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``k``. ``gap``: mean log spread of the references minus that of the customers, high is good.
        ``rise``: how much more than in the references the log spread falls from one group to k, in standard deviations
        of the references' own falls, widened for their finite number.

    Raises
    ------
    ValueError
        Points that are no finite numbers, fewer distinct ones than the largest k, k below 1, fewer than two references.

    See Also
    --------
    cluster_panel : Both gaps and eight other measures in one table.

    Notes
    -----
    The gap itself also differs at k = 1, when customers are merely denser in the middle than a box. The rise since
    k = 1 is free of that.

    References
    ----------
    Tibshirani, R., Walther, G. & Hastie, T. (2001). Estimating the number of clusters in a data set via the gap
    statistic. Journal of the Royal Statistical Society B 63(2).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> two = np.concatenate([rng.normal(0, 1, (50, 2)), rng.normal(9, 1, (50, 2))])
    >>> bool(gap_table(two, [2], n_references=10).loc[2, "rise"] > 5)
    True
    """
    check_choice(null, "null", NullModel)
    ks = list(ks)
    numbers = (("n_references", n_references, 2), ("n_init", n_init, 1))
    problems = ks_problems(ks) + [
        f"{name} must be a whole number of at least {least}; found {number}."
        for name, number, least in numbers
        if number < least
    ]
    if problems:
        raise ValueError(" ".join(problems))
    points, ks = _checked(points), sorted({1, *check_ks(ks)})
    if (distinct := n_distinct(points, None, max(ks))) < max(ks):
        raise ValueError(f"ks must be at most the number of distinct points, {distinct}; found {max(ks)}.")
    random = np.random.RandomState(random_state)
    model = NULLS[null](points)
    own = _log_spreads(points, ks, n_init, random)
    drawn = np.array([_log_spreads(model.draw(len(points), random), ks, n_init, random) for _ in range(n_references)])
    gap = drawn.mean(axis=0) - own
    falls = drawn[:, [0]] - drawn
    spread = falls.std(axis=0, ddof=1) * np.sqrt(1 + 1 / n_references)
    rise = ((own[0] - own) - falls.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return pd.DataFrame({"gap": gap, "rise": rise}, index=pd.Index(ks, name="k"))


def _checked(points: Any) -> NDArray[np.float64]:
    require_numbers(points)
    names, rows = getattr(points, "columns", None), getattr(points, "index", None)
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or not points.size:
        raise ValueError(f"points must be a table, one row per customer; found the shape {points.shape}.")
    if problems := raw_problems(points, list(range(points.shape[1]) if names is None else names), rows):
        raise ValueError(" ".join(problems))
    return points


def _log_spreads(points: NDArray, ks: Sequence[int], n_init: int, random_state: np.random.RandomState) -> NDArray:
    ones = np.ones(len(points))
    spreads = [fit_kmeans(points, ones, k, n_init=n_init, random_state=random_state)[2] for k in ks]
    return np.log(np.maximum(spreads, np.finfo(float).tiny))
