"""Where do kernels keep their files, also temporary ones, and who clears up after a run that was killed?

``scratch_folder`` of one run, ``sweep`` of those whose process is gone; ``held_mark`` and ``is_free`` for
folders elsewhere.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

# absent on Windows, where an open file cannot be deleted: that alone tells whether its process lives
fcntl = import_module("fcntl") if find_spec("fcntl") else None

_PREFIX = "custseg-"
_OWNER = "owner"  # a file that the process holds as long as it lives; the system lets go of it, however it ends


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that is gone after the run.

    Yields
    ------
    Path
        An empty folder but for the mark of its owner, which lets :func:`sweep` tell it from one that is in use.
    """
    # a kernel that was just killed may hold its files for a moment on Windows
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        mark = held_mark(Path(name) / _OWNER)
        try:
            yield Path(name)
        finally:
            if mark is not None:
                mark.close()


def sweep() -> int:
    """Delete the scratch folders that killed runs left.

    Only a folder that this user owns and that carries the mark of :func:`scratch_folder` is deleted, and only if no
    living process holds the mark, in this container or in another. Whatever cannot be decided stays.

    Returns
    -------
    int
        How many were deleted.
    """
    left = [folder for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*") if _is_left(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def held_mark(mark: Path) -> BinaryIO | None:
    """Hold a file before it has its name, so that nobody finds it free in between; the system lets go of it."""
    if fcntl is None:
        return mark.open("wb")
    unnamed = mark.with_name(f"{mark.name}.new")
    held = unnamed.open("wb")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # a file system without locks: without the mark, nothing is ever swept
        held.close()
        unnamed.unlink()
        return None
    unnamed.rename(mark)
    return held


def _is_left(folder: Path) -> bool:
    mark = folder / _OWNER
    with suppress(OSError):
        ours = not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
        if ours and not folder.is_symlink() and mark.is_file():
            return is_free(mark)
    return False


def is_free(mark: Path) -> bool:
    """Say whether nobody holds the mark; an ``OSError`` means that somebody does."""
    if fcntl is None:
        mark.unlink()
        return True
    with mark.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True
