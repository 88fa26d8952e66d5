"""Where is a run kept while it goes on? A CSV file with a row for each piece of work and size, written after each.

A run that was stopped goes on where it stopped: what stands in the file is not measured again.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

KEY = ["work", "rows"]  # rows of the logs of that run: n of some pieces is always the same
GROWTH = ["growth of ours", "growth of best"]


def stored_rows(path: Path | None) -> pd.DataFrame:
    """Read the rows measured so far: none where nothing is stored."""
    return pd.read_csv(path) if path is not None and path.exists() else pd.DataFrame(columns=KEY)


def with_row(rows: pd.DataFrame, row: dict[str, Any]) -> pd.DataFrame:
    """Put a row in the place of the one of its work in a run of that size, or behind all others."""
    others = rows[~((rows["work"] == row["work"]) & (rows["rows"] == row["rows"]))]
    return pd.concat([others, pd.DataFrame([row])], ignore_index=True) if len(others) else pd.DataFrame([row])


def write_rows(rows: pd.DataFrame, path: Path) -> None:
    """Write all rows, whole or not at all, with the growth as far as it is known."""
    part = path.with_name(f".{path.name}.part")
    with_growth(rows).round(4).to_csv(part, index=False)
    part.replace(path)


def with_growth(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the power of n with which our seconds and those of the best other way grow, to the largest size of each work.

    The other way is the one that is best at the largest size. A power of 1 doubles the seconds when n doubles.
    """
    rows = rows.drop(columns=GROWTH, errors="ignore").assign(**dict.fromkeys(GROWTH, np.nan))
    for _, group in rows.groupby("work", sort=False):
        last = group["n"].idxmax()
        peer = f"seconds of {group.loc[last, 'peer']}"
        rows.loc[last, GROWTH[0]] = power(group["n"], group["ours"])
        if peer in group:
            rows.loc[last, GROWTH[1]] = power(group["n"], group[peer])
    return rows


def power(n: pd.Series, seconds: pd.Series) -> float:
    """Fit seconds = c * n ** power to two sizes or more; NaN for one."""
    if n.nunique() < 2 or not (seconds > 0).all():
        return float("nan")
    return float(np.polyfit(np.log(n.to_numpy(float)), np.log(seconds.to_numpy(float)), 1)[0])


def load() -> float:
    """Give the load of the machine in the last minute: well above 1, other work was in the way."""
    return round(os.getloadavg()[0], 1)
