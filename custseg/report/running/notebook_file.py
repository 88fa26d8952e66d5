"""What does a stored notebook look like? The same bytes for the same content, whoever saved it last."""

import json
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .cache import STATED

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LANGUAGE = {"name": "python"}


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook; cells without an id get one that depends only on their place.

    Parameters
    ----------
    path : Path
        A notebook in format 4.

    Returns
    -------
    NotebookNode
        In format 4.5, valid.

    Raises
    ------
    ValueError
        The file is no notebook, or in an older format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        for name, cell in zip(_ids(content["cells"]), content["cells"], strict=True):
            cell["id"] = name
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path.name} is not a notebook in format 4 ({type(error).__name__}: {error}). "
            "Open it in JupyterLab and save it again, or restore it from git."
        ) from None
    notebook = nbformat.from_dict(content | {"nbformat": 4, "nbformat_minor": 5})
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise ValueError(f"{path.name} is not a valid notebook: {error.message}") from None
    return nbformat.v4.rwbase.strip_transient(nbformat.v4.rwbase.rejoin_lines(notebook))


def notebook_text(notebook: NotebookNode) -> str:
    """Give the text of a notebook file.

    Parameters
    ----------
    notebook : NotebookNode
        In format 4.5.

    Returns
    -------
    str
        JSON with sorted keys, one space of indent and a last line end.
    """
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def without_run_marks(notebook: NotebookNode) -> NotebookNode:
    """Leave out whatever differs between two runs of the same study.

    Kernel and language versions, times of execution, and how the editor showed a cell are dropped; tags stay.
    Execution counts become 1..n.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook; it is not changed.

    Returns
    -------
    NotebookNode
        A tidy copy.
    """
    tidied = deepcopy(notebook)
    stated = {name: notebook.metadata[name] for name in STATED if name in notebook.metadata}
    tidied.metadata.clear()
    tidied.metadata.update({"kernelspec": dict(_KERNEL), "language_info": dict(_LANGUAGE), **stated})
    count = 0
    for cell in tidied.cells:
        tags = list(cell.metadata.get("tags", []))
        cell.metadata.clear()
        if tags:
            cell.metadata["tags"] = tags
        if cell.cell_type != "code":
            continue
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    return tidied


def code_cell_number(notebook: NotebookNode, index: int) -> int:
    """Count the code cells up to a place in the notebook.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.
    index : int
        Place of a code cell among all cells, from 0.

    Returns
    -------
    int
        Its number among the code cells, from 1: the number that Jupyter shows beside it.
    """
    return sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells[: index + 1])


def _ids(cells: list[dict]) -> list[str]:
    """Keep each id that is given once; name the others after their place."""
    taken, names = set(), []
    for place, cell in enumerate(cells, start=1):
        name = cell.get("id")
        if not name or name in taken:
            name = f"cell-{place}"
            while name in taken:
                name += "-"
        taken.add(name)
        names.append(name)
    return names
