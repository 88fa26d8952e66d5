"""What is unchanged? A key of everything that a study's numbers depend on, and what was kept under that key."""

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._atomic_write import write_whole
from ..settings import ENVIRONMENT
from .study_files import PROJECT

FOLDER = ".cache"
STATED = ("custseg", "lang")  # metadata of a notebook that its page reads: the date of its data, its language

_PACKAGE = Path(__file__).resolve().parents[2]


def surroundings_key() -> str:
    """Hash what all studies share.

    Returns
    -------
    str
        sha256 in hex over the files of the package and of ``data/``, the lock file, the interpreter's version, the
        installed distributions, and the environment variables ``CUSTSEG_*`` that point to data.
    """
    trees = {"package": _PACKAGE, "data": PROJECT / "data", "lock": PROJECT / "requirements.lock"}
    parts: dict[str, Any] = {name: _content(path) for name, path in trees.items() if _is_ours(path)}
    parts["python"] = sys.version
    parts["installed"] = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    parts["environment"] = {
        name: value for name, value in os.environ.items() if name.startswith("CUSTSEG_") and name != ENVIRONMENT
    }
    return _digest(parts)


def study_key(notebook: Path, settings: Mapping[str, Any], surroundings: str) -> str:
    """Hash one study with its settings.

    Parameters
    ----------
    notebook : Path
        Its outputs and the editor's metadata do not count: only kind, tags and source of each cell, and what the
        page reads from the metadata.
    settings : mapping
        What is set from outside. A value that names a file or a folder counts with the content that lies there.
    surroundings : str
        From :func:`surroundings_key`.

    Returns
    -------
    str
        sha256 in hex.

    Raises
    ------
    ValueError
        The file is no notebook.
    """
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        told = [
            [cell["cell_type"], cell["metadata"].get("tags", []), "".join(cell["source"])]  # text or a list of lines
            for cell in content["cells"]
        ]
        told += [[name, content["metadata"].get(name)] for name in STATED]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{notebook.name} is not a notebook ({type(error).__name__}: {error})") from None
    files = {name: _content(path) for name, path in _named_files(settings, notebook.parent)}
    return _digest([surroundings, told, dict(settings), files])


def read_record(out: Path, stem: str) -> dict[str, Any]:
    """Read what is known of a study's last run.

    Parameters
    ----------
    out : Path
        The folder of pages.
    stem : str
        The study's file name without ``.ipynb``.

    Returns
    -------
    dict
        ``key`` (empty after a failure), ``seconds``, ``page`` (the summary for the index); empty if unknown.
    """
    try:
        record = json.loads(record_path(out, stem).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # never run, or spoilt: both mean that it must run
        return {}
    return record if isinstance(record, dict) else {}


def write_record(out: Path, stem: str, record: Mapping[str, Any]) -> None:
    """Keep what is known of a study's run; written last, so that it vouches for the other files."""
    write_whole(record_path(out, stem), json.dumps(dict(record), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def record_path(out: Path, stem: str) -> Path:
    """Give the place of a study's record."""
    return out / FOLDER / f"{stem}.json"


def executed_path(out: Path, stem: str) -> Path:
    """Give the place of a study's executed notebook."""
    return out / FOLDER / f"{stem}.ipynb"


def _is_ours(path: Path) -> bool:
    """Tell a clone from an installed wheel, where the folder above the package belongs to everybody."""
    return path.exists() and (path == _PACKAGE or (PROJECT / "pyproject.toml").is_file())


def _content(path: Path) -> dict[str, str] | str:
    if path.is_file():
        return _file_digest(path)
    files = (file for file in sorted(path.rglob("*")) if file.is_file())
    return {
        file.relative_to(path).as_posix(): _file_digest(file)
        for file in files
        if not any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(path).parts)
    }


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _named_files(settings: Mapping[str, Any], folder: Path) -> list[tuple[str, Path]]:
    candidates = ((name, folder / value) for name, value in settings.items() if isinstance(value, str) and value)
    return [(name, path) for name, path in candidates if _exists(path)]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long or with characters that no file name has: some other text
        return False


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
