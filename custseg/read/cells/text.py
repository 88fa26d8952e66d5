"""Which text stands in a cell? Identifiers and names, stripped, without the marks of other programs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .._faults import SET_ASIDE, Fault, Parsed

TEXT = pd.StringDtype(na_value=np.nan)
MISSING = frozenset({"", "nan", "none", "null", "na", "n/a", "<na>", "nat", "#n/a"})  # in any case
LONGEST = max(map(len, MISSING))
EXACT = 2.0**53  # larger whole numbers share one float


def cell_text(values: pd.Series) -> pd.Series:
    """Return the cells as stripped text; what means "nothing here" becomes missing.

    Examples
    --------
    >>> import pandas as pd
    >>> cell_text(pd.Series([" 007", "N/A", None, 8.0], dtype=object)).fillna("-").tolist()
    ['007', '-', '-', '8']
    """
    codes, cells = pd.factorize(values)  # each different cell is looked at once
    if cells.dtype == object or cells.dtype.kind == "f":
        cells = pd.Index([_whole(cell) for cell in cells], dtype=object)
    text = pd.Series(cells, dtype=object).astype(TEXT).str.strip()
    text = text.mask(means_missing(text))
    return text.reindex(codes).reset_index(drop=True)  # code -1, a missing cell, finds no text


def means_missing(text: pd.Series) -> pd.Series:
    """Say which texts mean that nothing is there."""
    short = np.flatnonzero((text.str.len() <= LONGEST).to_numpy(dtype=bool, na_value=False))
    found = np.zeros(len(text), dtype=bool)
    found[short] = text.iloc[short].str.casefold().isin(MISSING).to_numpy(dtype=bool)
    return pd.Series(found, index=text.index)


def _whole(cell: object) -> object:
    # a whole number must not turn into '12346.0' because its column has gaps
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return str(cell)


def read_text(values: pd.Series, name: str, required: bool) -> Parsed:
    """Understand a column of identifiers or names.

    Leading zeros stay. ``12346.0``, which is what a column of whole numbers with a gap looks like after a detour
    through floats, becomes ``12346``. Missing required cells and identifiers that have lost digits are faults.

    Parameters
    ----------
    values : Series
        Cells as the source types them.
    name : str
        The column's name in messages.
    required : bool
        Whether a missing cell is a fault.

    Returns
    -------
    Parsed
        Text; missing where there is none.
    """
    text, notes = cell_text(values), []
    floats = text.str.fullmatch(r"-?\d+\.0+", na=False).astype(bool)
    if floats.any():
        notes.append(f"{name}: {int(floats.sum()):,} values such as '{text[floats].iloc[0]}' lost their '.0'.")
        text = text.mask(floats, text.str.replace(r"\.0+$", "", regex=True))
    if values.dtype.kind == "f" and text.notna().any():
        notes.append(f"{name}: floats such as {values.dropna().iloc[0]} were read as '{text.dropna().iloc[0]}'.")
    faults = []
    if required and text.isna().any():
        faults.append(Fault(text.isna().to_numpy(), f"{name} is missing", f"Fill it in, {SET_ASIDE}"))
    rounded = text.str.fullmatch(r"\d\.\d+[eE]\+\d+", na=False).to_numpy(dtype=bool)
    if values.dtype.kind == "f":
        rounded = rounded | (values.astype(float).abs() >= EXACT).to_numpy()
    if rounded.any():
        remedy = "Several may now look alike. Export the column as text"
        remedy += "" if required else f', or ignore it with columns={{"{name}": None}}'
        faults.append(Fault(rounded, f"{name} was rounded to a number and has lost digits", remedy, text))
    return Parsed(text, faults, [], notes)
