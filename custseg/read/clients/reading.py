"""What did the caller say of a client book, and what has been found so far?

`Reading` and `Note`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...schema import listed, printable


class Note(NamedTuple):
    """Something that was decided while reading: its key in the wordings, and the numbers in it."""

    key: str
    told: dict[str, Any]


@dataclass(eq=False)
class Reading:
    """What was stated, and the problems, notes, name and currency that all tables together have.

    Parameters
    ----------
    columns : mapping of str to str
        Name to header, in whichever table has it.
    decimal : str or None
        Decimal sign of numbers that are text.
    percent, fraction : sequence of str
        Columns of shares of which it is known.
    problems : list of str
        Everything that is wrong or open.
    notes : list of Note
        What was decided.
    met : set of str
        Names in `columns` whose header stood in a table.
    name : str
        Where the clients come from.
    currency : str or None
        Of the clients' money.
    """

    columns: Mapping[str, str]
    decimal: str | None
    percent: Sequence[str]
    fraction: Sequence[str]
    problems: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    name: str = ""
    currency: str | None = None

    def idle(self) -> list[str]:
        """Say which headers that were stated are in no table."""
        lacking = [f"{name}={header}" for name, header in self.columns.items() if name not in self.met]
        return [f"no table has what columns state: {listed(map(printable, lacking))}."] if lacking else []
