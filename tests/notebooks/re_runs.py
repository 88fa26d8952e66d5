"""What goes wrong on a page whose study ran on other settings? Runs it as a reader does and reads what it says.

``python -m tests.notebooks.re_runs 05`` runs study 05 on each settings vector and prints what it finds.
"""

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from nbformat import NotebookNode

from custseg.report import Settings, draw_settings, parameters
from custseg.report._ranges import range_problems
from custseg.report.running.execute import execute_notebook
from custseg.report.running.notebook_file import read_notebook

HERE = Path(__file__).parent
STUDIES = HERE.parents[1] / "notebooks"
RATCHET = HERE / "re-runs-ratchet.toml"
VECTORS = (1, 2, 3)  # random states of the settings; the first one is drawn at every run of the tests
OUTSIDE = "CUSTSEG_PARAMETERS"

_SIGNED = r"(?<![\w.,–])[-−]\d[\d.,]*(?: ?%)?"
_DIRECTION = (
    r"less|more|fewer|short|higher|lower|larger|smaller|above|below|better|worse|longer|shorter|earlier|later|older|"
    r"younger|too \w+"
)
_FACTOR = r"times|days|weeks|months|customers|households|mailings|purchases"
_TURNED = re.compile(
    rf"{_SIGNED}(?: (?:to|and) -?\d[\d.,]*(?: ?%)?)?(?: percentage points?| points?)? (?:{_DIRECTION}|{_FACTOR})\b"
    rf"|\b(?:costs?|loses?|saves?|fell|falls?|rose|rises?|grew|grows?|drops?|dropped)(?: by)?(?: about)? {_SIGNED}"
)
_SHARE = re.compile(r"([-−]?\d[\d,]*(?:\.\d+)?) ?% of (?!the profit|profit|what|its|their profit)")
_EMPTY = re.compile(r"\b(?:nan|NaN|NaT|inf|-inf)\b|(?<=[a-z,:(] )None\b|^None$|\b0 of (?:the )?0\b")
_UNKNOWN = re.compile(r"\bno number is known here \([^)]*\)")  # what a claim says to a reader where a value is missing
# whoever loses money has a share of the profit below zero
_SHARE_HEAD = re.compile(r"^(?!.*profit).*(?:share|% of|percent of)", re.IGNORECASE)


def settings_of(notebook: NotebookNode) -> Settings:
    """Give the settings of a study as its own cell makes them; a page without such a cell has none."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code" and "parameters(" in cell.source]
    made: dict[str, Any] = {}
    outside = os.environ.pop(OUTSIDE, None)
    try:
        exec("\n".join(["from custseg.report import parameters", *(sources or ["settings = parameters()"])]), made)
    finally:
        os.environ.update({} if outside is None else {OUTSIDE: outside})
    return next(value for value in made.values() if isinstance(value, Settings))


def unread_settings(notebook: NotebookNode) -> list[str]:
    """List the settings that no later cell reads."""
    trees = [ast.parse(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    read = {node.attr for node in nodes if getattr(node.value, "id", "") == "settings"}
    return [name for name in settings_of(notebook).defaults if name not in read]


def run(notebook: NotebookNode, settings: Mapping[str, Any]) -> tuple[NotebookNode, list[str]]:
    """Run a study as a reader does; give its outputs and everything that no reader should see."""
    executed = execute_notebook(notebook, STUDIES, settings=settings)
    crash = [f"it stops: {executed.failure.full()}"] if executed.failure else []
    return executed.notebook, crash + faults(executed.notebook)


def faults(notebook: NotebookNode) -> list[str]:
    """List the sentences and cells of tables that cannot be so, each with the number of its cell among all."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            found += [f"cell {number}: {one}" for text in _prose(output) for one in prose_faults(text)]
            found += [f"cell {number}: {one}" for one in table_faults(output.get("data", {}).get("text/html", ""))]
    return found


