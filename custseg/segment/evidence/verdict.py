"""What does the panel say: how many clusters, or none?

`cluster_verdict` reads the panel.
"""

from __future__ import annotations

import pandas as pd
from scipy.stats import t as student

from ...schema import listed, require_frame, typed


@typed
def cluster_verdict(
    panel: pd.DataFrame, *, level: float = 0.01, strength: float = 0.8, valley: float = 0.75, centre: float = 0.5
) -> pd.Series:
    """Say what the panel says: compact clusters, no compact clusters, or no clusters.

    A number k above 1 passes if the spread falls more than `level` allows in both kinds of structureless tables, if
    the prediction strength reaches `strength`, if a valley parts every two clusters, and if every cluster has customers
    at its centre. The largest k that passes is the number of clusters. If none does, but the spread falls too fast
    somewhere, there is structure, yet no compact clusters: a bend, a ring, a tail, lumps. Else the customers are one
    crowd, and a segmentation cuts it for a purpose.

    Parameters
    ----------
    panel : DataFrame
        From `cluster_panel`, with both gaps, prediction strength, valley and centre. A copy from a file will do.
    level : float, default 0.01
        Chance of calling one crowd several, shared by all k (Bonferroni).
    strength : float, default 0.8
        Prediction strength that a number of clusters must reach.
    valley : float, default 0.75
        Most crowded border that is still a border.
    centre : float, default 0.5
        Emptiest centre that is still a centre.

    Returns
    -------
    Series
        ``verdict`` (``"compact clusters"``, ``"no compact clusters"``, ``"no clusters"``), ``n_clusters`` (1 without
        compact clusters), ``passing`` (tuple of all k that pass) and ``reason``, a sentence.

    Raises
    ------
    ValueError
        A panel without the columns that decide.

    See Also
    --------
    cluster_panel : The measures that are read here.
    segment_stability : Whether a cut made for a purpose can be made again.

    References
    ----------
    Tibshirani, R. & Walther, G. (2005). Cluster validation by prediction strength. Journal of Computational and
    Graphical Statistics 14(3).

    Examples
    --------
    >>> import pandas as pd
    >>> panel = pd.DataFrame(
    ...     {"rise_box": [0, 9], "rise_copula": [0, 8], "prediction_strength": [1, 0.5], "valley": [0, 0.9]},
    ...     index=pd.Index([1, 2], name="k"),
    ... )
    >>> cluster_verdict(panel.assign(centre=1.0, n_references=20))["verdict"]
    'no compact clusters'
    """
    require_frame(panel, "panel")
    needed = ["rise_box", "rise_copula", "n_references", "prediction_strength", "valley", "centre"]
    if absent := [name for name in needed if name not in panel.columns]:
        raise ValueError(f"the panel lacks {listed(absent)}: make it with all measures of cluster_panel.")
    above = panel.loc[panel.index > 1]
    # one-sided, shared by all k; twenty references tell their standard deviation on 19 degrees of freedom
    limit = student.isf(level / max(len(above), 1), above["n_references"] - 1)
    rises = above["rise_copula"] > limit
    passes = rises & (above["rise_box"] > limit) & (above["prediction_strength"] >= strength)
    passing = above.index[passes & (above["valley"] <= valley) & (above["centre"] >= centre)]
    if len(passing):
        k = int(passing.max())
        verdict, reason = "compact clusters", f"{k} clusters pass all tests."
    elif rises.any():
        k, verdict = 1, "no compact clusters"
        reason = (
            f"There is structure (k = {listed(above.index[rises])}), but no k above 1 gives repeatable clusters with "
            "valleys between them."
        )
    else:
        k, verdict = 1, "no clusters"
        reason = "The customers look like one crowd: any cut through it is a choice for a purpose, not a discovery."
    passing = tuple(int(k) for k in passing)
    return pd.Series({"verdict": verdict, "n_clusters": k, "passing": passing, "reason": reason}, dtype=object)
