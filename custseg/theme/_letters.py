"""What stands in a figure for text that its fonts lack? Latin letters, other ones for every name.

`writable`, `lay_out`, `take_stand_ins`. The fonts that ship hold Latin, Greek, Cyrillic and Chinese letters and kana.
Hangul, Thai, scripts that run from right to left, emoji and rare characters are transliterated; characters that
cannot be seen are spelled out. Two names never get the same letters in one figure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby

from anyascii import anyascii
from matplotlib.axis import Axis
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text
from matplotlib.ticker import Formatter, FuncFormatter

from ..schema import typed
from ._fonts import codes, families

# Drawn letter by letter from left to right they cannot be read.
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_UNSEEN = {"Cc", "Cf", "Cs"}  # control, format, half a character

# Of the figure that is being drawn: what every name was written as.
_names: ContextVar[dict[str, str] | None] = ContextVar("names of the figure", default=None)


@contextmanager
def naming() -> Iterator[None]:
    """Remember names as long as figures are drawn; an inner block shares the memory of the outer one."""
    if _names.get() is not None:
        yield
        return
    token = _names.set({})
    try:
        yield
    finally:
        _names.reset(token)


@typed
def writable(name: object) -> str:
    """Return a name as the figure that is being drawn can show it.

    Parameters
    ----------
    name : object
        A whole name or label, before it is broken into lines or cut.

    Returns
    -------
    str
        The name itself where the fonts hold it, and no other name of this figure was written so before.

    Examples
    --------
    >>> from custseg.theme import custseg_style, writable
    >>> writable("客户 café"), writable("단골")
    ('客户 café', 'DanGol')
    >>> with custseg_style():
    ...     [writable(name) for name in ("DanGol", "단골")]
    ['DanGol', 'DanGol (2)']
    """
    name, names = str(name), _names.get()
    names = {} if names is None else names
    if name not in names:
        written = _spelled(name, names)
        taken, number = set(names.values()), 2
        names[name] = written
        while names[name] in taken:
            names[name] = f"{written} ({number})"
            number += 1
    return names[name]


@typed
def take_stand_ins() -> dict[str, str]:
    """Return what was written otherwise since the last figure, by name, and forget it.

    Returns
    -------
    dict of str to str
        Name to what stands for it; empty where every name is shown as it is.

    Examples
    --------
    >>> from custseg.theme import naming, take_stand_ins
    >>> take_stand_ins()
    {}
    """
    names = _names.get() or {}
    stand_ins = {name: written for name, written in names.items() if name != written}
    names.clear()
    return stand_ins


@typed
def lay_out(figure: Figure | SubFigure, *, chinese: bool = False) -> None:
    """Write all text of a figure with letters that its fonts hold, and give everything its place.

    Parameters
    ----------
    figure : Figure or SubFigure
        Changed in place. Text in a family of the caller's own stays in it; the theme's fonts serve what it lacks.
    chinese : bool
        Whether the figure is written in Chinese.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from custseg.theme import lay_out
    >>> figure = Figure()
    >>> _ = figure.text(0.5, 0.5, "客户")
    >>> lay_out(figure)
    """
    usual = {"sans-serif", *families()}
    for text in figure.findobj(Text):
        own = [family for family in text.get_fontfamily() if family not in usual]
        text.set_fontfamily([*own, *families(chinese=chinese)])
        text.set_text(_shown(text.get_text()))
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _write_ticks(axis)
    figure.draw_without_rendering()


def _write_ticks(axis: Axis) -> None:
    """Write ticks otherwise for good: at every drawing, matplotlib asks the formatter again."""
    for minor in (False, True):
        labels = [label.get_text() for label in axis.get_ticklabels(minor=minor)]
        written = {label: _shown(label) for label in labels if _shown(label) != label}
        if written and minor:
            axis.set_minor_formatter(_rewriting(axis.get_minor_formatter(), written))
        elif written:
            axis.set_major_formatter(_rewriting(axis.get_major_formatter(), written))


def _rewriting(formatter: Formatter, written: dict[str, str]) -> FuncFormatter:
    def write(value: float, place: int | None) -> str:
        label = formatter(value, place)
        return written.get(label, label)

    return FuncFormatter(write)


def _shown(text: str) -> str:
    """Return a text that may hold names among other words."""
    return text if all(map(_is_held, text)) else writable(text)


def _spelled(name: str, names: Mapping[str, str]) -> str:
    """Transliterate what the fonts lack, as other names of the figure were."""
    if all(map(_is_held, name)):
        return name
    for other in sorted(names, key=len, reverse=True):
        if not all(map(_is_held, other)):
            name = name.replace(other, names[other])
    lines = unicodedata.normalize("NFC", name).expandtabs(1).splitlines()
    return "\n".join("".join(_latin(run) if foreign else run for foreign, run in _runs(line)) for line in lines)


def _runs(line: str) -> Iterator[tuple[bool, str]]:
    """Part a line into runs that the fonts hold and runs that they lack, accents with their letters."""
    foreign, marked = False, []
    for character in line:
        foreign = not _is_held(character) or (foreign and unicodedata.combining(character) > 0)
        marked.append((foreign, character))
    for foreign, run in groupby(marked, key=lambda mark: mark[0]):
        yield foreign, "".join(character for _, character in run)


def _latin(run: str) -> str:
    latin = [_code(one) if unicodedata.category(one) in ("Cc", "Cs") else anyascii(one) for one in run]
    # What no alphabet knows is spelled by its number.
    return "".join(latin).strip() or "".join(map(_code, run))


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _is_held(character: str) -> bool:
    if character == "\n":
        return True
    seen = unicodedata.category(character) not in _UNSEEN
    return seen and ord(character) in codes() and unicodedata.bidirectional(character) not in _RIGHT_TO_LEFT
