"""How does a table of measured numbers stand on the page? Marked for the style sheet, each number in one line."""

import re
from collections.abc import Sequence

from docutils import nodes

NUMBER = re.compile(r"([<>] )?[\d.,]+ (%|of [\d.,]+)")  # such as > 99.9 %, or 3 of 1,200


def as_measured(told: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Mark the tables of what is told, and keep each number in one line."""
    for node in told:
        for table in node.findall(nodes.table):
            table["classes"].append("measured")
            for text in list(table.findall(nodes.Text)):
                if NUMBER.fullmatch(text):
                    text.parent.replace(text, nodes.Text(text.replace(" ", "\N{NO-BREAK SPACE}")))
    return list(told)
