"""Of which kind is a setting, and may another value take its place? Its default says it.

`fits` and `like` for a value from outside or a choice, `kind_of_setting` in words, `is_date` and `is_number`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

#: What a setting, or each element of a list, may be.
SCALARS = (bool, int, float, str, type(None))


def fits(value: object, default: object) -> bool:
    """Say whether a value, from outside or of a range, may stand in a default's place."""
    if isinstance(default, list | tuple):
        if not isinstance(value, list) or (default and not value):
            return False
        return all(fits(part, _pattern(default)) for part in value)
    if default is None:
        return isinstance(value, SCALARS)
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, float):
        return is_number(value)
    if isinstance(default, int):
        return is_number(value) and isinstance(value, int)
    return is_date(value) if is_date(default) else isinstance(value, str)


def _pattern(default: list | tuple) -> object:
    """Give the element that all elements must resemble; whole numbers beside fractions count as fractions."""
    if all(is_number(part) for part in default):
        return next((part for part in default if isinstance(part, float)), next(iter(default), None))
    kinds = {kind_of_setting(part) for part in default}
    return default[0] if len(kinds) == 1 else None


def like(value: Any, default: object) -> Any:
    """Give a value that fits in the default's own kind: a list as a tuple, a whole number as a fraction."""
    if isinstance(default, list | tuple):
        return tuple(like(part, _pattern(default)) for part in value)
    return float(value) if isinstance(default, float) else value


def kind_of_setting(default: object) -> str:
    """Say of which kind a setting is."""
    if isinstance(default, list | tuple):
        return f"a list, each {kind_of_setting(_pattern(default))}"
    if is_date(default):
        return "a date"
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    return names.get(type(default), "a single value")


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
