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
from .digests import Remembered, file_digest, folder_digests
from .study_files import PROJECT

FOLDER = ".cache"
INDEX = "index.html"
STATED = ("custseg", "lang")  # metadata of a notebook that its page reads: the date of its data, its language

_PACKAGE = Path(__file__).resolve().parents[2]


def surroundings_key(out: Path) -> str:
    """Hash what all studies share.

    Parameters
    ----------
    out : Path
        The folder of pages, where the digests of large data folders are remembered.

    Returns
    -------
    str
        sha256 in hex over the files of the package and of ``data/``, the lock file, the interpreter's version, the
        installed distributions, and the environment variables ``CUSTSEG_*``. A variable that names a folder or a
        file, as ``CUSTSEG_DATA`` does, counts with all that lies there.
    """
    trees = {"data": PROJECT / "data", "lock": PROJECT / "requirements.lock"}
    parts = package_parts() | {name: folder_digests(path) for name, path in trees.items() if _is_ours(path)}
    parts["environment"] = {
        name: value for name, value in os.environ.items() if name.startswith("CUSTSEG_") and name != ENVIRONMENT
    }
    remembered = Remembered(out / FOLDER / "data.digests")
    parts["outside"] = {
        name: folder_digests(path, remembered.digest) for name, path in _named_files(parts["environment"], Path.cwd())
    }
    remembered.keep()
    return _digest(parts)


def package_parts() -> dict[str, Any]:
    """Give what every result depends on: the files of the package, the interpreter, the installed distributions.

    Returns
    -------
    dict
        For JSON.
    """
    installed = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return {"package": folder_digests(_PACKAGE), "python": sys.version, "installed": installed}


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
    files = {name: folder_digests(path) for name, path in _named_files(settings, notebook.parent)}
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
        ``key`` (empty after a failure), ``seconds`` (of the execution), ``took`` (seconds, page included), ``page``
        (the summary for the index), ``executed_sha256``, ``page_sha256``. Empty if unknown or not as written.
    """
    record = _read_json(record_path(out, stem))
    return record if _is_whole(record) else {}


def write_record(out: Path, stem: str, record: Mapping[str, Any]) -> None:
    """Keep what is known of a study's run; written last, so that it vouches for the other files.

    Parameters
    ----------
    out : Path
        The folder of pages.
    stem : str
        The study's file name without ``.ipynb``.
    record : mapping
        As :func:`read_record` gives it, without the two digests: they are taken of the files that lie there now.
    """
    digests = {
        "executed_sha256": file_digest(executed_path(out, stem)),
        "page_sha256": file_digest(out / f"{stem}.html"),
    }
    _write_json(record_path(out, stem), dict(record) | digests)


def kept_parts(out: Path, stem: str, key: str) -> tuple[bool, bool]:
    """Say what of a study's last run still stands as it was written.

    Parameters
    ----------
    out : Path
        The folder of pages.
    stem : str
        The study's file name without ``.ipynb``.
    key : str
        From :func:`study_key`.

    Returns
    -------
    executed, page : bool
        Whether the executed notebook, and the page, hold what a run under this key wrote. A file that is missing,
        cut or changed does not.
    """
    record = read_record(out, stem)
    if record.get("key") != key:
        return False, False
    return (
        file_digest(executed_path(out, stem)) == record["executed_sha256"],
        file_digest(out / f"{stem}.html") == record["page_sha256"],
    )


def index_stands(out: Path, pages: list[dict[str, Any]], surroundings: str) -> bool:
    """Say whether the index is the one that was written for these pages, byte for byte."""
    return _read_json(_index_record(out)) == _index_state(out, pages, surroundings)


def vouch_for_index(out: Path, pages: list[dict[str, Any]], surroundings: str) -> None:
    """Keep for which pages the index was written."""
    _write_json(_index_record(out), _index_state(out, pages, surroundings))


def record_path(out: Path, stem: str) -> Path:
    """Give the place of a study's record."""
    return out / FOLDER / f"{stem}.json"


def executed_path(out: Path, stem: str) -> Path:
    """Give the place of a study's executed notebook."""
    return out / FOLDER / f"{stem}.ipynb"


def _is_ours(path: Path) -> bool:
    """Tell a clone from an installed wheel, where the folder above the package belongs to everybody."""
    return path.exists() and (path == _PACKAGE or (PROJECT / "pyproject.toml").is_file())


def _is_whole(record: dict[str, Any]) -> bool:
    kinds = {"key": str, "seconds": int | float, "took": int | float, "page": dict}
    kinds |= {"executed_sha256": str, "page_sha256": str}
    texts = record["page"].values() if isinstance(record.get("page"), dict) else ()
    return (
        record.keys() == kinds.keys()
        and all(isinstance(record[name], kind) for name, kind in kinds.items())
        and {"path", "title"} <= record["page"].keys()
        and all(isinstance(text, str) for text in texts)
    )


def _index_record(out: Path) -> Path:
    return out / FOLDER / "index.digests"


def _index_state(out: Path, pages: list[dict[str, Any]], surroundings: str) -> dict[str, Any]:
    return {"index": file_digest(out / INDEX), "made_of": _digest([surroundings, pages])}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # never written, or spoilt: both mean that nothing is known
        return {}
    return content if isinstance(content, dict) else {}


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(dict(content), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


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
