"""How does an invalid table say what is wrong with it? Every problem at once, the first few places and how many.

`SchemaError` and `listed`; `UnsafeValueWarning` and `warn_unsafe` where a table is valid and the answer still unsafe.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from .remedies import remedies_in
from .silence import is_said
from .text import printable, without_controls

PACKAGE = str(Path(__file__).parents[1])


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


class UnsafeValueWarning(UserWarning):
    """A number is given, and the data are too weak for it; the message says what that means for the answer.

    Examples
    --------
    To make an error of it, so that no unsafe value passes:

    >>> import warnings
    >>> warnings.simplefilter("error", UnsafeValueWarning)  # doctest: +SKIP
    """

    __module__ = "custseg.schema"


def warn_unsafe(*sentences: str) -> None:
    """Warn once per sentence, at the line outside the package that asked for the answer; not in `said_already`.

    Parameters
    ----------
    *sentences : str
        What makes the answer unsafe, and what that means for it.

    See Also
    --------
    said_already : Where it would only be repeated.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_unsafe("Nobody is seen to leave: totals are an upper bound.")
    >>> caught[0].category.__name__
    'UnsafeValueWarning'
    """
    if is_said():
        return
    for sentence in sentences:
        warnings.warn(sentence, UnsafeValueWarning, stacklevel=_lines_inside() + 1)


def _lines_inside() -> int:
    """Count the frames of the package above the caller's; from Python 3.12 on ``skip_file_prefixes`` does the same."""
    frame: FrameType | None = sys._getframe(1)
    count = 0
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, count = frame.f_back, count + 1
    return count


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
