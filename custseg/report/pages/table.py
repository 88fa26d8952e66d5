"""How does the HTML of a DataFrame become a table that can be read aloud, scrolled on a phone and printed?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

NUMBER = re.compile(r"[-+−]?[$€£¥]?[-+−]?\d[\d, ]*(\.\d+)?([eE][-+]?\d+)? ?[%‰€]?|[-+−]?(inf|∞)")
WHOLE = re.compile(r"[\d, ]+")  # a number of this kind may be a name, such as that of a customer
MISSING = frozenset({"", "NaN", "nan", "NaT", "None", "<NA>", "...", "…", "–", "—"})
LONG = 12  # characters from which a cell may break into lines; a date may not
WIDE = 8  # columns from which an A4 page needs smaller type
TALL = 20  # rows up to which a table stays on one sheet of paper


@dataclass(frozen=True)
class Cell:
    """One cell as text. ``scope`` is "col", "colgroup", "row", "rowgroup" for a header and "" for a value."""

    text: str
    scope: str = ""
    columns: int = 1
    rows: int = 1
    number: bool = False

    @property
    def long(self) -> bool:
        """Whether the text may break into lines."""
        return len(self.text) > LONG


@dataclass(frozen=True)
class Table:
    """A table of text: header rows, body rows, the note that pandas adds when it leaves rows out."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    note: str

    @property
    def label(self) -> str:
        """What a screen reader says before it enters the table."""
        names = [cell.text for cell in self.head[-1] if cell.text] if self.head else []
        shown = ", ".join(names[:4]) + (" and others" if len(names) > 4 else "")
        return f"{len(self.body)} rows" + (f": {shown}" if shown else "")

    @property
    def wide(self) -> bool:
        """Whether the table needs smaller type on paper."""
        return max((len(row) for row in self.head + self.body), default=0) >= WIDE

    @property
    def tall(self) -> bool:
        """Whether the table may go on on the next sheet of paper, under its header."""
        return len(self.body) > TALL


def dataframe_table(html: str) -> Table | None:
    """Read a table back from the HTML that pandas writes for a DataFrame.

    Only the text of the cells is taken over, so nothing that a customer file may hold can act as HTML.

    Parameters
    ----------
    html : str
        The ``text/html`` of an output.

    Returns
    -------
    Table or None
        None if this is not the HTML of a DataFrame.

    Examples
    --------
    >>> import pandas as pd
    >>> table = dataframe_table(pd.DataFrame({"amount": [5, 10]}, index=["<b>", "small"]).to_html())
    >>> [(cell.text, cell.scope, cell.number) for cell in table.body[0]]
    [('<b>', 'row', False), ('5', '', True)]
    >>> table.label
    '2 rows: amount'
    """
    soup = BeautifulSoup(html, "html.parser")
    found = soup.find_all("table")
    if len(found) != 1 or "dataframe" not in found[0].get("class", []):
        return None
    body_rows = [row.find_all(["th", "td"]) for row in found[0].select("tbody > tr")]
    numeric = _numeric_columns(body_rows)
    measured = _measured_levels(body_rows)
    body = tuple(_body_row(row, measured, numeric) for row in body_rows)
    head = _head_rows([row.find_all(["th", "td"]) for row in found[0].select("thead > tr")], measured, numeric)
    return Table(head, body, note=" ".join(_text(p) for p in soup.find_all("p")))


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _numeric_columns(rows: list[list[Tag]]) -> list[bool]:
    """Say for each value column whether every cell that is not missing is a number."""
    values = [[_text(cell) for cell in row if cell.name == "td"] for row in rows]
    return [_are_numbers(column) for column in zip(*values, strict=False)]


def _are_numbers(column: Sequence[str]) -> bool:
    said = [text for text in column if text not in MISSING]
    return bool(said) and all(NUMBER.fullmatch(text) is not None for text in said)


def _measured_levels(rows: Sequence[Sequence[Tag]]) -> list[bool]:
    """Say for each level of the index whether it is measured: numbers, some of them with decimals, a sign or a unit.

    Whole numbers head a row as names do: ids of customers, clusters, tiers, years.
    """
    texts = [[_text(cell) for cell in row if cell.name == "th"] for row in rows]
    # a cell that spans rows is left out in those below it: what a row has are its last levels
    depth = max(map(len, texts), default=0)
    levels = [[row[-place] for row in texts if len(row) >= place] for place in range(depth, 0, -1)]
    return [_are_numbers(level) and not all(map(WHOLE.fullmatch, set(level) - MISSING)) for level in levels]


def _body_row(row: list[Tag], measured: list[bool], numeric: list[bool]) -> tuple[Cell, ...]:
    headers = [cell for cell in row if cell.name == "th"]
    values = [cell for cell in row if cell.name == "td"]
    spans = [int(cell.get("rowspan", 1)) for cell in headers]
    last = measured[len(measured) - len(headers) :]
    return (
        *(
            Cell(_text(cell), "rowgroup" if rows > 1 else "row", rows=rows, number=number)
            for cell, rows, number in zip(headers, spans, last, strict=True)
        ),
        *(Cell(_text(cell), number=number) for cell, number in zip(values, numeric, strict=True)),
    )


def _head_rows(rows: list[list[Tag]], measured: list[bool], numeric: list[bool]) -> tuple[tuple[Cell, ...], ...]:
    heads = [[_head_cell(cell) for cell in row] for row in rows]
    if len(heads) > 1 and _fits(heads[-2], heads[-1], len(measured)):
        # pandas writes the names of the index under the names of the columns; one line says both
        heads[-2:] = [[upper if upper.text else lower for upper, lower in zip(*heads[-2:], strict=True)]]
    return tuple(tuple(_align(row, measured + numeric)) for row in heads)


def _head_cell(tag: Tag) -> Cell:
    text, columns = _text(tag), int(tag.get("colspan", 1))
    scope = "colgroup" if columns > 1 else "col"
    return Cell(text, scope if text else "", columns=columns)


def _fits(upper: list[Cell], lower: list[Cell], depth: int) -> bool:
    """Say whether the lower row holds only index names and the upper one is empty above them."""
    plain = len(upper) == len(lower) and all(cell.columns == 1 for cell in upper + lower)
    return plain and not any(cell.text for cell in upper[:depth] + lower[depth:])


def _align(row: list[Cell], aligned: list[bool]) -> list[Cell]:
    """Set the header over a column of numbers to the right, like the numbers."""
    if len(row) != len(aligned):
        return row
    return [
        Cell(cell.text, cell.scope, cell.columns, cell.rows, number) for cell, number in zip(row, aligned, strict=True)
    ]
