"""What does a word in a cell or a header mean? The lists of `words.toml`, and how a text is compared with them.

Offers `words`, `listed_in`, `could_be_words`, `holds` and `ranked`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from ..cells.stored import last_bytes
from ..cells.text import TEXT, beyond_ascii

MANY = 2000  # texts are looked at one by one; more are sifted first
_IDEOGRAPH = re.compile(f"[{chr(0x3040)}-{chr(0x30FF)}{chr(0x3400)}-{chr(0x9FFF)}]")
_NOISE = re.compile(r"[\s_.,:;!*()\[\]\"'-]+")


def key(text: object) -> str:
    """Reduce a text to what counts when it is compared with a word; a text of signs alone stays as it is.

    Examples
    --------
    >>> key(" Grand_Total: "), key("-"), key("合 计：")
    ('grandtotal', '-', '合计')
    """
    folded = unicodedata.normalize("NFKC", str(text)).casefold().strip()
    return _NOISE.sub("", folded) or folded


@cache
def table(section: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return a section of `words.toml`: name -> levels of keys, best first."""
    content = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))[section]
    return {
        name: tuple(_split(level) for level in ([lists] if isinstance(lists, str) else lists))
        for name, lists in content.items()
    }


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key(word) for word in text.replace("\n", " ").split(",") if word.strip()))


@cache
def words(section: str, name: str) -> frozenset[str]:
    """Return all words of a list as keys."""
    return frozenset(word for level in table(section)[name] for word in level)


@cache
def _within(section: str, name: str) -> re.Pattern[str] | None:
    written = sorted((word for word in words(section, name) if _IDEOGRAPH.search(word) and len(word) > 1), key=len)
    return re.compile("|".join(map(re.escape, reversed(written)))) if written else None


def listed_in(texts: Iterable[object], section: str, name: str, ending: bool = False) -> pd.Series:
    """Say which texts are a word of a list, or hold one in Chinese or Japanese (at the end, if `ending`).

    Examples
    --------
    >>> listed_in(["VOID", "avoid", "交易关闭（超时）"], "states", "cancelled").tolist()
    [True, False, True]
    """
    known, within = words(section, name), _within(section, name)
    if not isinstance(texts, pd.Index | pd.Series):
        texts = list(texts)
    if len(texts) <= MANY:
        return pd.Series(_compared(texts, known, within, ending), dtype=bool)
    text = pd.Series(texts).reset_index(drop=True).astype(TEXT)
    possible = could_be_words(text, section, name)
    odd = possible & beyond_ascii(text)
    plain = possible & ~odd
    found = np.zeros(len(text), dtype=bool)
    found[plain] = _plain_keys(text[plain]).isin(known)
    found[odd] = _compared(text[odd], known, within, ending)
    return pd.Series(found)


def could_be_words(texts: pd.Series, section: str, name: str) -> np.ndarray:
    """Sift out texts with digits that no word of a list has; Chinese and Japanese words may stand beside some."""
    others = "".join(sorted(set("0123456789") - set("".join(words(section, name)))))
    possible = _without_digits(texts, others)
    if _within(section, name) is not None:
        odd = np.flatnonzero(beyond_ascii(texts) & ~possible)
        possible[odd] = texts.iloc[odd].str.contains(_IDEOGRAPH.pattern, regex=True).to_numpy(dtype=bool)
    return possible


def _without_digits(texts: pd.Series, digits: str) -> np.ndarray:
    """Say which texts are there and hold none of some digits; most that hold one end in one."""
    last = last_bytes(texts)
    if last is None:
        return ~texts.str.contains(f"[{digits}]", regex=True, na=True).to_numpy(dtype=bool)
    possible: np.ndarray = ~np.isin(last, np.frombuffer(digits.encode(), dtype=np.uint8))
    if possible.any():
        possible[possible] = ~texts[possible].str.contains(f"[{digits}]", regex=True, na=True).to_numpy(dtype=bool)
    return possible


def _plain_keys(texts: pd.Series) -> pd.Series:
    """Do for many texts in ASCII what `key` does for one."""
    folded = texts.str.lower().str.strip()
    short = folded.str.replace(_NOISE.pattern, "", regex=True)
    return short.where(short != "", folded)


def _compared(
    texts: Iterable[object], known: frozenset[str], within: re.Pattern[str] | None, ending: bool
) -> list[bool]:
    keys = [key(text) for text in texts]
    if within is None:
        return [one in known for one in keys]
    look = re.compile(f"(?:{within.pattern})$").search if ending else within.search
    return [one in known or (not one.isascii() and bool(look(one))) for one in keys]


def holds(header: str, section: str, name: str) -> bool:
    """Say whether a header is a word of a list, ends in one, or holds one in Chinese or Japanese."""
    return level(header, table(section)[name]) is not None


def level(header: str, levels: tuple[tuple[str, ...], ...]) -> int | None:
    """Return the first level with a word in the header: whole words in Latin letters, parts of words in others.

    A word of four letters or more also counts at the beginning of a word: ``bestell`` in *Bestelldatum*.
    """
    parts = tokens(header)
    joined, whole = "".join(parts), key(header)
    for place, known in enumerate(levels):
        for word in known:
            if word == whole or (_IDEOGRAPH.search(word) and word in whole):
                return place
            if word.isascii() or not _IDEOGRAPH.search(word):
                if word in parts or (len(word) >= 4 and any(part.startswith(word) for part in parts)):
                    return place
                if len(word) >= 8 and word in joined:
                    return place
    return None


def tokens(header: str) -> list[str]:
    """Split a header into its words, also where a capital begins one.

    Examples
    --------
    >>> tokens("InvoiceDate_UTC")
    ['invoice', 'date', 'utc']
    """
    spaced = re.sub(r"(?<=[a-zß-ÿ0-9])(?=[A-Z])", " ", unicodedata.normalize("NFKC", header))
    return [part for part in re.split(r"[\W_]+", spaced.casefold()) if part]


def ranked(headers: list[str], column: str) -> list[str]:
    """Keep the headers that go before the others for a column; all of them if nothing tells.

    Examples
    --------
    >>> ranked(["总金额", "买家实际支付金额"], "amount")
    ['买家实际支付金额']
    >>> ranked(["total", "revenue"], "amount")
    ['total', 'revenue']
    """
    levels = table("prefer").get(column)
    if levels is None or len(headers) < 2:
        return headers
    places = [level(header, levels) for header in headers]
    numbers = [len(levels) if place is None else place for place in places]
    return [header for header, number in zip(headers, numbers, strict=True) if number == min(numbers)]
