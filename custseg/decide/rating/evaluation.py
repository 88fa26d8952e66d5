"""Did it work? What a comparison of before and after shows, what it cannot, and what a control adds.

`before_after` reports changes; `against_control` holds them against customers who were left alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...resample import group_difference, paired_difference
from ...schema import SchemaError, as_numbers, listed, require_frame, typed


@typed
def before_after(
    before: pd.DataFrame, after: pd.DataFrame, *, tolerance: float = 0.0, level: float = 0.95
) -> pd.DataFrame:
    """Report how each score of the same customers changed: the evaluation loop of the source (前后评价对比).

    It says *that* scores changed, not *why*. A change has many causes beside what was done: everybody rises in a good
    year; and customers who were picked because they stood low rise by themselves, for part of their standing low was
    chance (regression towards the mean). What was done is only seen `against_control`.

    Parameters
    ----------
    before, after : DataFrame
        One row per customer, one column per degree, the same in both; high is good.
    tolerance : float, default 0
        Changes up to so much are called unchanged.
    level : float, default 0.95
        How often the interval should hold the mean change, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``degree``; ``before`` and ``after`` (means), ``change`` with ``low`` and ``high`` (customers are the
        unit; missing where all change alike or there is one), ``improved``, ``unchanged``, ``worsened`` (customers) and
        ``n``.

    Raises
    ------
    SchemaError
        If the tables have other customers or columns, a customer twice, or scores that are missing or no numbers; all
        at once.
    ValueError
        If the tolerance is below zero, or the level is not between 0 and 1.

    See Also
    --------
    against_control : What was done, not merely what happened.
    custseg.segment.tier_moves : Changes of tiers.

    References
    ----------
    Galton, F. (1886). Regression towards mediocrity in hereditary stature. Journal of the Anthropological Institute 15.

    Examples
    --------
    >>> before = pd.DataFrame({"credit": [50.0, 60.0, 70.0]}, index=["ann", "bob", "eve"])
    >>> after = pd.DataFrame({"credit": [58.0, 62.0, 69.0]}, index=["ann", "bob", "eve"])
    >>> before_after(before, after)[["change", "improved", "worsened"]].to_numpy().tolist()
    [[3.0, 2.0, 1.0]]
    """
    if not 0 <= tolerance < np.inf:
        raise ValueError(f"tolerance must be zero or more; found {tolerance!r}.")
    _check_tables(before, after)
    rows = {}
    for degree in before.columns:
        first, second = before[degree].astype("float64"), after[degree].astype("float64")
        change = second - first
        # 50.1 less 50 is a little more than 0.1 on a computer
        reach = tolerance + 1e-12 * (first.abs() + second.abs()) if tolerance else tolerance
        ends = paired_difference(second, first, yes_or_no=False, level=level).iloc[0]
        rows[degree] = {
            "before": first.mean(),
            "after": second.mean(),
            "change": change.mean(),
            "low": ends["low"],
            "high": ends["high"],
            "improved": int((change > reach).sum()),
            "unchanged": int((change.abs() <= reach).sum()),
            "worsened": int((change < -reach).sum()),
            "n": len(change),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("degree")


@typed
def against_control(
    before: pd.Series,
    after: pd.Series,
    treated: pd.Series,
    *,
    earlier: pd.Series | None = None,
    drawn: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Hold the change of customers for whom something was done against that of customers who were left alone.

    The *difference in differences* takes out what happened to everybody. It is the effect if both sides would have
    changed alike without it; that cannot be seen, but whether they changed alike in the time before can: pass
    `earlier`. It fails where the treated were picked for standing low or high just then. Only a control that was drawn
    by lot (`custseg.decide.draw_control`) answers for itself; then `drawn` adds the comparison that uses the score
    before best.

    Parameters
    ----------
    before, after : Series of shape (n_customers,)
        Score of each customer in the two periods.
    treated : Series of bool
        Same index: True for whom something was done, False for the control.
    earlier : Series, optional
        Same index: score of one period before `before`, when nothing was done for anybody.
    drawn : bool, default False
        Whether the control was drawn by lot.
    level : float, default 0.95
        How often the intervals should hold the truth, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``comparison``: "treated, before and after", "control, before and after", "difference in differences";
        with `earlier` "the same, one period earlier" (an interval without zero says that the two sides did not change
        alike even then); with `drawn` "adjusted for before". Columns ``estimate``, ``low``, ``high`` (customers are
        the unit; missing for a side of one customer, or without spread), ``n`` (customers).

    Raises
    ------
    SchemaError
        If indexes differ, scores are missing or no numbers, `treated` does not hold True and False, or one side is
        empty; all at once.
    ValueError
        If the level is not between 0 and 1.

    See Also
    --------
    before_after : The change alone, for many degrees.
    draw_control : Draws the control.
    smallest_effect : What could be seen at all.

    Notes
    -----
    "Adjusted for before" regresses the score after on the treatment and the score before, with the same slope on both
    sides: with a drawn control no other comparison of the two scores is more exact in large samples.

    References
    ----------
    Imbens, G. W. & Rubin, D. B. (2015). Causal inference for statistics, social, and biomedical sciences. Cambridge
    University Press.
    Lin, W. (2013). Agnostic notes on regression adjustments to experimental data. Annals of Applied Statistics 7(1).

    Examples
    --------
    >>> before = pd.Series([50.0, 52, 54, 51, 53, 55])
    >>> after = pd.Series([58.0, 61, 62, 54, 55, 59])
    >>> table = against_control(before, after, pd.Series([True] * 3 + [False] * 3))
    >>> table["estimate"].round(1).tolist()
    [8.3, 3.0, 5.3]
    """
    first, second, third = _checked(before, after, treated, earlier)
    change = second - first
    rows = {
        "treated, before and after": paired_difference(second[treated], first[treated], yes_or_no=False, level=level),
        "control, before and after": paired_difference(second[~treated], first[~treated], yes_or_no=False, level=level),
        "difference in differences": group_difference(change, treated, yes_or_no=False, level=level),
    }
    if third is not None:
        rows["the same, one period earlier"] = group_difference(first - third, treated, yes_or_no=False, level=level)
    if drawn:
        adjusted = second - _slope(first, second, treated) * (first - first.mean())
        rows["adjusted for before"] = group_difference(adjusted, treated, yes_or_no=False, level=level)
    table = pd.concat([row.rename(columns={"difference": "estimate"}) for row in rows.values()], ignore_index=True)
    table.index = pd.Index(rows, name="comparison")
    return table[["estimate", "low", "high", "n"]]


