"""Does a name that only a program uses stand in a table of a page? What is left is listed, and may only shrink."""

import re
from pathlib import Path

import nbformat

from custseg.report.pages.table import dataframe_table

RATCHET = Path(__file__).with_name("heads-ratchet.txt")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+")
NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def names_in(path):
    """Give the names with underscores in the cells of the tables of a page, as lines of the ratchet."""
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    tables = [dataframe_table(html) for output in outputs if (html := output.get("data", {}).get("text/html"))]
    cells = [cell.text for table in tables if table for row in (*table.head, *table.body) for cell in row]
    return {f"{path.name.partition('-')[0]} {text}" for text in cells if NAME.fullmatch(text)}


def listed():
    lines = RATCHET.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_no_new_name_of_a_program_stands_in_a_table():
    new = sorted(set().union(*map(names_in, NOTEBOOKS)) - listed())
    assert not new, "show these tables with format_table, and give their names words in labels.toml:\n" + "\n".join(new)


def test_the_ratchet_lists_only_what_is_there():
    gone = sorted(listed() - set().union(*map(names_in, NOTEBOOKS)))
    assert not gone, f"these are gone; take them off {RATCHET.name}:\n" + "\n".join(gone)
