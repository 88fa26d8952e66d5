"""How far may a weight move before the order changes? Sweeps and exact break-even weights.

`weight_sweep` and `break_even_weights`.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from ...schema import SchemaError, as_numbers, listed, raise_where, require_frame, typed
from ..pairwise.pairwise_scores import criterion_shares

MOST_PAIRS = 100_000


@typed
def weight_sweep(
    scores: pd.DataFrame, weights: Mapping[str, float], criterion: str, *, at: Iterable[float] | None = None
) -> pd.DataFrame:
    """Move one weight from 0 to 1 while the others keep their proportions, and watch the totals.

    Parameters
    ----------
    scores : DataFrame
        Customers by criteria, for example the lowest criteria of `Hierarchy.transform`.
    weights : mapping of criterion to float
        Adding up to one, for example `Hierarchy.criterion_weights_` of these criteria.
    criterion : str
        The weight that moves. It must not be 1 already.
    at : iterable of float, optional
        Weights to try; 0, 0.05, ..., 1 when absent.

    Returns
    -------
    DataFrame
        Index ``weight``; one column of totals per customer.

    Raises
    ------
    ValueError
        If a weight to try lies outside 0-1, or the weights do not fit the criteria.

    Examples
    --------
    >>> scores = pd.DataFrame({"margin": [1.0, 0.2], "growth": [0.0, 0.8]}, index=["x", "y"])
    >>> weight_sweep(scores, {"margin": 0.5, "growth": 0.5}, "margin", at=[0, 0.5, 1])
              x    y
    weight
    0.0     0.0  0.8
    0.5     0.5  0.5
    1.0     1.0  0.2
    """
    require_frame(scores, "scores")
    shares = criterion_shares(weights, list(scores.columns))
    _check_criterion(criterion, shares)
    tried = np.linspace(0, 1, 21) if at is None else np.array(list(at), dtype=float)
    if not ((tried >= 0) & (tried <= 1)).all():
        raise ValueError(f"weights to try must lie between 0 and 1; found {listed(tried[(tried < 0) | (tried > 1)])}.")
    others = shares.drop(criterion)
    raise_where(~np.isfinite(as_numbers(scores, "scores")), scores.index, "scores", "has gaps", "Fill them first.")
    rest = scores[others.index].to_numpy(dtype=float) @ (others / others.sum()).to_numpy()
    moved = scores[criterion].to_numpy(dtype=float)
    totals = tried[:, None] * moved[None, :] + (1 - tried)[:, None] * rest[None, :]
    return pd.DataFrame(totals, index=pd.Index(tried, name="weight"), columns=scores.index)


@typed
def break_even_weights(
    scores: pd.DataFrame, weights: Mapping[str, float], *, pairs: Iterable[tuple[str, str]] | None = None
) -> pd.DataFrame:
    """Find the exact weight at which two customers change places, for every criterion.

    To the weight of one criterion ``delta = (P_i - P_j) / (a_jk - a_ik)`` is added while the others stay; after all are
    divided by their new sum that weight is ``(w_k + delta) / (1 + delta)``.

    Parameters
    ----------
    scores : DataFrame
        Customers by criteria.
    weights : mapping of criterion to float
        Adding up to one.
    pairs : iterable of (customer, customer), optional
        Which pairs; all of them when absent, up to 100,000.

    Returns
    -------
    DataFrame
        One row per pair and criterion: ``first`` (the higher total), ``second``, ``criterion``, ``weight`` now,
        ``delta``, ``break_even``, the weight at which they tie, ``change`` between the two. ``break_even`` is ``nan``
        where no weight from 0 to 1 turns them around. Sorted by the size of the change, smallest first.

    References
    ----------
    Triantaphyllou & Sánchez (1997), A sensitivity analysis approach for some deterministic multi-criteria
    decision-making methods, Decision Sciences 28(1).

    Examples
    --------
    >>> scores = pd.DataFrame({"margin": [1.0, 0.2], "growth": [0.0, 0.8]}, index=["x", "y"])
    >>> table = break_even_weights(scores, {"margin": 0.6, "growth": 0.4}).set_index("criterion")
    >>> table["break_even"].round(3).to_dict()
    {'margin': 0.5, 'growth': 0.5}
    """
    require_frame(scores, "scores")
    shares = criterion_shares(weights, list(scores.columns))
    chosen = _pairs(scores, pairs)
    table = as_numbers(scores, "scores")
    totals = table @ shares.to_numpy()
    place = scores.index.get_indexer([name for pair in chosen for name in pair]).reshape(-1, 2)
    place = np.where((totals[place[:, 0]] >= totals[place[:, 1]])[:, None], place, place[:, ::-1])
    first, second = place.T
    lead = (totals[first] - totals[second])[:, None]
    gap = table[second] - table[first]
    delta = np.divide(lead, gap, out=np.full_like(gap, np.nan), where=gap != 0)
    # a change of -1 takes the whole weight away and leaves nothing to divide by
    even = np.divide(shares.to_numpy() + delta, 1 + delta, out=np.full_like(delta, np.nan), where=delta != -1)
    even = np.where((even >= 0) & (even <= 1), even, np.nan)
    found = pd.DataFrame(
        {
            "first": np.repeat(scores.index[first], len(shares)),
            "second": np.repeat(scores.index[second], len(shares)),
            "criterion": np.tile(shares.index, len(first)),
            "weight": np.tile(shares.to_numpy(), len(first)),
            "delta": delta.ravel(),
            "break_even": even.ravel(),
        }
    )
    found["change"] = found["break_even"] - found["weight"]
    return found.sort_values("change", key=np.abs, kind="stable", ignore_index=True)


def _pairs(scores: pd.DataFrame, pairs: Iterable[tuple[str, str]] | None) -> list[tuple[str, str]]:
    if scores.index.has_duplicates:
        raise SchemaError(f"customers occur more than once: {listed(scores.index[scores.index.duplicated()])}.")
    if pairs is None:
        count = len(scores) * (len(scores) - 1) // 2
        if count > MOST_PAIRS:
            raise ValueError(f"{len(scores):,} customers make {count:,} pairs: name those of interest in pairs=[...].")
        return list(combinations(scores.index, 2))
    chosen = [tuple(pair) for pair in pairs]
    unknown = [name for pair in chosen for name in pair if name not in scores.index]
    if unknown:
        raise SchemaError(f"pairs name unknown customers {listed(unknown)}.")
    return chosen


def _check_criterion(criterion: str, shares: pd.Series) -> None:
    if criterion not in shares.index:
        raise ValueError(f"there is no criterion {criterion!r}; there are {listed(shares.index, 20)}.")
    if shares[criterion] == 1:
        raise ValueError(f"criterion {criterion!r} has all the weight: the others have no proportions to keep.")
