"""Which models do the source documents name, what is each of them called, and where is it computed?

`load_model` gives one, `list_models` all, `searched_models` those that people look for by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache

import pandas as pd

from ..schema.signatures import typed
from ..schema.text import printable
from ._toml_files import Form, entry_names, entry_text, file_text, listed, parse_toml, read_toml

FOLDER = "models"
COVERED = "covered.toml"
GRADES = {"A": "the core", "B": "what supports it", "N": "said by the documents and found later"}
COMPUTED = ("reproduced", "partial", "tested as a claim", "shown by simulation")
STATUSES = {
    "reproduced": "computed, whole, with its number",
    "partial": "computed in part; *left out* says what is missing, or the number stands in no sentence",
    "tested as a claim": "held against data or arithmetic; it may have lost",
    "shown by simulation": "the assumptions of a simulation decide it: no finding about customers",
    "text only": "described in words; nothing in it can be computed",
    "lost in source": "the document has lost, or never gave, what would be computed",
    "to come": "not covered yet",
}
_TRUTH = Form("true or false", lambda value: isinstance(value, bool))
_ID = re.compile(r"S\d-\d\d")


@dataclass(frozen=True)
class Part:
    """A named part of a model: a group, a degree, a ratio, a phase."""

    en: str
    source_zh: str


@dataclass(frozen=True)
class Model:
    """A model, formula, rule or claim of a source document.

    Parameters
    ----------
    id : str
        Document and number: "S2-39".
    grade : str
        "A", "B" or "N"; `GRADES` says what they mean.
    en, zh : str
        English and Chinese name, as one says today.
    source_zh : tuple of str
        Names in the document, in its own script.
    source : str
        Line of the document: "L108".
    states : str
        What the document says of it, in a sentence or two.
    status : str
        One of `STATUSES`, as it would be if the studies carry the number; `list_models` says what it is.
    also : tuple of str
        Other names.
    parts : tuple of Part
        What it consists of.
    data, left_out : str
        What it is computed from, and what of the document is not.
    call : str
        Public function or class that computes it.
    cell : str
        Id of the cell that holds the number, where several could; no other is then read.
    searched : bool
        Whether people look for it by its name.

    Examples
    --------
    >>> from custseg.catalogue import load_model
    >>> [part.en for part in load_model("S2-17").parts]
    ['historical', 'current', 'future']
    """

    id: str
    grade: str
    en: str
    zh: str
    source_zh: tuple[str, ...]
    source: str
    states: str
    status: str
    also: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    data: str = ""
    left_out: str = ""
    call: str = ""
    cell: str = ""
    searched: bool = field(default=False, metadata={"form": _TRUTH})


@dataclass(frozen=True)
class Document:
    """A source document: its titles, of what kind it is, what it is about, and its models."""

    id: str
    en: str
    zh: str
    source_zh: str
    kind: str
    what: str
    models: tuple[Model, ...]


@dataclass(frozen=True)
class Place:
    """Where a model stands in the studies: what it is there, and on which pages."""

    status: str
    pages: tuple[str, ...]


@typed
def load_model(id: str) -> Model:
    """Load a model of the source documents by its id.

    Parameters
    ----------
    id : str
        Document and number, such as "S2-39".

    Returns
    -------
    Model
        Names, what it states, what it consists of, and how far it is covered.

    Raises
    ------
    ValueError
        If no document has such an id; the nearest is named.

    See Also
    --------
    custseg.find : Finds a model by a name in English or Chinese.

    Examples
    --------
    >>> from custseg.catalogue import load_model
    >>> load_model("S3-05").parts[0].source_zh
    '拥护者'
    """
    models = every_model()
    if id not in models:
        near = get_close_matches(id, models, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else " custseg.find finds an id by a name."
        raise ValueError(f"There is no model '{printable(id[:40])}' in the catalogue.{hint}")
    return models[id]


def list_models() -> pd.DataFrame:
    """List the models, formulas, rules and claims of the source documents.

    Returns
    -------
    DataFrame
        Index ``id``; columns ``grade`` (A core, B supporting, N found later), ``model``, ``model_zh``, ``document``,
        ``status``, ``page`` (studies that compute it, empty while there is none) and ``call``.

    See Also
    --------
    searched_models : Those that people look for by name.
    custseg.find : Finds a model by a name in English or Chinese.

    Examples
    --------
    >>> from custseg.catalogue import list_models
    >>> list_models().loc["S2-10", ["model", "status", "call"]].tolist()
    ['Vc = Fc − Cc', 'reproduced', 'custseg.judgement.perceived_value']
    """
    rows = [
        {"id": model.id, "grade": model.grade, "model": model.en, "model_zh": model.zh}
        | {"document": model.id[:2], "status": status_of(model)}
        | {"page": ", ".join(pages_of(model)), "call": model.call}
        for model in every_model().values()
    ]
    return pd.DataFrame(rows).set_index("id")


def searched_models() -> pd.DataFrame:
    """List the models that people look for by name, in both scripts.

    Returns
    -------
    DataFrame
        Index ``id``; columns ``model``, ``model_zh``, ``page`` and ``call``.

    See Also
    --------
    list_models : All of them.

    Examples
    --------
    >>> from custseg.catalogue import searched_models
    >>> searched_models().loc["S3-03", "model_zh"]
    '引介价值'
    """
    searched = [model.id for model in every_model().values() if model.searched]
    return list_models().loc[searched, ["model", "model_zh", "page", "call"]]


@cache
def documents() -> tuple[Document, ...]:
    """Read the source documents with their models, in the order of their ids."""
    return tuple(
        read_toml(entry_text(name, FOLDER, "document"), f"{name}.toml", Document, "document", document_problems)
        for name in entry_names(FOLDER)
    )


@cache
def every_model() -> Mapping[str, Model]:
    """Map each id to its model, in order."""
    return {model.id: model for document in documents() for model in document.models}


def document_problems(id: str, models: tuple[Model, ...]) -> list[str]:
    """Say what in a document does not fit together."""
    ids = [model.id for model in models]
    problems = [f"{twice} stands twice." for twice in sorted({name for name in ids if ids.count(name) > 1})]
    problems += [] if ids == sorted(ids) else ["put the models in the order of their ids."]
    for model in models:
        if not _ID.fullmatch(model.id) or not model.id.startswith(id):
            problems.append(f"{model.id}: the id must be that of the document, {id}, a dash and two digits.")
        if model.grade not in GRADES:
            problems.append(f"{model.id}: 'grade' must be one of {listed(GRADES)}; found '{model.grade}'.")
        if model.status not in STATUSES:
            problems.append(f"{model.id}: 'status' must be one of {listed(STATUSES)}; found '{model.status}'.")
        if model.status in COMPUTED and not model.data:
            problems.append(f"{model.id} is '{model.status}' and lacks 'data', what it is computed from.")
        if model.status in ("partial", "shown by simulation") and not model.left_out:
            problems.append(f"{model.id} is '{model.status}' and lacks 'left_out', what of it is missing.")
    return problems


@cache
def covered() -> Mapping[str, Place]:
    """Read where each model stands in the studies; the file is written when studies are refreshed."""
    return {
        id_: Place(place["status"], tuple(place["pages"]))
        for id_, place in parse_toml(file_text(COVERED), COVERED).items()
    }


def status_of(model: Model) -> str:
    """Say how far a model is covered, by what the studies carry."""
    place = covered().get(model.id)
    return place.status if place else model.status


def pages_of(model: Model) -> tuple[str, ...]:
    """Name the studies that compute a model."""
    place = covered().get(model.id)
    return place.pages if place else ()
