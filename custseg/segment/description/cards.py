"""What is each segment called, in English and Chinese, and what does its card say?

`segment_cards` writes one card per segment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...resample import share_intervals
from ...schema import typed
from .effects import segment_effects
from .profile import aligned_labels, profile_segments
from .rules import segment_rules

# column: (English if low, English if high, Chinese if low, Chinese if high)
WORDS: dict[str, tuple[str, str, str, str]] = {
    "recency": ("recent", "less recent", "近期有购买", "较久未购买"),
    "frequency": ("rare", "frequent", "低频", "高频"),
    "amount": ("low spend", "high spend", "消费额低", "消费额高"),
    "mean_amount": ("small baskets", "large baskets", "单次消费低", "单次消费高"),
    "tenure": ("new", "long-standing", "新客户", "老客户"),
    "returned": ("few returns", "many returns", "退货少", "退货多"),
    "margin": ("low margin", "high margin", "低毛利", "高毛利"),
    "cost": ("cheap to supply", "costly to supply", "供货成本低", "供货成本高"),
}
_NOTABLE = 0.5


@typed
def segment_cards(
    customers: pd.DataFrame,
    labels: pd.Series | Sequence[object],
    *,
    value: str = "amount",
    columns: Sequence[str] | None = None,
    words: Mapping[str, tuple[str, str, str, str]] | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Write one card per segment: name, size and money with intervals, what is typical, and the rule in words.

    Parameters
    ----------
    customers : DataFrame
        One row per customer.
    labels : Series or sequence
        The segment of every customer; -1 are those set apart.
    value : str, default "amount"
        Column of money whose shares are given.
    columns : sequence of str, optional
        Columns of numbers that may name a segment; all by default.
    words : mapping, optional
        How other columns are said: column to (English if low, if high, Chinese if low, if high).
    random_state : int, default 0
        Chance of the rules: the same value gives the same cards.

    Returns
    -------
    DataFrame
        Index ``segment``. ``name_en``, ``name_zh``; ``customers``, ``share_of_customers``, ``amount``,
        ``share_of_amount`` with ``_low``, ``_high`` (95 %, see `share_intervals`; missing for a segment that brings all
        or nothing, whose spread no list shows), ``lift`` (share of money over share of customers);
        ``typical``: the notable medians, in words; ``rule``, ``rule_found``, ``rule_right`` as in `segment_rules`;
        ``median_...`` of every column. ``attrs`` hold the fidelity of the rules.

    Raises
    ------
    SchemaError, ValueError
        As `profile_segments`, `segment_effects` and `segment_rules`.

    See Also
    --------
    profile_segments : Sizes, sums and medians alone: no names, no intervals, quick.
    segment_effects : In what, and how surely, each segment differs from everybody.
    segment_rules : Each segment in a few conditions, tested on customers held out.
    custseg.resample.share_intervals : The shares of money alone, with their intervals.

    Notes
    -----
    A name follows from the effects: the columns whose medians lie at least half a robust standard deviation from
    everybody's, the two strongest first; more where two segments would share a name. It says how a segment lies beside
    the others: the less recent may still buy every month. Nothing is flattered, and a segment without notable effects
    is called average (与总体相近). ``name_zh`` is empty where a column has no Chinese words: give them in `words`.

    Examples
    --------
    >>> customers = pd.DataFrame({"amount": [1.0] * 15 + [2.0] * 10 + [90.0] * 5, "recency": [80.0] * 25 + [2.0] * 5})
    >>> cards = segment_cards(customers, [1] * 25 + [0] * 5)
    >>> cards.loc[0, ["name_en", "name_zh"]].tolist()
    ['high spend, recent', '消费额高、近期有购买']
    """
    labels = aligned_labels(labels, customers)
    effects = segment_effects(customers, labels, columns=columns)
    # customers labelled -1 were set apart by a rule of their own: no other is sought for them
    inside = (labels != -1).to_numpy()
    rules = segment_rules(customers[inside], labels[inside], columns=columns, random_state=random_state)
    cards = profile_segments(customers, labels, value=value)
    cards = cards[cards["customers"] > 0]
    names = _names(effects["effect"], {**WORDS, **(words or {})})
    cards.insert(0, "name_zh", [names[segment][1] for segment in cards.index])
    cards.insert(0, "name_en", [names[segment][0] for segment in cards.index])
    sure = share_intervals(customers[value], labels).loc[cards.index]
    place = cards.columns.get_loc("share_of_amount") + 1
    extra = {
        "share_of_amount_low": sure["low"],
        "share_of_amount_high": sure["high"],
        "lift": cards["share_of_amount"] / cards["share_of_customers"],
        "typical": [_typical(effects.loc[segment]) for segment in cards.index],
        "rule": rules["rule"].reindex(cards.index, fill_value="beyond the limits for setting apart"),
        "rule_found": rules["found"],
        "rule_right": rules["right"],
    }
    front, back = cards.iloc[:, :place], cards.iloc[:, place:]
    cards = pd.concat([front, pd.DataFrame(extra, index=cards.index), back], axis=1).rename_axis("segment")
    cards.attrs = dict(rules.attrs)
    return cards


