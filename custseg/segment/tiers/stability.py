"""How much do customers move between tiers in all, and more than in a shop where nobody changes?

`tier_stability`, fast enough for hundreds of twins, and `moves_beyond_chance`.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ...schema import TierCuts, check_fraction, typed
from .panel import PlacesTiers, best_tier, finite_or_missing, tiers_of

FAR = 2  # tiers


@typed
def tier_stability(
    scores: pd.DataFrame | np.ndarray,
    *,
    n_tiers: int = 5,
    cuts: TierCuts | Sequence[float] | PlacesTiers = "each window",
) -> pd.Series:
    """Say in five numbers how much customers move between tiers.

    Who is absent in a window (NaN) does not count there.

    Parameters
    ----------
    scores : DataFrame or ndarray of shape (n_customers, n_windows)
        Windows in order, at least two; see :func:`tier_panel`.
    n_tiers : int
        How many tiers; ignored where cuts or a rule are stated.
    cuts : {"each window", "first window"}, sequence of float, or TierRule
        As in :func:`tier_panel`.

    Returns
    -------
    Series
        Shares, 0-1, NaN where nobody is concerned: ``kept``, still in the same tier in the next window (mean over the
        pairs of windows); ``undone``, promoted and then demoted in the window after (mean over the triples; NaN with
        two windows); ``far``, two tiers or more from the first window to the last; ``top_kept``, in the top tier in the
        first window and in the last; ``halved``, a last score below half of the first.

    Raises
    ------
    ValueError
        If there are fewer than two windows, a score is infinite, or an argument of the tiers is not valid.

    See Also
    --------
    moves_beyond_chance : The same numbers beside those of twins.
    tier_moves : Which customers moved.

    Examples
    --------
    >>> from custseg.segment import tier_stability
    >>> tier_stability([[10.0, 30.0], [20.0, 20.0], [30.0, 10.0]], n_tiers=3).round(2).to_dict()
    {'kept': 0.33, 'undone': nan, 'far': 0.67, 'top_kept': 0.0, 'halved': 0.33}
    """
    values = finite_or_missing(scores)
    if values.ndim != 2 or values.shape[1] < 2:
        raise ValueError(f"scores must be a table of customers by at least two windows; found shape {values.shape}.")
    tiers = tiers_of(values, n_tiers, cuts)
    return pd.Series(facts_of(values, tiers, best_tier(n_tiers, cuts)))


@typed
def moves_beyond_chance(
    scores: pd.DataFrame | np.ndarray,
    twins: Iterable[pd.DataFrame | np.ndarray],
    *,
    n_tiers: int = 5,
    cuts: TierCuts | Sequence[float] | PlacesTiers = "each window",
    level: float = 0.95,
) -> pd.DataFrame:
    """Hold the moves between tiers against those of twins in which no customer changes.

    Parameters
    ----------
    scores : DataFrame or ndarray of shape (n_customers, n_windows)
        See :func:`tier_stability`.
    twins : iterable of DataFrame or ndarray
        Scores of worlds in which nobody changes, in the same windows; 200 are enough.
    n_tiers : int
        How many tiers.
    cuts : {"each window", "first window"}, sequence of float, or TierRule
        As in :func:`tier_panel`.
    level : float
        Which share of the twins the band holds, 0-1.

    Returns
    -------
    DataFrame
        One row for each number of :func:`tier_stability`: ``observed``, ``twin`` (median), ``twin_low``, ``twin_high``,
        ``beyond``, whether the observed number lies outside that band (False where it is missing); ``p_value``, 0-1:
        how often a world without change lies as far on that side, both sides counted; 1 where it is missing. It needs
        39 twins to get down to 0.05, and of worlds in which nobody changes at most one in twenty has 0.05 or less.

    Raises
    ------
    ValueError
        If there is no twin, or an argument is not valid.

    See Also
    --------
    tier_moves : The customers; with the same twins, how often chance moves each of them as far.

    Notes
    -----
    A twin is only as good as what it keeps: where weeks are shuffled within a customer, that customer's own season and
    holidays count as change.

    References
    ----------
    Good, P. (2005). Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed. Springer.

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.segment import moves_beyond_chance
    >>> rng = np.random.default_rng(1)
    >>> weeks = rng.gamma(2.0, 10.0, (300, 1)) * rng.gamma(1.0, 1.0, (300, 26))
    >>> def halves(table):
    ...     return table.reshape(300, 2, 13).sum(axis=2)
    >>> table = moves_beyond_chance(halves(weeks), [halves(rng.permuted(weeks, axis=1)) for _ in range(40)])
    >>> bool(table.loc["kept", "beyond"])
    False
    """
    check_fraction(np.asarray(level), None, "level", "Write 95 % as 0.95.")
    observed = tier_stability(scores, n_tiers=n_tiers, cuts=cuts)
    drawn = [tier_stability(twin, n_tiers=n_tiers, cuts=cuts).to_numpy() for twin in twins]
    if not drawn:
        raise ValueError("twins is empty: draw some, 200 for example.")
    ends = np.quantile(drawn, [0.5, (1 - level) / 2, (1 + level) / 2], axis=0)
    table = pd.DataFrame({"observed": observed, "twin": ends[0], "twin_low": ends[1], "twin_high": ends[2]})
    table["beyond"] = (observed < table["twin_low"]) | (observed > table["twin_high"])
    return table.assign(p_value=_p_values(observed.to_numpy(), np.array(drawn)))


def _p_values(observed: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Double the share of worlds, the observed one among them, that lie at least as far on its rarer side."""
    as_high, as_low = (drawn >= observed).sum(axis=0), (drawn <= observed).sum(axis=0)
    rarer = (1 + np.minimum(as_high, as_low)) / (1 + len(drawn))
    return np.where(np.isnan(observed), 1.0, np.minimum(2 * rarer, 1.0))


def facts_of(values: np.ndarray, tiers: np.ndarray, top: int) -> dict[str, float]:
    """Give the numbers of `tier_stability` for tiers that are known."""
    first, last = tiers[:, 0], tiers[:, -1]
    both = (first > 0) & (last > 0)
    was_top = both & (first == top)
    with np.errstate(invalid="ignore"):
        halved = values[:, -1] < 0.5 * values[:, 0]
    steps = np.abs(last.astype(np.int32) - first)
    return {
        "kept": _mean_over(zip(tiers.T[:-1], tiers.T[1:], strict=True), _kept),
        "undone": _mean_over(zip(tiers.T[:-2], tiers.T[1:-1], tiers.T[2:], strict=True), _undone),
        "far": _share(steps >= FAR, both),
        "top_kept": _share(last == top, was_top),
        "halved": _share(halved, both),
    }


def _kept(one: np.ndarray, other: np.ndarray) -> float:
    return _share(one == other, (one > 0) & (other > 0))


def _undone(one: np.ndarray, other: np.ndarray, third: np.ndarray) -> float:
    return _share(third < other, (one > 0) & (one < other) & (third > 0))


def _mean_over(windows: Iterable[tuple[np.ndarray, ...]], share) -> float:
    shares = np.array([share(*columns) for columns in windows])
    return float(np.nanmean(shares)) if (~np.isnan(shares)).any() else np.nan


def _share(found: np.ndarray, among: np.ndarray) -> float:
    total = np.count_nonzero(among)
    return np.count_nonzero(found & among) / total if total else np.nan
