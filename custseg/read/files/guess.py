"""Which encoding do bytes have that are no UTF-8? The header decides, then the shape of the bytes, or the caller.

Offers `guess_encoding`, `words_to_check` and `decodes`.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from ...schema import TRANSACTIONS, SchemaError, header_key

HIGH = re.compile(rb"[\x80-\xff]+")
WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŸŠŽ€£¥§°«»‘’“”„–—…·©®™½ºª¿¡\xa0")
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
# the frequent characters of the two Chinese standards and their punctuation, by first and second byte
FREQUENT = {
    "gb18030": re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
}
HANGUL = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")
CYRILLIC = re.compile(rb"[\xa8\xb8\xc0-\xff]")
BY_HEADER = ("gb18030", "big5", "cp1252", "cp932", "cp949", "cp1251", "cp1250", "mac_roman")
KNOWN = {header_key(name) for column in TRANSACTIONS.columns for name in column.aliases if not name.isascii()}
EASTERN = {
    "big5",
    "big5hkscs",
    "cp932",
    "cp949",
    "cp950",
    "euc_jp",
    "euc_kr",
    "gb18030",
    "gb2312",
    "gbk",
    "johab",
    "shift_jis",
}
ENOUGH = 15  # different characters that one language has and the other has not only by chance


def guess_encoding(data: bytes, name: str) -> str | None:
    """Guess the encoding of a text that is not UTF-8.

    The rules, in this order: the encoding in which a header is a known one; Windows-1252, or another for Europe in
    which fewer words have signs and capitals in their midst, if the rest are letters and signs that mostly stand
    alone; GB18030 or Big5 if at least seven in ten byte pairs are frequent characters there; else what
    charset-normalizer finds most readable. Korean in EUC-KR and Russian capitals in Windows-1251 are valid Chinese
    too: with fewer than 15 different characters, nobody can tell.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        What the file is called in messages.

    Returns
    -------
    str or None
        None if the bytes are valid in no encoding.

    Raises
    ------
    SchemaError
        Two encodings are as likely; each is shown with what it makes of the first words.
    """
    first = re.search(rb"[\x80-\xff]", data)
    sample = data[first.start() : first.start() + 500_000] if first else b""
    if (codec := _by_header(data)) and decodes(data, codec):
        return codec
    if _looks_western(sample) and (codec := _european(data, sample)):
        return codec
    pairs = PAIR.findall(sample)
    shares = {
        codec: sum(1 for pair in pairs if frequent.fullmatch(pair)) / len(pairs) if pairs else 0.0
        for codec, frequent in FREQUENT.items()
    }
    chinese = max(shares, key=lambda codec: shares[codec])
    if shares[chinese] >= 0.7 and decodes(data, chinese):
        rivals = _rivals(data, sample) if chinese == "gb18030" else []
        if not rivals or (len(rivals) == 1 and len(set(pairs)) >= ENOUGH):
            return rivals[0] if rivals else chinese
        raise SchemaError(_question(data, name, [*([chinese] if _in_pairs(sample) else []), *rivals]))
    return _most_readable(data, sample)


def words_to_check(text: str, shown: int = 2) -> list[str]:
    """Return the first different words with other letters than ASCII, by which a reader sees a wrong guess."""
    words = re.findall(r"\w*[^\W\x00-\x7f]\w*", text[:200_000])
    return list(dict.fromkeys(words))[:shown]


def decodes(data: bytes, codec: str) -> bool:
    """Say whether all bytes are valid in an encoding."""
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _by_header(data: bytes) -> str | None:
    """Find the encoding in which the first lines name most columns that are known."""
    lines = b"\n".join(re.split(rb"\r\n|\n|\r", data[:50_000])[:5])
    found = {}
    for codec in BY_HEADER:
        names = re.split(r"[,;\t|\n]", lines.decode(codec, errors="replace"))
        found[codec] = sum(1 for name in names if not name.isascii() and header_key(name) in KNOWN)
    best = max(BY_HEADER, key=lambda codec: found[codec])
    return best if found[best] else None


def _looks_western(sample: bytes) -> bool:
    runs = HIGH.findall(sample)
    letters = b"".join(runs).decode("cp1252", errors="replace")
    alone = sum(1 for run in runs if len(run) == 1)
    return alone >= 0.7 * len(runs) and sum(1 for letter in letters if letter in WESTERN) >= 0.9 * len(letters)


def _european(data: bytes, sample: bytes) -> str | None:
    """Choose the encoding in which words look most like words."""
    fitting = [codec for codec in ("cp1252", "mac_roman", "cp1250") if decodes(data, codec)]
    return min(fitting, key=lambda codec: _odd_joins(sample.decode(codec, errors="replace")), default=None)


def _odd_joins(text: str) -> int:
    """Count capitals after small letters, signs between letters and several rare letters: ma³y, MŸller and Kšln."""
    odd = max(len(set(text) & set("ŠšŸŒœ")) - 1, 0)
    for before, letter in pairwise(text):
        if letter > "\x7f" and before.islower():
            odd += letter.isupper() or unicodedata.category(letter)[0] in "SN"
        elif before > "\x7f" and letter.islower():
            odd += unicodedata.category(before)[0] in "SN" or unicodedata.category(before) == "Cc"
    return odd


def _in_pairs(sample: bytes) -> bool:
    runs = HIGH.findall(sample)
    return sum(len(run) % 2 for run in runs) <= 0.1 * len(runs)


def _rivals(data: bytes, sample: bytes) -> list[str]:
    """Say which other encodings make as good a text of bytes that are valid Chinese."""
    pairs = PAIR.findall(sample)
    whole = _in_pairs(sample)
    korean = whole and sum(map(bool, map(HANGUL.fullmatch, pairs))) >= 0.98 * len(pairs) and decodes(data, "cp949")
    return ["euc_kr"] * korean + ["cp1251"] * (_could_be_russian(sample) and decodes(data, "cp1251"))


def _could_be_russian(sample: bytes) -> bool:
    high = b"".join(HIGH.findall(sample))
    return len(CYRILLIC.findall(high)) >= 0.95 * len(high)


def _question(data: bytes, name: str, codecs: list[str]) -> str:
    ways = []
    for codec in codecs:
        words = " ".join(words_to_check(data.decode(codec, errors="replace")))
        ways.append(f"encoding={codec!r} makes '{words}' of its first words")
    return f"{name} says in no way which encoding it has: {', '.join(ways)}. Pass the one that is right."


def _most_readable(data: bytes, sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # only for files that no rule above recognises

    matches = (match.encoding for match in from_bytes(sample[:50_000]))
    found = next((codec for codec in matches if decodes(data, codec)), None)
    return "cp1251" if found in EASTERN and _could_be_russian(sample) else found
