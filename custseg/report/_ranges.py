"""Between which values may a setting lie? Its range: two ends, of which one may name another setting, or choices.

`check_ranges` reads what an author wrote, `range_problems` says in words what lies outside, `range_words` how a range
is shown; `ends` and `order_of` are for who draws from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from math import isfinite
from typing import Any

from ._setting_kinds import fits, is_date, is_number, kind_of_setting

#: Two ends, both included, or a list of choices.
Range = tuple[Any, Any] | list[Any]

_NAMED = re.compile(r"([A-Za-z]\w*)(?: ([+-]) (\d+(?:\.\d+)?)(?: days?)?)?")


def check_ranges(defaults: Mapping[str, Any], ranges: Mapping[str, Range] | None) -> dict[str, Range]:
    """Refuse ranges that no value, or not even the default, can keep to.

    Parameters
    ----------
    defaults : mapping
        Name to default.
    ranges : mapping or None
        Name to range, as an author wrote it.

    Returns
    -------
    dict
        Name to range; empty for None.

    Raises
    ------
    TypeError
        All problems at once; they are mistakes in the study's own cell.
    """
    if ranges is None:
        return {}
    if not isinstance(ranges, Mapping):
        raise TypeError(f"ranges must map names to ranges, such as {{'seed': (0, 9999)}}; found {ranges!r}")
    problems = [f"ranges name {name!r}, which is no setting" for name in ranges if name not in defaults]
    known = {name: allowed for name, allowed in ranges.items() if name in defaults}
    for name, allowed in known.items():
        problems += _faults(name, defaults[name], allowed, defaults)
    if not problems:
        problems += [f"the default is out of range: {problem}" for problem in range_problems(defaults, ranges)]
        try:
            order_of(ranges)
        except CycleError as error:
            problems.append(
                f"{' and '.join(sorted(set(error.args[1])))} bound each other: let one of them name the other"
            )
    if problems:
        raise TypeError("a range is (low, high) or a list of choices:" + "".join(f"\n- {one}" for one in problems))
    return dict(ranges)


def range_problems(values: Mapping[str, Any], ranges: Mapping[str, Range]) -> list[str]:
    """Say of each value outside its range what is allowed, what was found, and since when.

    Parameters
    ----------
    values : mapping
        Name to value, of all settings.
    ranges : mapping
        Name to range; correct.

    Returns
    -------
    list of str
        A clause for each problem; empty if there is none.
    """
    problems = []
    for name, allowed in ranges.items():
        value = values[name]
        if isinstance(allowed, list):
            inside = any(_same(value, choice) for choice in allowed)
            since = ""
        else:
            low, high = ends(allowed, values)
            inside = all(low <= part <= high for part in _parts(value))
            since = _since(allowed, values)
        if not inside:
            each = "each of " if isinstance(value, list | tuple) and isinstance(allowed, tuple) else ""
            verb = "be" if isinstance(allowed, list) else "lie"
            problems.append(f"{each}{name} must {verb} {range_words(allowed)}{since}; found {_listed(value)!r}")
    return problems


def range_words(allowed: Range) -> str:
    """Show a range.

    Parameters
    ----------
    allowed : tuple or list
        The range.

    Returns
    -------
    str
        ``"from 0.1 to 0.5"``, ``"from 2017-03-31 to end - 28 days"`` or ``"one of 3, 5, 10"``.
    """
    if isinstance(allowed, list):
        return f"one of {', '.join(map(repr, allowed))}"
    low, high = (end if isinstance(end, str) else repr(end) for end in allowed)
    return f"from {low} to {high}"


def ends(allowed: tuple[Any, Any], values: Mapping[str, Any]) -> tuple[Any, Any]:
    """Give the two ends of a range, with the values of the settings that they name.

    Parameters
    ----------
    allowed : tuple
        The range.
    values : mapping
        Name to value.

    Returns
    -------
    tuple
        Dates as text, numbers as they are; the lower one may lie above the upper one.
    """
    return _end(allowed[0], values), _end(allowed[1], values)


def order_of(ranges: Mapping[str, Range]) -> list[str]:
    """Order the settings so that each comes after those that its ends name.

    Parameters
    ----------
    ranges : mapping
        Name to range.

    Returns
    -------
    list of str
        The names.

    Raises
    ------
    CycleError
        Two settings name each other.
    """
    needs = {
        name: [found[1] for end in allowed if (found := _named(end))] if isinstance(allowed, tuple) else []
        for name, allowed in ranges.items()
    }
    return [name for name in TopologicalSorter(needs).static_order() if name in ranges]


def _faults(name: str, default: Any, allowed: Any, defaults: Mapping[str, Any]) -> list[str]:
    if isinstance(allowed, list):
        strange = [choice for choice in allowed if not fits(_listed(choice), default)]
        told = f"{name} is {kind_of_setting(default)}, like {default!r}, and its choices hold"
        return [f"{told} {choice!r}" for choice in strange] if allowed else [f"{name} has an empty list of choices"]
    if not (isinstance(allowed, tuple) and len(allowed) == 2):
        return [f"{name} has {allowed!r}, neither (low, high) nor a list"]
    if not all(is_date(part) or is_number(part) for part in _parts(default)) or not _parts(default):
        return [f"{name} is {default!r}, which lies between no two ends: give it a list of choices"]
    faults = []
    for end in allowed:
        other = _named(end)
        if other and (other[1] not in defaults or _kinds(defaults[other[1]]) != _kinds(default)):
            faults.append(f"an end of {name} is {end!r}, which names no setting like {name}")
        elif not other and _kinds(end) != _kinds(default):
            faults.append(f"an end of {name} is {end!r}, which is not like {default!r}")
        elif is_number(end) and not isfinite(end):
            faults.append(f"an end of {name} is {end!r}, from which nothing can be drawn")
    return faults


def _named(end: Any) -> re.Match[str] | None:
    """Find the name of another setting in an end of a range, and the distance from it."""
    return _NAMED.fullmatch(end) if isinstance(end, str) else None


def _kinds(value: Any) -> set[str]:
    return {"date" if is_date(part) else "number" if is_number(part) else "other" for part in _parts(value)}


def _parts(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _same(value: Any, choice: Any) -> bool:
    return bool(_listed(value) == _listed(choice)) and isinstance(value, bool) == isinstance(choice, bool)


def _end(end: Any, values: Mapping[str, Any]) -> Any:
    """Give the value of an end; one that names a date may lie a number of days from it."""
    found = _named(end)
    if not found:
        return end
    other = values[found[1]]
    if found[2] is None:
        return other
    distance = float(found[3]) if found[2] == "+" else -float(found[3])
    if is_date(other):
        return (date.fromisoformat(other) + timedelta(days=distance)).isoformat()
    return other + (int(distance) if isinstance(other, int) and distance.is_integer() else distance)


def _since(allowed: tuple[Any, Any], values: Mapping[str, Any]) -> str:
    named = dict.fromkeys(found[1] for end in allowed if (found := _named(end)))
    return f", where {' and '.join(f'{name} is {_listed(values[name])!r}' for name in named)}" if named else ""
