"""From which doubt on is a move between tiers taken for a change, and how many of those taken would be chance?

`move_thresholds`.
"""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import TierCuts, check_fraction, typed
from .moves import _places, _steps
from .panel import PlacesTiers, checked_scores, finite_or_missing, tiers_of

FEWEST = 20  # twins
Shares = NDArray[np.float64]


@typed
def move_thresholds(
    scores: pd.DataFrame,
    twins: Iterable[pd.DataFrame | np.ndarray],
    *,
    start: Hashable | None = None,
    end: Hashable | None = None,
    n_tiers: int = 5,
    cuts: TierCuts | Sequence[float] | PlacesTiers = "each window",
    most: float = 0.2,
) -> pd.DataFrame:
    """Count the customers who moved farther than in all but a few twins, and how many that would be by chance.

    A list of customers whom chance seldom moves as far holds some whom chance has moved: among a thousand who did not
    change, fifty move as far as in one twin of twenty. Here each twin is asked the same question as the customers are,
    and what it answers is false. Whoever wants a list of which at most a tenth is chance takes the last row whose
    ``false_share`` is at most 0.1, and all customers whose ``as_far_in_twins`` of :func:`tier_moves` is at most that.

    Parameters
    ----------
    scores : DataFrame
        As in :func:`tier_moves`.
    twins : iterable of DataFrame or ndarray
        The same customers and windows in worlds in which nobody changes, at least 20; see :func:`twin_scores`.
    start, end : label of a column, optional
        The two windows; the last two by default.
    n_tiers : int
        How many tiers; ignored where cuts or a rule are stated.
    cuts : {"each window", "first window"}, sequence of float, or TierRule
        As in :func:`tier_panel`.
    most : float
        Up to which share of the twins, 0-1.

    Returns
    -------
    DataFrame
        Index ``as_far_in_twins``, rising from 0 by one twin. ``found``, customers who moved and whom at most that share
        of the twins moves as far in the same direction; ``by_chance``, the same in a twin, held against the other
        twins and what was seen (mean); ``low`` and ``high``, between which 95 % of the twins lie; ``false_share``,
        ``by_chance`` of ``found``, at most 1, and 1 where nobody is found.

    Raises
    ------
    SchemaError
        If the scores are not valid, or a window is not among their columns.
    ValueError
        If there are fewer than 20 twins, one has another shape, or an argument is not valid.

    See Also
    --------
    tier_moves : The customers, each with ``as_far_in_twins``.
    moves_beyond_chance : Whether there is more moving than by chance at all.

    Notes
    -----
    ``false_share`` is an estimate for the list as a whole, on the safe side: it counts by chance as many as if nobody
    had changed. It is as good as the twins are; see :func:`twin_scores`.

    References
    ----------
    Storey, J. D. & Tibshirani, R. (2003). Statistical significance for genomewide studies. PNAS 100(16).

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.segment import move_thresholds, twin_scores, window_scores
    >>> weeks = pd.DataFrame(np.random.default_rng(1).gamma(1.0, 10.0, (200, 52)))
    >>> weeks.iloc[:20, 26:] += 30.0  # they changed
    >>> table = move_thresholds(window_scores(weeks, length=26), twin_scores(weeks, length=26, random_state=1))
    >>> bool(table.loc[0.0, "found"] > 5 * table.loc[0.0, "by_chance"])
    True
    """
    check_fraction(np.asarray(most), None, "most", "Write 20 % as 0.2.")
    values = checked_scores(scores)
    windows = _places(scores.columns, start, end)
    worlds = [values, *(finite_or_missing(twin) for twin in twins)]
    if len(worlds) <= FEWEST:
        raise ValueError(f"move_thresholds needs at least {FEWEST} twins, found {len(worlds) - 1}: draw 200.")
    if wrong := [world.shape for world in worlds if world.shape != values.shape]:
        raise ValueError(f"a twin has the shape {wrong[0]}, the scores {values.shape}: they must be the same.")
    steps = np.array([_steps(tiers_of(world, n_tiers, cuts), *windows) for world in worlds])
    counts = _with_as_few(_others_as_far(steps), int(most * (len(worlds) - 1)))
    low, high = np.quantile(counts[1:], [0.025, 0.975], axis=0)
    table = pd.DataFrame({"found": counts[0], "by_chance": counts[1:].mean(axis=0), "low": low, "high": high})
    table["false_share"] = np.minimum(table["by_chance"] / np.maximum(table["found"], 1), 1.0)
    table.loc[table["found"] == 0, "false_share"] = 1.0
    return table.set_index(pd.Index(np.arange(len(table)) / (len(worlds) - 1), name="as_far_in_twins"))


def _others_as_far(steps: Shares) -> NDArray[np.int64]:
    """Count, for each world and customer, the other worlds that move the customer as far; all of them where none is."""
    others = np.full(steps.shape, len(steps), dtype=np.int64)
    for step in np.unique(steps[~np.isnan(steps) & (steps != 0)]):
        with np.errstate(invalid="ignore"):
            as_far = (steps * np.sign(step) >= abs(step)).sum(axis=0)
        others = np.where(steps == step, as_far - 1, others)
    return others


def _with_as_few(others: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Count the customers of each world whom at most 0, 1, ... others move as far."""
    return np.array([np.bincount(np.minimum(row, most + 1), minlength=most + 2)[: most + 1].cumsum() for row in others])
