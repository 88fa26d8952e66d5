"""What is known of one table of rated retailers? Read once, rated by a stated rule, then handed to every section.

`Ratings`; :func:`custseg.brief.open_ratings` makes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import clone

from ...catalogue import RuleSpec
from ...decide import RetailerRating
from ...resample import Twin
from ...schema import SupplyRule
from ...segment import TierRule, class_codes, period_twins, tier_moves, tier_stability

FEWEST_PERIODS = 3
TWINS = 200
MOST = 5_000  # retailers who are held against twins; of more, so many are drawn
FAR = 0.4  # of all tiers: two of five
WIDEST = 5  # steps in a figure
LEVEL = 0.9
WHAT = "each retailer's periods in another order"


class Floor(NamedTuple):
    """What is seen beside worlds in which nobody changes: far moves, steps of the last period, promotions undone."""

    far: Twin
    steps: pd.DataFrame
    undone: pd.DataFrame
    retailers: int


@dataclass(frozen=True, eq=False, repr=False)
class Ratings:
    """A table of rated retailers, its rule, and what was stated. Made by :func:`open_ratings`.

    Parameters
    ----------
    table : DataFrame
        One row for each retailer and period, sorted.
    name : str
        Where it comes from.
    rating : RetailerRating
        Fitted on the first period.
    points_rule, codes_rule : RuleSpec or None
        The rules that were named, if any.
    standards : RuleSpec
        What the key retailers are promised.
    capacity, supply : int or None
        How many can be key; how many units there are.
    supply_rule : str
        How they are shared out.
    simulated : bool
        Whether nobody's file was given.
    seed : int
        Of everything that is drawn.

    See Also
    --------
    open_ratings : Makes one.

    Examples
    --------
    >>> from custseg.brief import open_ratings
    >>> open_ratings()
    <Ratings simulated retailers: 800 retailers, 2024Q1 to 2025Q4>
    """

    table: pd.DataFrame
    name: str
    rating: RetailerRating
    points_rule: RuleSpec | None
    codes_rule: RuleSpec | None
    standards: RuleSpec
    capacity: int | None
    supply: int | None
    supply_rule: SupplyRule
    simulated: bool
    seed: int

    def __repr__(self) -> str:
        window = f"{self.periods[0]} to {self.periods[-1]}" if len(self.periods) > 1 else self.periods[0]
        return f"<Ratings {self.name}: {self.table['customer_id'].nunique():,} retailers, {window}>"

    @cached_property
    def periods(self) -> list[str]:
        """All periods in order."""
        return sorted(self.table["period"].unique())

    @property
    def rule(self) -> TierRule:
        """What makes the tiers."""
        rule: TierRule = self.rating.tiers_
        return rule

    @property
    def dates(self) -> tuple[date, date]:
        """First day of the first period and last day of the last: ``dates=`` of a claim."""
        return pd.Period(self.periods[0]).start_time.date(), pd.Period(self.periods[-1]).end_time.date()

    @property
    def score_from(self) -> str:
        """What the score is made of, in words."""
        return self.points_rule.name_en if self.points_rule else str(self.rating.score).replace("_", " ")

    @cached_property
    def rated(self) -> pd.DataFrame:
        """Everybody in every period, as `RetailerRating.rate` gives it."""
        return self.rating.rate(self.table)

    @cached_property
    def last(self) -> pd.DataFrame:
        """The last period, index ``customer_id``: what the table says, ``score``, ``tier``, ``class``, ``given``."""
        now = self.table["period"] == self.periods[-1]
        table = self.table[now].set_index("customer_id").rename(columns={"tier": "given", "score": "score_in_use"})
        rated = self.rated[self.rated["period"] == self.periods[-1]].set_index("customer_id")
        return table.drop(columns="period").join(rated[["score", "tier", "class"]]).assign(code=self._codes(table))

    def _codes(self, register: pd.DataFrame) -> pd.Series | str:
        if self.codes_rule is None:
            return ""
        sized = "size" in register.columns
        return class_codes(register, self.codes_rule, quantity=None if sized else "quantity")["code"]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores by retailer and period; missing where a retailer is absent."""
        return self.rated.pivot_table(index="customer_id", columns="period", values="score", aggfunc="first")

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Who moved between the last two periods, as `tier_moves` gives it, by the tiers that were held."""
        return tier_moves(self.scores, cuts=self.rule)

    @cached_property
    def floor(self) -> Floor:
        """What is seen beside twins in which nobody changes; needs three periods."""
        scores = self.scores
        if len(scores) > MOST:
            chosen = np.random.default_rng(self.seed).choice(len(scores), MOST, replace=False)
            scores = scores.iloc[np.sort(chosen)]
        rules = {margin: self._with_margin(margin) for margin in self.margins}
        twins = period_twins(scores, n_twins=TWINS, random_state=self.seed)
        seen = _facts(scores, self.rule, rules, self.far_steps)
        drawn = [_facts(twin, self.rule, rules, self.far_steps) for twin in twins]
        far = Twin(WHAT, float(seen.far), np.array([one.far for one in drawn], dtype=float))
        low, high = np.quantile([one.steps for one in drawn], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        widest = (len(seen.steps) - 1) // 2
        index = pd.Index(np.arange(-widest, widest + 1), name="steps")
        steps = pd.DataFrame({"customers": seen.steps, "low": low, "high": high}, index=index)
        return Floor(far, steps, _undone(seen, drawn, list(rules)), len(scores))

    @property
    def margins(self) -> list[float]:
        """Margins in rank points: none, and parts of the width of a tier, that of the rule among them."""
        width = 100 / self.rule.n_tiers_
        return sorted({0.0, round(width / 4, 2), round(width / 2, 2)} | {float(self.rule.hysteresis)})

    @property
    def far_steps(self) -> int:
        """From how many tiers on a move is far: two fifths of all."""
        return max(1, int(np.ceil(FAR * self.rule.n_tiers_ - 1e-9)))

    def _with_margin(self, margin: float) -> TierRule:
        rule = clone(self.rule).set_params(hysteresis=margin)
        return rule.fit(self.scores.iloc[:, [0]].to_numpy())

    @property
    def places(self) -> int:
        """How many can be key: what was stated, else as many as are in the best tier."""
        return int((self.last["tier"] == self.rule.n_tiers_).sum()) if self.capacity is None else self.capacity

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Who is key, and what each is promised."""
        return self.rating.standards(self.rated, capacity=self.places, rule=self.standards)

    @cached_property
    def found(self) -> pd.DataFrame | None:
        """What the audit finds; None where nobody wrote a tier."""
        if "tier" not in self.table:
            return None
        table = self.table
        if self.points_rule is not None and "locked_score" not in table:
            table = table.assign(locked_score=self.rated["score"].to_numpy())
        elif "locked_score" not in table and isinstance(self.rating.score, str) and self.rating.score != "score":
            table = table.assign(locked_score=table[self.rating.score])
        return self.rating.audit(table, most_steps=max(2, self.far_steps))


