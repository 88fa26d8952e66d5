"""What keeps a file from being a rule of classification? Everything at once.

`rule_problems`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

from ..schema import listed
from .grid_parts import PROVENANCES
from .rule_parts import BEST_ENDS, DIRECTNESS, STANDARD_KINDS, STANDINGS, CodePart, Item, Standard, Tier


def rule_problems(
    provenance: str = "proposed here",
    directness: str = "secondary source",
    standing: str = "claim",
    period: str = "",
    best: str = "high",
    items: tuple[Item, ...] = (),
    tiers: tuple[Tier, ...] = (),
    n_tiers: int = 0,
    entrants_at_most: int = 0,
    parts: tuple[CodePart, ...] = (),
    standards: tuple[Standard, ...] = (),
) -> list[str]:
    """Write a sentence about everything that keeps a file from being a rule.

    Parameters
    ----------
    provenance, directness, standing, period, best : str
        As in `RuleSpec`.
    items : tuple of Item
        As in `RuleSpec`.
    tiers : tuple of Tier
        As in `RuleSpec`.
    n_tiers, entrants_at_most : int
        As in `RuleSpec`.
    parts : tuple of CodePart
        As in `RuleSpec`.
    standards : tuple of Standard
        As in `RuleSpec`.

    Returns
    -------
    list of str
        Empty if and only if the rule can be applied as far as it is printed.
    """
    words = {"provenance": (provenance, PROVENANCES), "directness": (directness, DIRECTNESS)}
    words |= {"standing": (standing, STANDINGS), "best": (best, BEST_ENDS), "period": (period, ("", "M", "Q", "Y"))}
    problems = [
        f"{name} must be one of {listed(allowed, 20)}; found '{found}'."
        for name, (found, allowed) in words.items()
        if found not in allowed
    ]
    if tiers and n_tiers not in (0, len(tiers)):
        problems.append(f"n_tiers is {n_tiers}, but {len(tiers)} tiers are listed.")
    if n_tiers < 0 or not 0 <= entrants_at_most <= max(n_tiers, len(tiers)):
        problems.append(f"entrants_at_most must be a tier, from 0 to {n_tiers}; found {entrants_at_most}.")
    for name, keys in (("item", items), ("tier", tiers), ("part", parts), ("standard", standards)):
        problems += _twice(name, [entry.key for entry in keys])
    return [*problems, *_item_problems(items), *_cut_problems(tiers), *_part_problems(parts), *_given(standards, tiers)]


def _twice(what: str, keys: list[str]) -> list[str]:
    return [f"{what} '{key}' occurs {count} times." for key, count in Counter(keys).items() if count > 1]


def _item_problems(items: tuple[Item, ...]) -> list[str]:
    points = [item.points for item in items if not math.isnan(item.points)]
    problems = [
        f"item '{each.key}': points must be above zero; found {each.points}." for each in items if each.points <= 0
    ]
    if points and len(points) < len(items):
        problems.append("some items have points and others have none: give all or none.")
    elif points and not math.isclose(sum(points), 100):
        problems.append(f"the points of the items must add up to 100; found {sum(points):g}.")
    return problems


def _cut_problems(tiers: tuple[Tier, ...]) -> list[str]:
    """Hold that printed ranges, best first, follow each other without a gap of a whole point and without overlap."""
    problems = [
        f"tier '{tier.key}': at_least {tier.at_least:g} lies above at_most {tier.at_most:g}."
        for tier in tiers
        if tier.at_least > tier.at_most
    ]
    for upper, lower in pairwise(tiers):
        if math.isnan(upper.at_least) or math.isnan(lower.at_most):
            continue
        if lower.at_most >= upper.at_least:
            problems.append(f"tiers '{upper.key}' and '{lower.key}' overlap: list them best first, without overlap.")
        elif upper.at_least - lower.at_most > 1:
            problems.append(f"points between {lower.at_most:g} and {upper.at_least:g} belong to no tier.")
    return problems


def _part_problems(parts: tuple[CodePart, ...]) -> list[str]:
    problems = [f"part '{part.key}' has no codes." for part in parts if not part.codes]
    for part in parts:
        letters = [code.code for code in part.codes]
        problems += [f"part '{part.key}': {problem}" for problem in _twice("code", letters)]
        if long := [letter for letter in letters if not re.fullmatch(r"[A-Za-z0-9]", letter)]:
            problems.append(f"part '{part.key}': a code must be one letter or digit; found {listed(long)}.")
    if any(upper.optional and not lower.optional for upper, lower in pairwise(parts)):
        problems.append("only the last parts of a code may be optional.")
    return problems


def _given(standards: tuple[Standard, ...], tiers: tuple[Tier, ...]) -> list[str]:
    known = [tier.key for tier in tiers]
    problems = []
    for standard in standards:
        if unknown := [key for key in standard.tiers if key not in known]:
            problems.append(f"standard '{standard.key}' is for {listed(unknown)}; the tiers are {listed(known, 20)}.")
        if standard.kind not in STANDARD_KINDS:
            problems.append(f"standard '{standard.key}': kind must be one of {listed(STANDARD_KINDS, 20)}.")
        if standard.provenance not in PROVENANCES:
            problems.append(f"standard '{standard.key}': provenance must be one of {listed(PROVENANCES)}.")
    return problems
