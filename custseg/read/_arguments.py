"""Can these arguments of a reader be meant? One sentence for each that cannot.

Offers `checked_arguments`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..schema import as_day
from .meaning.answers import checked_answers
from .meaning.settings import stated_settings

ONE_OF: dict[str, tuple[tuple[object, ...], str]] = {
    "decimal": ((None, ".", ",", "each"), "'.', ',' or 'each'"),
    "dayfirst": ((None, True, False), "True, False or None"),
    "yearfirst": ((None, True, False), "True, False or None"),
    "duplicates": (("raise", "keep", "drop"), "'raise', 'keep' or 'drop'"),
    "unclear": (("ask", "decide"), "'ask' or 'decide'"),
}


def checked_arguments(
    *, separator: str | None, columns: Mapping[str, str | None] | None, observed_until: Any, answers: Any, **others: Any
) -> dict[str, Any]:
    """Return the arguments of `read_transactions` that the caller stated.

    Raises
    ------
    ValueError, TypeError
        An argument is none of those that are known.
    """
    for name, (known, expected) in ONE_OF.items():
        _refuse_other(name, others[name], known, expected)
    if separator is not None:
        _refuse_odd(separator)
    if columns is not None and not isinstance(columns, Mapping):
        raise TypeError(f'columns must be a mapping such as {{"date": "InvoiceDate"}}, found {type(columns).__name__}.')
    if observed_until is not None:
        as_day(observed_until, "observed_until")
    return stated_settings(
        columns=columns,
        separator=separator,
        observed_until=observed_until,
        answers=checked_answers(answers),
        **others,
    )


def _refuse_other(name: str, value: object, known: tuple[object, ...], expected: str) -> None:
    if not any(value is one or (isinstance(value, str | int | np.bool_) and value == one) for one in known):
        raise ValueError(f"{name} must be {expected}, found {repr(value)[:60]}.")


def _refuse_odd(separator: object) -> None:
    plain = isinstance(separator, str) and len(separator) == 1 and separator.isascii()
    if not plain or separator in ('"', "\r", "\n", "\0"):
        found = repr(separator)[:60]
        raise ValueError(f"separator must be one plain character such as ';' or '\\t', found {found}.")
