"""How does a table of retailers become ratings? Read, rated by the rule that was named, refused with every problem.

`open_ratings`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...catalogue import RuleSpec, load_rule
from ...decide import RetailerRating
from ...decide.rating._counts import MOST
from ...schema import SchemaError, SupplyRule, check_choice, listed, printable, typed
from ...segment import TierRule, class_codes
from ...simulate import simulate_rated_retailers
from ...simulate.rated_retailers import CUTS
from .columns import rating_table
from .ratings import Ratings

N_TIERS = 5
SCARCE = 0.8  # of what simulated retailers order there is
SIMULATED = "simulated retailers"


@typed
def open_ratings(
    source: str | Path | pd.DataFrame | None = None,
    *,
    rules: Sequence[str] = (),
    score: str | None = None,
    cuts: Sequence[float] = (),
    n_tiers: int = N_TIERS,
    hysteresis: float = 0.0,
    within: Sequence[str] = ("market", "format"),
    capacity: int | None = None,
    supply: int | None = None,
    supply_rule: SupplyRule = "by tier",
    standards: str = "key_and_ordinary",
    columns: Mapping[str, str] | None = None,
    seed: int = 1,
) -> Ratings:
    """Read a table of retailers by periods and rate it by a stated rule (客户分类).

    Parameters
    ----------
    source : path or DataFrame, optional
        One row for each retailer and period, in any order: ``customer_id`` (or ``id``), ``period``, the columns of
        `within`, and those of the score. Optional: ``tier`` (as it was written by hand), ``clerk``, ``score`` (in use),
        ``locked_score``, ``demand`` (what was ordered, whole units). Headers may be Chinese. Without it, simulated
        retailers with their own cuts, and four fifths of what they order as supply.
    rules : sequence of str
        Rules of the catalogue, or TOML files of one's own, such as one with the weights of an AHP as points: at most
        one with points, which makes the score, and one with codes. No rule of a trade is applied unless it is named.
    score : str, optional
        Column of the score where no rule makes it; by default ``locked_score`` if there is one, else ``score``.
    cuts : sequence of float, optional
        Rising, between the tiers. Without them equal parts of the retailers of the first period, cut there once.
    n_tiers : int, default 5
        How many equal parts; a rule's own number goes before it.
    hysteresis : float, default 0
        Margin around the cuts, in rank points; see :class:`custseg.segment.TierRule`.
    within : sequence of str
        Columns that stand in the class before the tier, and make the peers among whom points are given.
    capacity : int, optional
        How many retailers can be key; see :func:`custseg.decide.key_capacity`.
    supply : int, optional
        Units that there are for the last period.
    supply_rule : {"by tier", "pro rata", "by weight", "quota"}
        How they are shared out.
    standards : str
        Rule that says what key and other retailers are promised.
    columns : mapping of str to str, optional
        Name to header, where a header is not understood: ``{"period": "Quartal"}``.
    seed : int, default 1
        Of everything that is drawn.

    Returns
    -------
    Ratings
        What every section is made from.

    Raises
    ------
    SchemaError
        Every problem of the file and of what was stated at once: columns that are missing or have gaps, a retailer who
        stands twice in a period, or in two tiers, periods that are none, have no order or are missing, a negative
        supply, an unknown rule. Nothing has been written then.

    See Also
    --------
    custseg.decide.RetailerRating : Does the work.

    Examples
    --------
    >>> from custseg.brief import open_ratings
    >>> open_ratings().rated["class"].iloc[0]
    'C/Z/4'
    """
    check_choice(supply_rule, "supply_rule", SupplyRule)
    own_cuts = [] if source is not None or rules or score else list(CUTS)
    points_rule, codes_rule, promised, problems = _rules(rules, standards)
    tiers, wrong = _tier_rule(points_rule, cuts or own_cuts, n_tiers, hysteresis)
    problems += wrong + _numbers(capacity, supply)
    needed, words = _needed(points_rule, codes_rule)
    table, name, wrong = rating_table(
        _simulated(seed) if source is None else source, columns=columns or {}, words=[*within, *words],
        numbers=[*needed, *([score] if score else [])], also=("score", "locked_score", "demand"),
    )  # fmt: skip
    made_of = points_rule or score or next((one for one in ("locked_score", "score") if one in table), None)
    problems += wrong + _no_score(made_of, table) + _file_problems(table, supply, tiers, codes_rule)
    if problems or tiers is None or promised is None:
        raise SchemaError(*problems)
    return Ratings(
        table, name if source is not None else SIMULATED,
        _fitted(RetailerRating(made_of, tiers, within=list(within)), table), points_rule, codes_rule, promised,
        capacity, _scarce(table) if source is None and supply is None else supply, supply_rule, source is None, seed,
    )  # fmt: skip


def _fitted(rating: RetailerRating, table: pd.DataFrame) -> RetailerRating:
    """Find the cuts, or say that there are none in the first period."""
    first = table["period"].min()
    now = table.loc[table["period"] == first, rating.score] if isinstance(rating.score, str) else pd.Series([0, 1])
    if rating.tiers.kind == "quantile" and now.min() == now.max():
        raise SchemaError(
            f"no cuts can be found: in {first}, the first period, every score is {now.iloc[0]:g}. State the cuts "
            "between the tiers, such as 20,40,60,80."
        )
    try:
        return rating.fit(table)
    except ValueError as error:
        raise SchemaError(str(error)) from error


def _simulated(seed: int) -> pd.DataFrame:
    panel, truth = simulate_rated_retailers(random_state=seed)
    table = panel.drop(columns="sim_quota").rename(columns=lambda column: column.removeprefix("sim_"))
    return table.assign(demand=truth["sim_demand"])


def _scarce(table: pd.DataFrame) -> int:
    """Give a supply that does not meet the demand of the last period."""
    return int(SCARCE * table.loc[table["period"] == table["period"].max(), "demand"].sum())


def _no_score(made_of: RuleSpec | str | None, table: pd.DataFrame) -> list[str]:
    if made_of is not None:
        return []
    return [
        "there is no score: give the file a column locked_score or score, name another column as the score, or a rule "
        f"with points (found: {listed(table.columns, 20)})."
    ]


def _rules(names: Sequence[str], standards: str) -> tuple[RuleSpec | None, RuleSpec | None, RuleSpec | None, list[str]]:
    """Load what was named: a rule with points, one with codes, and that of the standards."""
    problems: list[str] = []
    loaded = [_loaded(name, problems) for name in names]
    with_points: list[RuleSpec] = []
    with_codes: list[RuleSpec] = []
    for rule in filter(None, loaded):
        into = (
            with_points if rule.items and not math.isnan(rule.items[0].points) else with_codes if rule.parts else None
        )
        if into is None:
            problems.append(f"rule {rule.key!r} has neither points nor codes: it cannot rate retailers.")
        else:
            into.append(rule)
    for kind, found in (("points", with_points), ("codes", with_codes)):
        if len(found) > 1:
            problems.append(f"{listed([rule.key for rule in found])} all have {kind}: name one of them.")
    promised = _loaded(standards, problems)
    if promised is not None and len(promised.tiers) != 2:
        problems.append(f"standards {promised.key!r} must have two tiers, key and others; found {len(promised.tiers)}.")
    return next(iter(with_points), None), next(iter(with_codes), None), promised, problems


def _loaded(name: str, problems: list[str]) -> RuleSpec | None:
    try:
        return load_rule(name)
    except FileNotFoundError:
        problems.append(f"there is no rule file {printable(str(name))}.")
    except SchemaError as error:
        problems += error.problems
    except ValueError as error:
        problems.append(str(error))
    return None


def _tier_rule(
    rule: RuleSpec | None, cuts: Sequence[float], n_tiers: int, hysteresis: float
) -> tuple[TierRule | None, list[str]]:
    printed = list(rule.cuts) if rule is not None else []
    edges = [float(one) for one in (cuts or printed)]
    problems = []
    if edges and not (np.isfinite(edges).all() and (np.diff(edges) > 0).all()):
        problems.append(f"cuts must be rising numbers; found {edges}.")
    if not 0 <= hysteresis < 100:
        problems.append(f"hysteresis must lie between 0 and 100 rank points; found {hysteresis}.")
    many = rule.n_tiers if rule is not None and rule.n_tiers else n_tiers
    if not edges and many < 2:
        problems.append(f"n_tiers must be 2 or more; found {many}.")
    if problems:
        return None, problems
    margin: dict[str, Any] = {"hysteresis": float(hysteresis), "hysteresis_in": "rank"}
    return TierRule("fixed", cuts=edges, **margin) if edges else TierRule("quantile", n_tiers=many, **margin), []


def _numbers(capacity: int | None, supply: int | None) -> list[str]:
    given = {"capacity": (capacity, "retailers"), "supply": (supply, "units")}
    return [
        f"{name} must be a whole number of {of}, zero or more; found {value!r}."
        for name, (value, of) in given.items()
        if value is not None and not (math.isfinite(value) and value >= 0 and value == int(value))
    ]


def _needed(points: RuleSpec | None, codes: RuleSpec | None) -> tuple[list[str], list[str]]:
    """Name the columns of numbers and of words that the rules read."""
    numbers = [item.key for item in points.items] if points is not None else []
    words = [part.key for part in codes.parts if not part.optional and part.key != "size"] if codes is not None else []
    sized = codes is not None and any(part.key == "size" for part in codes.parts)
    return [*numbers, *(["quantity"] if sized else [])], words


def _file_problems(
    table: pd.DataFrame, supply: int | None, tiers: TierRule | None, codes: RuleSpec | None
) -> list[str]:
    """Say what does not fit the rule: tiers that it does not have, demand that cannot be supplied, unknown letters."""
    problems = []
    if tiers is not None and "tier" in table and (table["tier"] > tiers.best_tier).any():
        problems.append(
            f"tier goes up to {table['tier'].max():g}, the rule has {tiers.best_tier}: state its cuts or its number of "
            "tiers."
        )
    if supply is not None and "demand" not in table:
        problems.append("supply was given, and the file lacks 'demand', what each retailer ordered.")
    demand = table["demand"].dropna() if "demand" in table else pd.Series(dtype=float)
    if pd.api.types.is_numeric_dtype(demand.dtype) and len(
        odd := demand[(demand < 0) | (demand % 1 != 0) | (demand >= MOST)]
    ):
        problems.append(
            f"demand must be whole units of zero or more; found {listed([f'{one:g}' for one in odd.unique()])}."
        )
    if codes is not None and {part.key for part in codes.parts if not part.optional} - {"size"} <= set(table):
        problems += _code_problems(table, codes)
    return problems


def _code_problems(table: pd.DataFrame, codes: RuleSpec) -> list[str]:
    names = [part.key for part in codes.parts if part.key in table and part.key != "size"]
    kinds = table[names].dropna().drop_duplicates().assign(quantity=1.0)
    try:
        class_codes(kinds, codes, quantity="quantity" if any(part.key == "size" for part in codes.parts) else None)
    except SchemaError as error:
        return [problem.replace("register['", "").replace("']", "", 1) for problem in error.problems]
    except ValueError as error:
        return [str(error)]
    return []
