"""How many points does each customer have under a rule, and which class do they make?

`class_points` gives points, item by item; `classes_from_points` cuts them where a rule prints its cuts.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...bands import Bands
from ...catalogue import RuleSpec, load_rule
from ...schema import PointScale, SchemaError, as_numbers, check_choice, listed, typed
from ._columns import column_problems


@typed
def class_points(
    table: pd.DataFrame,
    rule: str | os.PathLike[str] | RuleSpec,
    *,
    scale: PointScale = "rank",
    within: Sequence[str] = (),
) -> pd.DataFrame:
    """Score customers by the points of a rule: each item earns up to its points, together up to a hundred.

    How a quantity becomes points the published rule does not print; `scale` is a setting.

    Parameters
    ----------
    table : DataFrame
        Index ``customer_id``; one column of numbers for each item of the rule, by its key; much is good.
    rule : str, path or RuleSpec
        A rule of the catalogue with points, such as "thirty_tiers", or your own. None is applied by itself.
    scale : {"rank", "largest"}
        What part of an item's points a customer earns: the share of the peers whom the customer equals or exceeds, or
        the customer's quantity over that of the largest peer. The latter follows one large customer.
    within : sequence of str
        Columns that make the peers, such as ``["market", "format"]``; all customers by default.

    Returns
    -------
    DataFrame
        Index of the table; the points of each item and ``points``, 0-100.

    Raises
    ------
    SchemaError
        For columns that are missing, have gaps or hold no numbers, and for quantities below zero; all at once.
    ValueError
        If the rule has no items with points.

    See Also
    --------
    classes_from_points : From points to classes.
    custseg.judgement.Hierarchy : Scores by weights that experts give.

    Notes
    -----
    By rank, equals have the same points, those who have none of an item too; :class:`TierRule` with ``kind="points"``
    counts the others who have *less*, so that none of an item earns none. Neither reading is printed by the rule.

    Examples
    --------
    >>> orders = pd.DataFrame({"quantity": [5, 9], "amount": [700, 600], "n_items": [3, 3], "premium": [0, 1]})
    >>> class_points(orders, "thirty_tiers")["points"].tolist()
    [80.0, 72.5]
    """
    check_choice(scale, "scale", PointScale)
    rule = rule if isinstance(rule, RuleSpec) else load_rule(rule)
    if not rule.items or math.isnan(rule.items[0].points):
        raise ValueError(f"rule '{rule.key}' prints no points for its items: state them in a file of your own.")
    keys = [item.key for item in rule.items]
    problems = column_problems(table, "table", within, keys)
    if not problems:
        below = [key for key in keys if (table[key] < 0).any()]
        problems = [f"{listed(below)} must be zero or more: net returns out first."] if below else []
    if problems:
        raise SchemaError(*problems)
    numbers = table[keys].astype("float64")
    peers = numbers.groupby([table[column] for column in within]) if within else None
    if scale == "rank":
        part = numbers.rank(method="max", pct=True) if peers is None else peers.rank(method="max", pct=True)
    else:
        largest = numbers.max() if peers is None else peers.transform("max")
        part = (numbers / largest).where(numbers > 0, 0.0)
    points = part * [item.points for item in rule.items]
    points["points"] = points.sum(axis=1)
    return points


@typed
def classes_from_points(
    points: pd.Series, rule: str | os.PathLike[str] | RuleSpec, *, penalties: pd.Series | None = None
) -> pd.Series:
    """Class customers where a rule prints its cuts: Suzhou's 91, 81 and 71 make A, B, C and W.

    Parameters
    ----------
    points : Series of shape (n_customers,)
        Points. A score between two printed ranges has not reached the upper one: 90.5 is B.
    rule : str, path or RuleSpec
        A rule with cuts, such as "suzhou_compliance", or your own. None is applied by itself.
    penalties : Series, optional
        Same index; how many penalties each customer has. From the printed number on the class is the lowest.

    Returns
    -------
    Series
        Ordered categories, worst to best; index of `points`.

    Raises
    ------
    SchemaError
        For missing or infinite points, penalties below zero and indexes that differ; all at once.
    ValueError
        If the rule prints no cuts, or no number of penalties where these are given.

    See Also
    --------
    class_points : Points under a rule.

    Examples
    --------
    >>> points = pd.Series([95, 90.5, 71, 70, 95], index=["ann", "bob", "eve", "joe", "kim"])
    >>> penalties = pd.Series([0, 0, 2, 0, 3], index=points.index)
    >>> classes_from_points(points, "suzhou_compliance", penalties=penalties).tolist()
    ['A', 'B', 'C', 'W', 'W']
    """
    rule = rule if isinstance(rule, RuleSpec) else load_rule(rule)
    if not rule.cuts:
        raise ValueError(
            f"rule '{rule.key}' prints no cuts: state them with custseg.bands.Bands or a file of your own."
        )
    table = pd.DataFrame({"points": points})
    problems = column_problems(table, "the table", [], ["points"])
    problems += _penalty_problems(penalties, points.index)
    if problems:
        raise SchemaError(*(problem.replace("the table['points']", "points") for problem in problems))
    codes = Bands("fixed", cuts=list(rule.cuts)).fit_transform(table).to_numpy()[:, 0] - 1
    if penalties is not None:
        codes = np.where(penalties.to_numpy() >= _most(rule), 0, codes)
    names = np.array(rule.tier_keys, dtype=object)[codes]
    return pd.Series(pd.Categorical(names, categories=list(rule.tier_keys), ordered=True), points.index, name="class")


def _most(rule: RuleSpec) -> int:
    """Give the number of penalties that puts a customer into the lowest tier."""
    penalties = rule.tiers[-1].penalties
    if not penalties:
        raise ValueError(f"rule '{rule.key}' prints no number of penalties: leave penalties out.")
    return penalties


def _penalty_problems(penalties: pd.Series | None, index: pd.Index) -> list[str]:
    if penalties is None:
        return []
    if not penalties.index.equals(index):
        return ["points and penalties must have the same index in the same order."]
    try:
        counts = as_numbers(penalties, "penalties")
    except (TypeError, ValueError) as error:
        return [str(error)]
    wrong = ~(counts >= 0)
    return [f"penalties must be zero or more; not so for {listed(index[wrong])}."] if wrong.any() else []
