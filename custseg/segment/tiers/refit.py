"""How many customers moved, and how many only because the definition of the tiers moved?

`rule_against_refit`.
"""

import numpy as np
import pandas as pd
from sklearn.base import clone

from ...schema import SchemaError, listed, number_from, typed
from .panel import checked_scores
from .rule import TierRule


@typed
def rule_against_refit(scores: pd.DataFrame, *, rule: TierRule | None = None, tolerance: float = 0.05) -> pd.DataFrame:
    """Hold the moves under a rule that is kept against those under the same rule fitted anew in each window.

    Parameters
    ----------
    scores : DataFrame
        Scores, or totals of points: one row per customer, one column per window in order, NaN for absent.
    rule : TierRule, optional
        Fitted, or else it learns from the first window in which anybody is present. By default fifths. Whether it is
        frozen does not matter: both are tried.
    tolerance : float
        A cut moved if it changed by more than this share of itself, such as 0.05, from one window to the next.

    Returns
    -------
    DataFrame
        One row per window but the first. ``customers`` present in it and in the window before. ``moved_frozen``, of
        them, those in another tier than before by the rule that is kept: they changed. ``moved_refitted``, by the rule
        fitted anew. ``moved_both``; ``by_definition``, moved only under the refitted rule: the tiers passed them by;
        ``hidden``, moved only under the kept one: the tiers went along. ``elsewhere``, customers of the window whom the
        two rules show in different tiers by now. ``cuts``, and how many of them moved, ``cuts_moved``, in the refitted
        rule; ``largest_change`` of a cut as a share of it, with its sign.

    Raises
    ------
    SchemaError
        If the scores are not valid, or have a single window.
    ValueError
        If the rule makes no sense, its cuts cannot be learnt, or `tolerance` is negative.

    See Also
    --------
    TierRule.cuts_by_window : The cuts themselves.
    tier_moves : Who moved.

    Notes
    -----
    A tier that is a place among the others says nothing of a shop that grows: all spend more, and as many rise as fall.
    A tier that is an amount says it, with inflation and season.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import TierRule, rule_against_refit
    >>> scores = pd.DataFrame({"2023": [10.0, 20.0, 30.0, 40.0], "2024": [25.0, 35.0, 45.0, 55.0]})
    >>> rule_against_refit(scores, rule=TierRule(n_tiers=2))[["moved_frozen", "moved_refitted", "hidden", "cuts_moved"]]
          moved_frozen  moved_refitted  hidden  cuts_moved
    2024             1               0       1           1
    """
    if not (allowed := number_from(0)).holds(tolerance):
        raise ValueError(f"tolerance must be {allowed.words}; found {tolerance!r}.")
    rule = TierRule() if rule is None else rule
    values = checked_scores(scores)
    if values.shape[1] < 2:
        raise SchemaError(f"scores has one window, {listed(scores.columns)}: nothing can have moved.")
    frozen = _frozen(rule).tiers_in(values)
    refitted = clone(rule).set_params(frozen=False).tiers_in(values)
    both = (frozen[:, 1:] > 0) & (frozen[:, :-1] > 0)
    kept, anew = (both & (tiers[:, 1:] != tiers[:, :-1]) for tiers in (frozen, refitted))
    table = pd.DataFrame(
        {
            "customers": both.sum(axis=0),
            "moved_frozen": kept.sum(axis=0),
            "moved_refitted": anew.sum(axis=0),
            "moved_both": (kept & anew).sum(axis=0),
            "by_definition": (anew & ~kept).sum(axis=0),
            "hidden": (kept & ~anew).sum(axis=0),
            "elsewhere": (frozen != refitted)[:, 1:].sum(axis=0),
        },
        index=scores.columns[1:],
    )
    change = _change_of_cuts(rule.cuts_by_window(scores).to_numpy())
    moved = np.abs(change) > tolerance
    largest = np.take_along_axis(change, np.abs(np.nan_to_num(change)).argmax(axis=1)[:, np.newaxis], axis=1)[:, 0]
    return table.assign(cuts=change.shape[1], cuts_moved=moved.sum(axis=1), largest_change=largest)


def _frozen(rule: TierRule) -> TierRule:
    """Give the rule with its cuts kept; one that was fitted keeps those."""
    if not hasattr(rule, "cuts_"):
        return clone(rule).set_params(frozen=True)
    kept = clone(rule).set_params(frozen=True)
    vars(kept).update({name: value for name, value in vars(rule).items() if name.endswith("_")})
    return kept


def _change_of_cuts(cuts: np.ndarray) -> np.ndarray:
    """Give by which share of itself each cut changed from the window before; none from infinity to infinity."""
    before, after = cuts[:-1], cuts[1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        change = (after - before) / np.abs(before)
    return np.where(before == after, 0.0, change)
