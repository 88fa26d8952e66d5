"""Which model of the source documents is computed where, with which number, and what of it was left out?

`coverage_table` reads the studies; `write_coverage` writes ``COVERAGE.md`` and what else follows from it.

A cell that computes a model carries its id as a tag. The number of a model is one computed sentence of such a cell: the
text of a claim, otherwise a sentence or the title of a figure. A model without a number is not covered whole, whatever
the catalogue says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ...catalogue.models import COMPUTED, GRADES, STATUSES, Model, documents, every_model
from ...schema import SchemaError
from ...schema.text import printable
from .._atomic_write import write_whole
from .._stored_claims import FACT

NAME = "COVERAGE.md"
ONLY_TABLE = "its number stands in a table only"
WHOLE = ("reproduced", "tested as a claim")  # what a model cannot be without a number
_ID = re.compile(r"S\d-\d\d")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_BEGIN, _END = "<!-- models: written by refresh -->", "<!-- models: end -->"


@dataclass(frozen=True)
class TaggedCell:
    """A cell that carries ids of models, and what it says in numbers."""

    page: str
    cell: str
    ids: tuple[str, ...]
    claims: tuple[str, ...]
    sentences: tuple[str, ...]


def coverage_table(notebooks: Path) -> pd.DataFrame:
    """Say of every model of the catalogue how far the stored studies cover it.

    Parameters
    ----------
    notebooks : Path
        Folder of the studies.

    Returns
    -------
    DataFrame
        Index ``id``; ``grade``, ``model``, ``model_zh``, ``status``, ``number``, ``data``, ``left_out``, ``cell`` (page
        and id of the cell of the number, or of the first that carries the tag) and ``pages``.

    Raises
    ------
    SchemaError
        With every tag that the catalogue does not know, or that contradicts it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as empty:
    ...     coverage_table(Path(empty)).loc["S3-21", "status"]
    'to come'
    """
    cells = list(_tagged_cells(notebooks))
    problems = _problems(cells) if cells else []
    if problems:
        raise SchemaError(*problems)
    return pd.DataFrame([_row(model, cells) for model in every_model().values()]).set_index("id")


def write_coverage(notebooks: Path) -> list[Path]:
    """Write what follows from the tags of the studies, each file whole or not at all, and only if it has changed.

    Parameters
    ----------
    notebooks : Path
        Folder of the studies. Without a file ``COVERAGE.md`` in it nothing is written.

    Returns
    -------
    list of Path
        What was written: ``COVERAGE.md``; in a clone also the catalogue's ``covered.toml``, by which the package knows
        the pages without the notebooks, and the table of models in ``README.md``.

    Raises
    ------
    SchemaError
        As `coverage_table`; nothing is written then.
    """
    if not (notebooks / NAME).is_file():
        return []
    texts = coverage_texts(notebooks)
    changed = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    return [write_whole(path, texts[path]) for path in changed]


def coverage_texts(notebooks: Path) -> dict[Path, str]:
    """Give the text of each file that `write_coverage` keeps, as it should be."""
    table = coverage_table(notebooks)
    covered = notebooks.parent / "custseg" / "catalogue" / "covered.toml"
    readme = notebooks.parent / "README.md"
    texts = {notebooks / NAME: _page(table)}
    if covered.is_file():
        texts[covered] = _covered(table)
    if readme.is_file() and _BEGIN in (before := readme.read_text(encoding="utf-8")):
        head, _, rest = before.partition(_BEGIN)
        texts[readme] = f"{head}{_BEGIN}\n\n{_names(table)}\n{_END}{rest.partition(_END)[2]}"
    return texts


def _tagged_cells(notebooks: Path) -> Iterator[TaggedCell]:
    for path in sorted(notebooks.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8")).get("cells", []):
            tags = cell.get("metadata", {}).get("tags", [])
            ids = tuple(tag for tag in tags if _ID.fullmatch(tag))
            if ids:
                outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
                claims = tuple(text for data in outputs for text in _claims(data.get(FACT)))
                sentences = tuple(text for data in outputs for text in _sentences(data.get("text/markdown", "")))
                yield TaggedCell(path.stem, cell.get("id", ""), ids, claims, sentences)


def _claims(records: Any) -> Iterator[str]:
    """Read the texts of claims that stand: one record, or a list of them; what was struck is no number."""
    for record in [records] if isinstance(records, Mapping) else records or []:
        if not record.get("struck") and _has_number(record.get("text", "")):
            yield record["text"]


def _sentences(markdown: str | list[str]) -> Iterator[str]:
    """Read a sentence; of a figure's words or an answer, the bold part alone."""
    text = "".join(markdown)
    bold = _BOLD.match(text)
    told = bold[1] if bold else text
    if _has_number(told) and not told.startswith("~~"):
        yield told


