"""How does an invalid table say what is wrong with it? Every problem at once, the first few places and how many.

`SchemaError` and `listed`; `UnsafeValueWarning`, `warn_unsafe` and `said_already` where a table is valid and the answer
still unsafe.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

PACKAGE = str(Path(__file__).parents[1])


class SchemaError(ValueError):
    """A table is not valid; the message lists every problem that was found.

    Parameters
    ----------
    *problems : str
        One sentence or two per problem: what was expected, what was found and where, what to do.

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
        self.problems = tuple(problems)
        super().__init__(*problems)

    def __str__(self) -> str:
        """Write one problem as it is, several as a numbered list."""
        if len(self.problems) == 1:
            return self.problems[0]
        lines = [f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join([f"{len(lines)} problems:", *lines])


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
    """Warn once per sentence, at the line outside the package that asked for the answer.

    Parameters
    ----------
    *sentences : str
        What makes the answer unsafe, and what that means for it.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_unsafe("Nobody is seen to leave: totals are an upper bound.")
    >>> caught[0].category.__name__
    'UnsafeValueWarning'
    """
    for sentence in sentences:
        warnings.warn(sentence, UnsafeValueWarning, stacklevel=_lines_inside() + 1)


@contextmanager
def said_already() -> Iterator[None]:
    """Keep silent about unsafe values in a block that would only repeat what has been said.

    Returns
    -------
    context manager
        Other warnings pass.

    Examples
    --------
    >>> with said_already():
    ...     warn_unsafe("Nobody is seen to leave: totals are an upper bound.")
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)
        yield


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
    text = ", ".join(f"'{item}'" if isinstance(item, str) else str(item) for item in items[:shown])
    return text if len(items) <= shown else f"{text} and {len(items) - shown:,} more"
