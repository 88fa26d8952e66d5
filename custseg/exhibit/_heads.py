"""What stands at the head of a column or before a row? Words with their unit, not the name that a program uses."""

import re
from collections.abc import Hashable, Mapping

import pandas as pd

from ..catalogue.wordings import phrases

_KEY = "labels."  # where the dictionary lies in the phrases
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+")  # what only a program writes so
_SIMULATED = "sim_"


def label(name: Hashable, own: Mapping[str, str] | None = None) -> Hashable:
    """Return the words for a column, an index level or a row.

    Parameters
    ----------
    name : hashable
        The name; what is no text comes back as it is.
    own : mapping of str to str, optional
        Words that go before those of the dictionary.

    Returns
    -------
    hashable
        The words; of a name that the dictionary lacks, the name with spaces.

    Examples
    --------
    >>> label("share_of_customers"), label("sim_profit"), label("music shop"), label(1998)
    ('share of customers', 'profit (simulated)', 'music shop', 1998)
    """
    if not isinstance(name, str):
        return name
    known = phrases()
    if own and name in own:
        return own[name]
    if _KEY + name in known:
        return known[_KEY + name]
    if not _NAME.fullmatch(name):
        return name
    if name.startswith(_SIMULATED):
        return f"{label(name.removeprefix(_SIMULATED), own)} (simulated)"
    return name.replace("_", " ")


def headed(table: pd.DataFrame, own: Mapping[str, str]) -> pd.DataFrame:
    """Return a table whose columns, index levels and named rows are called in words; two names never become one."""
    shown = table.set_axis(_words(table.columns, own), axis=1)
    shown.columns.names = [label(name, own) for name in table.columns.names]
    shown.index = _rows(table.index, own)
    shown.index.names = [label(name, own) for name in table.index.names]
    return shown


def _words(columns: pd.Index, own: Mapping[str, str]) -> pd.Index:
    if columns.nlevels > 1:
        return pd.MultiIndex.from_tuples([tuple(label(part, own) for part in name) for name in columns])
    words = [label(name, own) for name in columns]
    alone = [word if words.count(word) == 1 else name for name, word in zip(columns, words, strict=True)]
    return pd.Index(alone)


def _rows(index: pd.Index, own: Mapping[str, str]) -> pd.Index:
    """Put words for the rows that the dictionary knows; any other text may be a customer's and stays."""
    if isinstance(index, pd.MultiIndex):
        for place, level in enumerate(index.levels):
            named = _rows(level, own)
            if named is not level:
                index = index.set_levels(list(named), level=place, verify_integrity=False)
        return index
    words = [label(name, own) if _is_known(name, own) else name for name in index]
    return index if words == list(index) else pd.Index(words)


def _is_known(name: Hashable, own: Mapping[str, str]) -> bool:
    return isinstance(name, str) and (name in own or ("_" in name and _KEY + name in phrases()))
