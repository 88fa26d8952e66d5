"""How often does an interval hold what it promises? Tables made from the results of a benchmark, nothing is run."""

from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import custseg

from .measured import as_measured
from .wording import at_most, list_table

RESULTS = Path(custseg.__file__).resolve().parents[1] / "benchmarks" / "results" / "interval_coverage.csv"


class Coverage(SphinxDirective):
    """The measured coverage of one statistic: ``.. coverage:: top 20 %``, a row for each kind of customers."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(RESULTS)
        results = pd.read_csv(RESULTS)
        return as_measured(self.parse_text_to_nodes(coverage_table(results, self.arguments[0])))


def coverage_table(results: pd.DataFrame, statistic: str) -> str:
    """Write what was measured of a statistic: kinds down, numbers of customers across, ours beside the rival's."""
    rows = results[results["statistic"] == statistic]
    if rows.empty:
        raise ValueError(f"{RESULTS.name} has no {statistic!r}; it has {sorted(set(results['statistic']))}.")
    told = rows.assign(cell=[_cell(row) for row in rows.itertuples()])
    numbers, kinds = sorted(told["n"].unique()), list(told["kind"].unique())
    texts = told.groupby(["kind", "n"], sort=False)["cell"].agg(" / ".join)
    head = ["customers", *map("{:,}".format, numbers)]
    lines = [[kind, *(texts.get((kind, n), "") for n in numbers)] for kind in kinds]
    return f"{list_table(lines, head)}{_how_sure(rows)}\n"


def _how_sure(rows: pd.DataFrame) -> str:
    """Say from how many lists the numbers of a table come, and how far chance may move them."""
    drawn = rows[rows["lists"] > 0]
    told = [
        f"{part['lists'].max():,} lists for each number of {method}, standard error at most "
        f"{at_most(part['standard_error'].max(), 3)}"
        for method, part in drawn.groupby("method")
    ]
    return f"Drawn: {'; '.join(told)}.\n" if told else "Nothing was drawn: these numbers have no error.\n"


def _cell(row: tuple) -> str:
    """Write a coverage, and for how many of the lists there is an interval if not for all."""
    if row.given == 0:
        return "none"
    given = f" ({round(row.given, 2):.0%} given)"  # .765 is .77 in a text and 77% here
    return f"{row.coverage:.2f}" + (given if row.given < 0.995 else "")
