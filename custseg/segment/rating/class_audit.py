"""Was the rating tampered with? Classes that no score explains, scores changed by hand, a clerk who favours.

`audit_classes` gives the findings with their evidence (客户类别考核).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ...schema import SchemaError, as_numbers, check_whole, listed, order_problems, typed
from ._columns import column_problems
from .clerks import favouring_clerks

FINDINGS = ("clerk who favours", "score changed by hand", "tier not explained by the score", "implausible change")
_COLUMNS = ["finding", "customer_id", "period", "clerk", "given", "expected", "steps", "p_value", "evidence"]


@typed
def audit_classes(
    panel: pd.DataFrame,
    *,
    cuts: Sequence[float] | None = None,
    most_steps: int = 2,
    within: Sequence[str] = (),
    level: float = 0.05,
) -> pd.DataFrame:
    """Look for classes that were not made by the rule: what does not fit, where, and what shows it.

    Four things are looked for, each where the panel has the columns for it. *Tier not explained by the score*: the tier
    given is not the one that the rule gives. *Implausible change*: a tier rose although the score fell, fell although
    it rose, or moved by more than `most_steps` at once. *Score changed by hand*: the score in use is not the one that
    was locked. *Clerk who favours*: more of a clerk's customers stand above what the rule gives, more often than below,
    than chance would give him; see `favouring_clerks`. A finding is a reason to look, not a verdict.

    Parameters
    ----------
    panel : DataFrame
        One row for each customer and period, in any order: ``customer_id``, ``period`` (what can be ordered), ``tier``
        (the number that was given; high is good). Optional: ``score`` (in use), ``locked_score`` (as computed),
        ``expected_tier`` (what the rule gives, with its hysteresis), ``clerk``.
    cuts : sequence of float, optional
        Rising cuts of the rule. They make the expected tier from the locked score, or from the score, where the panel
        has no ``expected_tier``.
    most_steps : int, default 2
        More steps at once are implausible.
    within : sequence of str
        Columns of the panel within which customers of different clerks are compared, such as market and format.
    level : float, default 0.05
        Chance that one or more honest clerks are named.

    Returns
    -------
    DataFrame
        One row per finding, clerks first: ``finding`` (categorical), ``customer_id`` and ``period`` (missing for a
        clerk), ``clerk`` (missing where the panel has none), ``given`` and ``expected`` (tiers or scores, by the
        finding; for a clerk his favoured customers and those to be expected; missing where there is none), ``steps``
        (of the tier; missing otherwise), ``p_value`` (adjusted for the number of clerks; missing otherwise) and
        ``evidence``, a sentence. ``attrs["looked_for"]`` says which of the four could be looked for.

    Raises
    ------
    SchemaError
        For columns that are missing, have gaps or hold no numbers, tiers that are no whole numbers, a customer who is
        in two tiers in a period, and periods that as text sort otherwise than time goes; all at once.
    ValueError
        If the cuts do not rise, `most_steps` is below 1, or `level` is not between 0 and 1.

    See Also
    --------
    favouring_clerks : The test of the clerks alone.
    tier_moves : Who moved, without suspicion.

    Examples
    --------
    >>> panel = pd.DataFrame({
    ...     "customer_id": ["ann", "ann", "bob", "bob"],
    ...     "period": ["2024Q1", "2024Q2", "2024Q1", "2024Q2"],
    ...     "score": [80.0, 90.0, 40.0, 35.0],
    ...     "locked_score": [80.0, 60.0, 40.0, 35.0],
    ...     "tier": [3, 3, 1, 2],
    ... })
    >>> found = audit_classes(panel, cuts=[50, 75])
    >>> found["customer_id"].str.cat(found["evidence"], ": ").tolist()[1:]
    ['ann: tier 3 given, the rule gives 2.', 'bob: tier 2 given, the rule gives 1.',
     'bob: from tier 1 to 2 against the score: 40 to 35.']
    """
    most_steps = check_whole(most_steps, "most_steps", at_least=1, of="tiers")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, such as 0.05; found {level!r}.")
    rows = _checked(panel, cuts, within)
    parts = [_by_hand(rows), _unexplained(rows), _implausible(rows, most_steps)]
    looked_for = [name for name, part in zip(FINDINGS[1:], parts, strict=True) if part is not None]
    if {"clerk", "expected_tier"} <= set(rows.columns):
        parts.insert(0, _favouring(rows, within, level))
        looked_for.insert(0, FINDINGS[0])
    found = pd.concat(
        [pd.DataFrame(columns=_COLUMNS), *(part.reindex(columns=_COLUMNS) for part in parts if part is not None)]
    )
    table = _ordered(found)
    table.attrs = {"looked_for": looked_for}
    return table


def _checked(panel: pd.DataFrame, cuts: Sequence[float] | None, within: Sequence[str]) -> pd.DataFrame:
    """Give the panel sorted by customer and period, with the expected tier, or say everything that is wrong."""
    optional = [name for name in ("score", "locked_score", "expected_tier") if name in panel.columns]
    words = [name for name in ("clerk",) if name in panel.columns]
    problems = column_problems(panel, "panel", ["customer_id", "period", *words, *within], ["tier", *optional])
    if not problems:
        problems += order_problems(panel["period"], "panel['period']")
        if (partly := (panel["tier"] % 1 != 0).to_numpy()).any():
            problems.append(f"panel['tier'] must be whole numbers; not so for {listed(panel.index[partly])}.")
        twice = panel.duplicated(["customer_id", "period"])
        if twice.any():
            people = panel.loc[twice, "customer_id"].unique()
            problems.append(f"{listed(people)} stand twice in one period: a customer has one tier at a time.")
        if cuts is not None and not {"score", "locked_score", "expected_tier"} & set(optional):
            problems.append("panel lacks 'score': cuts need something to cut.")
    if problems:
        raise SchemaError(*problems)
    rows = panel.sort_values(["customer_id", "period"], kind="stable").reset_index(drop=True)
    if cuts is not None and "expected_tier" not in optional:
        edges = as_numbers(cuts, "cuts")
        if edges.ndim != 1 or not len(edges) or not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
            raise ValueError(f"cuts must be a rising list of numbers; found {list(cuts)}.")
        from_score = rows["locked_score" if "locked_score" in optional else "score"].to_numpy(dtype="float64")
        rows["expected_tier"] = np.searchsorted(edges, from_score, side="right") + 1
    return rows


def _by_hand(rows: pd.DataFrame) -> pd.DataFrame | None:
    """Find scores in use that are not the locked ones."""
    if not {"score", "locked_score"} <= set(rows.columns):
        return None
    now, locked = (rows[name].to_numpy(dtype="float64") for name in ("score", "locked_score"))
    found = rows[~np.isclose(now, locked, rtol=1e-9, atol=1e-9)]
    return _findings(
        found, FINDINGS[1], "score", "locked_score", lambda row: f"locked at {row[1]:g}, in use is {row[0]:g}."
    )


def _unexplained(rows: pd.DataFrame) -> pd.DataFrame | None:
    """Find tiers that the rule does not give."""
    if "expected_tier" not in rows:
        return None
    found = rows[rows["tier"] != rows["expected_tier"]]
    table = _findings(
        found, FINDINGS[2], "tier", "expected_tier", lambda row: f"tier {row[0]:g} given, the rule gives {row[1]:g}."
    )
    return table.assign(steps=(found["tier"] - found["expected_tier"]).to_numpy())


def _implausible(rows: pd.DataFrame, most_steps: int) -> pd.DataFrame | None:
    """Find moves of the tier against the score, and moves that are too long."""
    same = (rows["customer_id"] == rows["customer_id"].shift()).to_numpy()
    steps = np.where(same, rows["tier"].diff(), 0.0)
    far = np.abs(steps) > most_steps
    against = np.zeros(len(rows), dtype=bool)
    score = next((name for name in ("locked_score", "score") if name in rows), None)
    if score is not None:
        change = np.where(same, rows[score].diff(), 0.0)
        against = ((steps > 0) & (change < 0)) | ((steps < 0) & (change > 0))
    found = rows[far | against].copy()
    found["before"] = rows["tier"].shift()[far | against]
    table = _findings(found, FINDINGS[3], "tier", "before", lambda row: f"from tier {row[1]:g} to {row[0]:g}")
    ends = np.where(against, " against the score.", " at once.")[far | against]
    if score is not None:
        moved = zip(rows[score].shift()[far | against], rows[score][far | against], ends, strict=True)
        ends = np.array([f"{end[:-1]}: {before:g} to {now:g}." for before, now, end in moved], dtype=object)
    table["evidence"] = table["evidence"].astype(object) + ends
    return table.assign(steps=steps[far | against])


def _findings(
    found: pd.DataFrame, name: str, given: str, expected: str, said: Callable[[tuple[float, float]], str]
) -> pd.DataFrame:
    table = found[["customer_id", "period"]].copy()
    table["finding"] = name
    table["clerk"] = found["clerk"].astype(str) if "clerk" in found else None
    table["given"], table["expected"] = found[given].astype("float64"), found[expected].astype("float64")
    table["evidence"] = list(map(said, zip(table["given"], table["expected"], strict=True)))
    return table


def _favouring(rows: pd.DataFrame, within: Sequence[str], level: float) -> pd.DataFrame:
    """Test the clerks by customers: a pair of customer and clerk counts once, however many periods it has."""
    above = (rows["tier"] - rows["expected_tier"]).clip(-1, 1)
    clerk = rows["clerk"].astype(str)
    pairs = above.groupby([rows["customer_id"], clerk]).sum() > 0
    entries = [rows[column].astype(str).to_numpy(dtype=object) for column in within]
    place = pd.Series(list(map("|".join, zip(*entries, strict=True))), rows.index) if within else None
    groups = None if place is None else place.groupby([rows["customer_id"], clerk]).last()
    clerks = pd.Series(pairs.index.get_level_values(1), index=pairs.index)
    table = favouring_clerks(pairs, clerks, within=groups, level=level)
    named = table[table["named"]]
    evidence = [
        f"{row.favoured:,} of {row.customers:,} customers stand above what the rule gives, "
        f"{row.others_share:.1%} of the other clerks'; by chance {row.expected:.1f} "
        f"(p {row.p_adjusted:.2g} over {len(table):,} clerks)."
        for row in named.itertuples()
    ]
    columns = {"clerk": named.index, "given": named["favoured"], "expected": named["expected"]}
    return pd.DataFrame(columns | {"finding": FINDINGS[0], "p_value": named["p_adjusted"], "evidence": evidence})


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    """Sort clerks by their chance, other findings by how far they go, then by customer and period."""
    found = found.assign(finding=pd.Categorical(found["finding"], categories=list(FINDINGS)))
    numbers = {name: found[name].astype("float64") for name in ("given", "expected", "steps", "p_value")}
    found = found.assign(**numbers)
    far = found["steps"].abs().fillna((found["given"] - found["expected"]).abs())
    order = found.assign(far=-far).sort_values(["finding", "p_value", "far", "customer_id", "period"], kind="stable")
    return order.drop(columns="far").reset_index(drop=True)
