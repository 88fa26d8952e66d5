"""Which currency does a sign mean that several have? ¥ is yuan and yen, $ is of many dollars.

Offers `settle_sign`, which a currency column and the language of the headers answer.
"""

from __future__ import annotations

import re

from ...schema import header_key
from ..files.rows import plain_cells
from ..parts.whole import overall
from .evidence import Evidence
from .units import split_unit
from .words import holds

LOOKED_AT = 300  # amounts
DOLLARS = ("USD", "CAD", "AUD", "NZD", "HKD", "TWD", "SGD", "MXN", "ARS", "CLP", "COP")
SHARED = {"CNY": ("¥￥", ("CNY", "JPY")), "USD": ("$＄", DOLLARS)}  # as it was read -> signs, and whose they are
_KANA = re.compile(f"[{chr(0x3040)}-{chr(0x30FF)}]")
_CHINESE = re.compile(f"[{chr(0x4E00)}-{chr(0x9FFF)}]")


def settle_sign(evidence: Evidence, said: str | None) -> None:
    """Say whose a sign is that several currencies share: `said` by a column, by Japanese or Chinese headers, or nobody.

    Where nobody says whose ¥ is, the sign stands on pages; $ is taken for USD. Both are noted.
    """
    signs, whose = SHARED.get(str(evidence.currency), ("", ()))
    if not signs or not _stands_alone(evidence, signs):
        return
    answer = evidence.answers.get("currency")
    if said in whose or answer in whose:
        evidence.currency = str(answer if answer in whose else said)
        return
    if signs[0] == "$":
        evidence.notes.append("the sign $ was taken for USD; other dollars have it, too.")
        return
    headers = " ".join(map(str, evidence.rows.table))
    if _KANA.search(headers) or any(holds(str(header), "headers", "japanese") for header in evidence.rows.table):
        evidence.currency = "JPY"
        evidence.notes.append("the sign ¥ was taken for JPY, as the headers are Japanese.")
    elif _CHINESE.search(headers):
        evidence.notes.append("the sign ¥ was taken for CNY, as the headers are Chinese.")
    else:
        evidence.currency = "¥"
        evidence.notes.append("the sign ¥ is of CNY and of JPY: which of them, the file does not say.")


def _stands_alone(evidence: Evidence, signs: str) -> bool:
    """Say whether the currency was read from such a sign, and no code or word stands beside the amounts."""
    name = next((name for name in ("amount", "unit_price", "cost") if name in evidence.chosen), None)
    if name is None:
        return False
    header = evidence.chosen[name]
    cells = plain_cells(evidence.rows.table[header]).dropna().head(LOOKED_AT).map(str)
    unit = split_unit(header)[1] or ""
    first = overall("first amounts", tuple(cells), lambda one, other: (*one, *other)[:LOOKED_AT])
    text = header_key(unit) + "".join(sorted(set("".join(first))))
    letters = [letter for letter in text if letter.isalpha()]
    return not letters and any(sign in unit + text for sign in signs)