def _has_number(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _problems(cells: list[TaggedCell]) -> list[str]:
    """Say where tags and catalogue contradict each other."""
    models = every_model()
    problems = []
    for cell in cells:
        for id_ in cell.ids:
            if id_ not in models:
                problems.append(f"{cell.page}, cell {cell.cell}: no model has the id {id_} of its tag.")
            elif models[id_].status in ("to come", "lost in source"):
                problems.append(
                    f"{cell.page}, cell {cell.cell} carries {id_}, which the catalogue calls '{models[id_].status}': "
                    f"change its status in custseg/catalogue/models/{id_[:2]}.toml, or take the tag away."
                )
    tagged = {id_ for cell in cells for id_ in cell.ids}
    chosen = {(id_, cell.cell) for cell in cells for id_ in cell.ids}
    for model in models.values():
        if model.status in (*COMPUTED, "text only") and model.id not in tagged:
            problems.append(f"{model.id} is '{model.status}' in the catalogue, and no cell carries its tag.")
        elif model.cell and (model.id, model.cell) not in chosen:
            problems.append(
                f"{model.id}: its number is to come from cell {model.cell}, which does not carry its tag; "
                f"correct 'cell' in custseg/catalogue/models/{model.id[:2]}.toml, or leave it out."
            )
    return problems


def _row(model: Model, cells: list[TaggedCell]) -> dict[str, object]:
    carrying = [cell for cell in cells if model.id in cell.ids]
    asked = [cell for cell in carrying if cell.cell == model.cell] if model.cell else carrying
    # claims before sentences, then the cell that speaks of the fewest models
    told = sorted(
        (cell for cell in asked if cell.claims or cell.sentences), key=lambda cell: (not cell.claims, len(cell.ids))
    )
    number = (told[0].claims or told[0].sentences)[0] if told and model.status in COMPUTED else ""
    where = next(iter([*told, *asked]), None)
    silent = bool(asked) and model.status in COMPUTED and not number
    left = [text for text in (model.left_out, ONLY_TABLE if silent else "") if text]
    return {
        "id": model.id,
        "grade": model.grade,
        "model": model.en,
        "model_zh": model.zh,
        "status": "partial" if model.status in WHOLE and not number else model.status,
        "number": number,
        "data": model.data,
        "left_out": "; ".join(left),
        "cell": (where.page, where.cell) if where else None,
        "pages": tuple(dict.fromkeys(cell.page for cell in carrying)),
    }


def _page(table: pd.DataFrame) -> str:
    statuses = "\n".join(f"| `{status}` | {meaning} |" for status, meaning in STATUSES.items())
    grades = "; ".join(f"{grade} {meaning}" for grade, meaning in GRADES.items())
    counts = pd.crosstab(table["status"], table["grade"]).reindex(index=list(STATUSES), columns=list(GRADES))
    counted = counts.fillna(0).astype(int)
    sums = "\n".join(f"| {status} | {' | '.join(map(str, row))} |" for status, *row in counted.itertuples())
    titles = "\n".join(
        f"- {each.id}: {each.source_zh}" + ("" if each.zh == each.source_zh else f" ({each.zh})") + f", {each.en}"
        for each in documents()
    )
    rows = "\n".join(_table_row(str(id_), row) for id_, row in table.to_dict("index").items())
    return _TEXT.format(
        statuses=statuses, grades=grades, heads=" | ".join(counted.columns), sums=sums, titles=titles, rows=rows
    )


def _table_row(id_: str, row: dict[Any, Any]) -> str:
    fields = [id_, row["grade"], row["model"], row["model_zh"], row["status"], row["number"], row["data"]]
    return f"| {' | '.join([*map(_field, [*fields, row['left_out']]), _links(row)])} |"


def _field(text: str) -> str:
    return printable(text).replace("|", r"\|").strip()


def _links(row: dict[Any, Any]) -> str:
    """Link the cell of the number first, then the other pages."""
    if row["cell"] is None:
        return ""
    page, cell = row["cell"]
    links = [f"[{page[:2]}, cell {cell}]({page}.ipynb#cell-id={cell})"]
    return ", ".join([*links, *(f"[{other[:2]}]({other}.ipynb)" for other in row["pages"] if other != page)])


def _covered(table: pd.DataFrame) -> str:
    """Write status and pages of each model that a study carries, for the package without its notebooks."""
    lines = [
        f'{id_} = {{ status = "{row["status"]}", pages = [{", ".join(json.dumps(page) for page in row["pages"])}] }}'
        for id_, row in table.to_dict("index").items()
        if row["pages"]
    ]
    head = "# Written by 'custseg refresh' from the tags of the studies: what each model is there, and on which pages."
    return "\n".join([head, *lines]) + "\n"


def _names(table: pd.DataFrame) -> str:
    """Write the table of the models that people look for by name, in both scripts."""
    models = every_model()
    lines = ["| id | 中文 | model | page | call |", "|---|---|---|---|---|"]
    for id_, row in table.loc[[id_ for id_, model in models.items() if model.searched]].to_dict("index").items():
        pages = ", ".join(f"[{page[:2]}](notebooks/{page}.ipynb)" for page in row["pages"])
        call = f"`{models[str(id_)].call}`" if models[str(id_)].call else ""
        lines.append(f"| {id_} | {_field(row['model_zh'])} | {_field(row['model'])} | {pages or 'to come'} | {call} |")
    return "\n".join(lines) + "\n"


_TEXT = """# Which models of the source documents are covered, and where

Written by `custseg refresh` from the tagged cells of the studies and from `custseg/catalogue/models/`; do not edit it.
`custseg.find("九宫格")` and `python -m custseg find 九宫格` look a model up by any of its names.

One row for each model, formula, rule or claim. The first part of the id names the document. *Number* is one computed
sentence of the linked cell; without one a model is neither reproduced nor tested. Class: {grades}.

{titles}

| status | meaning |
|---|---|
{statuses}

How many there are:

| status | {heads} |
|---|---:|---:|---:|
{sums}

| id | class | model | 中文名 | status | number | data | left out | page and cell |
|---|---|---|---|---|---|---|---|---|
{rows}
"""
