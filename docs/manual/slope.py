"""How much more is it for a million more? Solved from the first rows of a benchmark's results; nothing is run."""

import numpy as np
import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from .stored import RESULTS

BASE = "base"


class Slope(SphinxRole):
    """A number in a sentence: ``:slope:`own_page_memory: MB together, rows```, or ``base`` for what no row changes."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return it to two digits: a run measures no more."""
        name, _, asked = self.text.partition(": ")
        column, _, by = asked.rpartition(", ")
        path = RESULTS / f"{name}.csv"
        self.env.note_dependency(path)
        return [nodes.Text(f"{float(f'{slopes(pd.read_csv(path), column)[by]:.2g}'):,g}")], []


def slopes(results: pd.DataFrame, column: str) -> pd.Series:
    """Give what a million rows and a million customers more add to a column, and what is there without any.

    The first three rows of the results say it: two that differ in rows alone, or nearly so, and two that differ in
    customers.
    """
    first = results.iloc[:3]
    sizes = np.column_stack([np.ones(3), first["rows"] / 1e6, first["customers"] / 1e6])
    return pd.Series(np.linalg.solve(sizes, first[column]), index=[BASE, "rows", "customers"])
