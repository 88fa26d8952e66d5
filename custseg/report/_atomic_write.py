"""How does a file appear whole or not at all?

`write_whole` for text, `whole_file` for a program that writes the file itself.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(destination: Path, text: str) -> Path:
    """Write a text file so that a reader never meets half of it.

    The text goes to a neighbouring file first, which then takes the name of the destination in one step. Whatever
    stood at the destination stays there until that step; who may read and write it does not change. A link stays a
    link: the file that it points to is written.

    Parameters
    ----------
    destination : Path
        The file to write. Missing folders are made.
    text : str
        Its content, written as UTF-8 with the line ends of Unix on every platform.

    Returns
    -------
    Path
        The destination.

    Raises
    ------
    OSError
        If the folder cannot be written. The unfinished neighbour is removed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     page = write_whole(Path(folder) / "reports" / "page.html", "whole")
    ...     page.read_text(encoding="utf-8")
    'whole'
    """
    with whole_file(destination) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
    return Path(destination)


@contextmanager
def whole_file(destination: Path) -> Iterator[Path]:
    """Give the name of a neighbouring file to write to; it takes the destination's name when the block ends well.

    Parameters
    ----------
    destination : Path
        The file to write. Missing folders are made. What `write_whole` says of links and rights holds here too.

    Yields
    ------
    Path
        The neighbour. It is removed if the block fails.

    Raises
    ------
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder) / "table.bin") as unfinished:
    ...         written = unfinished.write_bytes(b"whole")
    ...     [path.name for path in Path(folder).iterdir()]
    ['table.bin']
    """
    target = Path(os.path.realpath(destination))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists():
            unfinished.touch(mode=0o600)  # what is private is so from its first byte
        yield unfinished
        if target.exists():
            unfinished.chmod(stat.S_IMODE(target.stat().st_mode))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
