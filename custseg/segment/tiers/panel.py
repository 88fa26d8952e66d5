"""In which tier was each customer in each window of time?

`tier_panel`; `panel_of`, `tiers_of` and `checked_scores` for arrays.
"""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from ...bands import Bands
from ...schema import (
    SchemaError,
    TierCuts,
    as_numbers,
    check_choice,
    check_whole,
    listed,
    order_problems,
    require_frame,
    typed,
)
from ._borders import MOST_TIERS, rank_cuts

#: What a customer is in a window, seen from the windows before it.
STATUS = ("not yet", "first seen", "stayed", "came back", "away")


@runtime_checkable
class PlacesTiers(Protocol):
    """A rule that says which tier each customer holds in each window, such as `TierRule`."""

    @property
    def best_tier(self) -> int:
        """The number of the best tier."""

    def tiers_in(self, values: np.ndarray) -> np.ndarray:
        """Give the tiers of scores, customers by windows, 0 for absent."""


@typed
def tier_panel(
    scores: pd.DataFrame, *, n_tiers: int = 5, cuts: TierCuts | Sequence[float] | PlacesTiers = "each window"
) -> pd.DataFrame:
    """Place each customer in a tier in each window, with those who join and leave in sight.

    A score of NaN is absence: the customer bought nothing there, or was no customer yet. Who is absent is in tier 0 and
    takes no part in finding cuts. Scores of zero are scores.

    Parameters
    ----------
    scores : DataFrame
        One row per customer, one column per window in order, such as :func:`amount_by_window` gives; more is better.
    n_tiers : int
        How many tiers; ignored where cuts or a rule are stated.
    cuts : {"each window", "first window"}, sequence of float, or TierRule
        Equal parts of those present, found anew in each window, so that a tier is a place among the others; or found in
        the first window in which anybody is present and kept, so that a tier is an amount; or stated, rising, in the
        unit of the scores. A score on a cut is in the better tier. Equal scores share a tier. A :class:`TierRule` adds
        quotas, hysteresis and grace; one that is not fitted learns from the first window in which anybody is present.

    Returns
    -------
    DataFrame
        Index ``customer_id`` and ``window``, every combination; ``score``; ``tier``, 1 (lowest) to n, 0 for absent;
        ``status``: "not yet", "first seen" (also in the first window of the table), "stayed", "came back", "away".

    Raises
    ------
    SchemaError
        If there is no customer or no window, customers repeat or are missing, or windows are not in rising order; text
        is held against time, so that "Q4 2024" and "Q1 2025" must be written 2024Q4 and 2025Q1.
    ValueError
        If a score is infinite, the number of tiers is below 2, stated cuts do not rise, or cuts are to be learnt from a
        first window in which all scores are equal.

    See Also
    --------
    TierRule : Cuts that are kept, and tiers that are held.
    tier_moves : Who moved from one window to another.
    tier_stability : How much is moved in all, one number for a page.
    custseg.bands.Bands : The same cuts for one table of customers.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import tier_panel
    >>> scores = pd.DataFrame({"2023": [10.0, 20.0, None], "2024": [30.0, None, 20.0]}, index=["ann", "bob", "eve"])
    >>> tier_panel(scores, n_tiers=2)["tier"].unstack()
    window       2023  2024
    customer_id
    ann             1     2
    bob             2     0
    eve             0     1
    """
    values = checked_scores(scores)
    return panel_of(values, tiers_of(values, n_tiers, cuts), scores)


def panel_of(values: np.ndarray, tiers: np.ndarray, scores: pd.DataFrame) -> pd.DataFrame:
    """Set scores and tiers of all customers and windows under each other, with what each customer is in each window."""
    index = pd.MultiIndex.from_product([scores.index, scores.columns], names=["customer_id", "window"])
    # the stubs want a list, which would be slow
    codes = _status(tiers > 0).ravel()
    status = pd.Categorical.from_codes(codes, categories=list(STATUS))  # type: ignore[call-overload]
    return pd.DataFrame({"score": values.ravel(), "tier": tiers.ravel(), "status": status}, index=index)


