"""What does a file hold? Its sha256; a file outside the repository is read again only if it looks changed.

``file_digest`` of one file, ``folder_digests`` of all files in a folder, ``Remembered`` for large folders.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from .._atomic_write import write_whole

_YOUNG = 2.0  # seconds; a file changed a moment ago may change again without a trace in its time


def file_digest(path: Path) -> str:
    """Give the sha256 of a file in hex; of one that cannot be read, a text that says so.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    str
        64 letters, or ``unreadable``, which no digest looks like.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def folder_digests(path: Path, digest: Callable[[Path], str] = file_digest) -> dict[str, str] | str:
    """Give the digests of all files in a folder.

    Parameters
    ----------
    path : Path
        A folder, or a single file.
    digest : callable, optional
        Gives the digest of one file.

    Returns
    -------
    dict or str
        Path inside the folder to digest; of a single file, its digest. Links are followed. Hidden files and what
        Python compiles are left out.
    """
    if path.is_file():
        return digest(path)
    return {file.relative_to(path).as_posix(): digest(file) for file in sorted(_files(path, set()))}


class Remembered:
    """Digests that are kept from one run to the next.

    A file is read again if its size, its time or its place on the disk has changed, as git does it; so a folder of
    gigabytes costs its reading once.

    Parameters
    ----------
    memory : Path
        A JSON file. If it is missing or spoilt, everything is read.
    """

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._before = _read(memory)
        self._now: dict[str, list] = {}

    def digest(self, path: Path) -> str:
        """Give the sha256 of a file in hex, from memory if it looks unchanged."""
        try:
            state = path.stat()
        except OSError:
            return file_digest(path)
        seen = [state.st_size, state.st_mtime_ns, state.st_ino]
        known = self._before.get(str(path))
        found = known[-1] if known is not None and known[:-1] == seen else file_digest(path)
        if time.time() - state.st_mtime > _YOUNG:
            self._now[str(path)] = [*seen, found]
        return found

    def keep(self) -> None:
        """Write down what was seen; a folder that cannot be written only costs time."""
        if self._now != self._before:
            with suppress(OSError):
                write_whole(self._memory, json.dumps(self._now, ensure_ascii=False, sort_keys=True) + "\n")


def _read(memory: Path) -> dict[str, list]:
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(known, dict) and all(isinstance(seen, list) and len(seen) == 4 for seen in known.values())
    return known if whole else {}


def _files(folder: Path, above: set[str]) -> Iterator[Path]:
    """Find the files below a folder, through links too, but not in circles."""
    above = above | {os.path.realpath(folder)}
    for path in folder.iterdir() if os.access(folder, os.R_OK) else ():
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and os.path.realpath(path) not in above:
            yield from _files(path, above)
