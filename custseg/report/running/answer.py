"""What is the answer? The text that the cell tagged ``answer`` returned, and the cell tagged ``lead`` that repeats it.

The lead stands under the title, before its numbers are computed, so it is copied there after a run.
"""

import ast
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

ANSWER = "answer"
LEAD = "lead"


def tagged(notebook: "NotebookNode", tag: str) -> "list[NotebookNode]":
    """Give the cells that carry a tag, in their order."""
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def answer_text(notebook: "NotebookNode") -> str:
    """Give the text that a study's answer cell returned.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook with one cell tagged ``answer``.

    Returns
    -------
    str
        Markdown; several outputs are separate paragraphs. Empty if the cell returned no text.
    """
    outputs = [output for cell in tagged(notebook, ANSWER) for output in cell.get("outputs", [])]
    return "\n\n".join(text for text in map(output_text, outputs) if text)


def output_text(output: "NotebookNode") -> str:
    """Give the text of one output as a reader sees it: Markdown if there is some, otherwise plain text.

    Parameters
    ----------
    output : NotebookNode
        One output of a cell.

    Returns
    -------
    str
        Without the quotation marks that Python puts around a returned string.
    """
    if output.output_type == "stream":
        return output.text.strip() if output.name == "stdout" else ""
    data = output.get("data", {})
    if "text/markdown" in data:
        return data["text/markdown"].strip()
    return _unquoted(data.get("text/plain", "")).strip()


def lead_problems(notebook: "NotebookNode") -> list[str]:
    """Say why the answer cannot be copied into the lead.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of str
        Empty if it can be, or if the notebook has neither (a start page).
    """
    answers, leads = tagged(notebook, ANSWER), tagged(notebook, LEAD)
    if not answers and not leads:
        return []
    problems = []
    if len(answers) != 1 or answers[0].cell_type != "code":
        problems.append(f"exactly one code cell must be tagged {ANSWER!r}; found {len(answers)} cells with the tag")
    if len(leads) != 1 or leads[0].cell_type != "markdown":
        problems.append(f"exactly one Markdown cell must be tagged {LEAD!r}; found {len(leads)} cells with the tag")
    if not problems and not answer_text(notebook):
        problems.append(
            f"the cell tagged {ANSWER!r} returned no text; its last line must be a claim, a sentence or a paragraph"
        )
    return problems


def with_lead(notebook: "NotebookNode", text: str) -> "NotebookNode":
    """Put a text into the lead cell.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook; it is not changed. Without a lead cell, a copy is all that comes back.
    text : str
        Markdown.

    Returns
    -------
    NotebookNode
        A copy whose lead is exactly that text.
    """
    changed = deepcopy(notebook)
    for cell in tagged(changed, LEAD):
        cell.source = text
    return changed


def _unquoted(text: str) -> str:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str) else text
