"""Which claims does a notebook store? Their records, and what is wrong with their names.

`claim_records` and `repeated_claims`.
"""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

FACT = "application/vnd.custseg.fact+json"  # as `exhibit.claim_records` has it, which brings sklearn and matplotlib


def claim_records(notebook: "NotebookNode") -> list[tuple[int, dict[str, Any]]]:
    """Give the claims that an executed notebook stores, in reading order.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of tuple of int and dict
        The number of the code cell, as Jupyter shows it, and the record: what `custseg.exhibit.Claim.fact` gave.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return [
        (number, record)
        for number, cell in enumerate(cells, start=1)
        for output in cell.get("outputs", [])
        for record in output_records(output)
    ]


def output_records(output: "NotebookNode") -> list[dict[str, Any]]:
    """Give the records that one output carries: one of a claim, several of a paragraph, none of anything else."""
    stored = output.get("data", {}).get(FACT, [])
    return [stored] if isinstance(stored, dict) else list(stored)


def repeated_claims(notebook: "NotebookNode") -> list[str]:
    """Say which names of claims stand twice on a page.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of str
        A sentence for each name, with its cells; empty if every claim has a name of its own.
    """
    places = defaultdict(list)
    for number, record in claim_records(notebook):
        places[record["id"]].append(number)
    return [
        f"the claim {name!r} stands in cells {' and '.join(map(str, cells))}: show it once, or give one of them id=..."
        for name, cells in places.items()
        if len(cells) > 1
    ]
