"""What did others find where they looked? Figures of the literature, each with its source and of how many.

`norms` gives them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import pandas as pd

from ._toml_files import file_text, read_toml


@dataclass(frozen=True)
class Norm:
    """A figure: what was measured, as a share; of whom; n and its unit; source; what to mind."""

    what: str
    figure: float
    of: str
    n: int
    unit: str
    source: str
    mind: str = ""


@dataclass(frozen=True)
class NormList:
    """All figures."""

    norms: tuple[Norm, ...]


def norms() -> pd.DataFrame:
    """List what others found: to hold one's own figure against, never as a verdict.

    Returns
    -------
    DataFrame
        ``what`` was measured; ``figure``, a share (0-1); ``of`` whom; ``n`` and its ``unit``; ``source``; what to
        ``mind``.

    See Also
    --------
    glossary : What a thing is called.

    Examples
    --------
    >>> from custseg.catalogue import norms
    >>> norms()[["figure", "n", "unit"]].iloc[1].to_dict()
    {'figure': 0.67, 'n': 339, 'unit': 'firms'}
    """
    return pd.DataFrame([asdict(norm) for norm in _listed()])


@cache
def _listed() -> tuple[Norm, ...]:
    return read_toml(file_text("norms.toml"), "norms.toml", NormList, "list of norms").norms
