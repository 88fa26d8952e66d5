"""Which study answers which question?

`study_map` lists them.
"""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from ._toml_files import file_text, read_toml


@dataclass(frozen=True)
class Study:
    """A study: its question, the models that answer it, and the file of its notebook, empty while it is to come."""

    question: str
    models: str
    file: str = ""


@dataclass(frozen=True)
class StudyList:
    """All studies in reading order."""

    studies: tuple[Study, ...]


def study_map() -> pd.DataFrame:
    """List the questions, the models that answer them, and the studies that exist.

    Returns
    -------
    DataFrame
        One row per study, in reading order: ``question``, ``models``, and ``study``, the number of its notebook or
        "to come".

    Examples
    --------
    >>> study_map().loc[1, ["question", "study"]].tolist()
    ['Where does the money come from?', '02']
    """
    rows = [(study.question, study.models, study.file[:2] or "to come") for study in listed_studies()]
    return pd.DataFrame(rows, columns=["question", "models", "study"])


@cache
def listed_studies() -> tuple[Study, ...]:
    """Read the list of studies."""
    return read_toml(file_text("studies.toml"), "studies.toml", StudyList, "list of studies").studies
