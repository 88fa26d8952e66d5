"""What if a file is damaged? Whatever a library raises over it becomes one sentence that names the file.

Offers `sound_file`, which goes around everything that opens a file or reads from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import SchemaError
from .silence import without_warnings
from .text import printable

SHOWN = 160


@contextmanager
def sound_file(found: str, advice: str) -> Iterator[None]:
    """Turn every exception of the libraries that read a file into a `SchemaError`.

    A damaged file makes its reader stumble anywhere: in the compression, the markup, a number, a length. Each of
    these means the same to whoever passed the file. Warnings of the libraries are not shown either.

    Parameters
    ----------
    found : str
        What is wrong then, such as ``"sales.xlsx is damaged"``.
    advice : str
        One sentence: what to do.

    Raises
    ------
    SchemaError
        In place of any other exception. A `SchemaError` passes.

    Examples
    --------
    >>> with sound_file("sales.xlsx is damaged", "Save it again."):
    ...     int("1o")
    Traceback (most recent call last):
    custseg.schema.SchemaError: sales.xlsx is damaged (ValueError: invalid literal for int() with base 10: '1o').
    Save it again.
    """
    try:
        with without_warnings():
            yield
    except SchemaError:
        raise
    except Exception as error:
        said = printable(next(iter(str(error).splitlines()), ""))
        said = said if len(said) <= SHOWN else said[: SHOWN - 3] + "..."
        reason = f"{type(error).__name__}: {said}" if said else type(error).__name__
        raise SchemaError(f"{found} ({reason}). {advice}") from error
