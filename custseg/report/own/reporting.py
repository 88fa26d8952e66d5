"""How does a file of purchases become a page and its lists? The notebook is run on it, and what it gave put in place.

`report_on`, `OwnPageError`.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from ...schema import printable
from .._atomic_write import whole_file
from ..running.study_files import check_extra
from .filled_notebook import filled, own_notebook, reading_cell
from .kept import carry_over, not_a_report, read_record, report_key, stands, write_record
from .staging import mend, put_in_place, staged
from .telling import Telling

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from ..running.execute import Execution

PAGE = "index.html"
WORKBOOK = "customers.xlsx"  # lies beside it
BESIDE = ("costs", "statements", "income", "groups", "strategies")  # settings that are paths of further files
LONGEST = 3600  # seconds that a cell may take
_ASKED = ("SchemaError", "ValueError", "TypeError", "FileNotFoundError", "IsADirectoryError", "PermissionError")
_FAULT = "This is a fault of custseg, not of your file: please report it with this message."


class OwnPageError(Exception):
    """No page was made; the message says why and what to do.

    Parameters
    ----------
    message : str
        For the reader.
    asked : bool
        Whether the reader can mend it: by another file, or by other arguments.
    """

    def __init__(self, message: str, *, asked: bool) -> None:
        super().__init__(message)
        self.asked = asked


def report_on(
    file: Path,
    out: Path,
    settings: Mapping[str, Any],
    *,
    notebook: Path | None = None,
    force: bool = False,
    tell: Callable[[str], None] = print,
) -> Path:
    """Make the report of a file.

    Parameters
    ----------
    file : Path
        The file of purchases, or of what else the notebook reads.
    out : Path
        The folder of the report, or the page alone if the name ends in ``.html``.
    settings : mapping
        Settings of the notebook but for ``file`` and ``out``; those in `BESIDE` are paths, as are ``rules`` in
        ``.toml``.
    notebook : Path, optional
        The notebook that is run; by default that of one's own customers.
    force : bool, default False
        Make it anew although nothing has changed.
    tell : callable, optional
        Gets one line at a time.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OwnPageError
        The file or an argument leaves something open, or a section failed.
    OSError
        Nothing can be written there. What was there before is there still.
    ImportError
        The packages that run notebooks are missing.
    """
    check_extra()
    alone = out.suffix.lower() == ".html"
    target = Path(os.path.realpath(out))
    _refuse_strangers(target, alone)
    mend(target)
    notebook = own_notebook() if notebook is None else notebook
    beside = {name: Path(settings[name]) for name in BESIDE if settings.get(name)}
    rules = {name: Path(name) for name in settings.get("rules", ()) if name.endswith(".toml")}
    key = report_key({"file": file, "notebook": notebook, **beside, **rules}, {**settings, "file": file.name})
    if not alone and not force and stands(target, key):
        tell(f"Unchanged: the report stands in {printable(str(out))}.")
        return out / PAGE
    record = read_record(target)
    with staged(target) as folder:
        again = folder / "again"
        again.mkdir()
        paths = {name: _seen_from(again, path) for name, path in {"file": file, **beside}.items()}
        seen = {name: _seen_from(again, path) for name, path in rules.items()}
        named = {"rules": [seen.get(name, name) for name in settings["rules"]]} if "rules" in settings else {}
        filled_in = {**settings, **paths, **named, "out": ".."}
        executed, took = _run(again, notebook, filled_in, record.get("took", {}), file, tell)
        _write_page(folder, executed, notebook, alone=alone)
        if alone:
            with whole_file(out) as unfinished:
                unfinished.write_bytes((folder / PAGE).read_bytes())
            return out
        write_record(folder, key, took=took)
        for name in carry_over(target, folder) if target.is_dir() else []:
            tell(f"Changed since the last run, and kept as {printable(name)}")
        put_in_place(folder, target)
    return out / PAGE


def _refuse_strangers(target: Path, alone: bool) -> None:
    """Refuse a place that holds something else, before minutes are spent."""
    said = printable(str(target))
    if alone and target.is_dir():
        raise OwnPageError(f"{said} is a folder: name a file that ends in .html with --out, or a folder.", asked=True)
    if not alone and target.exists() and not target.is_dir():
        raise OwnPageError(f"{said} is a file: name a folder with --out, or a page that ends in .html.", asked=True)
    if not alone and not_a_report(target):
        raise OwnPageError(f"{said} holds files that are no report of custseg: name another with --out.", asked=True)
    above = next(path for path in target.parents if path.exists())
    with tempfile.TemporaryFile(dir=above):  # a folder that cannot be written is said now
        pass


def _seen_from(folder: Path, file: Path) -> str:
    """Write a path as the notebook shall know it: from where it lies, so that both may be moved together."""
    return Path(os.path.relpath(os.path.realpath(file), os.path.realpath(folder))).as_posix()


def _run(
    again: Path,
    shipped: Path,
    settings: dict[str, Any],
    expected: Mapping[str, float],
    file: Path,
    tell: Callable[[str], None],
) -> tuple[Execution, dict[str, float]]:
    """Run the notebook in the folder where it will lie."""
    from ..running.execute import execute_notebook
    from ..running.notebook_file import notebook_text, read_notebook, without_run_marks
    from ..running.scratch import sweep

    sweep()  # of a run that was killed: it may hold a long log, converted
    notebook = filled(read_notebook(shipped), settings)
    parts = {place: part for place, part in enumerate(_parts(notebook)) if part}
    # what writes the page is read while the notebook runs
    Thread(target=import_module, args=("custseg.report.pages.export",), daemon=True).start()
    with Telling(tell, list(parts.values()), expected, file.stat().st_size) as telling:
        executed = execute_notebook(
            notebook, again, reader=True, timeout=LONGEST, begun=lambda place: telling.begin(parts[place])
        )
    if executed.failure is not None and executed.failure.stopped:
        raise _why(executed)
    (again / shipped.name).write_text(
        notebook_text(without_run_marks(executed.notebook)), encoding="utf-8", newline="\n"
    )
    return executed, telling.took


def _parts(notebook: NotebookNode) -> list[str]:
    """Name what each cell makes, for whoever waits; text for Markdown cells is empty."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    reads = reading_cell(notebook)
    names = iter(["custseg starts", *(f"part {number} of {len(code)}" for number in range(2, len(code) + 1))])
    told = [next(names) if cell.cell_type == "code" else "" for cell in notebook.cells]
    told[reads] = f"the file is read, {told[reads]}"
    return told


