"""How does a table of customers become a CSV in which a spreadsheet finds nothing to compute?

`write_customers_csv`.
"""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..schema import typed
from ._atomic_write import whole_file
from ._sheet_cells import LONGEST_TEXT, cell_text, file_path

if TYPE_CHECKING:
    import pyarrow as pa

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four are full-width
AT_ONCE = 50_000  # rows: a large table takes no more memory than a small one
EMPTY = '""'
WHOLE_CENTS = 1e13  # below it cents have 15 digits at most, and no other number is written as short
# what no text may hold (see `printable`), what ends a field, and what begins a formula
CHANGED = (
    r"[\x00-\x1f\x7f-\x9f\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{feff}\",]"
    rf"|^[{re.escape(''.join(one for one in STARTS_FORMULA if one.isprintable()))}]"
)


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
        if nothing:
            texts = pc.if_else(pc.equal(texts, ""), nothing, texts)
        cells = pa.concat_arrays([texts, pa.array([nothing], pa.large_string())])
        columns.append(cells.take(pa.array(np.where(codes < 0, len(texts), codes))))  # the last cell is for code -1
    lines = pc.binary_join_element_wise(*columns, pa.scalar(",", pa.large_string()))
    ended = pc.binary_join_element_wise(lines, pa.scalar("", pa.large_string()), pa.scalar("\n", pa.large_string()))
    return memoryview(ended.buffers()[2])  # the texts of an array lie one after the other


def _inert(values: pd.Series) -> tuple[np.ndarray, pa.LargeStringArray]:
    """Give which of some texts each cell holds, as a CSV may hold them; -1 for none."""
    import pyarrow as pa

    kind = getattr(values.dtype, "kind", "O")
    if kind == "f" and isinstance(values.dtype, np.dtype):  # by their bits: nought and minus nought differ
        codes, bits = pd.factorize(values.to_numpy().view(f"i{values.dtype.itemsize}"))
        return np.where(values.isna(), -1, codes), _floats(bits.view(values.dtype))
    codes, found = pd.factorize(values)
    if kind in "iufb":
        return codes, pa.array(np.asarray(found).astype(str).tolist(), pa.large_string())
    if kind == "M":
        return codes, pa.array(pd.DatetimeIndex(found).strftime("%Y-%m-%d").tolist(), pa.large_string())
    return codes, _texts(found)


def _texts(found: pd.Index | np.ndarray) -> pa.LargeStringArray:
    """Make texts inert and put them between quotes where they need it; only those that hold such a sign are changed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(found, pd.CategoricalIndex):
        found = found.astype(found.categories.dtype)
    try:
        known = pd.api.types.infer_dtype(found, skipna=False) == "string"
        texts = pa.array(found if known else [_cell(value) for value in found], pa.large_string())
    except UnicodeEncodeError:  # half a letter is in one
        return pa.array([_cell(value) for value in found], pa.large_string())
    if not known:
        return texts
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    odd = pc.or_(pc.match_substring_regex(texts, CHANGED), pc.greater(pc.binary_length(texts), LONGEST_TEXT))
    if not pc.any(odd).as_py():
        return texts
    return pc.replace_with_mask(texts, odd, pa.array(map(_cell, texts.filter(odd).to_pylist()), pa.large_string()))


def _floats(numbers: np.ndarray) -> pa.LargeStringArray:
    """Write floats as Python does; those of whole cents, which most money is, from two whole numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    size = np.abs(numbers)
    with np.errstate(invalid="ignore", over="ignore"):
        cents = np.rint(size * 100)
        plain = (size < WHOLE_CENTS) & (cents / 100 == size) & ~((numbers == 0) & np.signbit(numbers))
    if numbers.dtype != np.float64 or not plain.any():
        return pa.array(numbers.astype(str).tolist(), pa.large_string())
    whole, part = np.divmod(cents[plain].astype(np.int64), 100)
    sign = pa.array(np.array(["", "-"], dtype=object), pa.large_string()).take(
        pa.array(numbers[plain] < 0).cast("int8")
    )
    parts = pa.array([f"{cent:02d}".rstrip("0") or "0" for cent in range(100)], pa.large_string()).take(pa.array(part))
    left = pc.binary_join_element_wise(sign, pa.array(whole).cast(pa.large_string()), pa.scalar("", pa.large_string()))
    texts = pc.binary_join_element_wise(left, parts, pa.scalar(".", pa.large_string()))
    if plain.all():
        return texts
    others = pa.array(numbers[~plain].astype(str).tolist(), pa.large_string())
    place = np.empty(len(numbers), dtype=np.int64)
    place[plain], place[~plain] = np.arange(len(texts)), len(texts) + np.arange(len(others))
    return pa.concat_arrays([texts, others]).take(pa.array(place))


def _cell(value: object) -> str:
    return _field(_quoted(cell_text(value)))


def _quoted(text: str) -> str:
    return f"'{text}" if text[:1] in STARTS_FORMULA else text


def _line(texts: list[str]) -> str:
    return ",".join(map(_field, texts)) + "\n"


def _field(text: str) -> str:
    """Put text between quotes where a comma or a quote would end it."""
    return '"{}"'.format(text.replace('"', '""')) if "," in text or '"' in text else text