def _slope(before: pd.Series, after: pd.Series, treated: pd.Series) -> float:
    """Give the slope of after on before within both sides; zero where nobody differed before."""
    x = before - before.groupby(treated).transform("mean")
    y = after - after.groupby(treated).transform("mean")
    return float((x * y).sum() / (x**2).sum()) if (x**2).sum() > 0 else 0.0


def _check_tables(before: pd.DataFrame, after: pd.DataFrame) -> None:
    require_frame(before, "before")
    require_frame(after, "after")
    problems = [] if len(before) else ["before is empty: there is nobody to compare."]
    if not before.index.is_unique:
        problems.append(f"before has customers twice: {listed(before.index[before.index.duplicated()].unique())}.")
    if not after.index.equals(before.index):
        problems.append("after must have the customers of before in the same order: reindex it.")
    if not len(before.columns):
        problems.append("before has no column: name the degrees that are to be compared.")
    elif not after.columns.equals(before.columns) or not before.columns.is_unique:
        problems.append(
            f"both must have the same degrees once; found {listed(before.columns)} and {listed(after.columns)}."
        )
    else:
        for name, table in (("before", before), ("after", after)):
            problems += [text for degree in table.columns for text in _gaps(table[degree], f"{name}['{degree}']")]
    if problems:
        raise SchemaError(*problems)


def _gaps(column: pd.Series, name: str) -> list[str]:
    try:
        values = as_numbers(column, name)
    except (TypeError, ValueError) as error:
        return [str(error)]
    wrong = ~np.isfinite(values)
    return [f"{name} is missing or infinite for {listed(column.index[wrong])}."] if wrong.any() else []


def _checked(
    before: pd.Series, after: pd.Series, treated: pd.Series, earlier: pd.Series | None
) -> tuple[pd.Series, pd.Series, pd.Series | None]:
    """Give the scores as floats, or say everything that is wrong with them."""
    scores = {"before": before, "after": after} | ({} if earlier is None else {"earlier": earlier})
    problems = [
        f"{name} must have the index of before in the same order."
        for name, column in (*scores.items(), ("treated", treated))
        if not column.index.equals(before.index)
    ]
    if not before.index.is_unique:
        problems.append(f"before has customers twice: {listed(before.index[before.index.duplicated()].unique())}.")
    problems += [text for name, column in scores.items() for text in _gaps(column, name)]
    if treated.dtype != bool:
        problems.append(f"treated must hold True and False; found {treated.dtype}: pass treated.astype(bool).")
    elif treated.all() or not treated.any():
        problems.append("treated must have both sides: without a control nothing can be held against it.")
    if problems:
        raise SchemaError(*problems)
    floats = {name: column.astype("float64") for name, column in scores.items()}
    return floats["before"], floats["after"], floats.get("earlier")
