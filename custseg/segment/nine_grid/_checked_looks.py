"""Can looks be compared? `checked_looks` lists everything that stands against it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import SchemaError, as_numbers, check_fraction, raise_where, require_frame


def checked_looks(looks: pd.DataFrame, columns: dict[str, pd.Series], level: float) -> list[str]:
    """Give the names of the looks; raise every problem of them, of the columns beside them and of the level at once."""
    check_fraction(np.asarray(level), None, "level", "It is a coverage: write 95 % as 0.95.")
    raise_where(np.asarray(level in (0, 1)), None, "level", "is 0 or 1", "No interval would be enough, or needed.")
    require_frame(looks, "looks")
    problems = [] if len(looks) and len(looks.columns) else ["looks has no rows or no columns."]
    if not looks.index.is_unique or not looks.columns.is_unique:
        problems.append("looks must have each client and each look once.")
    problems += [
        f"{name} must have the index of looks in the same order: {name}.reindex(looks.index)."
        for name, column in columns.items()
        if not column.index.equals(looks.index)
    ]
    for name in looks.columns[~looks.columns.duplicated()]:
        try:
            wrong = np.isinf(as_numbers(looks[name], f"looks['{name}']")).any()
        except (TypeError, ValueError) as error:
            problems.append(str(error))
            continue
        if wrong:
            problems.append(f"looks['{name}'] is infinite for some clients.")
    if problems:
        raise SchemaError(*problems)
    return list(looks.columns)
