"""How does a command on one's own file end? With the page, or with a reason, and the exit code says which.

`exit_code` and `complain`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from ...schema import printable
from .reporting import OwnPageError


def exit_code(
    page: Callable[[], Path], place: Path, *, tell: Callable[[str], None], asked: Callable[[str], str] = str
) -> int:
    """Make a page and say where it is, or say in one message on stderr what hinders it.

    Parameters
    ----------
    page : callable
        Makes the page and gives its path.
    place : Path
        Where it was to be written; named where it cannot be.
    tell : callable
        Gets one line.
    asked : callable, optional
        Turns a message that asks for something into what the command is asked in, flags. By default it stays.

    Returns
    -------
    int
        0 a page, 1 it could not be made, 2 something is left to decide or to mend.
    """
    try:
        made = page()
    except OwnPageError as error:
        complain(asked(str(error)) if error.asked else str(error))
        return 2 if error.asked else 1
    except ImportError as error:
        complain(str(error))
        return 1
    except OSError as error:
        complain(f"Nothing was written to {printable(str(place))}: {error.strerror or error}.")
        return 1
    tell(f"Open {printable(str(made.resolve()))}")
    return 0


def complain(message: str) -> None:
    """Say on stderr why there is no page."""
    print(message, file=sys.stderr)
