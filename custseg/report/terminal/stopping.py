"""How does a command end that is stopped on its way? In one line, without a traceback.

`stoppable`.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click


class _Terminated(KeyboardInterrupt):
    """The system asked the command to end: what it began is cleared away, as at Ctrl-C."""


@contextmanager
def stoppable() -> Iterator[None]:
    """End the work inside with one line where it is stopped, or cannot be written.

    Yields
    ------
    None

    Raises
    ------
    click.ClickException
        If a file or folder cannot be written.
    SystemExit
        With 130, at Ctrl-C; with 143, where the system ends the command (SIGTERM).
    """
    try:
        with _told_of_the_end():
            yield
    except BrokenPipeError:  # whoever read our lines has gone; click ends quietly
        raise
    except OSError as error:  # a folder that cannot be written, a full disk
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt as stop:
        click.echo("Stopped. What had finished is kept; everything else is as it was.", err=True)
        raise SystemExit(143 if isinstance(stop, _Terminated) else 130) from None


@contextmanager
def _told_of_the_end() -> Iterator[None]:
    """Let SIGTERM end the work inside as Ctrl-C does; outside it does what it did."""
    if threading.current_thread() is not threading.main_thread():  # Python lets only that one be told
        yield
        return
    before = signal.signal(signal.SIGTERM, _ended)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def _ended(*_: object) -> NoReturn:
    raise _Terminated
