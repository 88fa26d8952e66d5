"""What if alternatives are scored against each other? In one of two modes a copy turns the ranks of others around.

`relative_scores`, `rank_reversal` and `criterion_shares`.
"""

from collections.abc import Hashable, Mapping
from numbers import Real

import numpy as np
import pandas as pd

from ...schema import SchemaError, ScoreMode, as_numbers, check_choice, listed, require_frame, typed


@typed
def relative_scores(
    ratios: pd.DataFrame, weights: Mapping[str, float], *, mode: ScoreMode = "distributive"
) -> pd.Series:
    """Score a few alternatives against each other.

    For customers use `Hierarchy`, whose scores do not depend on who else is there. This function shows why.

    Parameters
    ----------
    ratios : DataFrame
        Alternatives by criteria, positive: how good each alternative is, on a ratio scale of any unit.
    weights : mapping of criterion to float
        Adding up to one.
    mode : {"distributive", "ideal"}, default "distributive"
        Whether each criterion is divided by its sum, so that the alternatives share it out and a copy of one of them
        can turn the ranks of the others around; or by its largest value, so that a copy changes nothing.

    Returns
    -------
    Series
        ``score`` by alternative, adding up to one.

    Raises
    ------
    SchemaError
        If a ratio is not positive and finite, or the weights do not fit the criteria.

    References
    ----------
    Belton & Gear (1983), On a short-coming of Saaty's method of analytic hierarchies, Omega 11(3).

    Examples
    --------
    >>> ratios = pd.DataFrame({"one": [1, 9, 1], "two": [9, 1, 1], "three": [8, 9, 1]}, index=["A", "B", "C"])
    >>> equal = {"one": 1 / 3, "two": 1 / 3, "three": 1 / 3}
    >>> relative_scores(ratios, equal).round(3).to_dict()
    {'A': 0.451, 'B': 0.47, 'C': 0.079}
    """
    require_frame(ratios, "ratios")
    check_choice(mode, "mode", ScoreMode)
    shares = criterion_shares(weights, list(ratios.columns))
    values = as_numbers(ratios, "ratios")
    wrong = ratios.index[~((values > 0) & np.isfinite(values)).all(axis=1)]
    if len(wrong):
        raise SchemaError(f"alternatives {listed(wrong)} have ratios that are not positive and finite.")
    unit = values.sum(axis=0) if mode == "distributive" else values.max(axis=0)
    score = (values / unit) @ shares.to_numpy()
    return pd.Series(score / score.sum(), index=ratios.index, name="score")


@typed
def rank_reversal(
    ratios: pd.DataFrame, weights: Mapping[str, float], copied: object, *, name: str | None = None
) -> pd.DataFrame:
    """Show what adding a copy of one alternative does to the others, in both modes.

    Parameters
    ----------
    ratios : DataFrame
        Alternatives by criteria, positive, as in `relative_scores`.
    weights : mapping of criterion to float
        Adding up to one.
    copied : str
        The alternative that is copied.
    name : str, optional
        What to call the copy; by default "copy of ..." .

    Returns
    -------
    DataFrame
        Alternatives by (mode, "before" or "after"); the copy has no score before.

    Raises
    ------
    SchemaError
        If no alternative is called `copied`, or as `relative_scores`.

    References
    ----------
    Belton & Gear (1983), Omega 11(3).

    Examples
    --------
    >>> ratios = pd.DataFrame({"one": [1, 9, 1], "two": [9, 1, 1], "three": [8, 9, 1]}, index=["A", "B", "C"])
    >>> table = rank_reversal(ratios, {"one": 1 / 3, "two": 1 / 3, "three": 1 / 3}, "B")
    >>> table["distributive"].idxmax().to_dict()
    {'before': 'B', 'after': 'A'}
    """
    require_frame(ratios, "ratios")
    if not isinstance(copied, Hashable) or list(ratios.index).count(copied) != 1:
        raise SchemaError(f"copied must be one of {listed(ratios.index)}; found {str(copied)[:40]!r}.")
    copy = ratios.loc[[copied]].rename({copied: name or f"copy of {copied}"})
    enlarged = pd.concat([ratios, copy])
    columns = {
        (mode, when): relative_scores(table, weights, mode=mode)
        for mode in ("distributive", "ideal")
        for when, table in (("before", ratios), ("after", enlarged))
    }
    return pd.DataFrame(columns).reindex(enlarged.index)


def criterion_shares(weights: Mapping[str, float], criteria: list[str]) -> pd.Series:
    """Check weights of criteria: known, complete, not negative, adding up to one."""
    given = dict(weights)
    problems = []
    if unknown := [key for key in given if key not in criteria]:
        problems.append(f"weights for unknown criteria {listed(unknown)}; there are {listed(criteria, 20)}.")
    if left_out := [key for key in criteria if key not in given]:
        problems.append(f"criteria {listed(left_out)} have no weight.")
    problems += [
        f"weight of '{key}' is {str(weight)[:40]}, expected a number from 0 to 1."
        for key, weight in given.items()
        if not (isinstance(weight, Real) and 0 <= weight < 1e100)
    ]
    if problems:
        raise SchemaError(*problems)
    total = sum(given.values())
    if not problems and abs(total - 1) > 1e-9:
        problems.append(f"the weights add up to {total:.6g}, expected 1. Divide each of them by {total:.6g}.")
    if problems:
        raise SchemaError(*problems)
    return pd.Series(given, dtype=float, name="weight").loc[criteria]
