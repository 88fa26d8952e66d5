"""What is unchanged, what did a report write, and what in its folder is the reader's own?

`report_key`, `stands`, `write_record`, `not_a_report`, `carry_over`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..running.cache import package_parts
from ..running.digests import file_digest

RECORD = Path("again") / ".made-by-custseg.json"


def report_key(files: Mapping[str, Path], settings: Mapping[str, Any]) -> str:
    """Hash everything that a report depends on.

    Parameters
    ----------
    files : mapping of str to Path
        What is read: the file of purchases, the costs, the notebook.
    settings : mapping
        What was asked for.

    Returns
    -------
    str
        sha256 in hex, over the files, the settings, the package and the installed distributions.
    """
    told = [package_parts(), {name: file_digest(path) for name, path in files.items()}, dict(settings)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def read_record(folder: Path) -> dict[str, Any]:
    """Read what a report noted about itself; empty if there is none or it is damaged."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        whole = isinstance(record["key"], str) and isinstance(record["files"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return record if whole else {}


def stands(folder: Path, key: str) -> bool:
    """Say whether the report in a folder is the one with this key, every file as it was written."""
    record = read_record(folder)
    return record.get("key") == key and all(
        file_digest(folder / name) == digest for name, digest in record["files"].items()
    )


def write_record(folder: Path, key: str, **told: Any) -> None:
    """Note in a finished folder what lies there and what it was made from."""
    files = {path.relative_to(folder).as_posix(): file_digest(path) for path in sorted(_files(folder))}
    text = json.dumps({"key": key, "files": files, **told}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def not_a_report(folder: Path) -> bool:
    """Say whether a folder holds files and no report: nothing in it may be replaced."""
    return folder.is_dir() and any(folder.iterdir()) and not read_record(folder)


def carry_over(before: Path, folder: Path) -> list[str]:
    """Take what the reader put into the last report, or changed there, along into the next one.

    Parameters
    ----------
    before : Path
        The folder of the last report; it stays as it is.
    folder : Path
        The next one, finished. A file of the same name as a new one is called ``NAME (yours).xlsx`` there.

    Returns
    -------
    list of str
        The files that were changed, under their new names.
    """
    written, renamed = read_record(before).get("files", {}), []
    for path in sorted(_files(before)):
        name = path.relative_to(before)
        if name == RECORD or file_digest(path) == written.get(name.as_posix()):
            continue
        place = folder / name
        if os.path.lexists(place):
            place = _free(place)
            renamed.append(place.relative_to(folder).as_posix())
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place, follow_symlinks=False)
    return renamed


def _files(folder: Path) -> list[Path]:
    found = []
    for top, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(top) / name).is_symlink()]
        found += [Path(top) / name for name in [*names, *links]]
    return found


def _free(place: Path) -> Path:
    numbers = ("", *(f" {number}" for number in range(2, 1000)))
    names = (place.with_name(f"{place.stem} (yours{number}){place.suffix}") for number in numbers)
    return next(name for name in names if not os.path.lexists(name))
