"""What does a terminal ask for about a client book, and what does it answer? Flags become settings.

`make_clients_report` and `make_template` give the exit code: 0 made, 1 it could not be made, 2 something to mend.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ...read.meaning.flags import in_flags
from ...schema import printable
from ..client_template import write_client_template
from .asking import reading_of, refuse_no_file, stem
from .filled_notebook import CLIENTS, own_notebook
from .outcome import complain, exit_code
from .reporting import OwnPageError, report_on
from .wrong_values import wrong_values

FILES = ("statements", "income", "groups", "strategies")
PLAIN = ("hurdle", "tax_rate", "currency", "decimal", "seed")
SEVERAL = ("percent", "fraction")
_SHARES = re.compile(r"\b(percent|fraction)=\['(\w+)'\]")


def make_clients_report(
    file: Path, out: Path | None, given: Mapping[str, Any], *, force: bool, tell: Callable[[str], None]
) -> int:
    """Make the page of a client book, and say in one message what hinders it.

    Parameters
    ----------
    file, out : Path
        As given; no `out` means a folder here, called after the file.
    given : mapping
        The flags, by the names of the settings; ``columns`` as NAME=HEADER.
    force : bool
        Make it although nothing has changed.
    tell : callable
        Gets one line at a time.

    Returns
    -------
    int
        The exit code.
    """
    place = out or Path(f"{stem(file)}-clients")

    def page() -> Path:
        settings = clients_settings(file, given)
        return report_on(file, place, settings, notebook=own_notebook(CLIENTS), force=force, tell=tell)

    return exit_code(page, place, tell=tell, asked=as_flags)


def make_template(path: Path, *, tell: Callable[[str], None]) -> int:
    """Write the empty workbook.

    Parameters
    ----------
    path : Path
        Ends in ``.xlsx``; a file that is there is not replaced.
    tell : callable
        Gets one line.

    Returns
    -------
    int
        The exit code.
    """
    try:
        write_client_template(path)
    except (ValueError, FileExistsError) as error:
        complain(str(error).replace("pass overwrite=True to replace it, or choose", "choose"))
        return 2
    tell(f"Fill in {printable(str(path))}, then: custseg clients {printable(str(path))}")
    return 0


def clients_settings(file: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn flags into settings of the notebook.

    Parameters
    ----------
    file : Path
        The clients.
    given : mapping
        As in `make_clients_report`; None and empty ones were not given.

    Returns
    -------
    dict
        Settings, those that were given.

    Raises
    ------
    OwnPageError
        A file that is not there, or a flag that cannot be read; all of them at once.
    """
    reading, problems = reading_of({"columns": given.get("columns")})
    problems += wrong_values({"currency": given.get("currency")})
    settings: dict[str, Any] = {name: str(given[name]) for name in FILES if given.get(name) is not None}
    for one in (file, *map(Path, settings.values())):
        try:
            refuse_no_file(one)
        except OwnPageError as error:
            problems.append(str(error))
    settings |= {name: given[name] for name in PLAIN if given.get(name) is not None}
    settings |= {name: list(given[name]) for name in SEVERAL if given.get(name)}
    if "columns" in reading:
        settings["columns"] = json.dumps(reading["columns"], ensure_ascii=False, sort_keys=True)
    if problems:
        raise OwnPageError("\n".join(problems), asked=True)
    return settings


def as_flags(text: str) -> str:
    """Write what the reader of tables asks as somebody at a terminal can answer it.

    Parameters
    ----------
    text : str
        Problems.

    Returns
    -------
    str
        The same with flags.
    """
    return _SHARES.sub(r"--\1 \2", in_flags(text))
