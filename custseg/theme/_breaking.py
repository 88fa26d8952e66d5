"""Where may a line be broken? At spaces, and before Chinese characters; never inside words, numbers or brackets."""

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from ..schema import typed

_CHINESE = r"\u3041-\u3096\u30a1-\u30fa〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # with kana
_OPENING = "（《〈「『【〔［｛“"
# A line may begin with an opening bracket, but not end with one; closing marks are no places at all.
_PLACES = re.compile(rf"(?<=\s)(?=\S)|(?<![\s{_OPENING}‘(\[{{])(?=[{_CHINESE}{_OPENING}])")
_SPACES = re.compile(r"(?<=\s)(?=\S)")


@typed
def breadth(text: str) -> int:
    """Return how wide a text is, in Latin letters: a Chinese character is as wide as two.

    Parameters
    ----------
    text : str
        One line.

    Returns
    -------
    int
        Latin letters.

    Examples
    --------
    >>> from custseg.theme import breadth
    >>> breadth("RFM 分群")
    8
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


@typed
def broken(text: str, width: int) -> str:
    """Break a text into lines of at most so many Latin letters; line breaks of its own stay.

    A word that is wider than a line alone is cut.

    Parameters
    ----------
    text : str
        In any of the theme's letters.
    width : int
        Latin letters in a line.

    Returns
    -------
    str
        The same text with line breaks.

    Examples
    --------
    >>> from custseg.theme import broken
    >>> broken("去掉最大客户后为66%。", 18).splitlines()
    ['去掉最大客户后', '为66%。']
    """
    return "\n".join(line for own in text.splitlines() for line in _lines(own, width))


def _lines(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in _pieces(" ".join(text.split()), width):
        if breadth(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        while breadth(piece.rstrip()) > width:
            head = cut(piece, width)
            lines[-1:] = [head, ""]
            piece = piece[len(head) :]
        lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()]


def _pieces(text: str, width: int) -> Iterator[str]:
    """Part a text at the places for breaks; among Latin words, a Chinese word that fits into a line stays whole."""
    latin = len(text) > 2 * (breadth(text) - len(text))
    for word in _SPACES.split(text):
        yield from [word] if latin and breadth(word.rstrip()) <= width else _PLACES.split(word)


@typed
def cut(text: str, width: int) -> str:
    """Return the beginning of a text that is at most so many Latin letters wide.

    Parameters
    ----------
    text : str
        One line.
    width : int
        Latin letters.

    Returns
    -------
    str
        The whole text where it is narrow enough.

    Examples
    --------
    >>> from custseg.theme import cut
    >>> cut("客户分群", 5)
    '客户'
    """
    while breadth(text) > width:
        text = text[:-1]
    return text
