"""How does an invalid table say what is wrong with it? Every problem at once, the first few places and how many.

`SchemaError` and `listed`.
"""

from __future__ import annotations

from collections.abc import Iterable

from .text import printable, without_controls


class SchemaError(ValueError):
    """A table is not valid; the message lists every problem that was found.

    Parameters
    ----------
    *problems : str
        One sentence or two per problem: what was expected, what was found and where, what to do. Control characters
        that came from a file are replaced.

    Attributes
    ----------
    problems : tuple of str
        The same sentences, for programs.

    Examples
    --------
    >>> error = SchemaError("customer_id is missing in row 3.", "date is missing in row 5.")
    >>> error.problems[1]
    'date is missing in row 5.'
    >>> print(error)
    2 problems:
    1. customer_id is missing in row 3.
    2. date is missing in row 5.
    """

    __module__ = "custseg.schema"  # tracebacks and pickles name the public place

    def __init__(self, *problems: str) -> None:
        self.problems = tuple(map(without_controls, problems))
        super().__init__(*self.problems)

    def __str__(self) -> str:
        """Write one problem as it is, several as a numbered list."""
        if len(self.problems) == 1:
            return self.problems[0]
        lines = [f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join([f"{len(lines)} problems:", *lines])


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
