"""How many of how many intervals held? Counted from the results of a benchmark, for a sentence; nothing is run."""

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from .stored import RESULTS


class Held(SphinxRole):
    """Two numbers in a sentence: ``:held:`own_page_coverage_held: all logs``` is *25 of 27*, if so many did."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return them."""
        name, _, source = self.text.partition(": ")
        path = RESULTS / f"{name}.csv"
        self.env.note_dependency(path)
        return [nodes.Text(held_of(pd.read_csv(path), source))], []


def held_of(results: pd.DataFrame, source: str) -> str:
    """Say how many intervals of a source held, of how many: the share stands in ``held``, the number in ``n``."""
    rows = results[results["source"] == source]
    if len(rows) != 1:
        raise ValueError(f"No single row is {source!r}; there are {list(results['source'])}.")
    row = rows.iloc[0]
    return f"{round(row['held'] * row['n']):,} of {row['n']:,}"
