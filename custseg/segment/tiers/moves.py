"""Who moved from one tier to another, by how much, and would chance alone have moved them as far?

`tier_moves`.
"""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
import pandas as pd

from ...schema import SchemaError, TierCuts, listed, typed
from .panel import PlacesTiers, checked_scores, finite_or_missing, tiers_of

MOVES = ("rose", "kept", "fell", "joined", "came back", "left")


@typed
def tier_moves(
    scores: pd.DataFrame,
    *,
    start: Hashable | None = None,
    end: Hashable | None = None,
    n_tiers: int = 5,
    cuts: TierCuts | Sequence[float] | PlacesTiers = "each window",
    twins: Iterable[pd.DataFrame | np.ndarray] | None = None,
) -> pd.DataFrame:
    """Say who moved between two windows: from which tier to which, by how much money, and how often chance does it.

    Parameters
    ----------
    scores : DataFrame
        One row per customer, one column per window in order; NaN where a customer is absent. See :func:`tier_panel`.
    start, end : label of a column, optional
        The two windows; the last two by default.
    n_tiers : int
        How many tiers; ignored where cuts or a rule are stated.
    cuts : {"each window", "first window"}, sequence of float, or TierRule
        As in :func:`tier_panel`.
    twins : iterable of DataFrame or ndarray, optional
        The same customers and windows in worlds in which nobody changes: scores of the same shape.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody who is present in at least one of the two windows. ``from_tier`` and
        ``to_tier`` (0 for absent), ``steps`` (to less from; missing for who joined or left), ``from_score``,
        ``to_score``, ``change`` (score; absence counts as zero), ``move``: "rose", "kept", "fell", "joined" (absent in
        all windows before), "came back", "left". With `twins` also ``as_far_in_twins``: in what share of them the
        customer moves as many steps or more in the same direction; missing where ``steps`` is missing or zero.

    Raises
    ------
    SchemaError
        If the scores are not valid, or a window is not among their columns.
    ValueError
        If `start` does not lie before `end`, a twin has another shape, or an argument of the tiers is not valid.

    See Also
    --------
    tier_panel : Everybody in every window.
    moves_beyond_chance : The same question for all customers together: judge those first. Among a thousand who did not
        change, fifty move as far as one in twenty does.
    custseg.value.revenue_bridge : The money of new, kept and lost customers.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import tier_moves
    >>> scores = pd.DataFrame({"2023": [10.0, 20.0, None], "2024": [30.0, None, 20.0]}, index=["ann", "bob", "eve"])
    >>> tier_moves(scores, n_tiers=2)[["from_tier", "to_tier", "change", "move"]]
         from_tier  to_tier  change    move
    ann          1        2    20.0    rose
    bob          2        0   -20.0    left
    eve          0        1    20.0  joined
    """
    values = checked_scores(scores)
    first, last = _places(scores.columns, start, end)
    tiers = tiers_of(values, n_tiers, cuts)
    here = (tiers[:, first] > 0) | (tiers[:, last] > 0)
    table = _moves(values, tiers, first, last).set_axis(scores.index)
    if twins is not None:
        table["as_far_in_twins"] = _as_far(_steps(tiers, first, last), twins, (first, last), values, n_tiers, cuts)
    return table[here]


def _places(windows: pd.Index, start: Hashable | None, end: Hashable | None) -> tuple[int, int]:
    if len(windows) < 2:
        raise SchemaError(f"scores has one window, {listed(windows)}: nobody can have moved.")
    last = len(windows) - 1 if end is None else _place(windows, end, "end")
    first = last - 1 if start is None else _place(windows, start, "start")
    if not 0 <= first < last:
        raise ValueError(f"start must lie before end; found {windows[first]!s} and {windows[last]!s}.")
    return first, last


def _place(windows: pd.Index, label: Hashable, name: str) -> int:
    place = int(windows.get_indexer(pd.Index([label]))[0])
    if place < 0:
        raise SchemaError(f"{name}={label!r} is no window of scores; there are {listed(windows, 12)}.")
    return place


def _moves(values: np.ndarray, tiers: np.ndarray, first: int, last: int) -> pd.DataFrame:
    start, end = tiers[:, first], tiers[:, last]
    known = (tiers[:, :last] > 0).any(axis=1)
    steps = _steps(tiers, first, last)
    move = np.select(
        [end == 0, (start == 0) & known, start == 0, steps > 0, steps < 0],
        ["left", "came back", "joined", "rose", "fell"],
        "kept",
    )
    change = np.nan_to_num(values[:, last]) - np.nan_to_num(values[:, first])
    return pd.DataFrame(
        {
            "from_tier": start,
            "to_tier": end,
            "steps": steps,
            "from_score": values[:, first],
            "to_score": values[:, last],
            "change": change,
            "move": pd.Categorical(move, categories=list(MOVES)),
        }
    )


def _steps(tiers: np.ndarray, first: int, last: int) -> np.ndarray:
    both = (tiers[:, first] > 0) & (tiers[:, last] > 0)
    return np.where(both, tiers[:, last].astype(float) - tiers[:, first], np.nan)


def _as_far(
    steps: np.ndarray,
    twins: Iterable[pd.DataFrame | np.ndarray],
    windows: tuple[int, int],
    values: np.ndarray,
    n_tiers: int,
    cuts: TierCuts | Sequence[float] | PlacesTiers,
) -> np.ndarray:
    """Count in what share of the twins each customer moves at least as far in the same direction."""
    farther, drawn = np.zeros(len(steps)), 0
    for twin in twins:
        scores = finite_or_missing(twin)
        if scores.shape != values.shape:
            raise ValueError(f"a twin has the shape {scores.shape}, the scores {values.shape}: they must be the same.")
        moved = _steps(tiers_of(scores, n_tiers, cuts), *windows)
        with np.errstate(invalid="ignore"):
            farther += moved * np.sign(steps) >= np.abs(steps)
        drawn += 1
    if not drawn:
        raise ValueError("twins is empty: draw some, 200 for example, or leave the argument out.")
    return np.where(np.isnan(steps) | (steps == 0), np.nan, farther / drawn)
