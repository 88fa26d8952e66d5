"""Does a segment come back when the customers are drawn again?

`segment_stability` says so of every segment.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from ...resample import interval
from ...schema import check_whole, typed
from ..clustering.customer_segmenter import CustomerSegmenter
from .measures import PanelMeasures


@typed
def segment_stability(
    X: Any, segmenter: CustomerSegmenter, *, n_resamples: int = 100, random_state: int = 0
) -> pd.DataFrame:
    """Say of every segment how much of it comes back when the customers are drawn again.

    Parameters
    ----------
    X : DataFrame or array-like of shape (n_customers, n_features)
        One row per customer.
    segmenter : CustomerSegmenter
        Fitted here anew, on a copy.
    n_resamples : int, default 100
        Resamples.
    random_state : int, default 0
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``segment``; ``jaccard`` (mean), ``low``, ``high`` (95 % of the resamples), ``dissolved`` (share of the
        resamples below 0.5) and ``grade``: above 0.85 "highly stable", 0.75 "valid", 0.6 "pattern", else "dissolves".

    Raises
    ------
    ValueError
        As `CustomerSegmenter.fit`; fewer than two resamples.

    See Also
    --------
    cluster_panel : The same and other measures for every number of clusters.
    cluster_verdict : Whether there are clusters at all; a cut through one crowd may be stable too.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis 52(1).

    Examples
    --------
    >>> X = np.array([[0.0], [0.1], [0.2], [9.0], [9.1], [9.2]])
    >>> segment_stability(X, CustomerSegmenter(2), n_resamples=10)["grade"].tolist()
    ['highly stable', 'highly stable']
    """
    check_whole(n_resamples, "n_resamples", at_least=2, of="resamples")
    fitted = clone(segmenter).fit(X)
    work = PanelMeasures(X, fitted, 2, 0, n_resamples, random_state)
    found = work.jaccard(fitted.n_clusters, fitted.groups_)[:, np.argsort(fitted._rank)]
    mean = found.mean(axis=0)
    low, high = interval(found)
    table = pd.DataFrame({"jaccard": mean, "low": low, "high": high, "dissolved": (found < 0.5).mean(axis=0)})
    grades = np.array(["dissolves", "pattern", "valid", "highly stable"])
    table["grade"] = grades[np.searchsorted([0.6, 0.75, 0.85], mean)]
    return table.rename_axis("segment")
