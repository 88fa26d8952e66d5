"""What may be said, and is it so? A sentence with its numbers, its condition and its twin.

`claim` gives a `Claim`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from ..resample import Twin
from ..schema import as_day, as_numbers, printable, typed
from .claim_records import Claim, kept
from .claim_wordings import Told, field_problems, wordings_of
from .numbers import day
from .truth_values import Condition, truth

LEVEL = 0.05  # what more than this share of the twins show as well is struck
FEWEST_TWINS = 200


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
    wordings, problems = wordings_of(key, wording, otherwise)
    span, found = _pair_of_days(dates)
    ends, more = _pair_of_ends(interval)
    problems += [*found, *more, *_twin_problems(twin), *_name_problems(key, id, n)]
    named = _named_fields(n, unit, span, ends, twin)
    problems += field_problems(wordings, values, named)
    if problems:
        raise ValueError(f"claim {key!r}: {'; '.join(problems)}.")
    chance = condition.holds and twin is not None and twin.p > LEVEL
    told = Told(key, wordings, {**named, **values}, twin)
    text, stands, struck, why = told.read(condition, chance)
    return kept(id or key, key, text, stands, struck, values, n, unit, span, ends, twin, call, why)


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
