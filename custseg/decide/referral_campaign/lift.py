"""What did the letters bring, beside what would have come anyway?

`campaign_lift`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...resample import group_difference
from ...schema import SchemaError, as_numbers, check_fraction, listed, raise_where, require_frame, typed

ARMS = {"write", "leave"}


@typed
def campaign_lift(
    outcomes: pd.DataFrame, plan: pd.DataFrame, *, before: pd.DataFrame | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return the lift of each route: those who were written to against those whom the lot left alone.

    Everybody counts on the side to which the lot put them, whether the letter was read or not; so the two sides differ
    by the letter alone, and the interval is that of a drawn control.

    Parameters
    ----------
    outcomes : DataFrame
        Index ``customer_id``, everybody in `plan`; one column a value, such as ``referral_value`` and
        ``lifetime_value`` of the window after the letters, in money. Take rewards and letters off, so that the lift is
        what is left.
    plan : DataFrame
        From `plan_campaign`: index ``customer_id``; ``route`` and ``arm`` ("write" or "leave").
    before : DataFrame, optional
        The same columns, or some of them, of a window before: the lift is then adjusted for where each stood, which
        narrows the interval where customers stay as they are.
    level : float, default 0.95
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``route``, ``outcome``. ``written`` and ``left``, customers; ``mean_written`` and ``mean_left``; ``lift``
        with ``low`` and ``high``, in the unit of the outcome per customer written to; ``in_all``, lift times those
        written to. ``low`` and ``high`` are missing where a side has one customer or nobody differs.

    Raises
    ------
    SchemaError
        If customers differ, columns are missing or hold something else than finite numbers, or a route has one side.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    against_control : For one score, with what else a comparison may show.
    stop_rule : Whether the campaign may end before its last day.

    Notes
    -----
    Who was written to may recommend to somebody who was left alone, or take a friend from them: then both sides are
    moved and the lift is understated or overstated. Draw whole villages or firms by lot where neighbours talk.

    References
    ----------
    Lin, W. (2013). Agnostic notes on regression adjustments to experimental data. Annals of Applied Statistics 7(1).

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import campaign_lift
    >>> ids = pd.Index(list("abcdef"), name="customer_id")
    >>> plan = pd.DataFrame({"route": "affluents to champions", "arm": ["write", "leave"] * 3}, ids)
    >>> outcomes = pd.DataFrame({"referral_value": [90.0, 40.0, 70.0, 35.0, 80.0, 45.0]}, ids)
    >>> campaign_lift(outcomes, plan)[["mean_written", "mean_left", "lift", "in_all"]].to_numpy().tolist()
    [[80.0, 40.0, 40.0, 120.0]]
    """
    check_fraction(np.asarray(level), None, "level", "It is a coverage: write 95 % as 0.95.")
    raise_where(np.asarray(level in (0, 1)), None, "level", "is 0 or 1", "No interval would be enough, or needed.")
    _check(outcomes, plan, before)
    rows = {}
    for route, members in plan.groupby("route", sort=False):
        written = (members["arm"] == "write").reindex(members.index)
        for name in outcomes.columns:
            values = outcomes.loc[members.index, name].astype("float64")
            earlier = None if before is None or name not in before else before.loc[members.index, name]
            rows[route, name] = _row(values, written, earlier, level)
    columns = ["written", "left", "mean_written", "mean_left", "lift", "low", "high", "in_all"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(list(rows), names=["route", "outcome"])
    return table.astype({"written": "int64", "left": "int64"})


def _row(values: pd.Series, written: pd.Series, earlier: pd.Series | None, level: float) -> list[float]:
    compared = values if earlier is None else _adjusted(values, written, earlier.astype("float64"))
    found = group_difference(compared, written, level=level).iloc[0]
    sides = [int(written.sum()), int((~written).sum())]
    means = [values[written].mean(), values[~written].mean()]
    return [*sides, *means, found["difference"], found["low"], found["high"], found["difference"] * sides[0]]


def _adjusted(values: pd.Series, written: pd.Series, earlier: pd.Series) -> pd.Series:
    """Take out what the place before explains, by one slope within both sides."""
    x = earlier - earlier.groupby(written).transform("mean")
    y = values - values.groupby(written).transform("mean")
    slope = float((x * y).sum() / (x**2).sum()) if (x**2).sum() > 0 else 0.0
    return values - slope * (earlier - earlier.mean())


def _check(outcomes: pd.DataFrame, plan: pd.DataFrame, before: pd.DataFrame | None) -> None:
    require_frame(outcomes, "outcomes")
    require_frame(plan, "plan")
    if plan.columns.nlevels > 1:
        raise SchemaError(f"plan must have one level of column names, found {plan.columns.nlevels}.")
    if missing := [name for name in ("route", "arm") if name not in plan.columns]:
        raise SchemaError(f"plan lacks {listed(missing)}: pass what plan_campaign gives.")
    if not plan.columns.is_unique:
        raise SchemaError("plan has columns that occur twice. Keep one of each.")
    problems = [] if plan.index.is_unique and len(plan) else ["plan must have each customer once, and one at least."]
    tables = {"outcomes": outcomes} | ({} if before is None else {"before": before})
    for called, table in tables.items():
        if not table.index.is_unique or not table.columns.is_unique:
            problems.append(f"{called} must have each customer and each column once.")
        elif len(lost := plan.index.difference(table.index)):
            problems.append(
                f"{called} lacks {len(lost):,} customers of the plan: {listed(lost)}. Who brought nothing has 0."
            )
        else:
            problems += [text for name in table.columns for text in _gaps(table.loc[plan.index, name], called)]
    if not len(outcomes.columns):
        problems.append("outcomes has no column.")
    if before is not None and not set(before.columns) & set(outcomes.columns):
        problems.append("before has no column of outcomes.")
    if plan["route"].isna().any() or not set(plan["arm"].dropna()) <= ARMS or plan["arm"].isna().any():
        problems.append("each row of plan needs a route and the arm 'write' or 'leave'.")
    elif len(lone := [route for route, arms in plan.groupby("route")["arm"] if arms.nunique() < 2]):
        problems.append(f"{listed(lone)} has one side alone: without a control there is no lift.")
    if problems:
        raise SchemaError(*problems)


def _gaps(column: pd.Series, called: str) -> list[str]:
    try:
        wrong = int((~np.isfinite(as_numbers(column, f"{called}['{column.name}']"))).sum())
    except (TypeError, ValueError) as error:
        return [str(error)]
    return [f"{called}['{column.name}'] is missing or infinite for {wrong:,} customers."] if wrong else []
