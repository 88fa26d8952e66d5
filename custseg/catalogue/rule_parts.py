"""Of what may a rule of classification consist? Items with points, tiers with cuts, places of a code, standards.

`Item`, `Tier`, `CodePart`, `Code` and `Standard`; :class:`custseg.catalogue.RuleSpec` puts them together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

NOT_PRINTED = math.nan
"""A number that the source does not give."""

DIRECTNESS = ("source document", "original text", "secondary source", "one page, read once")
STANDINGS = ("exact", "claim")
BEST_ENDS = ("high", "low")
STANDARD_KINDS = ("supply", "visit", "answer", "process", "initiative", "conduct", "award")


@dataclass(frozen=True)
class Item:
    """What earns points under a rule.

    Parameters
    ----------
    key : str
        The name used in code, and the column that it is scored from.
    name_en, name_zh : str
        Names for people.
    points : float
        The most that it can earn; NaN where the source does not print it.

    Examples
    --------
    >>> from custseg.catalogue import load_rule
    >>> load_rule("thirty_tiers").items[1].points
    55
    """

    key: str
    name_en: str
    name_zh: str = ""
    points: float = NOT_PRINTED


@dataclass(frozen=True)
class Tier:
    """A tier, class or star of a rule.

    Parameters
    ----------
    key : str
        What it is called in tables: "A", "super star".
    name_en, name_zh : str
        Names for people.
    at_least, at_most : float
        Points from and to, both included; NaN where the source does not print them.
    penalties : int
        From so many penalties on a customer is here whatever the points say; 0 where penalties do not decide.

    Examples
    --------
    >>> from custseg.catalogue import load_rule
    >>> load_rule("suzhou_compliance").tiers[-1].penalties
    3
    """

    key: str
    name_en: str = ""
    name_zh: str = ""
    at_least: float = NOT_PRINTED
    at_most: float = NOT_PRINTED
    penalties: int = 0


@dataclass(frozen=True)
class Code:
    """A letter or digit of a code, and what it stands for.

    Parameters
    ----------
    code : str
        One letter or digit.
    name_en, name_zh : str
        What it stands for.

    Examples
    --------
    >>> Code("Z", "grocer", "食杂店").code
    'Z'
    """

    code: str
    name_en: str
    name_zh: str = ""


@dataclass(frozen=True)
class CodePart:
    """One place of a code: the market, the format, the size.

    Parameters
    ----------
    key : str
        The name used in code, and the column that it is read from.
    name_en : str
        The name for people.
    codes : tuple of Code
        What may stand there, one letter or digit each; best first where they have an order.
    name_zh : str
        The Chinese name.
    optional : int
        1 where the place may be left out, at the end of the code only.

    Examples
    --------
    >>> from custseg.catalogue import load_rule
    >>> [code.code for code in load_rule("national_2008").parts[1].codes]
    ['Z', 'B', 'S', 'N', 'Y', 'F', 'Q']
    """

    key: str
    name_en: str
    codes: tuple[Code, ...]
    name_zh: str = ""
    optional: int = 0


@dataclass(frozen=True)
class Standard:
    """What customers of a tier are promised, or how they are served.

    Parameters
    ----------
    key : str
        The name used in code.
    kind : str
        One of `STANDARD_KINDS`.
    name_en, name_zh : str
        What it says.
    tiers : tuple of str
        Keys of the tiers that get it; empty for all.
    every_days : float
        At least once in so many days; NaN where there is no rhythm.
    within_hours : float
        At most so many hours; NaN where there is no limit.
    provenance : str
        One of `PROVENANCES`.

    Examples
    --------
    >>> from custseg.catalogue import load_rule
    >>> {each.key: each.within_hours for each in load_rule("key_and_ordinary").standards if each.kind == "answer"}
    {'call_back': 24}
    """

    key: str
    kind: str
    name_en: str
    name_zh: str = ""
    tiers: tuple[str, ...] = ()
    every_days: float = NOT_PRINTED
    within_hours: float = NOT_PRINTED
    provenance: str = "in the source"
