"""What is a model, a rule or a word called, and where is it? By a name in English or Chinese, a slip of the pen, an id.

`find`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from ..schema.aliases import header_key, simplified
from ..schema.signatures import typed
from ..schema.text import printable
from .models import documents, every_model, pages_of, status_of
from .rules import list_rules, load_rule
from .words import glossary

_SHOWN, _NEAREST, _LONGEST = 12, 5, 80  # answers at most, suggestions at most, letters of a query that are read
_ALIKE = {True: 0.75, False: 0.65}  # similarity of a slip of the pen, in Latin letters or not
_REMOTE = 0.3  # similarity that is still worth suggesting
_SLIP = 4  # Latin letters from which a slip of the pen is told from another word
_KINDS = ("name", "part", "part", "words", "similar", "nearest")
_ALSO = re.compile(r"\balso ([^;.]+)")
_QUALIFIER = re.compile(r"[（(].*?[）)]")


@dataclass(frozen=True)
class Entry:
    """What can be found: a model, a word or a rule, under all its names."""

    id: str
    model: str
    model_zh: str
    document: str
    status: str
    page: str
    call: str
    names: tuple[str, ...]
    words: str = ""


class _Hit(NamedTuple):
    rank: int
    cost: float
    place: int
    name: str
    entry: Entry


class Found(pd.DataFrame):
    """A DataFrame that shows itself in lines that fit a terminal; everything else is that of a DataFrame."""

    @property
    def _constructor(self) -> type[Found]:
        return Found

    def __repr__(self) -> str:
        """Write two to four lines for each row."""
        if list(self.columns) != list(_COLUMNS):
            return super().__repr__()
        rows = [dict(zip(_COLUMNS, map(str, row), strict=True)) for row in self.itertuples(index=False)]
        return "\n".join(_lines(rows)) or "Nothing found."


@typed
def find(query: str) -> pd.DataFrame:
    """Find a model of the source documents, or a word, by any of its names.

    Upper and lower case, width, punctuation and traditional characters do not matter. Names of parts are names too:
    富裕者 finds the matrix that it belongs to. A model is found whether or not a study computes it yet.

    Parameters
    ----------
    query : str
        An English or Chinese name, a part of one, words of what it says, or an id such as "S2-39". Slips of the pen
        are forgiven. Only the first 80 letters are read.

    Returns
    -------
    DataFrame
        At most 12 rows, best first: ``id`` (empty for a rule, and for a word that belongs to no model), ``model``,
        ``model_zh``, ``found`` (the name that was found), ``document`` ("glossary" for a word, "rules" for a rule),
        ``status``, ``page``, ``call`` (the
        function or class that computes it) and ``match``: "name", "part", "words", "similar", or "nearest" for the
        suggestions that are given if nothing was found. Empty if nothing comes near.

    Raises
    ------
    ValueError
        If the query has no letter and no digit.

    See Also
    --------
    custseg.catalogue.list_models : All models.
    custseg.catalogue.glossary : All words.

    Examples
    --------
    >>> import custseg
    >>> custseg.find("九宫格").loc[0, ["id", "call"]].tolist()
    ['S2-39', 'custseg.segment.client_platform']
    >>> custseg.find("Shapiro matrx").loc[0, "id"]
    'S4-25'
    """
    wanted = _key(query[:_LONGEST])
    if not wanted:
        raise ValueError("find needs a name: letters, Chinese characters or digits, such as '九宫格' or 'S2-39'.")
    words = _latin_words(query[:_LONGEST])
    best: dict[tuple[str, str], _Hit] = {}
    for hit in _hits(wanted, words):
        which = (hit.entry.id, "" if hit.entry.id else hit.entry.model)  # a word of a model gives way to the model
        best[which] = min(hit, best.get(which, hit), key=_order)
    hits = sorted(best.values(), key=_order)
    kept = [hit for hit in hits if hit.rank < _KINDS.index("nearest")][:_SHOWN]
    return Found([_row(hit) for hit in kept or hits[:_NEAREST]], columns=list(_COLUMNS))


_COLUMNS = ("id", "model", "model_zh", "found", "document", "status", "page", "call", "match")


def entries() -> list[Entry]:
    """Gather everything that can be found: the models, the words, then the rules."""
    return [*_models(), *_words(), *_rules()]


def _models() -> Iterator[Entry]:
    titles = {document.id: f"{document.id} {document.source_zh}" for document in documents()}
    for model in every_model().values():
        parts = [name for part in model.parts for name in (part.source_zh, part.en)]
        names = (model.id, model.en, model.zh, *model.source_zh, *model.also, *parts)
        place = (status_of(model), ", ".join(pages_of(model)), model.call)
        yield Entry(model.id, model.en, model.zh, titles[model.id[:2]], *place, names, model.states)


def _words() -> Iterator[Entry]:
    """Read the glossary, whichever columns it has; a word with the id of a model leads to that model."""
    models = {entry.id: entry for entry in _models()}
    for row in glossary().fillna("").astype(str).to_dict("records"):
        english, chinese = (_in_language(row, language) for language in ("en", "zh"))
        also = [name.strip() for group in _ALSO.findall(row.get("note", "")) for name in group.split(",")]
        names = (*english, *chinese, *(_QUALIFIER.sub("", name) for name in chinese), *also)
        word = Entry("", english[0], chinese[0], "glossary", "a word", row.get("page", ""), row.get("call", ""), names)
        ids = [id_ for id_ in re.findall(r"S\d-\d\d", row.get("id", "")) if id_ in models]
        yield from (replace(models[id_], names=names, words="") for id_ in ids)
        if not ids:
            yield word


def _rules() -> Iterator[Entry]:
    """Read the rules of the catalogue, under all their names."""
    for rule in map(load_rule, list_rules()):
        call = f'custseg.catalogue.load_rule("{rule.key}")'
        names = (rule.name_en, rule.name_zh, rule.key, *rule.also)
        yield Entry("", rule.name_en, rule.name_zh, "rules", "a rule", "", call, names, rule.note)


def _in_language(row: Mapping[Any, str], language: str) -> list[str]:
    """Take the names of a word in one language: first as one says today, then as a document says."""
    columns = [str(column) for column in row if str(column).split("_")[-1] == language]
    return [row[column] for column in sorted(columns, key=lambda name: name.startswith("source")) if row[column]]


@cache
def _keyed() -> tuple[tuple[Entry, tuple[tuple[str, str], ...], frozenset[str]], ...]:
    """Prepare the entries for comparison: each name with its key, and the words of what is said."""
    return tuple(
        (
            entry,
            tuple({_key(name): name for name in reversed(entry.names) if _key(name)}.items()),
            _latin_words(" ".join((*entry.names, entry.words))),
        )
        for entry in entries()
    )


def _hits(wanted: str, words: frozenset[str]) -> Iterator[_Hit]:
    """Compare with every name; what is merely similar counts only if nothing is called so."""
    found = False
    for place, (entry, names, said) in enumerate(_keyed()):
        for key, name in names:
            rank = _rank(wanted, key)
            if rank is not None:
                found = True
                yield _Hit(rank, abs(len(key) - len(wanted)), place, name, entry)
        if words and words <= said:
            found = True
            yield _Hit(3, len(said), place, entry.model, entry)
    if not found:
        yield from _similar(wanted)


def _rank(wanted: str, key: str) -> int | None:
    """Say how a query stands to a name: it is the name, a part of it, or holds it."""
    if wanted == key:
        return 0
    if _long(wanted) and wanted in key:
        return 1
    return 2 if _long(key) and len(key) * 2 >= len(wanted) and key in wanted else None


def _similar(wanted: str) -> Iterator[_Hit]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for place, (entry, names, said) in enumerate(_keyed()):
        for key, name in [*names, *((word, entry.model) for word in said)]:
            if name == entry.id and not wanted.startswith("s"):  # 2080 is no slip of S2-08
                continue
            matcher.set_seq1(key)
            if matcher.quick_ratio() >= _REMOTE and (alike := matcher.ratio()) >= _REMOTE:
                is_slip = alike >= _ALIKE[wanted.isascii()] and (len(wanted) >= _SLIP or not wanted.isascii())
                yield _Hit(4 if is_slip else 5, 1 - alike, place, name, entry)


def _order(hit: _Hit) -> tuple[int, float, int]:
    return hit.rank, hit.cost, hit.place


def _key(text: str) -> str:
    return header_key(simplified(text))


def _latin_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", text.casefold()))


def _long(key: str) -> bool:
    """Say whether a key is long enough to be looked for inside another: two Chinese characters, or three letters."""
    return len(key) >= (3 if key.isascii() else 2)


def _row(hit: _Hit) -> dict[str, str]:
    entry = hit.entry
    told = (entry.id, entry.model, entry.model_zh, hit.name, entry.document, entry.status, entry.page, entry.call)
    return dict(zip(_COLUMNS, (*told, _KINDS[hit.rank]), strict=True))


def _lines(rows: Sequence[dict[str, str]]) -> Iterator[str]:
    if rows and rows[0]["match"] == "nearest":
        yield "Nothing is called so. Nearest:"
    for row in rows:
        told = {column: printable(text) for column, text in row.items()}
        title = " · ".join(text for text in (told["model"], told["model_zh"]) if text)
        yield f"{told['id'] or '–':<6} {title}"
        if told["found"] not in (told["id"], told["model"], told["model_zh"]):
            yield f"       found as {told['found']}"
        where = ", ".join(f"{_kind_of_page(page)} {page}" for page in told["page"].split(", ") if page)
        yield "       " + " · ".join(text for text in (told["document"], told["status"], where) if text)
        if told["call"]:
            yield f"       {told['call']}"


def _kind_of_page(page: str) -> str:
    """Say of what kind a page is, by the number that its name begins with."""
    return "model page" if page.startswith("m") else "study"