def _names(effects: pd.Series, words: Mapping[str, tuple[str, str, str, str]]) -> dict[object, tuple[str, str]]:
    """Name every segment by its strongest effects, by as many as tell it from the others."""
    ranked = {}
    for segment, effect in effects.groupby(level="segment", sort=False):
        strong = effect.droplevel("segment")
        strong = strong[strong.abs() >= _NOTABLE]
        ranked[segment] = [
            _said(column, strong[column] > 0, words) for column in strong.abs().sort_values(ascending=False).index
        ]
    longest = max(len(parts) for parts in ranked.values())
    names = {segment: _joined(parts[:2]) for segment, parts in ranked.items()}
    for length in range(3, longest + 1):
        shared = [segment for segment in names if _is_shared(segment, names)]
        names |= {segment: _joined(ranked[segment][:length]) for segment in shared}
    return _told_apart(
        {segment: ("set apart", "另列客户（超出界限）") if segment == -1 else name for segment, name in names.items()}
    )


def _is_shared(segment: object, names: Mapping[object, tuple[str, str]]) -> bool:
    return list(names.values()).count(names[segment]) > 1


def _told_apart(names: dict[object, tuple[str, str]]) -> dict[object, tuple[str, str]]:
    """Add a letter where effects cannot tell two segments from each other."""
    seen: dict[tuple[str, str], int] = {}
    told = {}
    for segment, name in names.items():
        if _is_shared(segment, names):
            letter = chr(ord("A") + seen.get(name, 0))
            seen[name] = seen.get(name, 0) + 1
            name = (f"{name[0]} {letter}", f"{name[1]}{letter}" if name[1] else "")
        told[segment] = name
    return told


def _said(column: str, high: bool, words: Mapping[str, tuple[str, str, str, str]]) -> tuple[str, str]:
    if column not in words:
        plain = column.replace("_", " ")
        return (f"high {plain}" if high else f"low {plain}"), ""
    low_en, high_en, low_zh, high_zh = words[column]
    return (high_en, high_zh) if high else (low_en, low_zh)


def _joined(parts: list[tuple[str, str]]) -> tuple[str, str]:
    if not parts:
        return "average", "与总体相近"
    chinese = [zh for _, zh in parts]
    return ", ".join(en for en, _ in parts), "、".join(chinese) if all(chinese) else ""


def _typical(effects: pd.DataFrame) -> str:
    """Write the notable medians beside those of everybody."""
    strong = effects[effects["effect"].abs() >= _NOTABLE]
    strong = strong.loc[strong["effect"].abs().sort_values(ascending=False).index]
    said = [f"{column} {row['median']:,.4g} (all: {row['all']:,.4g})" for column, row in strong.iterrows()]
    return "; ".join(said) or "as everybody"