def prose_faults(text: str) -> list[str]:
    """Say what is wrong with the sentences of a text."""
    found = []
    for sentence in re.split(r"(?<=[.!?])[*_]*\s+", text):
        said = f"in {sentence.strip()[:160]!r}"
        found += [f"{match[0]!r} has its sign and its word for it {said}" for match in _TURNED.finditer(sentence)]
        shares = [match[0] for match in _SHARE.finditer(sentence) if not 0 <= _number(match[1]) <= 100]
        found += [f"{share.strip()!r} is no share {said}" for share in shares]
        found += [f"{match[0]!r} stands for a number {said}" for match in _EMPTY.finditer(sentence)]
        found += [f"{match[0]!r}: give the claim an other wording, {said}" for match in _UNKNOWN.finditer(sentence)]
    return found


def table_faults(html: str) -> list[str]:
    """Say what is wrong with the cells of a table: no number, or a share that is none."""
    found = []
    for table in BeautifulSoup(html, "html.parser").find_all("table"):
        heads = [head.get_text(strip=True) for head in table.find("tr").find_all("th")]
        for row in table.find_all("tr"):
            cells = [cell.get_text(strip=True) for cell in row.find_all("td")]
            for head, cell in zip(heads[len(heads) - len(cells) :], cells, strict=True):
                if _EMPTY.fullmatch(cell) or cell == "None":
                    found.append(f"{cell!r} stands in the table's column {head!r}")
                if _SHARE_HEAD.search(head) and cell.endswith("%") and not 0 <= _number(cell[:-1].lstrip("<")) <= 100:
                    found.append(f"{cell!r} is no share, in the table's column {head!r}")
    return found


def shown(notebook: NotebookNode) -> list[str]:
    """Give everything that the cells after the settings show, pictures included, to compare two runs."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    start = next((place for place, cell in enumerate(cells) if "parameters(" in cell.source), -1)
    outputs = [output for cell in cells[start + 1 :] for output in cell.outputs]
    return [str(output.get("data", output.get("text", output.get("evalue", "")))) for output in outputs]


def vector(notebook: NotebookNode, random_state: int) -> dict[str, Any]:
    """Draw the settings of a study; the same number draws the same."""
    return draw_settings(settings_of(notebook), random_state=random_state)


def another_value(settings: Settings, name: str) -> dict[str, Any]:
    """Draw one setting alone, the first value that differs from its default; the others keep theirs."""
    alone = parameters(**settings.defaults, ranges={name: settings.ranges[name]})
    drawn = (draw_settings(alone, random_state=seed) for seed in range(1_000))
    changed = (one for one in drawn if one[name] != _plain(settings.defaults[name]))
    return next(one for one in changed if not range_problems(settings.defaults | one, settings.ranges))


def known(study: str) -> dict[str, Any]:
    """Give what the ratchet says of a study."""
    return tomllib.loads(RATCHET.read_text("utf-8")).get(study, {})


def _prose(output: NotebookNode) -> Iterator[str]:
    data, metadata = output.get("data", {}), output.get("metadata", {})
    if "text/markdown" in data:
        yield data["text/markdown"].replace("\\", "")
    elif "text/html" not in data and "image/png" not in data:
        yield data.get("text/plain", "") or output.get("text", "")
    yield metadata.get("image/png", {}).get("alt", "")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _number(written: str) -> float:
    return float(written.replace(",", "").replace("−", "-"))


def main(arguments: list[str]) -> None:
    """Print what is wrong with the studies named, on each vector."""
    for path in sorted(path for path in STUDIES.glob("*.ipynb") if path.name[:2] in arguments):
        notebook = read_notebook(path)
        for random_state in VECTORS:
            settings = vector(notebook, random_state)
            found = run(notebook, settings)[1]
            print(f"{path.stem}, vector {random_state}, {settings}:", *(found or ["nothing"]), sep="\n  ", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
