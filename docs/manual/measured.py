"""How does a table of measured numbers stand on the page? Marked for the style sheet, numbers whole and right."""

import re
from collections.abc import Sequence

from docutils import nodes

NUMBER = re.compile(r"([<>] )?[\d.,]+ (%|of [\d.,]+)|\d+-\d\d-\d\d")  # such as > 99.9 %, 3 of 1,200, or a day
PART = re.compile(r"\(?[-+]?\d[\d.,]*%?\)?,?|[<>%/]|of|to|given\)|none|%,")  # of what stands in a column of numbers
MANY = 10  # columns; more are set in smaller letters


def as_measured(told: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Mark the tables of what is told, their columns of numbers, and keep each number in one line."""
    for node in told:
        for table in node.findall(nodes.table):
            columns = list(zip(*map(_cells, table.findall(nodes.row)), strict=True))
            table["classes"] += ["measured", "wide"] if len(columns) > MANY else ["measured"]
            for head, *cells in columns:
                if _are_numbers([cell.astext() for cell in cells]):
                    for cell in (head, *cells):
                        cell["classes"].append("text-right")
            for text in list(table.findall(nodes.Text)):
                text.parent.replace(text, nodes.Text(_in_one_line(text)))
    return list(told)


def _cells(row: nodes.row) -> list[nodes.entry]:
    return list(row.findall(nodes.entry))


def _are_numbers(texts: Sequence[str]) -> bool:
    """Say whether whatever stands in a column is numbers, and something does."""
    parts = [part for text in texts for part in text.split()]
    return any(part[0].isdecimal() for part in parts) and all(map(PART.fullmatch, parts))


def _in_one_line(text: str) -> str:
    """Put what does not break into a number, into a day, before what stands in brackets, and behind a stroke."""
    if NUMBER.fullmatch(text):
        return text.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")
    return re.sub(r"(?<=/) (?=\d)|(?<=%) (?=given\))", "\N{NO-BREAK SPACE}", text)
