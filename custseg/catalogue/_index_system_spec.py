"""What is an index system? Criteria under a goal, indicators that serve them, and how a measurement becomes a value.

A file that keeps the promise can be scored by `custseg.judgement.Hierarchy`; everything that breaks it is named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ..schema import listed
from ._value_functions import value_problems
from .grid_parts import NO_ACTION, PROVENANCES

GOAL = "goal"
TOTAL = "total"
RESERVED = (GOAL, TOTAL, "answered")


@dataclass(frozen=True)
class Criterion:
    """What is good about a customer. Its score runs from 0, the worst, to 1, the best.

    Parameters
    ----------
    key : str
        The name used in code.
    name_en, name_zh : str
        Names for people.
    parent : str
        Key of the criterion above it, or "goal".
    source : tuple of str
        Entries of the inventory of source documents, such as "S0-08", and papers.
    provenance : str
        One of "in the source", "from the literature", "proposed here".
    action : str
        What to do for a customer who scores low, or "none in the source".
    action_provenance : str
        As `provenance`, for the action.
    counterparts : tuple of str
        What other decompositions of value call nearly the same, with their source.

    Examples
    --------
    >>> from custseg.catalogue import load_index_system
    >>> load_index_system("four_degrees").criteria[0].name_en
    'Satisfaction'
    """

    key: str
    name_en: str
    name_zh: str = ""
    parent: str = GOAL
    source: tuple[str, ...] = ()
    provenance: str = "proposed here"
    action: str = NO_ACTION
    action_provenance: str = NO_ACTION
    counterparts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """Something that is measured or rated, one column of the customers table.

    Parameters
    ----------
    key : str
        The column.
    name_en : str
        The name for people.
    serves : tuple of str
        Criteria it serves, one or several, none of which has criteria below it.
    name_zh : str
        The Chinese name.
    direction : {"benefit", "cost"}
        Whether much of it is good or bad.
    unit : str
        Unit of the column.
    value : mapping
        How a measurement becomes a value from 0 to 1, see `custseg.catalogue._value_functions.value_problems`.
    source : tuple of str
        As for a criterion.
    provenance, serves_provenance, value_provenance : str
        As for a criterion: of the indicator, of what it serves, of its value function.

    Examples
    --------
    >>> from custseg.catalogue import load_index_system
    >>> indicator = load_index_system("four_degrees").indicators[0]
    >>> indicator.key, indicator.serves, indicator.direction
    ('satisfaction_survey', ('satisfaction',), 'benefit')
    """

    key: str
    name_en: str
    serves: tuple[str, ...]
    name_zh: str = ""
    direction: str = "benefit"
    unit: str = "grade 1 to 5"
    value: Mapping[str, object] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    provenance: str = "proposed here"
    serves_provenance: str = "proposed here"
    value_provenance: str = "proposed here"


@dataclass(frozen=True)
class IndexSystem:
    """A goal, the criteria under it and the indicators that serve them.

    Parameters
    ----------
    key : str
        The name used in code.
    name_en : str
        The name for people.
    criteria : tuple of Criterion
        At least one.
    indicators : tuple of Indicator
        At least one; every lowest criterion has one.
    name_zh : str
        The Chinese name.
    source : tuple of str
        Entries of the inventory of source documents, and papers.
    provenance : str
        Where the system as a whole comes from.
    note : str
        What the source leaves open and what was put in its place.

    Examples
    --------
    >>> from custseg.catalogue import load_index_system
    >>> system = load_index_system("four_degrees")
    >>> system.name_en, len(system.criteria), len(system.indicators)
    ('Four degrees', 4, 6)
    """

    key: str
    name_en: str
    criteria: tuple[Criterion, ...]
    indicators: tuple[Indicator, ...]
    name_zh: str = ""
    source: tuple[str, ...] = ()
    provenance: str = "proposed here"
    note: str = ""

    def children(self, node: str = GOAL) -> tuple[str, ...]:
        """Keys right below the goal or a criterion: criteria, or the indicators that serve it."""
        below = tuple(criterion.key for criterion in self.criteria if criterion.parent == node)
        return below or tuple(indicator.key for indicator in self.indicators if node in indicator.serves)

    @property
    def lowest(self) -> tuple[str, ...]:
        """Keys of the criteria that have no criteria below them."""
        parents = {criterion.parent for criterion in self.criteria}
        return tuple(criterion.key for criterion in self.criteria if criterion.key not in parents)

    @property
    def incidence(self) -> pd.DataFrame:
        """Which indicator serves which lowest criterion: True or False, indicators by criteria."""
        rows = {item.key: [key in item.serves for key in self.lowest] for item in self.indicators}
        return pd.DataFrame.from_dict(rows, orient="index", columns=list(self.lowest)).rename_axis("indicator")

    def labels(self) -> dict[str, str]:
        """English and Chinese name of every criterion and indicator, by key."""
        items: list[Criterion | Indicator] = [*self.criteria, *self.indicators]
        return {item.key: f"{item.name_en} {item.name_zh}".strip() for item in items}


def system_problems(
    criteria: tuple[Criterion, ...], indicators: tuple[Indicator, ...], provenance: str = "proposed here"
) -> list[str]:
    """Write a sentence about everything that keeps criteria and indicators from being an index system.

    Parameters
    ----------
    criteria : tuple of Criterion
        The criteria.
    indicators : tuple of Indicator
        The indicators.
    provenance : str
        Where the system comes from.

    Returns
    -------
    list of str
        Empty if and only if every indicator serves a lowest criterion and every lowest criterion has an indicator.
    """
    problems = [
        f"there are no {what}." for what, found in (("criteria", criteria), ("indicators", indicators)) if not found
    ]
    items: list[Criterion | Indicator] = [*criteria, *indicators]
    keys = Counter(item.key for item in items)
    problems += [f"key '{key}' occurs {count} times." for key, count in keys.items() if count > 1]
    problems += [f"key '{key}' is reserved; choose another." for key in keys if key in RESERVED]
    problems += _provenance_problems("the system", {"provenance": provenance})
    parents = {criterion.key: criterion.parent for criterion in criteria}
    for criterion in criteria:
        problems += [f"criterion '{criterion.key}': {problem}" for problem in _criterion_problems(criterion, parents)]
    lowest = [key for key in parents if key not in parents.values()]
    for indicator in indicators:
        problems += [
            f"indicator '{indicator.key}': {problem}" for problem in _indicator_problems(indicator, parents, lowest)
        ]
    served = {key for indicator in indicators for key in indicator.serves}
    problems += [f"criterion '{key}': no indicator serves it." for key in lowest if indicators and key not in served]
    return problems


def _criterion_problems(criterion: Criterion, parents: Mapping[str, str]) -> list[str]:
    problems = []
    if criterion.parent not in parents and criterion.parent != GOAL:
        problems.append(f"there is no parent '{criterion.parent}'; it may be 'goal' or one of {listed(parents, 20)}.")
    above, seen = criterion.parent, [criterion.key]
    while above in parents and above not in seen:
        seen.append(above)
        above = parents[above]
    if above in seen:
        problems.append(f"it is above itself: {' under '.join([*seen, above])}.")
    if criterion.action_provenance not in (*PROVENANCES, NO_ACTION):
        allowed, found = listed((*PROVENANCES, NO_ACTION)), criterion.action_provenance
        problems.append(f"action_provenance must be one of {allowed}; found '{found}'.")
    elif (criterion.action == NO_ACTION) != (criterion.action_provenance == NO_ACTION):
        problems.append(f"action and action_provenance must both be '{NO_ACTION}', or neither.")
    return problems + _provenance_problems("", {"provenance": criterion.provenance})


def _indicator_problems(indicator: Indicator, parents: Mapping[str, str], lowest: Iterable[str]) -> list[str]:
    problems = [] if indicator.serves else [f"it serves no criterion; it may serve {listed(lowest, 20)}."]
    for key in indicator.serves:
        if key not in parents:
            problems.append(f"there is no criterion '{key}' to serve; it may serve {listed(lowest, 20)}.")
        elif key not in lowest:
            problems.append(f"criterion '{key}' has criteria below it; serve one of those.")
    problems += _provenance_problems(
        "", {name: getattr(indicator, name) for name in ("provenance", "serves_provenance", "value_provenance")}
    )
    return problems + value_problems(indicator.value, indicator.direction)


def _provenance_problems(where: str, found: Mapping[str, str]) -> list[str]:
    lead = f"{where}: " if where else ""
    return [
        f"{lead}{name} must be one of {listed(PROVENANCES)}; found '{value}'."
        for name, value in found.items()
        if value not in PROVENANCES
    ]
