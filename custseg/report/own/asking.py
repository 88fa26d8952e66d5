"""What does a terminal ask for, and what does it answer? Flags become settings; what is left open, one message.

`make_report` gives the exit code: 0 a page, 1 it could not be made, 2 something is left to decide. `reading_of`, `stem`
and `refuse_no_file` serve other commands, too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ...read.meaning.flags import TAB, command_line, in_flags
from ...schema import printable
from .outcome import exit_code
from .reporting import OwnPageError, decided_in, report_on
from .wrong_values import wrong_in_file, wrong_values

PLAIN = ("as_of", "name", "currency", "margin", "by", "costs", "days_ahead", "seed")
ALSO = ("leave_out", "keep", "turn_sign", "english_only")
_KEEP = re.compile(
    r"(?<=^All together: )(.*)\bduplicates=(['\"])keep\2(?:, )?"
)  # taken for granted, not what the reader said
READING = ("decimal", "dayfirst", "yearfirst", "encoding", "duplicates", "unclear")


def make_report(
    file: Path,
    out: Path | None,
    file_of_settings: Path | None,
    given: Mapping[str, Any],
    *,
    called: str,
    force: bool,
    tell: Callable[[str], None],
) -> int:
    """Make the report of a file, and say in one message what hinders it.

    Parameters
    ----------
    file, out, file_of_settings : Path
        As given; no `out` means a folder here, called after the file.
    given : mapping
        The other flags, by the names of their variables.
    called : str
        How the command was called.
    force : bool
        Make it although nothing has changed.
    tell : callable
        Gets one line at a time.

    Returns
    -------
    int
        The exit code.
    """
    place = out or Path(f"{stem(file)}-report")

    def page() -> Path:
        for one in (file, given.get("costs")):
            if one is not None:
                refuse_no_file(Path(one))
        settings = asked_for(given, file_of_settings)
        if wrong := wrong_values(settings):  # all at once; else the notebook, which reads the file, says the rest
            raise OwnPageError("\n".join([*wrong, *wrong_in_file(file, settings)]), asked=True)
        return report_on(file, place, settings, force=force, tell=tell)

    in_this_command = partial(_message, called=called, file=file, given=given, earlier=file_of_settings, out=out)
    return exit_code(page, place, tell=tell, asked=in_this_command)


def asked_for(given: Mapping[str, Any], file_of_settings: Path | None) -> dict[str, Any]:
    """Put flags and the settings of an earlier report together; flags win.

    Parameters
    ----------
    given : mapping
        Flags by the names of their variables; None and empty ones were not given.
    file_of_settings : Path or None
        ``settings.json`` of a report.

    Returns
    -------
    dict
        Settings of the notebook, those that were given.

    Raises
    ------
    OwnPageError
        A flag that cannot be read, or no such file; all flags at once.
    """
    before = decided_in(file_of_settings) if file_of_settings is not None else {"reading": {}}
    reading, problems = reading_of(given)
    if problems:
        raise OwnPageError("\n".join(problems), asked=True)
    kept = before["reading"]
    for name in ("columns", "answers"):
        if name in reading and name in kept:
            reading[name] = {**kept[name], **reading[name]}
    plain = {name: before.get(name) for name in (*PLAIN, *ALSO) if name not in ("as_of", "costs")}
    plain |= {name: given.get(name) for name in PLAIN if given.get(name) is not None} | _also(given)
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in plain.items()}
    text = json.dumps({**kept, **reading}, ensure_ascii=False, sort_keys=True)
    return {name: value for name, value in plain.items() if value is not None} | {"reading": text}


def reading_of(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Read the flags that say how the file is read.

    Parameters
    ----------
    given : mapping
        Flags by the names of their variables.

    Returns
    -------
    dict
        Arguments of `read_transactions`.
    list of str
        What is wrong with the flags; empty if nothing is.
    """
    columns, answers, problems = _pairs(given)
    reading = {name: given.get(name) for name in READING if given.get(name) is not None}
    if given.get("separator"):
        reading["separator"] = "\t" if given["separator"] in (TAB, "\\t") else given["separator"]
    if given.get("sheets"):
        sheets = [_value(sheet) for sheet in given["sheets"]]
        reading["sheet"] = sheets[0] if len(sheets) == 1 else sheets
    reading |= {name: pairs for name, pairs in {"columns": columns, "answers": answers}.items() if pairs}
    return reading, problems


def _also(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give who is no customer, who is one all the same, and what else is turned or left out, where it was said."""
    return {name: True if given[name] is True else list(given[name]) for name in ALSO if given.get(name)}


def _pairs(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Read columns and answers; say which are none."""
    columns: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    problems = []
    for text in given.get("columns") or ():
        name, sign, header = text.partition("=")
        columns[name.strip()] = header or None
        problems += (
            [] if sign else [f"--column needs NAME=HEADER, such as customer_id=Kunde; found {printable(text)!r}."]
        )
    for text in given.get("answers") or ():
        name, sign, value = text.partition("=")
        answers[name.strip()] = _value(value)
        problems += (
            [] if sign and value else [f"--answer needs KEY=VALUE, such as guests=keep; found {printable(text)!r}."]
        )
    return columns, answers, problems


def _value(text: str) -> Any:
    """Read a number, or a text in quotation marks; everything else is text as it stands."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else text


def refuse_no_file(file: Path) -> None:
    """Refuse what is no file that may be read, before anything is started."""
    said = printable(str(file))
    if file.is_dir():
        raise OwnPageError(f"{said} is a folder: name one file in it.", asked=True)
    if not file.is_file():
        raise OwnPageError(f"There is no file {said}.", asked=True)
    if not os.access(file, os.R_OK):
        raise OwnPageError(f"{said} may not be read: ask its owner for the right to read it.", asked=True)


def _message(
    text: str, *, called: str, file: Path, given: Mapping[str, Any], earlier: Path | None, out: Path | None
) -> str:
    """Write what is left open in flags, and the line that takes the first way out of each question."""
    words = [word for name in PLAIN if given.get(name) is not None for word in (_flag(name), str(given[name]))]
    words += ["--settings", str(earlier)] if earlier else []
    words += ["--out", str(out)] if out else []
    stated = reading_of(given)[0] | _also(given)
    kept = given.get("duplicates")
    problems = [line if kept else _KEEP.sub(r"\1", line) for line in text.splitlines()]
    line = command_line(called, str(file), words, stated, problems)
    return in_flags(text) + (f"\nAll together:\n  {line}" if line else "")


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def stem(file: Path) -> str:
    """Give the name of a file without its endings: "orders" for orders.csv.gz."""
    name = file.name
    for ending in (".gz", ".zip", ".bz2", ".xz", file.suffix):
        if ending and name.lower().endswith(ending.lower()) and len(name) > len(ending):
            name = name[: -len(ending)]
    return Path(name).stem if Path(name).suffix.lower() in (".csv", ".tsv", ".txt") else name
