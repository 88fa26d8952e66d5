"""How is a wholesaler's rating run, quarter after quarter? Score, tier, class, moves, standards, supply, audit.

`RetailerRating` is the whole of it on one table; every step is also a function of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...bands import Bands
from ...catalogue import RuleSpec, load_rule
from ...schema import SchemaError, SupplyRule, as_numbers, listed, order_problems, require_frame
from ...segment import audit_classes, class_points
from .capacity import capacity_cut
from .supply import allocate_supply

KEYS = ("customer_id", "period")


class RetailerRating:
    """Rate retailers by a stated rule, from the score to the supply (客户分类分级管理).

    It is fitted once, on the first period of a table, and rates every later one by the same cuts. The table has one row
    for each customer and period, in any order.

    Parameters
    ----------
    score : str, RuleSpec or fitted Hierarchy
        What makes the score, high is good: a column of the table, a rule with points (``load_rule("thirty_tiers")``),
        whose peers are those of the same period and of `within`, or a fitted `custseg.judgement.Hierarchy`, whose total
        is taken. No rule of a trade is applied unless it is passed.
    tiers : sequence of float or estimator
        Rising cuts, or what finds them: anything with ``fit`` and ``predict`` or ``transform`` for one column, such as
        `custseg.bands.Bands`. If it also has ``predict_panel``, as a rule with a memory has, periods follow each other
        in it: a table of customers by periods goes in, ``tier`` by customer and period comes out.
    within : sequence of str
        Columns that stand in the class before the tier, such as market and format: "C/Z/4".

    Attributes
    ----------
    tiers_ : estimator
        Fitted on the scores of the first period.
    first_period_ : object
        That period.

    See Also
    --------
    custseg.segment.audit_classes : The audit by itself.
    allocate_supply : The supply by itself.
    against_control : Whether what was done for a tier did anything.

    Examples
    --------
    >>> from custseg.simulate import simulate_rated_retailers
    >>> panel, _ = simulate_rated_retailers(200)
    >>> table = panel.rename(columns=lambda name: name.removeprefix("sim_"))
    >>> rating = RetailerRating("locked_score", [20, 40, 60, 80], within=["market", "format"]).fit(table)
    >>> rated = rating.rate(table)
    >>> rated.columns.tolist()
    ['customer_id', 'period', 'score', 'tier', 'class']
    >>> rating.audit(table)["finding"].iloc[0]
    'clerk who favours'
    """

    def __init__(self, score: Any, tiers: Any, *, within: Sequence[str] = ()) -> None:
        self.score = score
        self.tiers = tiers
        self.within = within

    def fit(self, table: pd.DataFrame) -> RetailerRating:
        """Find the cuts on the first period of a table.

        Parameters
        ----------
        table : DataFrame
            ``customer_id``, ``period``, the columns of the score and those of `within`.

        Returns
        -------
        RetailerRating
            Itself.

        Raises
        ------
        SchemaError
            For columns that are missing or have gaps, a score that is no number, customers who stand twice in a period,
            and periods that as text sort otherwise than time goes; all at once.
        TypeError
            If `score` or `tiers` is none of what they can be.
        """
        self._check_itself()
        rows = self._checked(table)
        rule = Bands("fixed", cuts=list(self.tiers)) if isinstance(self.tiers, Sequence | np.ndarray) else self.tiers
        first = rows["period"].min()
        scores = self._scores(rows)
        self.tiers_ = rule.fit(scores[rows["period"] == first].to_frame("score"))
        self.first_period_ = first
        return self

    def rate(self, table: pd.DataFrame) -> pd.DataFrame:
        """Score everybody, and say in which tier and class each customer is in each period.

        Parameters
        ----------
        table : DataFrame
            As in `fit`.

        Returns
        -------
        DataFrame
            Sorted by customer and period: ``customer_id``, ``period``, ``score``, ``tier`` (high is good) and ``class``
            (the entries of `within` and the tier).

        Raises
        ------
        SchemaError
            As `fit`.
        ValueError
            If the rating is not fitted.
        """
        if not hasattr(self, "tiers_"):
            raise ValueError("RetailerRating is not fitted: call fit with a table first.")
        rows = self._checked(table)
        rated = rows[list(KEYS)].assign(score=self._scores(rows))
        rated["tier"] = self._tiers(rated)
        entries = [rows[column].astype(str).to_numpy(dtype=object) for column in self.within]
        rated["class"] = ["/".join(parts) for parts in zip(*entries, rated["tier"].astype(str), strict=True)]
        return rated

    def moves(self, rated: pd.DataFrame) -> pd.DataFrame:
        """Say who rose, kept the tier and fell from one period of the table to the next, who joined and who left.

        Parameters
        ----------
        rated : DataFrame
            From `rate`.

        Returns
        -------
        DataFrame
            One row for each customer and period from the second on: ``customer_id``, ``period``, ``from_tier`` and
            ``to_tier`` (0 for absent), ``steps`` (missing for who joined or left) and ``move``: "rose", "kept", "fell",
            "joined" (which here is also coming back) or "left".
        """
        _check_rated(rated)
        wide = _wide(rated, "tier")
        pairs = pd.MultiIndex.from_product([wide.index, wide.columns[1:]], names=list(KEYS))
        sides = {"from_tier": wide.iloc[:, :-1], "to_tier": wide.iloc[:, 1:]}
        both = pd.DataFrame({side: part.to_numpy(dtype="float64").ravel() for side, part in sides.items()}, index=pairs)
        both = both.dropna(how="all")
        steps = both["to_tier"] - both["from_tier"]
        conditions = [both["from_tier"].isna(), both["to_tier"].isna(), steps > 0, steps < 0]
        move = np.select(conditions, ["joined", "left", "rose", "fell"], "kept")
        whole = both.fillna(0).astype("int64").assign(steps=steps, move=move)
        return whole.reset_index()

    def standards(
        self, rated: pd.DataFrame, *, capacity: int, rule: str | RuleSpec = "key_and_ordinary"
    ) -> pd.DataFrame:
        """Say who is key in the last period, as far as there are people for it, and what each is promised.

        Parameters
        ----------
        rated : DataFrame
            From `rate`.
        capacity : int
            How many can be key; see `key_capacity`. Equals are never treated unequally.
        rule : str or RuleSpec
            Where the standards stand: two tiers, the better one first.

        Returns
        -------
        DataFrame
            Index ``customer_id``: ``score``, ``tier``, ``class``, ``standing`` (key of the rule's tier) and
            ``promises`` (text).
        """
        _check_rated(rated)
        rule = rule if isinstance(rule, RuleSpec) else load_rule(rule)
        if len(rule.tiers) != 2:
            raise ValueError(f"rule '{rule.key}' must have two tiers, key and others; it has {len(rule.tiers)}.")
        last = rated[rated["period"] == rated["period"].max()].set_index("customer_id")
        cut = capacity_cut(last["score"], capacity)["cut"]
        best, other = (tier.key for tier in rule.tiers)
        promises = {
            tier: "; ".join(each.name_en for each in rule.standards if tier in each.tiers) for tier in (best, other)
        }
        standing = pd.Series(np.where(last["score"] >= cut, best, other), last.index)
        return last[["score", "tier", "class"]].assign(standing=standing, promises=standing.map(promises))

    def supply(
        self, rated: pd.DataFrame, demand: pd.Series, supply: int, *, rule: SupplyRule = "by tier", **options: Any
    ) -> pd.DataFrame:
        """Share a supply out by the tiers of the last period.

        Parameters
        ----------
        rated : DataFrame
            From `rate`.
        demand : Series
            Index ``customer_id``: what each customer of the last period orders, whole units.
        supply : int
            Units that there are.
        rule : {"pro rata", "by tier", "by weight", "quota"}
            As in `allocate_supply`.
        **options : object
            ``weights`` and ``leftover``, as in `allocate_supply`.

        Returns
        -------
        DataFrame
            As `allocate_supply`, with ``tier`` in front.

        Raises
        ------
        SchemaError
            If a customer of `demand` is not rated in the last period, and as `allocate_supply`.
        """
        _check_rated(rated)
        last = rated[rated["period"] == rated["period"].max()].set_index("customer_id")["tier"]
        if unknown := list(demand.index.difference(last.index)):
            raise SchemaError(
                f"{listed(unknown)} order and are not rated in the last period: rate them, or leave them out."
            )
        tiers = last.reindex(demand.index)
        shared = allocate_supply(demand, supply, rule=rule, tiers=tiers, **options)
        shared.insert(0, "tier", tiers)
        return shared

    def audit(self, table: pd.DataFrame, **options: Any) -> pd.DataFrame:
        """Hold the tiers that stand in a table against those that this rule gives.

        Parameters
        ----------
        table : DataFrame
            As in `fit`, with ``tier`` as it was given; optional ``score``, ``locked_score`` and ``clerk``. An
            ``expected_tier`` of its own is not read.
        **options : object
            ``most_steps`` and ``level``, as in `custseg.segment.audit_classes`.

        Returns
        -------
        DataFrame
            As `custseg.segment.audit_classes`; clerks are compared within `within`.
        """
        rated = self.rate(table).set_index(list(KEYS))["tier"].rename("expected_tier")
        given = table.drop(columns="expected_tier", errors="ignore").join(rated, on=list(KEYS))
        return audit_classes(given, within=list(self.within), **options)

    def _check_itself(self) -> None:
        """Say which of the parameters is none of what it can be."""
        wrong = []
        if not isinstance(self.score, str | RuleSpec) and not hasattr(self.score, "transform"):
            wrong.append(f"score must be a column, a rule or a fitted Hierarchy; found {type(self.score).__name__}.")
        cuts = isinstance(self.tiers, Sequence | np.ndarray) and not isinstance(self.tiers, str)
        if not cuts and not hasattr(self.tiers, "fit"):
            wrong.append(f"tiers must be rising cuts or have fit, such as TierRule; found {type(self.tiers).__name__}.")
        if isinstance(self.within, str):
            wrong.append(f"within must be a list of columns, such as ['{self.within}']; found a text.")
        if wrong:
            raise TypeError("RetailerRating: " + " ".join(wrong))

    def _checked(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give the table sorted by customer and period, or say everything that is wrong with it."""
        require_frame(table, "table")
        own = [self.score] if isinstance(self.score, str) else []
        needed = [*KEYS, *self.within, *own]
        problems = [] if len(table) else ["the table is empty: there is nobody to rate."]
        if missing := [column for column in needed if column not in table.columns]:
            problems.append(f"the table lacks {listed(missing)} (found: {listed(table.columns, 20)}).")
        here = [column for column in needed if column in table.columns]
        gaps = [column for column in here if table[column].isna().any()]
        if gaps:
            problems.append(f"values are missing in {listed(gaps)}: fill them in or leave these rows out.")
        problems += [text for name in own if name in here and name not in gaps for text in _no_numbers(table[name])]
        if "period" in here and "period" not in gaps:
            problems += order_problems(table["period"], "the period of the table")
        if set(KEYS) <= set(here) and table.duplicated(list(KEYS)).any():
            people = table.loc[table.duplicated(list(KEYS)), "customer_id"].unique()
            problems.append(f"{listed(people)} stand twice in one period: join their rows first.")
        if problems:
            raise SchemaError(*problems)
        return table.sort_values(list(KEYS), kind="stable").reset_index(drop=True)

    def _scores(self, rows: pd.DataFrame) -> pd.Series:
        if isinstance(self.score, str):
            return rows[self.score].astype("float64")
        if isinstance(self.score, RuleSpec):
            return class_points(rows, self.score, within=["period", *self.within])["points"]
        return self.score.transform(rows)["total"]

    def _tiers(self, rated: pd.DataFrame) -> np.ndarray:
        """Ask the rule, with its memory where it has one."""
        if hasattr(self.tiers_, "predict_panel"):
            tiers = self.tiers_.predict_panel(_wide(rated, "score"))["tier"]
            return tiers.loc[pd.MultiIndex.from_frame(rated[list(KEYS)])].to_numpy().astype("int64")
        ask = self.tiers_.predict if hasattr(self.tiers_, "predict") else self.tiers_.transform
        return np.asarray(ask(rated[["score"]])).ravel().astype("int64")


def _no_numbers(column: pd.Series) -> list[str]:
    """Say whether a score is no number, or infinite somewhere."""
    name = f"the score '{column.name}'"
    try:
        infinite = column.index[np.isinf(as_numbers(column, name))]
    except (TypeError, ValueError) as error:
        return [str(error)]
    return [f"{name} is infinite in the rows {listed(infinite)}."] if len(infinite) else []


def _check_rated(rated: pd.DataFrame) -> None:
    require_frame(rated, "rated")
    if lacking := [name for name in (*KEYS, "score", "tier", "class") if name not in rated.columns]:
        raise SchemaError(f"rated must be what rate gives; it lacks {listed(lacking)}.")


def _wide(rated: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give a row for each customer and a column for each period, in order; absent is missing."""
    return rated.pivot_table(index="customer_id", columns="period", values=column, aggfunc="first", observed=True)
