"""How do several files or sheets of the same shape become one? Row under row, each row with its place.

Offers `joined`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed
from .rows import Rows


def joined(parts: Sequence[Rows], names: Sequence[str]) -> Rows:
    """Put the rows of several sources of the same shape under each other.

    Parameters
    ----------
    parts : sequence of Rows
        With the same headers, in any order.
    names : sequence of str
        Of the files or sheets: they stand before the row numbers, ``january.csv:3``.

    Returns
    -------
    Rows
        As if they stood in one file.

    Raises
    ------
    SchemaError
        The headers differ.
    """
    headers = [str(header) for header in parts[0].table]
    if other := [
        f"{name} has {listed(missing)} more or less"
        for part, name in zip(parts, names, strict=True)
        if (missing := sorted(set(headers) ^ set(map(str, part.table))))
    ]:
        raise SchemaError(
            f"the files must have the same headers, those of {names[0]} ({listed(headers)}): {'; '.join(other)}. "
            "Read them one by one, or give the columns the same names."
        )
    if len(parts) == 1:
        return parts[0]
    first = parts[0].source
    alike = {key: value for key, value in first.items() if all(part.source.get(key) == value for part in parts)}
    source: dict[str, Any] = {**dict.fromkeys(first), **alike, "name": " + ".join(names)}
    for key in ("rows_read", "rows_blank"):
        source[key] = sum(part.source[key] for part in parts)
    named = list(zip(parts, names, strict=True))
    numbers = [np.array([f"{name}:{row}" for row in part.numbers], dtype=object) for part, name in named]
    broken = [
        part.broken.assign(row=[f"{name}:{row}" for row in part.broken["row"]])
        for part, name in named
        if len(part.broken)
    ]
    return parts[0]._replace(
        table=pd.concat([part.table[headers] for part in parts], ignore_index=True),
        numbers=np.concatenate(numbers),
        broken=pd.concat(broken, ignore_index=True) if broken else parts[0].broken,
        source=source,
        problems=[f"{name}: {problem}" for part, name in named for problem in part.problems],
        notes=[f"{name}: {note}" for part, name in named for note in part.notes],
    )
