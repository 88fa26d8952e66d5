"""How does a table of customers become a CSV in which a spreadsheet finds nothing to compute?

`write_customers_csv`.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from pathlib import Path

import numpy as np
import pandas as pd

from ..schema import typed
from ._atomic_write import whole_file
from ._sheet_cells import cell_text, file_path

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four are full-width
AT_ONCE = 50_000  # rows: a large table takes no more memory than a small one
EMPTY = '""'


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
    parts = (table.iloc[start : start + AT_ONCE] for start in range(0, len(table), AT_ONCE))
    head = (table.iloc[:0].reset_index() if named else table.iloc[:0]).columns
    with whole_file(path) as unfinished, unfinished.open("wb") as file:
        file.write(BOM_UTF8 + _line([_quoted(cell_text(name)) for name in head]).encode())
        for part in parts:
            file.write(_lines(part.reset_index() if named else part))
    return path


def _lines(table: pd.DataFrame) -> memoryview:
    """Give the lines of some rows, each column put together from its different values: rows are many, values few."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table.shape[1]:
        return memoryview(b"\n" * len(table))
    nothing = EMPTY if table.shape[1] == 1 else ""  # a line without a sign would be no row
    columns = []
    for place in range(table.shape[1]):
        codes, texts = _inert(table.iloc[:, place])
        cells = pa.array([*(_field(text) or nothing for text in texts), nothing], pa.large_string())
        columns.append(cells.take(pa.array(np.where(codes < 0, len(texts), codes))))  # the last cell is for code -1
    lines = pc.binary_join_element_wise(*columns, pa.scalar(",", pa.large_string()))
    ended = pc.binary_join_element_wise(lines, pa.scalar("", pa.large_string()), pa.scalar("\n", pa.large_string()))
    return memoryview(ended.buffers()[2])  # the texts of an array lie one after the other


def _inert(values: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Give which of some texts each cell holds, as a CSV may hold them; -1 for none."""
    kind = getattr(values.dtype, "kind", "O")
    if kind == "f" and isinstance(values.dtype, np.dtype):  # by their bits: nought and minus nought differ
        codes, bits = pd.factorize(values.to_numpy().view(f"i{values.dtype.itemsize}"))
        return np.where(values.isna(), -1, codes), bits.view(values.dtype).astype(str).tolist()
    codes, found = pd.factorize(values)
    if kind in "iufb":
        return codes, np.asarray(found).astype(str).tolist()
    shown = pd.DatetimeIndex(found).strftime("%Y-%m-%d") if kind == "M" else found
    return codes, [_quoted(cell_text(value)) for value in shown]


def _quoted(text: str) -> str:
    return f"'{text}" if text[:1] in STARTS_FORMULA else text


def _line(texts: list[str]) -> str:
    return ",".join(map(_field, texts)) + "\n"


def _field(text: str) -> str:
    """Put text between quotes where a comma or a quote would end it."""
    return '"{}"'.format(text.replace('"', '""')) if "," in text or '"' in text else text
