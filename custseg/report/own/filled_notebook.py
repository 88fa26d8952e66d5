"""Which notebook is run, and with what? The one that ships, its settings written into its own cell.

`own_notebook`, `filled` and `reading_cell`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..running.study_files import PROJECT

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAME = "own-your-customers.ipynb"
RATING = "own-retailer-rating.ipynb"
CLIENTS = "own-corporate-clients.ipynb"
_READS = ("open_book(", "open_ratings(", "open_clients(")


def own_notebook(name: str = NAME) -> Path:
    """Find the notebook: in a clone among the others, otherwise beside this file.

    Parameters
    ----------
    name : str
        `NAME`, `RATING` for a table of rated retailers, or `CLIENTS` for a bank's client book.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileNotFoundError
        It is in neither place: the installation is damaged.
    """
    places = [PROJECT / "notebooks" / name, Path(__file__).parent / name]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{name} should ship with custseg and is missing: install the package again.")
    return found


def filled(notebook: NotebookNode, settings: Mapping[str, Any]) -> NotebookNode:
    """Write settings into the cell that asks for them, in place of its defaults.

    Parameters
    ----------
    notebook : NotebookNode
        With one cell that calls ``parameters(...)``; it is not changed.
    settings : mapping
        Setting to text, number or None.

    Returns
    -------
    NotebookNode
        A copy. What is written are literals, whatever stands in them.

    Raises
    ------
    ValueError
        A setting that the cell does not have.
    """
    changed = deepcopy(notebook)
    cell = next(cell for cell in changed.cells if cell.cell_type == "code" and "parameters(" in cell.source)
    tree = ast.parse(cell.source)
    call = next(node for node in ast.walk(tree) if getattr(getattr(node, "func", None), "id", "") == "parameters")
    assert isinstance(call, ast.Call)
    known = {keyword.arg: keyword for keyword in call.keywords}
    if unknown := sorted(set(settings) - {str(name) for name in known}):
        raise ValueError(f"the notebook has no setting {', '.join(unknown)}.")
    lines = [f"    {name}={_literal(settings.get(str(name), keyword.value))}," for name, keyword in known.items()]
    assigned = "\n".join(["settings = parameters(", *lines, ")"])
    cell.source = f"{assigned}\nsettings"
    return changed


def reading_cell(notebook: NotebookNode) -> int:
    """Give the place of the cell that reads the file, among all cells."""
    return next(
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and any(call in cell.source for call in _READS)
    )


def _literal(value: Any) -> str:
    """Write a value, or the one that stands in the cell, as a literal in the quotation marks of the house."""
    written = repr(ast.literal_eval(value) if isinstance(value, ast.expr) else value)
    return f'"{written[1:-1]}"' if written.startswith("'") and '"' not in written else written
