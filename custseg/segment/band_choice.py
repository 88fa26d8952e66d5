"""By which one column should customers be grouped, and would clusters or cells of three columns say more?

`choose_bands` gives a `BandChoice`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, require_frame, typed
from .clustering.customer_segmenter import CustomerSegmenter
from .evidence.later_outcome import explained_by_fifths, explained_outcome
from .evidence.panel import cluster_panel
from .evidence.verdict import cluster_verdict

COLUMNS: dict[str, Any] = {"amount": "high", "recency": "low", "frequency": "high"}
KS = (3, 5, 7)
MOST_JUDGED, MOST_CLUSTERED = 5_000, 2_000  # customers
GATES = ("gap_box", "gap_copula", "prediction_strength", "valley", "centre")


class BandChoice(NamedTuple):
    """Which column groups customers best, and what else was tried.

    Attributes
    ----------
    column : str
        "amount", "recency" or "frequency": the one whose fifths explain most of what came later, held out.
    best : str
        Which end of it is good.
    explained : DataFrame
        From :func:`explained_outcome`, beside the fifths of that column.
    others : Series
        Index the columns; the part of the variance that fifths of each explain.
    beaten_by : str
        The group of contenders that surely explains more than the fifths, the best one: "k=5", "RFM cells"; empty if
        none does. Boosted trees are a ceiling and no grouping, and left out.
    verdict : str
        From :func:`cluster_verdict`: "no clusters", "no compact clusters", "compact clusters"; empty where there are
        too few customers to ask.
    n_clusters : int
        1 without compact clusters.
    reason : str
        Why, with numbers.
    judged : int
        On how many customers, drawn by chance if there were more.
    """

    column: str
    best: Any
    explained: pd.DataFrame
    others: pd.Series
    beaten_by: str
    verdict: str
    n_clusters: int
    reason: str
    judged: int


@typed
def choose_bands(known: pd.DataFrame, later: pd.Series, *, random_state: int) -> BandChoice:
    """Find the column whose fifths say most about what came later, and hold clusters and cells against it.

    Parameters
    ----------
    known : DataFrame
        What was known of each customer on an earlier day: ``recency``, ``frequency``, ``amount``, ``mean_amount``, from
        :func:`custseg.tables.customer_table`.
    later : Series
        Money afterwards; same index. Its logarithm is explained.
    random_state : int
        Seed of the draws, the folds and the clusters.

    Returns
    -------
    BandChoice
        The column, what it explains beside clusters, cells and trees, and whether there are clusters at all.

    Raises
    ------
    SchemaError
        If columns are missing, or all of them are the same for everybody, or so is what came later.

    See Also
    --------
    earlier_bands : What the bands did.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.segment import choose_bands
    >>> from custseg.tables import amount_between, customer_table, log_between
    >>> log = load_cdnow()
    >>> known = customer_table(log_between(log, until="1998-03-31"), as_of="1998-03-31")
    >>> later = amount_between(log, known.index, after="1998-03-31", until="1998-06-30")
    >>> choose_bands(known, later, random_state=1).column
    'recency'
    """
    require_frame(known, "known")
    if absent := [name for name in (*COLUMNS, "mean_amount") if name not in known.columns]:
        raise SchemaError(f"known lacks {listed(absent)}: make it with customer_table.")
    sample = known if len(known) <= MOST_JUDGED else known.sample(MOST_JUDGED, random_state=random_state)
    outcome = np.log1p(later.reindex(sample.index).clip(lower=0.0))
    varied = [name for name in COLUMNS if np.ptp(sample[name].to_numpy(dtype=float)) > 0]
    if not varied or outcome.nunique() < 2:
        raise SchemaError("all customers are alike, before or afterwards: there is nothing to tell them apart by.")
    maker = CustomerSegmenter(transforms="log1p", order_by=varied[0], n_init=3, random_state=random_state)
    fifths = explained_by_fifths(sample[varied], outcome, random_state=random_state)
    column = str(fifths.idxmax())
    explained = _explained(sample[varied], outcome, maker, column, random_state)
    verdict = _verdict(sample[["recency", "frequency", "mean_amount"]], random_state)
    return BandChoice(
        column, COLUMNS[column], explained, fifths, _beaten_by(explained),
        str(verdict["verdict"]), int(verdict["n_clusters"]), str(verdict["reason"]), len(sample),
    )  # fmt: skip


def _explained(
    X: pd.DataFrame, outcome: pd.Series, maker: CustomerSegmenter, value: str, random_state: int
) -> pd.DataFrame:
    fewest = len(X.drop_duplicates()) // 2
    ks = [k for k in KS if k < fewest] or [1]
    return explained_outcome(X, outcome, maker, ks=ks, value=value, n_resamples=200, random_state=random_state)


def _beaten_by(explained: pd.DataFrame) -> str:
    rivals = explained.drop(index=["value quintiles", "boosted trees"])
    surely = rivals[rivals["minus_quintiles_low"] > 0]
    return str(surely["r2"].idxmax()) if len(surely) else ""


def _verdict(habits: pd.DataFrame, random_state: int) -> pd.Series:
    """Ask for clusters; where there are too few customers or columns for the tests, nothing is said."""
    few = habits if len(habits) <= MOST_CLUSTERED else habits.sample(MOST_CLUSTERED, random_state=random_state)
    few = few[[name for name in few if np.ptp(few[name].to_numpy(dtype=float)) > 0]]
    maker = CustomerSegmenter(transforms="log1p", order_by=str(few.columns[0]), n_init=3, random_state=random_state)
    try:
        panel = cluster_panel(few, maker, ks=range(1, 6), measures=list(GATES), sample=1000, random_state=random_state)
    except ValueError as error:
        return pd.Series({"verdict": "", "n_clusters": 1, "reason": str(error)})
    return cluster_verdict(panel)
