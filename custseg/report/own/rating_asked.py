"""What does a terminal ask for about a rating, and what does it answer? Flags become settings; every problem at once.

`make_rating_report` gives the exit code: 0 a page, 1 it could not be made, 2 something is left to mend.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ...schema import printable
from .asking import reading_of, refuse_no_file, stem
from .filled_notebook import RATING, own_notebook
from .outcome import exit_code
from .reporting import OwnPageError, report_on

PLAIN = ("score", "n_tiers", "hysteresis", "capacity", "supply", "supply_rule", "standards", "seed")
SEVERAL = ("rules", "within")


def make_rating_report(
    file: Path, out: Path | None, given: Mapping[str, Any], *, force: bool, tell: Callable[[str], None]
) -> int:
    """Make the page of a table of rated retailers, and say in one message what hinders it.

    Parameters
    ----------
    file, out : Path
        As given; no `out` means a folder here, called after the file.
    given : mapping
        The flags, by the names of the settings; ``columns`` as NAME=HEADER, ``cuts`` as one text.
    force : bool
        Make it although nothing has changed.
    tell : callable
        Gets one line at a time.

    Returns
    -------
    int
        The exit code.
    """
    place = out or Path(f"{stem(file)}-rating")

    def page() -> Path:
        rules = [Path(rule) for rule in given.get("rules") or () if rule.endswith(".toml")]
        for one in (file, *rules):
            refuse_no_file(one)
        return report_on(file, place, rating_settings(given), notebook=own_notebook(RATING), force=force, tell=tell)

    return exit_code(page, place, tell=tell)


def rating_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn flags into settings of the notebook.

    Parameters
    ----------
    given : mapping
        As in `make_rating_report`; None and empty ones were not given.

    Returns
    -------
    dict
        Settings, those that were given.

    Raises
    ------
    OwnPageError
        A flag that cannot be read; all of them at once.
    """
    reading, problems = reading_of({"columns": given.get("columns")})
    settings = {name: given[name] for name in PLAIN if given.get(name) is not None}
    settings |= {name: list(given[name]) for name in SEVERAL if given.get(name)}
    if "columns" in reading:
        settings["columns"] = json.dumps(reading["columns"], ensure_ascii=False, sort_keys=True)
    if given.get("cuts"):
        try:
            settings["cuts"] = [float(cut) for cut in given["cuts"].split(",")]
        except ValueError:
            problems.append(
                f"--cuts needs rising numbers with commas between, such as 20,40,60,80; found "
                f"{printable(given['cuts'])!r}."
            )
    for name in ("capacity", "supply"):
        if settings.get(name, 0) < 0:
            problems.append(f"--{name} must be zero or more; found {settings[name]}.")
    if problems:
        raise OwnPageError("\n".join(problems), asked=True)
    return settings
