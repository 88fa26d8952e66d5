"""Which wording of a claim is told? The first, the other one, or the first crossed out with the reason.

`Told` chooses; `wordings_of` finds them in the catalogue, `field_problems` says what does not fit them; `ClaimError`
stops the author of a page, and `reader_mode` says whether somebody else re-runs it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

import pandas as pd

from ..catalogue import phrases
from ..resample import Twin
from ..schema import printable
from .numbers import percent
from .sentences import Sentence, gaps_in, phrase, sentence, sentence_with_gaps
from .truth_values import Condition

READER = "CUSTSEG_READER"  # set by the runner for whoever re-runs a page; without it, its author is at work


class ClaimError(AssertionError):
    """A claim does not hold, and its author gave no other wording.

    Raised when a page is written (``make.py refresh``, the test of its stored outputs, a notebook at work); whoever
    re-runs the page reads on it that the claim does not hold there.
    """

    __module__ = "custseg.exhibit"


def reader_mode() -> bool:
    """Say whether a reader re-runs a page; without a word from the runner it is its author."""
    return os.environ.get(READER, "") not in ("", "0")


@dataclass(frozen=True)
class Told:
    """Chooses what is said."""

    key: str
    wordings: Mapping[str, str]
    values: Mapping[str, object]
    twin: Twin | None

    def read(self, condition: Condition, chance: bool) -> tuple[Sentence, bool, bool, str]:
        """Give the text, whether the first wording is claimed, whether it is struck, and why."""
        stands = condition.holds and not chance
        why = Sentence("") if stands else self._by_chance() if chance else Sentence(condition.why)
        which = "otherwise" if not stands and "otherwise" in self.wordings else "holds"
        if reader_mode() and (gaps := gaps_in(self._values(which))):
            why = phrase("claim.gaps", names=", ".join(gaps))
            return self._struck("claim.fails", which, why), False, True, str(why)
        if stands or which == "otherwise":
            return self._filled(which), stands, False, str(why)
        if chance:
            return self._struck("claim.struck", which, why), True, True, str(why)
        if not reader_mode():
            raise ClaimError(
                f"claim {self.key!r} does not hold: {why}. It says {self.wordings['holds']!r} with "
                f"{_listed(self.values)}. Give it an other wording ('otherwise'), or say something else."
            )
        return self._struck("claim.fails", which, why), False, True, str(why)

    def _values(self, which: str) -> dict[str, object]:
        return {name: self.values[name] for name in fields_of(self.wordings[which])}

    def _filled(self, which: str) -> Sentence:
        try:
            fill = sentence_with_gaps if reader_mode() else sentence
            return fill(self.wordings[which], **self._values(which))
        except ValueError as fault:
            raise ValueError(f"claim {self.key!r}: {fault}") from None

    def _by_chance(self) -> Sentence:
        assert self.twin is not None
        return phrase("claim.twins", what=self.twin.what, share=percent(self.twin.p), twins=len(self.twin.draws))

    def _struck(self, key: str, which: str, why: Sentence) -> Sentence:
        said = self._filled(which)
        crossed = "\n\n".join(f"~~{part.strip()}~~" for part in said.markdown.split("\n\n"))
        return phrase(key, said=Sentence(f"[struck: {said}]", crossed), why=why)


def wordings_of(key: str, wording: str | None, otherwise: str | None) -> tuple[dict[str, str], list[str]]:
    """Give the wordings of a call, or those of the catalogue, and what is wrong with them."""
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


def field_problems(wordings: Mapping[str, str], values: Mapping[str, object], named: Mapping[str, object]) -> list[str]:
    """Say which fields lack a value, which values a field, and which value is not one."""
    if not wordings:
        return []
    try:
        fields = {name for wording in wordings.values() for name in fields_of(wording)}
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


def fields_of(wording: str) -> list[str]:
    """Name the fields of a wording."""
    return [name for _, name, _, _ in Formatter().parse(wording) if name is not None]


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {printable(str(value))}" for name, value in values.items()) or "no values"