class _Facts(NamedTuple):
    """What one world shows: far moves, retailers by steps of the last period, and for each margin undone and moves."""

    far: int
    steps: np.ndarray
    undone: list[float]
    moves: list[float]


def _facts(scores: pd.DataFrame, own: TierRule, rules: Mapping[float, TierRule], far_steps: int) -> _Facts:
    tiers = own.tiers_in(scores.to_numpy())
    both = (tiers[:, 0] > 0) & (tiers[:, -1] > 0)
    far = int((np.abs(tiers[both, -1].astype(int) - tiers[both, 0]) >= far_steps).sum())
    stable = [tier_stability(scores, cuts=rule) for rule in rules.values()]
    return _Facts(
        far, _steps(tiers, own.n_tiers_), [one["undone"] for one in stable], [1 - one["kept"] for one in stable]
    )


def _steps(tiers: np.ndarray, n_tiers: int) -> np.ndarray:
    """Count retailers by the tiers between the last two periods; the outer counts hold who moved farther, too."""
    widest = min(WIDEST, n_tiers - 1)
    both = (tiers[:, -2] > 0) & (tiers[:, -1] > 0)
    steps = np.clip(tiers[both, -1].astype(int) - tiers[both, -2], -widest, widest)
    return np.bincount(steps + widest, minlength=2 * widest + 1)


def _undone(seen: _Facts, drawn: Sequence[_Facts], margins: Sequence[float]) -> pd.DataFrame:
    """Give the table that `plot_hysteresis` draws, periods in place of weeks."""
    columns: dict[str, Any] = {}
    for what in ("undone", "moves"):
        ends = np.nanquantile([getattr(one, what) for one in drawn], [0.5, (1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        columns[what] = getattr(seen, what)
        columns |= dict(zip((f"{what}_twin", f"{what}_low", f"{what}_high"), ends, strict=True))
    index = pd.MultiIndex.from_product([[1], list(margins)], names=["length", "hysteresis"])
    return pd.DataFrame(columns, index=index)
