"""What does a claim stand on? The sentence with its numbers, condition, interval and twin, and its record as JSON.

`Claim`; `kept` makes one whose values cannot be changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any

import pandas as pd

from ..resample import Twin
from ..schema import printable
from .sentences import Sentence

FACT = "application/vnd.custseg.fact+json"
DIGITS = 10  # of a number in the record: what lies below differs from machine to machine


@dataclass(frozen=True, eq=False, repr=False)
class Claim:
    """A sentence about the data, with everything that it stands on. Made by :func:`claim`.

    As the last line of a notebook cell it shows itself as Markdown and carries its record, which pages, the table of
    what is covered, and other languages read.

    Parameters
    ----------
    id : str
        Its name, unique within a page.
    key : str
        Its wording in the catalogue: ``"page.name"``.
    text : Sentence
        What is said, with all its numbers.
    holds : bool
        Whether the first wording is claimed: the condition is met, and no twin made it give way to the other wording.
    struck : bool
        Whether the first wording is shown crossed out: because twins show the same, or (then `holds` is False)
        because it is not so here and there is no other wording.
    values : mapping of str to object
        The numbers of the wordings.
    n : int or None
        Of how many.
    unit : str or None
        Of what: "customers".
    dates : tuple of date, or None
        First and last day of the data.
    interval : tuple of float, or None
        Lower and upper end.
    twin : Twin or None
        What the same statistic says where nothing happens.
    call : str or None
        The code that computes it again.
    why : str
        Why the first wording is not said, or is struck; empty if it is said.

    Examples
    --------
    >>> from custseg.exhibit import claim
    >>> fell = claim("fall.both", holds=True, wording="Both fell, by {a:.0%} and {b:.0%}.", a=0.3, b=0.2)
    >>> fell
    Both fell, by 30% and 20%.
    >>> fell.holds, fell.struck
    (True, False)
    """

    id: str
    key: str
    text: Sentence
    holds: bool
    struck: bool
    values: Mapping[str, object]
    n: int | None = None
    unit: str | None = None
    dates: tuple[date, date] | None = None
    interval: tuple[float, float] | None = None
    twin: Twin | None = None
    call: str | None = None
    why: str = ""

    def fact(self) -> dict[str, Any]:
        """Give the record: everything above as JSON knows it.

        Returns
        -------
        dict
            The names above; numbers to 10 significant digits, days as ``"1998-06-30"``, of the twin ``what``, ``seen``,
            ``p`` and how many ``draws``.
        """
        shuffled = self.twin and {
            "what": self.twin.what,
            "seen": _plain(self.twin.seen),
            "p": _plain(self.twin.p),
            "draws": len(self.twin.draws),
        }
        return {
            "id": self.id,
            "key": self.key,
            "text": str(self.text),
            "holds": self.holds,
            "struck": self.struck,
            "values": {name: _plain(value) for name, value in self.values.items()},
            "n": _plain(self.n),
            "unit": self.unit,
            "dates": self.dates and [_plain(one) for one in self.dates],
            "interval": self.interval and [_plain(end) for end in self.interval],
            "twin": shuffled,
            "call": self.call,
            "why": self.why,
        }

    def __str__(self) -> str:
        return str(self.text)

    def __repr__(self) -> str:
        return str(self.text)

    def __bool__(self) -> bool:
        raise TypeError(f"claim {self.id!r} has no truth value of its own: ask for .holds or .struck.")

    def __reduce__(self) -> tuple[Any, ...]:
        return kept, tuple(dict(value) if name == "values" else value for name, value in vars(self).items())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/markdown": self.text.markdown, "text/plain": str(self.text), FACT: self.fact()}


def kept(
    id: str, key: str, text: Sentence, holds: bool, struck: bool, values: Mapping[str, object], *rest: Any
) -> Claim:
    """Make a claim whose values cannot be changed."""
    return Claim(id, key, text, holds, struck, MappingProxyType(dict(values)), *rest)


def _plain(value: Any) -> Any:
    """Give a value as JSON knows it, with as many digits as are the same on every machine."""
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, date):
        return pd.Timestamp(value).isoformat().removesuffix("T00:00:00")
    if isinstance(value, str):
        return printable(str(value))
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(f"{float(value):.{DIGITS}g}") if math.isfinite(value) else None
    return printable(str(value))
