"""What did the cells write to stderr? Whatever stands there fails a study, except what the kernel says of itself.

``stderr_text`` of one cell, ``stderr_failure`` of a notebook, ``without_kernel_notices``.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .run_result import Failure, first_line

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SHOWN = 5  # lines of each cell
# the debugger that a kernel brings along stamps its lines: "0.00s - Debugger warning: frozen modules are being used"
_NOTICE = re.compile(r"^\d+\.\d\ds - .*(\n|$)", re.MULTILINE)
_FOLDER = re.compile(r"(?<!\S)([A-Za-z]:)?[/\\].*[/\\](?=[^/\\:]+:\d+: )")  # of the file that a warning names


def stderr_text(cell: Mapping[str, Any]) -> str:
    r"""Give what a cell wrote to stderr.

    Parameters
    ----------
    cell : mapping
        A cell of an executed notebook, of any kind.

    Returns
    -------
    str
        Without the kernel's own notices and without blank ends; empty if it wrote nothing.

    Examples
    --------
    >>> stderr_text({"outputs": [{"output_type": "stream", "name": "stderr", "text": "old data\n"}]})
    'old data'
    """
    return _without_notices(cell).strip()


def _without_notices(cell: Mapping[str, Any]) -> str:
    return _NOTICE.sub("", "".join(output["text"] for output in cell.get("outputs", []) if _is_stderr(output)))


def stderr_failure(notebook: "NotebookNode") -> Failure | None:
    """Say which cells of a notebook wrote to stderr, and what.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    Failure or None
        It names the first such cell, begins with its text, and lists the others. None if all are clean.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    noisy = [(number, cell) for number, cell in enumerate(code, start=1) if _without_notices(cell)]
    if not noisy:
        return None
    (number, first), *others = noisy
    told = [f"wrote to stderr:\n{_first_lines(first)}"]
    told += [f"cell {other} wrote to stderr too:\n{_first_lines(cell)}" for other, cell in others]
    told += ["Mend the cause and run it again. Nothing may stand on stderr: it warns that what is shown may be wrong."]
    return Failure(number, first_line(first.source), "\n".join(told), stopped=False)


def without_kernel_notices(cell: "NotebookNode") -> None:
    """Take the kernel's own notices out of a cell's outputs, in place.

    Parameters
    ----------
    cell : NotebookNode
        A cell of an executed notebook.
    """
    for output in filter(_is_stderr, cell.get("outputs", [])):
        output["text"] = _NOTICE.sub("", output["text"])
    if "outputs" in cell:
        cell.outputs = [output for output in cell.outputs if not _is_stderr(output) or output["text"]]


def without_folders(text: str) -> str:
    """Shorten the files that warnings name to their last part, for a page that may travel.

    Examples
    --------
    >>> without_folders("/home/someone/lib/pandas/core.py:12: UserWarning: old data")
    'core.py:12: UserWarning: old data'
    """
    return _FOLDER.sub("", text)


def _is_stderr(output: Mapping[str, Any]) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"


def _first_lines(cell: Mapping[str, Any]) -> str:
    lines = [line for line in stderr_text(cell).splitlines() if line.strip()] or ["(blank lines alone)"]
    more = [f"(and {len(lines) - _SHOWN} more)"] if len(lines) > _SHOWN else []
    return "\n".join([*lines[:_SHOWN], *more])
