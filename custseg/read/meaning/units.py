"""In which unit does a header count? Thousands, cents, 万元 ..., and the header without it.

Offers `split_unit` and `factor`.
"""

from __future__ import annotations

import re
import unicodedata

from .words import key, table

_BRACKET = re.compile(
    r"^(?P<stem>.*?)\s*[(\[{【](?:(?:单位|單位|unit|einheit)[:\s]*|in\s+)?(?P<unit>[^()\[\]{}【】]*)[)\]}】]\s*$", re.I
)
_GAP = re.compile(r"\s*[/,]\s*|[\s_]+")
_CURRENCY = re.compile(r"^(?:eur|usd|gbp|chf|cny|rmb|jpy|[€$£¥])|(?:eur|usd|gbp|chf|cny|rmb|jpy|euro|[€$£¥])$")


def split_unit(header: str) -> tuple[str, str | None]:
    """Divide a header into its name and its unit, None if it has none.

    What stands in brackets behind the name is its unit; behind a slash, a comma, a blank or ``in`` it is one only if
    it is a known unit: ``Umsatz T€``, ``amount_cents``, ``金额/元``.

    Examples
    --------
    >>> split_unit("金额（单位：万元）"), split_unit("Revenue in k€"), split_unit("Order total")
    (('金额', '万元'), ('Revenue', 'k€'), ('Order total', None))
    """
    text = unicodedata.normalize("NFKC", header).strip()
    if found := _BRACKET.match(text):
        return (found["stem"], found["unit"].strip()) if found["stem"] else (text, None)
    best = None
    for gap in reversed(list(_GAP.finditer(text))[-3:]):
        stem, unit = text[: gap.start()], text[gap.end() :]
        if stem and _scale(unit) is not None and key(unit) not in _PLAIN:
            best = re.sub(r"[\s_]+(?:in|en)$", "", stem, flags=re.I), re.sub(r"^(?:in|en)[\s_]+", "", unit, flags=re.I)
    return best or (text, None)


# words that are part of many names and say nothing about thousands when they stand behind one
_PLAIN = frozenset(
    map(key, ("total", "sum", "net", "gross", "item", "line", "order", "each", "original", "p", "vat", "m", "ht", "k",
              "te", "minor", "stück", "netto", "brutto", "base",
              "purchased"))
)  # fmt: skip


def factor(unit: str | None) -> float | None:
    """Return how many of the currency one of a unit is: 10,000 for 万元; None for a unit that nobody knows.

    Examples
    --------
    >>> factor("千元"), factor("cents"), factor("EUR"), factor(None), factor("kWh")
    (1000.0, 0.01, 1.0, 1.0, None)
    """
    if not unit:
        return 1.0
    scales = [_scale(unit)] if _scale(unit) else [_scale(part) for part in re.split(r"[,;/\s]+", unit) if part]
    known = [scale for scale in scales if scale is not None]
    return max(known, key=lambda scale: abs(scale - 1)) if len(known) == len(scales) else None


def _scale(unit: str) -> float | None:
    written = key(re.sub(r"^(?:in|en|单位|單位)\b[\s_:]*", "", unit.casefold()))
    for name in (written, _CURRENCY.sub("", written)):
        for number, (known,) in table("units").items():
            if name in known:
                return float(number)
    return None
