"""What did a benchmark find? The table of its file of results, as it stands; nothing is run."""

from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import custseg

from .measured import as_measured
from .wording import list_table

RESULTS = Path(custseg.__file__).resolve().parents[1] / "benchmarks" / "results"


class Stored(SphinxDirective):
    """The rows that a benchmark has stored: ``.. stored:: family_choice``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table of the file of that name in ``benchmarks/results``."""
        path = RESULTS / f"{self.arguments[0]}.csv"
        self.env.note_dependency(path)
        return as_measured(self.parse_text_to_nodes(stored_table(pd.read_csv(path, dtype=str, keep_default_na=False))))


def stored_table(results: pd.DataFrame) -> str:
    """Write a row for each row, under the names of the columns; whole numbers with commas between thousands."""
    head = [str(name).replace("_", " ") for name in results.columns]
    rows = [list(map(_text, row)) for row in results.to_numpy()]
    return list_table(rows, head)


def _text(cell: str) -> str:
    if cell.isdecimal() and len(cell) > 3 and cell[0] != "0":
        return f"{int(cell):,}"
    return cell.replace("*", r"\*").replace("`", r"\`").replace("_", " ")
