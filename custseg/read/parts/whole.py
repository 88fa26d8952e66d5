"""What does the whole file say, where only a part of it is in memory?

Offers `overall`, which adds up what each part found, `present`, `only_together`, `is_last_part` and `in_parts`, which
the reader asks, and the class `Part`, within which it reads a part. Without one, the part is the whole.

A decision about a column is never taken from one part. The file is gone through several times: what the parts found in
one pass, added up, is what each of them is told in the next, until two passes say the same. Then each decision was
taken with what the whole file says, as if all of it had been in memory.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from .row_keys import text_keys
from .wording import key_of

Found = TypeVar("Found")
FIRST = 6000  # rows from which it is told what a column holds


@dataclass
class Pass:
    """What all parts said in this pass, and what they are told: what they said in the last one.

    Parameters
    ----------
    known : mapping
        What the parts said in the last pass, by key.
    """

    known: Mapping[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    together: dict[str, str] = field(default_factory=dict)  # what only the whole file at once could decide

    def settled(self) -> bool:
        """Say whether the parts said what they had been told, so that every decision was right."""
        return self.said.keys() == self.known.keys() and all(
            alike(self.said[key], self.known[key]) for key in self.said
        )


@dataclass
class Part:
    """A part of a file as it is read.

    Parameters
    ----------
    of : Pass
        The pass in which it is read.
    first : int
        How many rows with content stand before it.
    last : bool
        Whether it is the end of the file.
    repeats, twins : ndarray of bool, optional
        Which of its rows repeat an earlier one of the whole file, and which have one like them anywhere in it.
    """

    of: Pass
    first: int = 0
    last: bool = False
    repeats: np.ndarray | None = None
    twins: np.ndarray | None = None
    asked: Counter[str] = field(default_factory=Counter)
    groups: dict[str, tuple[pd.DataFrame, Callable[[pd.DataFrame], Any]]] = field(
        default_factory=dict
    )  # see `by_group`


_PART: ContextVar[Part | None] = ContextVar("part of a file", default=None)


@contextmanager
def reading(part: Part) -> Iterator[Part]:
    """Let the reader know that what it reads is a part."""
    token = _PART.set(part)
    try:
        yield part
    finally:
        _PART.reset(token)


def in_parts() -> Part | None:
    """Give the part that is read; None if all of the file is in memory."""
    return _PART.get()


def knows_the_file() -> bool:
    """Say whether what `overall` tells is of the whole file: in the first pass, a part knows of itself alone."""
    part = _PART.get()
    return part is None or bool(part.of.known)


def is_last_part() -> bool:
    """Say whether nothing of the file comes behind what is in memory."""
    part = _PART.get()
    return part is None or part.last


def overall(key: str, here: Found, merge: Callable[[Found, Found], Found] = operator.add) -> Found:
    """Put together what each part of the file found; without parts, what was found here is all there is.

    Parameters
    ----------
    key : str
        What is asked, such as ``"date: day first"``. Asked twice of one part, it is two questions.
    here : object
        What this part found: a number, an array, a tuple, a set ...
    merge : callable
        Puts together what two parts found, the earlier one first.

    Examples
    --------
    >>> overall("rows", 3)
    3
    """
    part = _PART.get()
    if part is None:
        return here
    part.asked[key] += 1
    key = key if part.asked[key] == 1 else f"{key} #{part.asked[key]}"
    said = part.of.said
    said[key] = merge(said[key], here) if key in said else here
    found: Found = part.of.known.get(key, here)
    return found


def anywhere(key: str, mask: Any) -> bool:
    """Say whether any row of the file is one of these."""
    return overall(key, bool(np.asarray(mask).any()), operator.or_)


def counts(key: str, *masks: Any) -> list[int]:
    """Count the rows of several masks over the whole file; sums of money, too."""
    return [*overall(key, np.array([np.asarray(mask).sum() for mask in masks]))]


def present(faults: list[Any]) -> list[Any]:
    """Leave out the kinds of faults that no row of the file has; a part without any keeps its place in the list."""
    return [fault for fault in faults if anywhere(f"fault: {key_of(fault.reason)}", fault.mask)]


def first_found(key: str, here: Found | None) -> Found | None:
    """Give what the first part found that found any, for an example in a sentence."""
    return overall(key, here, lambda earlier, later: later if earlier is None else earlier)


def union(one: tuple[Found, ...], other: tuple[Found, ...]) -> tuple[Found, ...]:
    """Put together what is different in two parts, in the order in which it comes.

    Examples
    --------
    >>> union(("b", "a"), ("a", "c"))
    ('b', 'a', 'c')
    """
    return tuple(dict.fromkeys((*one, *other)))


def first_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Give the first rows of the file, from which it is told what its columns hold; without parts the table itself."""
    part = _PART.get()
    if part is None:
        return table
    return overall("first rows", table.iloc[: max(FIRST - part.first, 0)], _below)


def _below(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    return one if len(one) >= FIRST or not len(other) else pd.concat([one, other], ignore_index=True)


def by_group(
    key: str, groups: pd.Series, rows: dict[str, np.ndarray], summed: Callable[[pd.DataFrame], Found]
) -> Found:
    """Sum up rows that belong together, wherever in the file they stand; the sums of different groups are added.

    Parameters
    ----------
    key : str
        What is asked.
    groups : Series of str
        The group of each row, such as its order.
    rows : dict of arrays
        Numbers of each row.
    summed : callable
        Takes a table of these numbers with a column ``group``, in the order of the file, and gives what can be added.
    """
    here = pd.DataFrame({"group": text_keys(groups), **rows})
    part = _PART.get()
    if part is None:
        return summed(here)
    part.groups[key] = here, summed
    found: Found = part.of.known[key] if key in part.of.known else summed(here)
    return found


def only_together(what: str, remedy: str, here: bool) -> bool:
    """Refuse to decide in parts what needs all rows at once; say whether the file is read in parts and has such rows.

    Parameters
    ----------
    what : str
        What the file holds, for the message.
    remedy : str
        What to do.
    here : bool
        Whether this part has it.
    """
    part = _PART.get()
    if part is None or not overall(f"only together: {what}", bool(here), operator.or_):
        return False
    part.of.together[what] = remedy
    return True


def alike(one: Any, other: Any) -> bool:
    """Say whether two parts, or two passes, found the same.

    Examples
    --------
    >>> alike((np.array([1.0, np.nan]), {"a"}), (np.array([1.0, np.nan]), {"a"})), alike(1.0, 2.0)
    (True, False)
    """
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, pd.DataFrame):
        return bool(one.equals(other))
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    return bool(one == other) or (one != one and other != other)
