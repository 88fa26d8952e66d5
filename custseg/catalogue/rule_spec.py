"""What is a rule of classification? Points for what is measured, tiers with cuts, codes, and what each tier gets.

`RuleSpec` is one rule; what it may consist of stands in `rule_parts`.

A rule says what a trade does, not what is true of customers. Whatever a source did not print is missing here too, as
NaN or an empty text, and whoever applies the rule has to state it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import pandas as pd

from ..schema import SchemaError, listed
from ._rule_faults import rule_problems
from .rule_parts import CodePart, Item, Standard, Tier

_CHECKED: tuple[str, ...] = (
    *("provenance", "directness", "standing", "period", "best"),
    *("items", "tiers", "n_tiers", "entrants_at_most", "parts", "standards"),
)


@dataclass(frozen=True)
class RuleSpec:
    """A rule of classification of the catalogue, or your own.

    Parameters
    ----------
    key : str
        The name used in code.
    name_en, name_zh : str
        Names for people.
    also : tuple of str
        Other names, in either language.
    trade : str
        Whose rule it is. Nothing in this package applies a rule unless it is named.
    source : tuple of str
        Entries of the inventory of source documents, and pages or regulations.
    provenance : str
        One of `PROVENANCES`.
    directness : str
        How near the reading came to the text, one of `DIRECTNESS`.
    standing : {"exact", "claim"}
        Whether what is written here was printed so that one can compute with it, or is only reported.
    note : str
        What the source leaves open.
    period : str
        How often customers are classed: "M", "Q", "Y"; empty where the source does not say.
    best : {"high", "low"}
        Which end of the points or of the numbers of the tiers is good.
    items : tuple of Item
        What earns points.
    tiers : tuple of Tier
        Best first.
    n_tiers : int
        How many tiers there are where they have numbers and no names; 0 where they are listed, or not said.
    entrants_at_most : int
        The best tier of those that are numbered that a new customer can get; 0 where not said.
    parts : tuple of CodePart
        The places of a code, in order.
    standards : tuple of Standard
        What each tier gets.

    Raises
    ------
    SchemaError
        With every problem at once: points that do not add up to a hundred, tiers that overlap or leave whole points
        out, keys or letters used twice, standards for tiers that do not exist.

    Examples
    --------
    >>> from custseg.catalogue import load_rule
    >>> load_rule("suzhou_compliance").cuts
    (71.0, 81.0, 91.0)
    >>> load_rule("national_2008").parse("CZ1")
    {'market': 'C', 'format': 'Z', 'size': '1'}
    """

    key: str
    name_en: str
    name_zh: str = ""
    also: tuple[str, ...] = ()
    trade: str = ""
    source: tuple[str, ...] = ()
    provenance: str = "proposed here"
    directness: str = "secondary source"
    standing: str = "claim"
    note: str = ""
    period: str = ""
    best: str = "high"
    items: tuple[Item, ...] = ()
    tiers: tuple[Tier, ...] = ()
    n_tiers: int = 0
    entrants_at_most: int = 0
    parts: tuple[CodePart, ...] = ()
    standards: tuple[Standard, ...] = ()

    def __post_init__(self) -> None:
        problems = rule_problems(**{name: getattr(self, name) for name in _CHECKED})
        if problems:
            raise SchemaError(*(f"rule '{self.key}': {problem}" for problem in problems))

    @property
    def cuts(self) -> tuple[float, ...]:
        """Points from which each tier above the lowest begins, increasing: what ``Bands("fixed", cuts=...)`` takes.

        Empty where the source prints no cuts. A score between two printed ranges (90.5 where B ends at 90 and A begins
        at 91) has not reached the upper one.
        """
        starts = sorted(tier.at_least for tier in self.tiers if not math.isnan(tier.at_least))
        return tuple(map(float, starts)) if len(starts) == len(self.tiers) - 1 else ()

    @property
    def tier_keys(self) -> tuple[str, ...]:
        """Keys of the tiers from the worst to the best; the numbers of the tiers where these have no names."""
        if self.tiers:
            return tuple(tier.key for tier in reversed(self.tiers))
        numbers = [str(number) for number in range(1, self.n_tiers + 1)]
        return tuple(numbers if self.best == "high" else reversed(numbers))

    def codes(self) -> list[str]:
        """Give all codes without the places that may be left out, in the order of the parts."""
        letters = [[code.code for code in part.codes] for part in self.parts if not part.optional]
        return ["".join(code) for code in product(*letters)] if letters else []

    def parse(self, code: str) -> dict[str, str]:
        """Take a code apart.

        Parameters
        ----------
        code : str
            Such as "CZ1" or "CZ12".

        Returns
        -------
        dict of str to str
            Letter or digit of each place; a place that is left out is left out here too.

        Raises
        ------
        ValueError
            If the rule has no codes, or a place holds what cannot stand there; all places at once.
        """
        needed = len([part for part in self.parts if not part.optional])
        if not needed:
            raise ValueError(f"rule '{self.key}' has no codes.")
        if not isinstance(code, str):
            raise ValueError(f"a code of '{self.key}' is a text such as '{self.codes()[0]}'; found {code!r}.")
        if not needed <= len(code) <= len(self.parts):
            lengths = str(needed) if needed == len(self.parts) else f"{needed} to {len(self.parts)}"
            one = self.codes()[0]
            raise ValueError(f"'{code}' has {len(code)} places; a code of '{self.key}' has {lengths}, as '{one}'.")
        places = list(zip(self.parts, code, strict=False))
        self._refuse(code, {part.key: letter for part, letter in places})
        return {part.key: letter for part, letter in places}

    def code(self, **places: str | int) -> str:
        """Put a code together; the other way round than `parse`.

        Parameters
        ----------
        **places : str or int
            Letter or digit of each place, by the key of its part.

        Returns
        -------
        str
            The code.

        Raises
        ------
        ValueError
            If a place is missing, unknown, or holds what cannot stand there; all of them at once.
        """
        letters = {key: str(letter) for key, letter in places.items()}
        missing = [part.key for part in self.parts if not part.optional and part.key not in letters]
        unknown = [key for key in letters if key not in [part.key for part in self.parts]]
        if missing or unknown:
            said = f"{f'misses {listed(missing)}' if missing else ''}{' and ' if missing and unknown else ''}"
            said += f"does not know {listed(unknown)}" if unknown else ""
            keys = [part.key for part in self.parts]
            raise ValueError(f"a code of '{self.key}' {said}; its places are {listed(keys, 20)}.")
        self._refuse(" ".join(letters.values()), letters)
        return "".join(letters[part.key] for part in self.parts if part.key in letters)

    def name(self, code: str, language: str = "en") -> str:
        """Say a code in words, "town, grocer, large", or in Chinese with ``language="zh"``."""
        letters = self.parse(code)
        words = [
            entry.name_zh if language == "zh" and entry.name_zh else entry.name_en
            for part in self.parts
            for entry in part.codes
            if entry.code == letters.get(part.key)
        ]
        return " ".join(words) if language == "zh" else ", ".join(words)

    def standards_table(self) -> pd.DataFrame:
        """List the standards of service: one row per standard and tier; "all" where every tier gets it."""
        rows = [
            (tier, s.key, s.kind, s.name_en, s.name_zh, s.every_days, s.within_hours, s.provenance)
            for s in self.standards
            for tier in (s.tiers or ("all",))
        ]
        columns = ["tier", "standard", "kind", "name_en", "name_zh", "every_days", "within_hours", "provenance"]
        return pd.DataFrame(rows, columns=columns).astype({"every_days": float, "within_hours": float})

    def _refuse(self, code: str, letters: dict[str, str]) -> None:
        """Say of every place what stands there and cannot, and where else it could."""
        problems = []
        for part in self.parts:
            allowed = [entry.code for entry in part.codes]
            letter = letters.get(part.key)
            if letter is not None and letter not in allowed:
                hint = self._elsewhere(letter)
                problems.append(f"{part.key} cannot be '{letter}'{hint}: it is one of {listed(allowed, 20)}")
        if problems:
            raise ValueError(f"'{code}' is no code of '{self.key}': {'; '.join(problems)}.")

    def _elsewhere(self, letter: str) -> str:
        other = [
            f"'{letter}' is {entry.name_en} of the {part.key}"
            for part in self.parts
            for entry in part.codes
            if entry.code == letter
        ]
        return f" ({'; '.join(other)})" if other else ""
