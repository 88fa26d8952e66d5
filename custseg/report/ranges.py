"""Between which values may a setting lie? Its range: two ends, of which one may name another setting, or choices.

`draw_settings` draws a setting of everything that keeps to all ranges; `check_ranges` reads what an author wrote,
`range_problems` says in words what lies outside, and `range_words` how a range is shown.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .settings import Settings

#: Two ends, both included, or a list of choices.
Range = tuple[Any, Any] | list[Any]

_NAMED = re.compile(r"([A-Za-z]\w*)(?: ([+-]) (\d+(?:\.\d+)?)(?: days?)?)?")
_TRIES = 1_000  # draws after which an author hears that the ranges leave no room


def draw_settings(settings: Settings, *, random_state: int) -> dict[str, Any]:
    """Draw a value for each setting that has a range; what has none keeps its default.

    Whatever is drawn keeps to all ranges, also to those that name another setting.

    Parameters
    ----------
    settings : Settings
        Made by :func:`parameters`, with ranges.
    random_state : int
        The same number draws the same values.

    Returns
    -------
    dict
        Name to value, ready for JSON: a study that finds it in ``CUSTSEG_PARAMETERS`` runs on it. Numbers are rounded
        to three digits, dates are any day of their range; a list keeps its length and, if it ascends, its order.

    Raises
    ------
    ValueError
        The ranges leave no room: in a thousand draws one end always lay beyond the other.

    See Also
    --------
    custseg.report.parameters : Gives a study its settings.

    Examples
    --------
    >>> from custseg.report import draw_settings, parameters
    >>> ranges = {"day": ("2017-03-31", "end - 28 days"), "end": ("2017-09-30", "2017-12-31")}
    >>> settings = parameters(day="2017-06-30", end="2017-12-31", seed=1, ranges=ranges)
    >>> draw_settings(settings, random_state=2)
    {'day': '2017-04-23', 'end': '2017-10-07'}
    """
    ranges, chance = settings.ranges, random.Random(random_state)
    order, problems = _order(ranges), []
    for _ in range(_TRIES):
        drawn = settings.defaults
        for name in order:
            drawn[name] = _drawn(ranges[name], drawn, drawn[name], chance)
        problems = range_problems(drawn, ranges)
        if not problems:
            return {name: _listed(value) for name, value in drawn.items() if name in ranges}
    raise ValueError(f"the ranges leave no room: in {_TRIES:,} draws, one end lay beyond the other; {problems}")


def check_ranges(defaults: Mapping[str, Any], ranges: Mapping[str, Range]) -> None:
    """Refuse ranges that no value, or not even the default, can keep to.

    Parameters
    ----------
    defaults : mapping
        Name to default.
    ranges : mapping
        Name to range.

    Raises
    ------
    TypeError
        All problems at once; they are mistakes in the study's own cell.
    """
    problems = [f"ranges name {name!r}, which is no setting" for name in ranges if name not in defaults]
    known = {name: allowed for name, allowed in ranges.items() if name in defaults}
    for name, allowed in known.items():
        problems += _faults(name, defaults[name], allowed, defaults)
    if not problems:
        problems += [f"the default is out of range: {problem}" for problem in range_problems(defaults, ranges)]
        try:
            _order(ranges)
        except CycleError as error:
            problems.append(
                f"{' and '.join(sorted(set(error.args[1])))} bound each other: let one of them name the other"
            )
    if problems:
        raise TypeError("a range is (low, high) or a list of choices:" + "".join(f"\n- {one}" for one in problems))


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
            low, high = (_end(end, values) for end in allowed)
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


def is_date(value: object) -> bool:
    """Say whether a value is text that is a date such as "1998-06-30"."""
    if not isinstance(value, str) or len(value) != len("1998-06-30"):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_number(value: object) -> bool:
    """Say whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _faults(name: str, default: Any, allowed: Any, defaults: Mapping[str, Any]) -> list[str]:
    if isinstance(allowed, list):
        return [] if allowed else [f"{name} has an empty list of choices"]
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


def _order(ranges: Mapping[str, Range]) -> list[str]:
    """Order the settings so that each comes after those that its ends name."""
    needs = {
        name: [found[1] for end in allowed if (found := _named(end))] if isinstance(allowed, tuple) else []
        for name, allowed in ranges.items()
    }
    return [name for name in TopologicalSorter(needs).static_order() if name in ranges]


def _drawn(allowed: Range, drawn: Mapping[str, Any], default: Any, chance: random.Random) -> Any:
    """Draw one value; where the ends have crossed, it lies outside."""
    if isinstance(allowed, list):
        return chance.choice(allowed)
    low, high = (_end(end, drawn) for end in allowed)
    values = [_between(low, high, part, chance) for part in _parts(default)]
    if not isinstance(default, list | tuple):
        return values[0]
    return sorted(values) if list(default) == sorted(default) else values


def _between(low: Any, high: Any, like: Any, chance: random.Random) -> Any:
    if low > high:
        return low
    if is_date(like):
        first, last = date.fromisoformat(low), date.fromisoformat(high)
        return (first + timedelta(days=chance.randint(0, (last - first).days))).isoformat()
    if isinstance(like, int):
        return chance.randint(math.ceil(low), max(math.ceil(low), math.floor(high)))
    return min(max(float(f"{chance.uniform(low, high):.3g}"), low), high)