def _why(executed: Execution) -> OwnPageError:
    """Say why the run stopped: what the reader of files asks is the reader's to answer, the rest is a fault."""
    notebook, failure = executed.notebook, executed.failure
    assert failure is not None
    reads = notebook.cells[reading_cell(notebook)]
    errors = [(cell, one) for cell in notebook.cells for one in cell.get("outputs", []) if one.output_type == "error"]
    if not errors:
        return OwnPageError(f"No page was made: {failure.short()}.", asked=False)
    cell, error = errors[0]
    if cell is reads and error["ename"] in _ASKED:
        return OwnPageError(error["evalue"], asked=True)
    if error["ename"] == "OSError":  # the disk is full, a folder is gone
        why = re.sub(r"^\[Errno \d+\] |: '.*'$", "", error["evalue"])
        return OwnPageError(f"No page was made: {why}.", asked=False)
    return OwnPageError(f"No page was made. {failure.short()} (`{failure.line}`)\n{_FAULT}", asked=False)


def _write_page(folder: Path, executed: Execution, notebook: Path, *, alone: bool) -> None:
    """Write the page; one that stands alone has no workbook beside it to link to."""
    from ..pages.export import export_page
    from ..running.stderr import without_folders

    doubt = without_folders(executed.failure.short()) if executed.failure else ""
    made_from = f"the notebook again/{notebook.stem}"
    beside = "" if alone or not (folder / WORKBOOK).is_file() else WORKBOOK
    export_page(executed.notebook, folder / PAGE, index_href="", doubt=doubt, made_from=made_from, lists_href=beside)


def decided_in(path: Path) -> dict[str, Any]:
    """Read the settings that an earlier report decided.

    Parameters
    ----------
    path : Path
        ``settings.json`` of the report.

    Returns
    -------
    dict
        Settings of the notebook; ``reading`` is a mapping.

    Raises
    ------
    OwnPageError
        The file is no such file.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        reading = found.get("reading", {})
        if isinstance(found, dict) and isinstance(reading, dict):
            return {**found, "reading": reading}
    except (OSError, ValueError, AttributeError) as error:
        why = f" ({printable(str(error))})"
    else:
        why = ""
    raise OwnPageError(f"{printable(str(path))} is no settings.json of a report{why}.", asked=True)
