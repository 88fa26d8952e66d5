"""Which pages are there, and on which of them does a model stand? Tables of a page whose rows lead to other pages.

`linked_pages` and `linked_models`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..catalogue.models import searched_models
from ..catalogue.pages import listed_pages
from ..exhibit._heads import label
from ..exhibit.sentences import Sentence, as_markdown


def linked_pages() -> Sentence:
    """List the studies and model pages that exist, each with a link.

    Returns
    -------
    Sentence
        A table in Markdown, in reading order: page, question or subject, models. In a notebook a link opens the other
        notebook; on a page of the reports, the other page.

    See Also
    --------
    custseg.catalogue.study_map : The studies as a table to compute with, the planned ones included.

    Examples
    --------
    >>> linked_pages().splitlines()[2][:47]
    '| [02](02-where-does-the-money-come-from.ipynb)'
    """
    there = [page for page in listed_pages() if page.file and page.number != "01"]
    rows = [[_link(page.file), as_markdown(page.title), as_markdown(page.models)] for page in there]
    return _table(["page", "title_or_question", "models"], rows)


def linked_models() -> Sentence:
    """List the models that people look for by name and that have a page, in both scripts, each with a link.

    Returns
    -------
    Sentence
        A table in Markdown: the id of the model, its Chinese and its English name, and the pages that compute it.

    See Also
    --------
    custseg.find : Finds every model by a name in English or Chinese.
    custseg.catalogue.searched_models : The same as a table, with those that have no page yet.

    Examples
    --------
    >>> "| 黄金、流星、小溪与负担顾客 | Gold, meteor, stream, burden customers | [07]" in linked_models()
    True
    """
    models = searched_models().query("page != ''")
    rows = [
        [str(id_), as_markdown(model["model_zh"]), as_markdown(model["model"]), _links(model["page"])]
        for id_, model in models.iterrows()
    ]
    return _table(["id", "model_zh", "model", "page"], rows)


def _links(stems: str) -> str:
    return ", ".join(_link(f"{stem}.ipynb") for stem in stems.split(", "))


def _link(file: str) -> str:
    return f"[{file.partition('-')[0]}]({file})"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Sentence:
    lines = [[str(label(head)) for head in heads], ["---"] * len(heads), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return Sentence(text, text)
