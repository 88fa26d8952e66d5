"""How are the arguments of `read_transactions` written in a terminal? As flags, in messages and in a line to paste.

Offers `flags`, `in_flags` and `command_line`.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from ...schema import merged, printable
from ...schema.remedies import with_remedies

SWITCHES = {
    "dayfirst": ("--dayfirst", "--monthfirst"),
    "yearfirst": ("--yearfirst", "--yearlast"),
    "turn_sign": ("--turn-sign", ""),
    "english_only": ("--english-only", ""),
}
PAIRS = {"columns": "--column", "answers": "--answer"}
LISTS = {"sheet": "--sheet", "leave_out": "--leave-out", "keep": "--keep"}
SINGLE = ("decimal", "separator", "encoding", "sheet", "duplicates", "unclear", "name")
PASTE = "All together: "
TO_FILL_IN = "HEADER"
TAB = "tab"  # a tab is hard to type
_OFFERS = (  # what a terminal has no word for
    (re.compile(r",? or set them aside with read_transactions_with_rejects"), ""),
    (re.compile(r" to read_transactions\b"), ""),
    (re.compile(r" \(in reading\)"), ""),
    (re.compile(r"\bseparator=\.\.\."), "--separator SIGN"),
    (re.compile(r"^All together: .*$", re.MULTILINE), ""),
)


def flags(settings: Mapping[str, Any]) -> list[str]:
    """Write arguments of `read_transactions` as the words of a command.

    Parameters
    ----------
    settings : mapping
        Arguments with their values; one that no flag knows is left out.

    Returns
    -------
    list of str
        Not yet quoted.

    Examples
    --------
    >>> flags({"dayfirst": True, "columns": {"customer_id": "Kunde", "cost": None}, "answers": {"guests": "keep"}})
    ['--dayfirst', '--column', 'customer_id=Kunde', '--column', 'cost=', '--answer', 'guests=keep']
    """
    words: list[str] = []
    for name, value in settings.items():
        if name in SWITCHES and isinstance(value, bool):
            words.append(SWITCHES[name][not value])
        elif name in PAIRS and isinstance(value, Mapping):
            for key, one in value.items():
                words += [PAIRS[name], f"{key}={_word(one)}"]
        elif name in LISTS and isinstance(value, list | tuple):
            for one in value:
                words += [LISTS[name], _sheet(one) if name == "sheet" else _word(one)]
        elif name in SINGLE:
            words += [f"--{name}", _sheet(value) if name == "sheet" else _word(value)]
    return [word for word in words if word]


def in_flags(text: str) -> str:
    """Write a message of the reader as somebody at a terminal can use it.

    Parameters
    ----------
    text : str
        Problems or notes that name arguments.

    Returns
    -------
    str
        The same with flags; a call to paste is left out.

    Examples
    --------
    >>> in_flags("Pass dayfirst=True for 2024-01-05 or dayfirst=False for 2024-05-01.")
    'Pass --dayfirst for 2024-01-05 or --monthfirst for 2024-05-01.'
    """
    for pattern, instead in _OFFERS:
        text = pattern.sub(instead, text)
    return with_remedies(text, lambda name, value: _joined(flags({name: value})) or f"{name}={value!r}").rstrip()


def command_line(
    command: str, file: str, words: Sequence[str], stated: Mapping[str, Any], problems: Sequence[str]
) -> str:
    """Write the line that takes the first way out of each problem, or the one that the reader wrote.

    Parameters
    ----------
    command : str
        Such as ``"custseg report"``.
    file : str
        What was to be read.
    words : sequence of str
        Other words that were given, not quoted.
    stated : mapping
        Arguments of `read_transactions` that were given; they stay.
    problems : sequence of str
        What the reader said, a line each.

    Returns
    -------
    str
        Quoted for a shell; empty if no problem names a way out. Where a header has to be filled in stands HEADER.

    Examples
    --------
    >>> command_line("custseg report", "my file.csv", [], {}, ["Two ways. Pass dayfirst=True or dayfirst=False."])
    "custseg report 'my file.csv' --dayfirst"
    """
    whole = [_named_in(problem) for problem in problems if problem.startswith(PASTE)]
    ways = [one for found in whole for one in found] or [found[0] for one in problems if (found := _named_in(one))]
    if not ways:
        return ""
    open_ones = [found[0] for one in problems if not one.startswith(PASTE) and (found := _to_fill_in(one))]
    return f"{command} {_joined([file, *words, *flags(merged([stated, *ways, *open_ones]))])}"


def _named_in(sentence: str) -> list[dict[str, Any]]:
    """Give the arguments that a sentence names, those with a header to fill in included."""
    found: list[dict[str, Any]] = []

    def note(name: str, value: Any) -> str:
        found.append({name: value})
        return ""

    with_remedies(sentence, note)
    return found


def _to_fill_in(sentence: str) -> list[dict[str, Any]]:
    return [one for one in _named_in(sentence) if any(_is_open(value) for value in _values(one))]


def _values(argument: Mapping[str, Any]) -> list[Any]:
    return [part for value in argument.values() for part in (value.values() if isinstance(value, Mapping) else [value])]


def _is_open(value: Any) -> bool:
    return value in ("...", "…")


def _joined(words: Sequence[str]) -> str:
    return " ".join(shlex.quote(printable(word)) for word in words)


def _word(value: Any) -> str:
    """Write a value as a flag takes it: nothing for what is not there, text as it is, everything else as JSON."""
    if value is None:
        return ""
    if _is_open(value):
        return TO_FILL_IN
    if value == "\t":
        return TAB
    return value if isinstance(value, str) else json.dumps(value)


def _sheet(value: Any) -> str:
    """Write a sheet; digits are a position, so that a name of digits stands in quotation marks."""
    return json.dumps(value) if isinstance(value, str) and value.lstrip("-").isdigit() else _word(value)
