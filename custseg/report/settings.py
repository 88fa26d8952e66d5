"""What may be set from outside? A study asks here for its settings; each has its default in the study's own cell.

`parameters`, `Settings`, `read_settings`. Between which values a setting may lie stands in `_ranges.py`.
"""

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

from ._ranges import Range, check_ranges, range_problems, range_words
from ._setting_kinds import SCALARS, fits, kind_of_setting, like

ENVIRONMENT = "CUSTSEG_PARAMETERS"


class Settings:
    """The settings of one study: attributes that cannot be changed, shown as ``name = value``.

    Made by :func:`parameters`; a setting shows its range, and one that came from outside its default, beside it.

    Parameters
    ----------
    values : mapping
        Name to value.
    defaults : mapping
        Name to default.
    ranges : mapping, optional
        Name to range, of those that have one.

    See Also
    --------
    draw_settings : Values drawn from the ranges.

    Examples
    --------
    >>> from custseg.report import parameters
    >>> settings = parameters(share=0.2, seed=1, ranges={"share": (0.1, 0.5)})
    >>> settings.share
    0.2
    >>> settings.ranges
    {'share': (0.1, 0.5)}
    """

    __slots__ = ("_defaults", "_ranges", "_values")

    def __init__(
        self, values: Mapping[str, Any], defaults: Mapping[str, Any], ranges: Mapping[str, Range] | None = None
    ) -> None:
        object.__setattr__(self, "_values", dict(values))
        object.__setattr__(self, "_defaults", dict(defaults))
        object.__setattr__(self, "_ranges", dict(ranges or {}))

    @property
    def ranges(self) -> dict[str, Range]:
        """Name to range, of the settings that have one: ``(low, high)`` or a list of choices."""
        return dict(self._ranges)

    @property
    def defaults(self) -> dict[str, Any]:
        """Name to default, of all settings."""
        return dict(self._defaults)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and name in self._values:
            return self._values[name]
        raise AttributeError(f"there is no setting {name!r}" + ("" if name.startswith("_") else _known(self._values)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"settings are fixed: give {name!r} a default in parameters(...) or set it from outside")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"settings are fixed: {name!r} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self._values == other._values

    __hash__ = None

    def __reduce__(self) -> tuple:
        return Settings, (self._values, self._defaults, self._ranges)

    def __dir__(self) -> list[str]:
        return sorted(self._values)

    def __repr__(self) -> str:
        width = max((len(name) for name in self._values), default=0)
        noted = {name: notes for name in self._values if (notes := self._notes(name))}
        reach = max((len(repr(self._values[name])) for name in noted), default=0)
        lines = [
            f"{name:{width}} = {value!r:{reach}}    # {noted[name]}" if name in noted else f"{name:{width}} = {value!r}"
            for name, value in self._values.items()
        ]
        return "\n".join(lines) or "no settings"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        """Show the text, and tell the page what came from outside: it shows the rest with the code."""
        values = {name: (without_folder(self._values[name]), self._defaults[name]) for name in self._outside()}
        outside = [f"{name} = {value!r} (default {default!r})" for name, (value, default) in values.items()]
        return {"text/plain": repr(self)}, {"custseg": {"role": "settings", "from_outside": outside}}

    def _outside(self) -> list[str]:
        return [name for name, value in self._values.items() if value != self._defaults[name]]

    def _notes(self, name: str) -> str:
        notes = [f"from outside; default {self._defaults[name]!r}"] if name in self._outside() else []
        notes += [range_words(self._ranges[name])] if name in self._ranges else []
        return "; ".join(notes)


def parameters(*, ranges: Mapping[str, Range] | None = None, **defaults: Any) -> Settings:
    """Give a study its settings: the defaults, or what was set from outside.

    The environment variable ``CUSTSEG_PARAMETERS`` may hold a JSON object ``{"name": value, ...}``. The runner fills
    it (``python -m custseg studies 05 --set seed=7``); nothing is ever pasted into a study's code.

    Parameters
    ----------
    ranges : mapping, optional
        Name of a setting to the values that it may take: ``(low, high)``, both ends included, for a number, a date, or
        each element of a list of them; a list of choices for anything. An end may name another setting, with a
        distance in days or in its own unit: ``"grocer_end"``, ``"grocer_end - 28 days"``, ``"top + 0.1"``.
    **defaults : bool, int, float, str, None, or a list or tuple of them
        Every setting with its default, which also fixes its type. A default that is written as an ISO date
        (``"1998-06-30"``) takes only such dates; a float takes whole numbers too; ``None`` takes any single value.

    Returns
    -------
    Settings
        One attribute a setting. Lists come back as tuples, so that no cell can change them.

    Raises
    ------
    ValueError
        All problems at once: JSON that cannot be read, a name that the study does not have, a value of another type
        or out of its range.
    TypeError
        A default that is none of the types above, or a range that its own default does not keep to.

    See Also
    --------
    draw_settings : Values drawn from the ranges.

    Examples
    --------
    >>> settings = parameters(as_of="1998-06-30", shares=[0.05, 0.2], seed=1)
    >>> settings
    as_of  = '1998-06-30'
    shares = (0.05, 0.2)
    seed   = 1
    >>> settings.shares
    (0.05, 0.2)
    >>> parameters(
    ...     day="2017-06-30", end="2017-12-31", bands=5,
    ...     ranges={"day": ("2017-03-31", "end - 28 days"), "end": ("2017-09-30", "2017-12-31"), "bands": [3, 5, 10]},
    ... )
    day   = '2017-06-30'    # from 2017-03-31 to end - 28 days
    end   = '2017-12-31'    # from 2017-09-30 to 2017-12-31
    bands = 5               # one of 3, 5, 10
    """
    _check_defaults(defaults)
    ranges = check_ranges(defaults, ranges)
    given, problems = _read_environment()
    values = {name: _frozen(value) for name, value in defaults.items()}
    for name, value in given.items():
        if name not in defaults:
            problems.append(f"there is no setting {name!r}{_near(name, defaults)}{_known(defaults)}")
        elif not fits(value, defaults[name]):
            problems.append(
                f"{name} must be {kind_of_setting(defaults[name])}, like {defaults[name]!r}; found {value!r}"
            )
        else:
            values[name] = like(value, defaults[name])
    problems += range_problems(values, ranges)
    if problems:
        raise ValueError(f"{ENVIRONMENT} cannot be used:" + "".join(f"\n- {problem}" for problem in problems))
    return Settings(values, {name: _frozen(value) for name, value in defaults.items()}, ranges)


def read_settings(text: str) -> dict[str, Any]:
    """Read settings that were written as one JSON object.

    Parameters
    ----------
    text : str
        ``{"name": value, ...}``; an empty text means that nothing is set.

    Returns
    -------
    dict
        Name to value.

    Raises
    ------
    ValueError
        The text is no JSON object, or holds a number that is not finite.

    Examples
    --------
    >>> read_settings('{"seed": 7}')
    {'seed': 7}
    """
    if not text.strip():
        return {}
    try:
        settings = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(
            f'settings must be one JSON object such as {{"seed": 7}}; reading stopped at character {error.pos + 1} '
            f"of {text[:80]!r}: {error.msg}"
        ) from None
    if not isinstance(settings, dict):
        raise ValueError(f'settings must be one JSON object such as {{"seed": 7}}; found {text[:80]!r}')
    return settings


def _read_environment() -> tuple[dict[str, Any], list[str]]:
    try:
        return read_settings(os.environ.get(ENVIRONMENT, "")), []
    except ValueError as error:
        return {}, [str(error)]


def _refuse_constant(name: str) -> None:
    raise ValueError(f"settings must be finite numbers; found {name}")


def _check_defaults(defaults: Mapping[str, Any]) -> None:
    problems = [
        f"{name} is a {type(value).__name__}"
        for name, value in defaults.items()
        if not all(isinstance(part, SCALARS) for part in (value if isinstance(value, list | tuple) else [value]))
    ]
    problems += [f"{name} holds a number that is not finite" for name, value in defaults.items() if _endless(value)]
    problems += [f"{name} begins with an underscore" for name in defaults if name.startswith("_")]
    problems += [f"{name} is what the settings themselves have" for name in defaults if name in vars(Settings)]
    if problems:
        raise TypeError(
            "a setting is text, a number, true or false, None, or a flat list of them, and a date is text such as "
            f"'1998-06-30': {'; '.join(problems)}"
        )


def _endless(value: Any) -> bool:
    parts = value if isinstance(value, list | tuple) else [value]
    return any(isinstance(part, float) and not isfinite(part) for part in parts)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _near(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def without_folder(value: Any) -> Any:
    """Return a value as a page may show it: of a file only its name, since a page may travel."""
    return Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value


def _known(known: Mapping[str, Any]) -> str:
    return f"; known: {', '.join(known)}" if known else "; this study has none"