def checked_scores(scores: pd.DataFrame) -> np.ndarray:
    """Give the scores of a table as floats, or say everything that is wrong with the table."""
    require_frame(scores, "scores")
    problems = []
    if not len(scores) or not len(scores.columns):
        problems.append(f"scores has {len(scores):,} customers and {len(scores.columns):,} windows: there is no tier.")
    if scores.index.nlevels == 1 and (nobody := np.asarray(scores.index.isna())).any():
        problems.append(f"scores names no customer in {nobody.sum():,} rows: name them, or leave these rows out.")
    if not scores.index.is_unique:
        problems.append(f"scores has customers twice: {listed(scores.index[scores.index.duplicated()])}.")
    if unordered := order_problems(scores.columns, "the columns of scores"):
        problems += unordered
    elif not (scores.columns.is_unique and scores.columns.is_monotonic_increasing):
        problems.append(f"the windows of scores must rise from left to right; found {listed(scores.columns)}.")
    if problems:
        raise SchemaError(*problems)
    return finite_or_missing(scores)


def finite_or_missing(scores: Any) -> np.ndarray:
    """Give scores as floats; refuse infinite ones."""
    if isinstance(scores, pd.DataFrame):
        values = np.column_stack([as_numbers(_plain(column), "scores") for _, column in scores.items()])
    else:
        values = as_numbers(scores, "scores")
    if np.isinf(values).any():
        raise ValueError("scores are infinite somewhere: correct them, or make them NaN if the customer is absent.")
    return values


def _plain(column: pd.Series) -> pd.Series:
    """Write what is missing as NaN, whatever the column writes it as."""
    return column.where(column.notna(), np.nan) if column.dtype == object else column


def tiers_of(values: np.ndarray, n_tiers: int, cuts: TierCuts | Sequence[float] | PlacesTiers) -> np.ndarray:
    """Return the tier of each customer in each window, 0 where the score is missing."""
    if isinstance(cuts, PlacesTiers):
        return cuts.tiers_in(values)
    if isinstance(cuts, str):
        check_choice(cuts, "cuts", TierCuts, or_else="a rising list of numbers")
        n_tiers = check_whole(n_tiers, "n_tiers", at_least=2, at_most=MOST_TIERS, of="tiers")
        if cuts == "each window":
            return _ranked(values, n_tiers)
        edges = _first_cuts(values, n_tiers)
    else:
        edges = as_numbers(cuts, "cuts")
        if edges.ndim != 1 or not len(edges) or not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
            raise ValueError(f"cuts must be a rising list of numbers; found {cuts!r}.")
    tiers = np.searchsorted(edges, values, side="right") + 1
    return np.where(np.isnan(values), 0, tiers).astype(np.int16)


def best_tier(n_tiers: int, cuts: TierCuts | Sequence[float] | PlacesTiers) -> int:
    """Give the number of the best tier."""
    if isinstance(cuts, PlacesTiers):
        return cuts.best_tier
    return n_tiers if isinstance(cuts, str) else len(cuts) + 1


def _ranked(values: np.ndarray, n_tiers: int) -> np.ndarray:
    """Cut each window anew; the rule is that of `Bands`."""
    tiers = np.zeros(values.shape, dtype=np.int16)
    for window, scores in enumerate(values.T):
        here = ~np.isnan(scores)
        cuts = rank_cuts(np.sort(scores[here]), n_tiers)
        tiers[here, window] = np.searchsorted(cuts, scores[here], side="right") + 1
    return tiers


def _first_cuts(values: np.ndarray, n_tiers: int) -> np.ndarray:
    filled = np.flatnonzero((~np.isnan(values)).any(axis=0))
    if not len(filled):
        return np.zeros(1)  # nobody is ever present: there is nothing to cut
    first = values[~np.isnan(values[:, filled[0]]), filled[0]]
    if first.min() == first.max():
        raise ValueError(
            f"no cuts can be learnt from the first window: {len(first):,} scores, all {first[0]:g}. State cuts=[...], "
            "in the unit of the scores."
        )
    return Bands(n_bands=n_tiers).fit(first[:, np.newaxis]).cuts_[0]


def _status(present: np.ndarray) -> np.ndarray:
    """Give the place in `STATUS` of each customer in each window."""
    before = np.zeros_like(present)
    before[:, 1:] = present[:, :-1]
    known = np.logical_or.accumulate(before, axis=1)
    return np.select([present & before, present & known, present, known], [2, 3, 1, 4], 0)
