"""How many segments are there, if any?

`cluster_panel` looks at every number of clusters from many sides; `MEASURES` are the sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import clone
from tqdm import tqdm

from ...schema import listed, typed
from ..clustering.customer_segmenter import CustomerSegmenter
from ..clustering.kmeans import one_thread
from .later_outcome import explained_outcome
from .measures import COLUMNS, PanelMeasures
from .numbers_of_clusters import check_distinct, check_ks, ks_problems
from .repeatability import n_distinct

MEASURES = (
    *("gap_box", "gap_copula", "prediction_strength", "jaccard", "split_half", "silhouette", "calinski_harabasz"),
    *("bic", "valley", "centre"),
)
_MIXED = ("prediction_strength", "jaccard", "split_half")


@typed
def cluster_panel(
    X: Any,
    segmenter: CustomerSegmenter | None = None,
    *,
    outcome: pd.Series | None = None,
    ks: Iterable[int] = range(1, 11),
    measures: Sequence[str] = MEASURES,
    n_references: int = 20,
    n_resamples: int = 20,
    sample: int = 2000,
    n_jobs: int = 1,
    progress: bool = False,
    random_state: int = 0,
) -> pd.DataFrame:
    """Look at every number of clusters from many sides; one cluster is allowed.

    Parameters
    ----------
    X : DataFrame or array-like of shape (n_customers, n_features)
        One row per customer.
    segmenter : CustomerSegmenter, optional
        How to cluster; its `n_clusters` is ignored. By default k-means of the columns as they are, standardised.
    outcome : Series, optional
        What became of the customers later, such as the log of later spend; same index as `X`, which then must be a
        DataFrame. Adds what the clusters say about it, see `custseg.segment.explained_outcome`.
    ks : iterable of int, default 1 to 10
        Numbers of clusters.
    measures : sequence of str, default all
        Among ``"gap_box"``, ``"gap_copula"``, ``"prediction_strength"``, ``"jaccard"``, ``"split_half"``,
        ``"silhouette"``, ``"calinski_harabasz"``, ``"bic"``, ``"valley"``, ``"centre"``. With words among the
        columns only prediction strength, Jaccard and split halves are defined.
    n_references : int, default 20
        Structureless tables for each gap.
    n_resamples : int, default 20
        Resamples for Jaccard; half as many halvings.
    sample : int, default 2000
        Customers drawn for the gaps, prediction strength, silhouette, BIC, valley and centre, whose cost grows faster
        than the number of customers; five times as many for single columns. The other measures use everybody.
    n_jobs : int, default 1
        Threads; the panel is the same on any number.
    progress : bool, default False
        Show a bar.
    random_state : int, default 0
        The same value gives the same panel.

    Returns
    -------
    DataFrame
        Index ``k``; of each measure its columns:

        - ``gap_box``, ``rise_box``, and the same for ``copula``: see `custseg.segment.gap_table`;
          ``rise_copula_spread``: with those who share a value spread, as for ``valley_spread``;
          ``n_references``: as given, since it decides how far a rise must go;
        - ``prediction_strength``: 0-1, from 0.8 on the clusters are there for other customers too;
        - ``jaccard_min``, ``jaccard_mean``: of the least stable cluster, and of all; above 0.85 highly stable, 0.75
          valid, 0.6 a pattern, below it dissolves;
        - ``split_half``: adjusted Rand index of two halves, 1 is perfect, 0 is chance;
        - ``silhouette``, ``silhouette_low``, ``silhouette_high``: mean over the sample with a 95 % interval, -1 to 1;
        - ``calinski_harabasz``: between over within, high is good;
        - ``bic``, ``icl``: of a Gaussian mixture, low is good;
        - ``valley``: density on the most crowded border, 1 is no border at all, 0 is a moat;
          ``valley_spread``: the same with those who share a value spread half way to the next ones, since a lattice
          has no valleys; ``valley_bent``: density on the most crowded border of two groups in which two directions are
          tied, as they are along a bend; the valley itself where that is 1 or more; ``valley_crossing``: how often a
          valley between groups looks as much as if a line crossed it, 0-1;
          ``parted_by``: the columns that part k groups by themselves; ``parting_chance``: how often columns with one
          hump would be parted so, 0-1, all columns counted; ``parting_bridge``: how crowded the valley is where another
          column leads across it, 0-1; ``parting_centre``: how full the emptiest centre of these
          groups may be, in planes of tied columns that have to do with them, 0-1; ``parting_nested``: how much of a
          piece is beyond a straight line where one lies around another, 0-1; ``parting_crossing``: as
          ``valley_crossing``, of the valleys in these columns;
          ``shared``: values that many customers share, in words;
        - ``centre``: density at the emptiest centre over that inside, 1 or more is compact, near 0 is bent;
        - with an outcome ``later_r2``, ``later_low``, ``later_high``, ``later_share_of_ceiling`` and
          ``later_against_quintiles`` (beats, ties or loses): of the table that `explained_outcome` gives.

    Raises
    ------
    ValueError
        As `CustomerSegmenter.fit`; unknown measures; k below 1, or too large for the distinct customers; fewer than two
        references, resamples or customers in the sample.

    See Also
    --------
    cluster_verdict : What the panel says, in a sentence.
    segment_stability : How much of each segment comes back, once their number is chosen.
    explained_outcome : What segments say about later money, beside simple rules.

    Notes
    -----
    No single measure may decide. A silhouette of 0.9 and perfect stability can belong to two dozen wholesalers
    against everybody else. What the clusters predict is asked by `custseg.segment.explained_outcome`.

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes. Journal of Computational and Applied Mathematics 20.
    Caliński, T. & Harabasz, J. (1974). A dendrite method for cluster analysis. Communications in Statistics 3(1).
    Dolnicar, S., Grün, B. & Leisch, F. (2018). Market segmentation analysis. Springer.

    Examples
    --------
    >>> from custseg.segment import cluster_verdict
    >>> from custseg.simulate import simulate_planted_segments
    >>> planted = simulate_planted_segments(600, 2, 2, separation=8)[["sim_1", "sim_2"]]
    >>> panel = cluster_panel(planted, ks=range(1, 4), n_references=5, n_resamples=4)
    >>> cluster_verdict(panel)["n_clusters"]
    2
    """
    given = not (isinstance(ks, range) and ks == range(1, 11))
    ks = list(ks)
    _check_arguments(ks, measures, n_jobs, {"sample": sample, "n_references": n_references, "n_resamples": n_resamples})
    ks = sorted(check_ks(ks))
    base = clone(CustomerSegmenter() if segmenter is None else segmenter).set_params(n_clusters=1).fit(X)
    check_distinct(ks, len(base.cells_), given=given)
    if base.cell_codes_ is not None:
        measures = [name for name in measures if name in _MIXED]
    work = PanelMeasures(X, base, sample, n_references, n_resamples, random_state)
    check_distinct(ks, n_distinct(work.points, work.codes, max(ks) + 1), given=given, drawn=True)
    tasks = _tasks(work, ks, measures)
    with one_thread():
        runs = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")(tasks)
        parts = list(tqdm(runs, total=len(tasks), desc="cluster_panel", disable=not progress))
    gaps = [part for part in parts if isinstance(part, pd.DataFrame)]
    rows = _rows([part for part in parts if isinstance(part, dict)])
    partings = [table for part in parts if isinstance(part, tuple) for table in part]
    panel = pd.concat([*(gap.loc[ks] for gap in gaps), rows, *partings], axis=1)
    if gaps:
        panel.insert(sum(gap.shape[1] for gap in gaps), "n_references", n_references)
    if outcome is not None:
        panel = panel.join(_later(X, outcome, segmenter, ks, random_state))
    panel.attrs = {"n_customers": float(base.cell_weights_.sum()), "n_sample": len(work.points)}
    return panel


def _tasks(work: PanelMeasures, ks: list[int], measures: Sequence[str]) -> list[Any]:
    """List what is to be computed, in the order in which threads should begin it.

    The gaps and the columns take many small steps, between which a thread holds the interpreter: two of them beside
    each other take longer than one after the other. Mixtures work on large arrays and seldom hold it, so that each is
    put before one of the others. The largest k come first: the longest task must not be the last to begin.
    """
    small = [delayed(work.gap)(ks, name) for name in ("gap_box", "gap_copula") if name in measures]
    if "valley" in measures:
        small.append(delayed(_in_columns)(work, ks))
    small += [delayed(work.measure)(k, measures) for k in reversed(ks)]
    large = [delayed(work.criteria)(k) for k in reversed(ks)] if "bic" in measures else []
    return [task for pair in zip_longest(large, small) for task in pair if task is not None]


def _in_columns(work: PanelMeasures, ks: list[int]) -> tuple[pd.DataFrame]:
    return (work.parting(ks),)


def _rows(parts: list[dict[str, float]]) -> pd.DataFrame:
    """One row for each k, of all that was found for it; columns in the order of the measures."""
    found: dict[float, dict[str, float]] = {}
    for part in parts:
        found.setdefault(part["k"], {}).update(part)
    rows = pd.DataFrame(list(found.values())).set_index("k").sort_index()
    return rows[[name for name in COLUMNS if name in rows]]


def _later(
    X: pd.DataFrame, outcome: pd.Series, segmenter: CustomerSegmenter | None, ks: list[int], random_state: int
) -> pd.DataFrame:
    """Columns of the panel that say what the clusters explain of the outcome."""
    table = explained_outcome(X, outcome, segmenter, ks=ks, random_state=random_state)
    columns = ["r2", "low", "high", "share_of_ceiling", "against_quintiles"]
    kept = [name for name in columns if name in table.columns]
    return table.loc[[f"k={k}" for k in ks], kept].set_axis(pd.Index(ks, name="k")).add_prefix("later_")


def _check_arguments(ks: list[Any], measures: Sequence[str], n_jobs: int, numbers: dict[str, int]) -> None:
    problems = ks_problems(ks)
    if unknown := [name for name in measures if name not in MEASURES]:
        problems.append(f"measures must be among {listed(MEASURES, len(MEASURES))}; found {listed(unknown)}.")
    elif not len(measures):
        problems.append(f"measures must name at least one of {listed(MEASURES, len(MEASURES))}; found none.")
    if n_jobs == 0:
        problems.append("n_jobs must be a number of threads, or -1 for all; found 0.")
    problems += [
        f"{name} must be a whole number of at least 2; found {number}."
        for name, number in numbers.items()
        if number < 2
    ]
    if problems:
        raise ValueError(" ".join(problems))
