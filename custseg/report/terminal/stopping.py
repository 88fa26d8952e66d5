"""How does a command end that is stopped on its way? In one line, without a traceback.

`stoppable`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import click


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
        With 130, at Ctrl-C.
    """
    try:
        yield
    except BrokenPipeError:  # whoever read our lines has gone; click ends quietly
        raise
    except OSError as error:  # a folder that cannot be written, a full disk
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("Stopped. What had finished is kept; everything else is as it was.", err=True)
        raise SystemExit(130) from None
