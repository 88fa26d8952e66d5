"""Which study answers which question?"""

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def _entries() -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath("studies.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["studies"])


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
    table = pd.DataFrame(_entries(), columns=["question", "models", "file"])
    return table.assign(study=table["file"].str[:2].fillna("to come")).drop(columns="file")
