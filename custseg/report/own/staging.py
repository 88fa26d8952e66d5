"""How does a whole folder appear at once, or not at all? It is made beside its place and takes it in one step.

`staged` gives the folder to fill, `put_in_place` swaps it in, `mend` repairs what a killed run left.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..running.scratch import held_mark, is_free

_SWAP = 2  # RENAME_EXCHANGE of Linux
_HERE = -100  # AT_FDCWD


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Make an empty folder beside another one; it is gone after the block unless it was put in place.

    Parameters
    ----------
    target : Path
        Where the folder shall lie in the end; missing folders above it are made.

    Yields
    ------
    Path
        A hidden neighbour, which `mend` deletes if this process is killed.

    Raises
    ------
    OSError
        The folder above cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_prefix(target), suffix=".part", dir=target.parent))
    mark = held_mark(_mark(folder))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if mark is not None:
            mark.close()
            _mark(folder).unlink(missing_ok=True)


def put_in_place(folder: Path, target: Path) -> None:
    """Let a finished folder take the place of another, or an empty place, in one step.

    Parameters
    ----------
    folder : Path
        From `staged`. What stood in the target's place is deleted.
    target : Path
        No link.
    """
    if not target.exists():
        umask = os.umask(0)
        os.umask(umask)
        folder.chmod(0o777 & ~umask)
        folder.rename(target)
        return
    folder.chmod(stat.S_IMODE(target.stat().st_mode))
    if not _exchanged(folder, target):
        _one_after_the_other(folder, target)


def mend(target: Path) -> None:
    """Put back what a killed run had moved away, and delete what killed runs had begun.

    Parameters
    ----------
    target : Path
        The folder of a report.
    """
    if not target.parent.is_dir():
        return
    for mark in target.parent.glob(f"{_escaped(target)}*.lock"):
        with suppress(OSError):
            if is_free(mark):
                folder, old = mark.with_suffix(".part"), mark.with_suffix(".old")
                if old.exists() and not target.exists():
                    old.rename(target)
                shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(old, ignore_errors=True)
                mark.unlink(missing_ok=True)


def _exchanged(folder: Path, target: Path) -> bool:
    """Let two folders take each other's place; only Linux can, and not on every file system."""
    if not sys.platform.startswith("linux"):
        return False
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return swap is not None and swap(_HERE, os.fsencode(folder), _HERE, os.fsencode(target), _SWAP) == 0


def _one_after_the_other(folder: Path, target: Path) -> None:
    old = folder.with_suffix(".old")
    target.rename(old)
    try:
        folder.rename(target)
    except OSError:
        old.rename(target)
        raise
    with suppress(OSError):
        shutil.rmtree(old)


def _mark(folder: Path) -> Path:
    return folder.with_suffix(".lock")


def _prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _escaped(target: Path) -> str:
    """Write the prefix so that glob takes it literally."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in _prefix(target))
