"""What may be said, and is it so? A sentence with its numbers, its condition and its twin.

`claim` gives a `Claim`; `ClaimError` stops the author of a page.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Integral, Real
from string import Formatter
from types import MappingProxyType
from typing import Any

import pandas as pd

from ..catalogue import phrases
from ..resample import Twin
from ..schema import as_day, as_numbers, printable, typed
from .conditions import Condition, truth
from .numbers import day, percent
from .sentences import Sentence, phrase, sentence

FACT = "application/vnd.custseg.fact+json"
READER = "CUSTSEG_READER"  # set by the runner for whoever re-runs a page; without it, its author is at work
LEVEL = 0.05  # what more than this share of the twins show as well is struck
FEWEST_TWINS = 200
DIGITS = 10  # of a number in the record: what lies below differs from machine to machine


class ClaimError(AssertionError):
    """A claim does not hold, and its author gave no other wording.

    Raised when a page is written (``make.py refresh``, the test of its stored outputs, a notebook at work); whoever
    re-runs the page reads on it that the claim does not hold there.
    """

    __module__ = "custseg.exhibit"


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
        return _kept, tuple(dict(value) if name == "values" else value for name, value in vars(self).items())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/markdown": self.text.markdown, "text/plain": str(self.text), FACT: self.fact()}


@typed
def claim(
    key: str,
    /,
    *,
    holds: object,
    n: int | None = None,
    unit: str | None = None,
    dates: Sequence[date | str] | None = None,
    interval: Sequence[float] | None = None,
    twin: Twin | None = None,
    call: str | None = None,
    id: str | None = None,
    wording: str | None = None,
    otherwise: str | None = None,
    **values: object,
) -> Claim:
    """Say something about the data, if it is so.

    Parameters
    ----------
    key : str
        ``"page.name"``: the file of the catalogue's phrases and the table in it that holds the wordings ``holds`` and,
        if something else is to be said where it is not so, ``otherwise``. A wording is Markdown with the fields of
        `str.format`, as in `sentence`.
    holds : bool or Condition
        Whether it is so: one truth value. The conditions of `custseg.exhibit` say in words why they fail.
    n : int, optional
        Of how many. In a wording: ``{n}``.
    unit : str, optional
        Of what: "customers". In a wording: ``{unit}``.
    dates : pair of date, optional
        First and last day of the data. In a wording, written out: ``{first_day}``, ``{last_day}``.
    interval : pair of float, optional
        Lower and upper end; two missing ones mean that no interval is known. In a wording: ``{low}``, ``{high}``.
    twin : Twin, optional
        The finished twin of the statistic behind the claim. Where more than 5% of the twins are at least as large, the
        claim gives way to ``otherwise``, or is struck and the page says what the twin shows. In a wording: ``{what}``,
        ``{twins}`` (how many) and ``{p}``.
    call : str, optional
        The code that computes it again.
    id : str, optional
        Its name, unique within a page; by default the key.
    wording, otherwise : str, optional
        The wordings themselves, in a notebook of one's own; the key then needs no entry in the catalogue.
    **values : number, str or date
        One value for each further field of the two wordings. It may be None where the other wording is said.

    Returns
    -------
    Claim
        Shows itself as Markdown and carries its record. Where a page is re-run, a claim that does not hold and has no
        other wording says "Does not hold here".

    Raises
    ------
    ClaimError
        The claim does not hold, has no other wording, and the author is at work. Names key, wording, values, and why.
    TypeError
        `holds` is no single truth value.
    ValueError
        The catalogue lacks the key; a wording without words; a field without a value, a value without a field, one
        that is no single value, or a missing or infinite one in what is said; fewer than 200 twins; dates or ends in
        the wrong order; `n` below zero.

    See Also
    --------
    sentence : For what compares, ranks, judges and advises nothing.
    ordered, all_below, all_above, beats, excludes, nearly, most, longer_than : Conditions.
    custseg.resample.twin : What chance alone would say.

    Examples
    --------
    >>> from custseg.exhibit import all_below, claim
    >>> change = {"regulars": -0.39, "newcomers": 0.54}
    >>> claim(
    ...     "fall.both", holds=all_below(list(change.values()), 0), n=2357, unit="customers", b=change["newcomers"],
    ...     wording="Both groups fell.", otherwise="Newcomers rose by {b:.0%}.",
    ... )
    Newcomers rose by 54%.
    """
    condition = holds if isinstance(holds, Condition) else Condition(truth(holds, f"holds of claim {key!r}"))
    wordings, problems = _wordings(key, wording, otherwise)
    span, found = _pair_of_days(dates)
    ends, more = _pair_of_ends(interval)
    problems += [*found, *more, *_twin_problems(twin), *_name_problems(key, id, n)]
    named = _named_fields(n, unit, span, ends, twin)
    problems += _field_problems(wordings, values, named)
    if problems:
        raise ValueError(f"claim {key!r}: {'; '.join(problems)}.")
    chance = condition.holds and twin is not None and twin.p > LEVEL
    told = _Told(key, wordings, {**named, **values}, twin)
    text, stands, struck, why = told.read(condition, chance)
    return _kept(id or key, key, text, stands, struck, values, n, unit, span, ends, twin, call, why)


def _kept(
    id: str, key: str, text: Sentence, holds: bool, struck: bool, values: Mapping[str, object], *rest: Any
) -> Claim:
    """Make a claim whose values cannot be changed."""
    return Claim(id, key, text, holds, struck, MappingProxyType(dict(values)), *rest)


def reader_mode() -> bool:
    """Say whether a reader re-runs a page; without a word from the runner it is its author."""
    return os.environ.get(READER, "") not in ("", "0")


@dataclass(frozen=True)
class _Told:
    """Chooses what is said."""

    key: str
    wordings: Mapping[str, str]
    values: Mapping[str, object]
    twin: Twin | None

    def read(self, condition: Condition, chance: bool) -> tuple[Sentence, bool, bool, str]:
        """Give the text, whether the first wording is claimed, whether it is struck, and why."""
        if condition.holds and not chance:
            return self._filled("holds"), True, False, ""
        why = self._by_chance() if chance else condition.why
        if "otherwise" in self.wordings:
            return self._filled("otherwise"), False, False, str(why)
        if chance:
            return self._struck("claim.struck", Sentence(str(why))), True, True, str(why)
        if not reader_mode():
            raise ClaimError(
                f"claim {self.key!r} does not hold: {why}. It says {self.wordings['holds']!r} with "
                f"{_listed(self.values)}. Give it an other wording ('otherwise'), or say something else."
            )
        return self._struck("claim.fails", Sentence(condition.why)), False, True, condition.why

    def _filled(self, which: str) -> Sentence:
        wording = self.wordings[which]
        try:
            return sentence(wording, **{name: self.values[name] for name in _fields(wording)})
        except ValueError as fault:
            raise ValueError(f"claim {self.key!r}: {fault}") from None

    def _by_chance(self) -> Sentence:
        assert self.twin is not None
        return phrase("claim.twins", what=self.twin.what, share=percent(self.twin.p), twins=len(self.twin.draws))

    def _struck(self, key: str, why: Sentence) -> Sentence:
        said = self._filled("holds")
        crossed = "\n\n".join(f"~~{part.strip()}~~" for part in said.markdown.split("\n\n"))
        return phrase(key, said=Sentence(f"[struck: {said}]", crossed), why=why)


def _wordings(key: str, wording: str | None, otherwise: str | None) -> tuple[dict[str, str], list[str]]:
    if wording is not None or otherwise is not None:
        given = {"holds": wording, "otherwise": otherwise}
        lacking = ["otherwise is given without wording"] if wording is None else []
        return {name: text for name, text in given.items() if text is not None}, lacking
    known = phrases()
    parts = {part: known[f"{key}.{part}"] for part in ("holds", "otherwise") if f"{key}.{part}" in known}
    if "holds" in parts:
        return parts, []
    claims = sorted(name.removesuffix(".holds") for name in known if name.endswith(".holds"))
    near = [name for name in claims if name.partition(".")[0] == key.partition(".")[0]] or claims
    where = f'write [{key.partition(".")[2]}] with holds = "..." into phrases/en/{key.partition(".")[0]}.toml'
    return {}, [f"the catalogue has no such claim (found: {', '.join(near) or 'none'}): {where}, or pass wording="]


def _field_problems(
    wordings: Mapping[str, str], values: Mapping[str, object], named: Mapping[str, object]
) -> list[str]:
    if not wordings:
        return []
    try:
        fields = {name for wording in wordings.values() for name in _fields(wording)}
    except ValueError as fault:
        return [f"a wording cannot be read: {fault}"]
    known = {**named, **values}
    problems = [f"{name} has no words" for name, wording in wordings.items() if not wording.strip()]
    problems += [f"{name} has no value" for name in sorted(fields - set(known))]
    problems += [f"{name} is in no wording" for name in values if name not in fields]
    problems += [
        f"{name} is given twice: what dates, interval or twin say has that name" for name in values if name in named
    ]
    return problems + [
        f"{name} is a {type(value).__name__}, one value was expected"
        for name, value in values.items()
        if not (isinstance(value, str) or pd.api.types.is_scalar(value))
    ]


def _named_fields(n: object, unit: object, span: Any, ends: Any, twin: Twin | None) -> dict[str, object]:
    """Give the fields that every wording may use: those whose argument was given."""
    given: dict[str, object] = {"n": n, "unit": unit}
    if span:
        given |= {"first_day": day(span[0]), "last_day": day(span[1])}
    if ends:
        given |= {"low": ends[0], "high": ends[1]}
    if twin:
        given |= {"what": twin.what, "twins": len(twin.draws), "p": twin.p}
    return {name: value for name, value in given.items() if value is not None}


def _fields(wording: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(wording) if name is not None]


def _pair_of_days(dates: Sequence[date | str] | None) -> tuple[tuple[date, date] | None, list[str]]:
    if dates is None:
        return None, []
    try:
        first, last = (as_day(one, "dates").date() for one in dates)
        sound = first <= last
    except (TypeError, ValueError):
        sound = False
    told = f"dates must be the first and the last day, found {printable(repr(dates))[:80]}"
    return ((first, last), []) if sound else (None, [told])


def _pair_of_ends(interval: Sequence[float] | None) -> tuple[tuple[float, float] | None, list[str]]:
    if interval is None:
        return None, []
    ends = as_numbers(list(interval), "interval").tolist()
    if len(ends) == 2 and math.isnan(ends[0]) and math.isnan(ends[1]):
        return None, []
    if len(ends) != 2 or not ends[0] <= ends[1] or not all(map(math.isfinite, ends)):
        return None, [f"interval must be two finite ends, the lower one first, found {ends}"]
    return (ends[0], ends[1]), []


def _twin_problems(twin: Twin | None) -> list[str]:
    few = twin is not None and len(twin.draws) < FEWEST_TWINS
    return [f"a verdict needs at least {FEWEST_TWINS} twins, found {len(twin.draws)}"] if few and twin else []


def _name_problems(key: str, name: str | None, n: int | None) -> list[str]:
    problems = [] if key.strip() else ["the key must not be empty"]
    problems += [] if name is None or name.strip() else ["id must not be empty"]
    return problems + ([f"n must not be below zero, found {n}"] if n is not None and n < 0 else [])


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {printable(str(value))}" for name, value in values.items()) or "no values"


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
