"""What did the caller decide, and what is left to decide? Settings for next month, and one line to paste.

Offers `stated_settings`, `remembered` and `line_to_paste`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...schema import merged, pasted, remedies_in
from .answers import OpenQuestion

DEFAULTS = {"duplicates": "raise", "unclear": "ask"}


def stated_settings(**arguments: Any) -> dict[str, Any]:
    """Return the arguments that differ from what is assumed without them.

    Examples
    --------
    >>> stated_settings(decimal=",", dayfirst=None, duplicates="raise", columns={"cost": None})
    {'decimal': ',', 'columns': {'cost': None}}
    """
    stated = {name: value for name, value in arguments.items() if value is not None and value != DEFAULTS.get(name)}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in stated.items() if value != {}}


def remembered(stated: Mapping[str, Any], source: Mapping[str, Any], settled: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was decided as arguments of `read_transactions`, for a file of the same shape.

    Parameters
    ----------
    stated : mapping
        Arguments of the caller, see `stated_settings`.
    source : mapping
        How the file was read: ``columns``, ``decimal``, ``dayfirst``.
    settled : mapping
        Answers that were used.
    """
    found = {name: source.get(name) for name in ("decimal", "dayfirst") if source.get(name) is not None}
    answers = {**stated.get("answers", {}), **settled}
    columns = {**stated.get("columns", {}), **source["columns"]}
    return {**stated, "columns": columns, **found, **({"answers": answers} if answers else {})}


def line_to_paste(source: Any, stated: Mapping[str, Any], problems: Sequence[str]) -> str:
    """Write the call that takes the first way out of each problem; empty for one problem that is no question.

    Examples
    --------
    >>> question = OpenQuestion("Guests? Pass answers={'guests': 'keep'} or answers={'guests': 'aside'}.")
    >>> line_to_paste("sales.csv", {"dayfirst": True}, [question])
    "read_transactions('sales.csv', dayfirst=True, answers={'guests': 'keep'})"
    """
    first = [remedies[0] for problem in problems if (remedies := remedies_in(problem))]
    if len(first) < 2 and not any(isinstance(problem, OpenQuestion) for problem in problems):
        return ""
    if isinstance(source, list | tuple) and all(isinstance(one, str | Path) for one in source):
        name = repr([str(one) for one in source])
    else:
        name = repr(str(source)) if isinstance(source, str | Path) else "table"
    return pasted(name, merged([stated, *first]))
