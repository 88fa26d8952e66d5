"""Where does the code of a page stand? Folded away, in one place at the end of each section.

`fold_code`.
"""

import re

from nbformat import NotebookNode

_SECTION = re.compile(r"(?=<h2 )")  # raw HTML is escaped: such a tag is a heading of ours


def fold_code(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Put a cell with the code of all cells of a section at its end; a section begins at a heading of level 2.

    Parameters
    ----------
    cells : list of NotebookNode
        The cells of the page in order, with ``html`` (Markdown), ``has_code`` and ``code_open`` (code). Code that is to
        stay open stays where it is.

    Returns
    -------
    list of NotebookNode
        The same cells, Markdown cells parted before a heading of level 2, and between them cells with ``folded``: the
        code cells whose code stands there.
    """
    placed: list[NotebookNode] = []
    waiting: list[NotebookNode] = []
    for cell in cells:
        if cell.get("has_code") and not cell.code_open:
            waiting.append(cell)
        before, *sections = _SECTION.split(cell.get("html", ""), maxsplit=1)
        if not sections:
            placed.append(cell)
            continue
        if before.strip():
            placed.append(_markdown_cell(f"before-{cell.number}", html=before))
        placed += _folded(waiting)
        waiting = []
        cell.html = sections[0]
        placed.append(cell)
    return placed + _folded(waiting)


def _folded(code: list[NotebookNode]) -> list[NotebookNode]:
    return [_markdown_cell(f"code-of-{code[0].number}", folded=list(code))] if code else []


def _markdown_cell(name: str, **carried: object) -> NotebookNode:
    return NotebookNode(cell_type="markdown", id=name, metadata=NotebookNode(), source="", **carried)
