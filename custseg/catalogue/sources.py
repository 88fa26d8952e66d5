"""Which documents do the models come from?

`source_documents` lists them.
"""

from dataclasses import asdict, dataclass
from functools import cache

import pandas as pd

from ._toml_files import file_text, read_toml


@dataclass(frozen=True)
class Document:
    """A document: its key in the ids of models, its title, of what kind it is and what it is about."""

    key: str
    title: str
    title_en: str
    kind: str
    what: str


@dataclass(frozen=True)
class DocumentList:
    """All documents."""

    documents: tuple[Document, ...]


def source_documents() -> pd.DataFrame:
    """List the documents whose models the studies and model pages reproduce.

    Returns
    -------
    DataFrame
        Index ``document``, the first part of the ids of its models (S0-07 stands in S0); ``title`` as it is written,
        ``title_en``, ``kind`` and ``what`` it is about.

    Examples
    --------
    >>> source_documents().loc["S4", "title"]
    '客户销售管理'
    """
    table = pd.DataFrame([asdict(document) for document in _listed()])
    return table.rename(columns={"key": "document"}).set_index("document")


@cache
def _listed() -> tuple[Document, ...]:
    return read_toml(file_text("sources.toml"), "sources.toml", DocumentList, "list of documents").documents
