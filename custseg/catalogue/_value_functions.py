"""How does a measurement become a value from 0 to 1? Four kinds of value function, written as data and checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from ..schema import listed

DIRECTIONS = ("benefit", "cost")
VALUE_KINDS = {
    "linear": ("worst", "best"),
    "points": ("at", "value"),
    "steps": ("cuts", "value"),
    "grades": ("grades", "value"),
}
"""The kinds of value function and what each must state."""


def value_problems(value: Mapping[str, object], direction: str = "benefit") -> list[str]:
    """Write a sentence about everything that keeps a mapping from being a value function of that direction.

    Parameters
    ----------
    value : mapping
        One of ``{"kind": "linear", "worst": 0, "best": 10}``, a straight line from 0 to 1, flat beyond both ends;
        ``{"kind": "points", "at": [0, 10, 50], "value": [0, 0.8, 1]}``, straight lines between points;
        ``{"kind": "steps", "cuts": [10, 50], "value": [0, 0.5, 1]}``, a value on a cut has the better value;
        ``{"kind": "grades", "grades": ["poor", "good"], "value": [0.2, 1]}``, from the least to the most of it.
    direction : {"benefit", "cost"}
        Under "cost" the values must fall, under "benefit" rise: a bad thing that nobody inverted is found here.

    Returns
    -------
    list of str
        Empty if and only if the function gives values from 0 to 1, reaches 1, and goes the right way.

    Examples
    --------
    >>> value_problems({"kind": "linear", "worst": 0, "best": 10}, "cost")
    ['value goes up, but direction is cost: best must lie below worst.']
    """
    if not isinstance(direction, str) or direction not in DIRECTIONS:
        return [f"direction must be one of {listed(DIRECTIONS)}; found {str(direction)[:40]!r}."]
    kind = value.get("kind")
    if kind not in VALUE_KINDS:
        return [f"value needs a kind, one of {listed(VALUE_KINDS)}; found {kind!r}."]
    wanted = {"kind", *VALUE_KINDS[kind]}
    if set(value) != wanted:
        return [f"value of kind '{kind}' must have exactly {listed(sorted(wanted))}; found {listed(sorted(value))}."]
    if kind == "linear":
        return _line_problems(value["worst"], value["best"], direction)
    return _list_problems(kind, value, direction)


def _line_problems(worst: object, best: object, direction: str) -> list[str]:
    if not all(isinstance(end, int | float) and math.isfinite(end) for end in (worst, best)) or worst == best:
        return [f"worst and best must be two different numbers; found {worst!r} and {best!r}."]
    if (best > worst) != (direction == "benefit"):
        way, place = ("up", "below") if best > worst else ("down", "above")
        return [f"value goes {way}, but direction is {direction}: best must lie {place} worst."]
    return []


def _list_problems(kind: str, value: Mapping[str, object], direction: str) -> list[str]:
    name = VALUE_KINDS[kind][0]
    places, values = list(value[name]), list(value["value"])
    problems = []
    expected = len(places) + (kind == "steps")
    if len(values) != expected:
        left_out = places[len(values) :] if kind == "grades" else []
        reason = f"grades without a value: {listed(left_out)}" if left_out else f"expected {expected}"
        problems.append(f"{len(places)} {name} come with {len(values)} values; {reason}.")
    if kind == "grades" and len(set(map(str, places))) < len(places):
        problems.append(f"grades must differ; found {listed(places, 20)}.")
    numbers = [*values, *(places if kind != "grades" else [])]
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers):
        return [*problems, f"{name} and value must be finite numbers; found {listed(numbers, 20)}."]
    if kind != "grades" and any(low >= high for low, high in pairwise(places)):
        problems.append(f"{name} must increase; found {listed(places, 20)}.")
    if not values or min(values) < 0 or max(values) != 1:
        problems.append(f"values must lie between 0 and 1 and the best must be 1; found {listed(values, 20)}.")
    falling = direction == "cost"
    if any((low < high) if falling else (low > high) for low, high in pairwise(values)):
        problems.append(
            f"values must {'fall' if falling else 'rise'}, for direction is {direction}; found {listed(values, 20)}."
        )
    return problems
