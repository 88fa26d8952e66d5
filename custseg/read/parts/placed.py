"""How do several files appear, all of them or none? The old ones are held until the last new one is in its place.

`place`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path


def place(made: Sequence[tuple[Path, Path]]) -> None:
    """Give finished files their names, all or none: where one cannot be placed, those before it are as they were.

    Parameters
    ----------
    made : sequence of (Path, Path)
        A file and the name it shall have, in the order in which they are placed. The file lies in the file system of
        its name, in a folder that is removed afterwards: what stood under the name is held there until then.

    Raises
    ------
    OSError
        A file cannot be placed.
    """
    undo: list[tuple[Path | None, Path]] = []
    try:
        for number, (file, target) in enumerate(made):
            if number < len(made) - 1:  # noted first: what stops the work may come right after the file is placed
                undo.append((_held(target, file), target))
            file.replace(target)
    except BaseException:
        for held, target in reversed(undo):
            if held is not None:
                held.replace(target)
            elif target.is_file():
                target.unlink()
        raise


def _held(target: Path, file: Path) -> Path | None:
    """Hold what has a name by another one beside the file that takes it; None where there is nothing."""
    held = file.with_name(f"{file.name}.before")
    if target.is_symlink():
        held.symlink_to(target.readlink())
        return held
    if not target.is_file():
        return None
    try:
        os.link(target, held)
    except OSError:  # a file system without links
        shutil.copy2(target, held)
    return held
