"""With which other settings must a study hold as well? Draws them from the ranges that its settings have.

`draw_settings`.
"""

import math
import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ._ranges import Range, ends, order_of, range_problems
from ._setting_kinds import is_date
from .settings import Settings

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
    order, problems = order_of(ranges), []
    for _ in range(_TRIES):
        drawn = settings.defaults
        for name in order:
            drawn[name] = _drawn(ranges[name], drawn, drawn[name], chance)
        problems = range_problems(drawn, ranges)
        if not problems:
            return {name: drawn[name] for name in settings.defaults if name in ranges}
    raise ValueError(f"the ranges leave no room: in {_TRIES:,} draws, one end lay beyond the other; {problems}")


def _drawn(allowed: Range, drawn: Mapping[str, Any], default: Any, chance: random.Random) -> Any:
    """Draw one value; where the ends have crossed, it lies outside."""
    if isinstance(allowed, list):
        return chance.choice(allowed)
    low, high = ends(allowed, drawn)
    if not isinstance(default, list | tuple):
        return _between(low, high, default, chance)
    values = [_between(low, high, part, chance) for part in default]
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
