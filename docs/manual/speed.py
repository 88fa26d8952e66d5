"""How fast is each piece of work beside others? A table made from the results of a benchmark, nothing is run."""

from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import custseg

from .measured import as_measured
from .wording import list_table

RESULTS = Path(custseg.__file__).resolve().parents[1] / "benchmarks" / "results" / "any_size.csv"
NOT_YET = "No run is stored: ``python benchmarks/any_size.py``, on a machine that does nothing else, writes it."


class Speed(SphinxDirective):
    """The seconds of each piece of work beside those of the fastest other way: ``.. speed::``."""

    def run(self) -> list[nodes.Node]:
        """Return the table, or where it comes from."""
        self.env.note_dependency(RESULTS)
        return as_measured(self.parse_text_to_nodes(speed_table(pd.read_csv(RESULTS)) if RESULTS.exists() else NOT_YET))


def speed_table(results: pd.DataFrame) -> str:
    """Write a row for each piece of work: its largest size, our seconds, those of the best other way, and growth."""
    head = ["work", "n", "custseg, s", "best other", "its seconds", "ratio", "growth", "aim"]
    results = results.loc[results.groupby("work", sort=False)["n"].idxmax()]
    growth = results.reindex(columns=["growth of ours", "growth of best"]).itertuples(index=False, name=None)
    rows = [
        [_work(row), f"{row.n:,}", f"{row.ours:.2f}", *_other(row), _growth(powers), _aim(row)]
        for row, powers in zip(results.itertuples(), growth, strict=True)
    ]
    return list_table(rows, head)


def _work(row: tuple) -> str:
    return str(row.work).replace("*", r"\*").replace("`", r"\`").replace("_", r"\_")


def _other(row: tuple) -> list[str]:
    return ["", "", ""] if pd.isna(row.best) else [str(row.peer), f"{row.best:.2f}", f"{row.ratio:.2f}"]


def _growth(powers: tuple[float, float]) -> str:
    return ", ".join(f"{power:.2f}" for power in powers if not pd.isna(power))


def _aim(row: tuple) -> str:
    return f"{row.aim}, {'reached' if row.reached else 'missed'}"
