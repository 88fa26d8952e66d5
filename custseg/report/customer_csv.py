"""How does a table of customers become a CSV in which a spreadsheet finds nothing to compute?

`write_customers_csv`.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

from ..schema import typed
from ._atomic_write import whole_file
from ._sheet_cells import cell_text, file_path

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four are full-width


@typed
def write_customers_csv(path: str | os.PathLike[str], table: pd.DataFrame) -> Path:
    """Write a table as a CSV that a spreadsheet can open: no text in it becomes a formula there.

    Text that begins with =, +, -, @, a tab or a line end gets an apostrophe before it; numbers stay numbers. The file
    appears whole or not at all.

    Parameters
    ----------
    path : path
        The file to write, ending in ``.csv``. Missing folders are made.
    table : DataFrame
        A named index comes first; an index without a name is left out.

    Returns
    -------
    Path
        The file written: UTF-8 with a byte order mark, so that spreadsheets read every letter; days as 2024-12-31.

    Raises
    ------
    ValueError
        If the path does not end in ``.csv``.
    OSError
        If the folder cannot be written; nothing is left.

    See Also
    --------
    write_customers_workbook : The same for a workbook, where text needs no apostrophe.

    References
    ----------
    OWASP Foundation. CSV Injection.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd
    >>> from custseg.report import write_customers_csv
    >>> table = pd.DataFrame({"amount": [-2.5]}, index=pd.Index(["=1+1"], name="customer_id"))
    >>> path = write_customers_csv(pathlib.Path(tempfile.mkdtemp()) / "customers.csv", table)
    >>> print(path.read_text(encoding="utf-8-sig"))
    customer_id,amount
    '=1+1,-2.5
    """
    path = file_path(path, ".csv")
    named = any(name is not None for name in table.index.names)
    shown = table.reset_index() if named else table
    columns = {place: _inert(shown.iloc[:, place]) for place in range(shown.shape[1])}
    heads = [_quoted(cell_text(name)) for name in shown.columns]
    plain = pd.DataFrame(columns, index=shown.index).set_axis(heads, axis=1)
    with whole_file(path) as unfinished:
        plain.to_csv(unfinished, index=False, encoding="utf-8-sig", lineterminator="\n", compression=None)
    return path


def _inert(values: pd.Series) -> pd.Series:
    """Give a column as a CSV may hold it."""
    kind = getattr(values.dtype, "kind", "O")
    if kind in "iufb":
        return values
    codes, found = pd.factorize(values)
    shown = pd.DatetimeIndex(found).strftime("%Y-%m-%d") if kind == "M" else found
    texts = [_quoted(cell_text(value)) for value in shown]
    return pd.Series(np.array([*texts, None], dtype="object")[codes], index=values.index)  # the last is for code -1


def _quoted(text: str) -> str:
    return f"'{text}" if text[:1] in STARTS_FORMULA else text
