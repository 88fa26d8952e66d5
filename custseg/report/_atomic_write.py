"""How does a file appear whole or not at all?"""

import os
from pathlib import Path


def write_whole(destination: Path, text: str) -> Path:
    """Write a text file so that a reader never meets half of it.

    The text goes to a neighbouring file first, which then takes the name of the destination in one step. Whatever
    stood at the destination stays there until that step.

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
    destination = Path(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    unfinished = destination.with_name(f".{destination.name}.{os.getpid()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(destination)
    finally:
        unfinished.unlink(missing_ok=True)
    return destination
