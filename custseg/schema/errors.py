"""How does an invalid table say what is wrong with it? Every problem at once, the first few places and how many.

`SchemaError` and `listed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .remedies import remedies_in
from .text import printable, without_controls


class SchemaError(ValueError):
    """A table is not valid; the message lists every problem that was found.

    Parameters
    ----------
    *problems : str
        One sentence or two per problem: what was expected, what was found and where, what to do. Control characters
        that came from a file are replaced.
    paste : str, optional
        One line of Python that answers every open question; the message ends in it.

    Attributes
    ----------
    problems : tuple of str
        The same sentences, for programs.
    remedies : tuple of dict
        What the sentences tell to do, for programs: the arguments of each remedy, ``{"dayfirst": True}``, or a call,
        ``{"call": "read_transactions_with_rejects"}``.

    Examples
    --------
    >>> error = SchemaError("customer_id is missing in row 3.", "date is missing in row 5.")
    >>> error.problems[1]
    'date is missing in row 5.'
    >>> print(error)
    2 problems:
    1. customer_id is missing in row 3.
    2. date is missing in row 5.
    >>> SchemaError("date can be read in two ways. Pass dayfirst=True or dayfirst=False.").remedies
    ({'dayfirst': True}, {'dayfirst': False})
    """

    __module__ = "custseg.schema"  # tracebacks and pickles name the public place

    def __init__(self, *problems: str, paste: str = "") -> None:
        self.problems = tuple(map(without_controls, problems))
        self.paste = without_controls(paste)
        super().__init__(*self.problems)

    @property
    def remedies(self) -> tuple[dict[str, Any], ...]:
        """What the sentences tell to do, as arguments or calls."""
        return tuple(remedy for problem in self.problems for remedy in remedies_in(problem))

    def __str__(self) -> str:
        """Write one problem as it is, several as a numbered list."""
        last = [f"All together: {self.paste}"] if self.paste else []
        if len(self.problems) == 1:
            return "\n".join([self.problems[0], *last])
        lines = [f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join([f"{len(lines)} problems:", *lines, *last])


def listed(items: Iterable[object], shown: int = 5) -> str:
    """Write the first few of `items` and how many more there are.

    Parameters
    ----------
    items : iterable
        Words are put in quotation marks.
    shown : int
        How many are written.

    Returns
    -------
    str
        One line; empty if there is nothing.

    Examples
    --------
    >>> listed(["a", "b", "c", 4], shown=2)
    "'a', 'b' and 2 more"
    """
    items = list(items)
    text = ", ".join(f"'{printable(item)}'" if isinstance(item, str) else str(item) for item in items[:shown])
    return text if len(items) <= shown else f"{text} and {len(items) - shown:,} more"
