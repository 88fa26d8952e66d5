"""What did a benchmark find? The table of its file of results, the seeds below it; nothing is run."""

from pathlib import Path
from typing import ClassVar

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import custseg

from .measured import as_measured
from .wording import list_table

SEEDS = ("seed", "first_seed", "last_seed")
RESULTS = Path(custseg.__file__).resolve().parents[1] / "benchmarks" / "results"


class Stored(SphinxDirective):
    """The rows that a benchmark has stored, ``.. stored:: family_choice``, and which columns are left to the file."""

    required_arguments = 1
    option_spec: ClassVar = {"without": str.split}

    def run(self) -> list[nodes.Node]:
        """Return the table of the file of that name in ``benchmarks/results``."""
        path = RESULTS / f"{self.arguments[0]}.csv"
        self.env.note_dependency(path)
        results = pd.read_csv(path, dtype=str, keep_default_na=False)
        told = stored_table(results.drop(columns=self.options.get("without", [])))
        return as_measured(self.parse_text_to_nodes(told))


def stored_table(results: pd.DataFrame) -> str:
    """Write a row for each row, under the names of the columns, but for the seeds, which stand below."""
    seeds = [name for name in results.columns if name in SEEDS]
    shown = results.drop(columns=seeds)
    head = [str(name).replace("_", " ") for name in shown.columns]
    rows = [list(map(_text, row)) for row in shown.to_numpy()]
    return f"{list_table(rows, head)}{_seeded(results[seeds])}"


def _seeded(columns: pd.DataFrame) -> str:
    """Say which seed was used, or between which they lie."""
    seeds = sorted({int(seed) for seed in columns.to_numpy().ravel() if seed})
    if len(seeds) > 1:
        return f"Seeds from {seeds[0]:,} to {seeds[-1]:,}: the file of results has those of each row.\n"
    return f"The seed is {seeds[0]}.\n" if seeds else ""


def _text(cell: str) -> str:
    """Write whole numbers with commas between thousands, and words without what would be read as markup."""
    if cell.isdecimal() and len(cell) > 3 and cell[0] != "0":
        return f"{int(cell):,}"
    return cell.replace("*", r"\*").replace("`", r"\`").replace("_", " ")
