"""Which pages are made from the catalogue, without a notebook? Words, sources and rules, and coverage.

`export_references` writes them.
"""

import json
import re
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from nbformat.v4 import new_markdown_cell, new_notebook

from ...catalogue import (
    glossary,
    list_grids,
    list_index_systems,
    load_grid,
    load_index_system,
    rule_table,
    searched_models,
    source_documents,
)
from .._kinds import kind_of
from .export import MODEL_ID, export_page
from .page import PageSummary

COVERAGE = "COVERAGE.md"
HEAD = ("English", "中文", "In the documents", "Model, page", "Note, call in custseg")


def export_references(folder: Path, out: Path, pages: Sequence[PageSummary]) -> list[PageSummary]:
    """Write the reference pages beside the pages of the notebooks.

    Parameters
    ----------
    folder : Path
        The folder of the notebooks. What stands under *References* there is the literature; without a COVERAGE.md
        there is no page about coverage.
    out : Path
        The folder of the pages.
    pages : sequence of PageSummary
        The pages that exist; terms link to them.

    Returns
    -------
    list of PageSummary
        In the order of the index.
    """
    hrefs = {page.slug.partition("-")[0]: page.path.name for page in pages if kind_of(page.slug) != "reference"}
    texts = {
        "words": (words_text(hrefs) + models_text(hrefs), "the glossary and the models of the catalogue"),
        "sources": (
            sources_text(cited(folder), hrefs) + rules_text(),
            "the catalogue and the references of the pages",
        ),
    }
    if (folder / COVERAGE).is_file():
        texts["coverage"] = ((folder / COVERAGE).read_text(encoding="utf-8"), COVERAGE)
    return [
        export_page(new_notebook(cells=[new_markdown_cell(text)]), out / f"{name}.html", made_from=made_from)
        for name, (text, made_from) in texts.items()
    ]


def words_text(hrefs: Mapping[str, str]) -> str:
    """Write the glossary as Markdown: a table for each field; a page is linked where `hrefs` knows its number."""
    text = (
        "# Words\n\nOne English term for each Chinese one, and back. *In the documents* is what the documents say, in "
        "simplified characters, where one would say something else today; a dash: they have no word for it.\n"
    )
    for field, terms in glossary().groupby("field", sort=False):
        rows = [_term_row(term, hrefs) for term in terms.to_dict("records")]
        text += f"\n## {field}\n\n" + _table(HEAD, rows)
    return text


def models_text(hrefs: Mapping[str, str]) -> str:
    """Write the models that people look for by name as Markdown, in both scripts."""
    rows = [
        [id_, model["model_zh"], model["model"], _pages(model["page"], hrefs), _code(model["call"])]
        for id_, model in searched_models().iterrows()
    ]
    return "\n## The models by name\n\n" + _table(["Id", "中文", "Model", "Page", "Call in custseg"], rows)


def sources_text(literature: Mapping[str, Sequence[str]], hrefs: Mapping[str, str]) -> str:
    """Write the documents and the literature as Markdown; `literature` maps a reference to who cites it."""
    documents = source_documents()
    rows = [[key, row["title"], row["title_en"], row["kind"], row["what"]] for key, row in documents.iterrows()]
    text = (
        "# Sources\n\n## The documents\n\nThe models come from five Chinese documents. Everywhere else they are called "
        "by their key; the number of a model stands behind it, as in S4-17.\n\n"
    )
    text += _table(["Key", "Title", "In English", "Kind", "About"], rows)
    text += "\n## Literature\n\nWith the pages that cite it, and the grids and index systems of the catalogue.\n\n"
    for reference in sorted(literature, key=lambda reference: re.sub(r"\W", "", reference).lower()):
        by = ", ".join(_link(name, hrefs) for name in literature[reference])
        text += f"- {reference} ({by})\n"
    return text


def rules_text() -> str:
    """Write the rules of classification as Markdown: what each holds, and how it was read."""
    rules = rule_table()
    rows = [
        [f"`{key}`", row["name_en"], row["name_zh"], row["trade"], _holds(row), _read(row), row["source"]]
        for key, row in rules.iterrows()
    ]
    head = ["Rule", "Name", "中文", "Trade", "Holds", "Read from", "Source"]
    return (
        "\n## Rules of classification\n\nA rule is applied where it is named, and nowhere else. One whose text was not "
        "seen says from what it was read; of a *claim* nothing is computed.\n\n" + _table(head, rows)
    )


def _holds(rule: pd.Series) -> str:
    parts = [f"{rule[what]} {what}" for what in ("tiers", "codes") if rule[what]]
    return ", ".join(parts) or "words"


def _read(rule: pd.Series) -> str:
    return f"{rule['directness']} ({rule['provenance']}; {rule['standing']})"


def cited(folder: Path) -> dict[str, list[str]]:
    """Collect what pages cite under *References*, and what entries of the catalogue name as their source.

    A reference that is set otherwise on another page, in italics or with other marks, is the same one.
    """
    by: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        below = "".join(re.split(r"^## References$", "\n".join(sources), flags=re.MULTILINE)[1:])
        references = re.findall(r"^[-*] (?!Source documents)(.+)$", below, re.MULTILINE)
        by += [(reference.strip(), path.name.partition("-")[0]) for reference in references]
    entries = {name: load_grid(name).source for name in list_grids()}
    entries |= {name: load_index_system(name).source for name in list_index_systems()}
    for name, sources_of_entry in entries.items():
        by += [(reference, f"`{name}`") for reference in sources_of_entry if not MODEL_ID.fullmatch(reference)]
    written: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for reference, name in by:
        first = written.setdefault(re.sub(r"[\W_]", "", reference).lower(), reference)
        found.setdefault(first, []).append(name)
    return found


def _term_row(term: Mapping[Hashable, Any], hrefs: Mapping[str, str]) -> list[str]:
    bare = term["term_zh"].partition("（")[0]
    return [
        term["term_en"],
        term["term_zh"],
        "" if term["source_zh"] == bare else term["source_zh"] or "–",
        ", ".join(filter(None, [term["id"], _link(term["page"], hrefs)])),
        " ".join(filter(None, [term["note"], _code(term["call"])])),
    ]


def _code(call: str) -> str:
    """Write a call so that a narrow column can break it before its argument."""
    name, _, entry = call.removeprefix("custseg.").partition("(")
    return " of ".join(f"`{part}`" for part in (name, entry.strip('")')) if part)


def _link(number: str, hrefs: Mapping[str, str]) -> str:
    return f"[{number}]({hrefs[number]})" if number in hrefs else number


def _pages(names: str, hrefs: Mapping[str, str]) -> str:
    numbers = [name.partition("-")[0] for name in names.split(", ") if name]
    return ", ".join(_link(number, hrefs) for number in numbers) or "to come"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    table = pd.DataFrame(rows, columns=list(head), dtype=str).replace(r"\|", r"\\|", regex=True)
    lines = [table.columns.tolist(), ["---"] * len(head), *table.to_numpy().tolist()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
