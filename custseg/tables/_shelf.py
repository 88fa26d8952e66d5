"""How are more numbers held than memory has room for? In files, of which memory holds the pages that are looked at.

`shelved` puts arrays and tables of them there, `beside` and `taken` make new ones where others lie, `rest` lets the
pages go; `dump` and `load` hand them to a process.
"""

from __future__ import annotations

import gc
import io
import math
import mmap
import os
import pickle
from collections.abc import Callable, Iterable
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar
from weakref import WeakKeyDictionary, finalize

import numpy as np
import pandas as pd
import pyarrow as pa

SMALL = 2**20  # bytes: fewer are not worth a file
MOST = 100  # files: each is open twice
STEP = 2**20  # rows that are worked on at a time, where those of a log are gone through
SHARE = 0.5  # of the files that a process may have open: the rest is for whoever else opens one
Held = TypeVar("Held")

_FILES: WeakKeyDictionary[mmap.mmap, IO[bytes]] = WeakKeyDictionary()  # a file goes with the last array in it
_VAIN: set[int] = set()  # how many files there were when looking for unreachable ones let none go


def shelved(found: Held) -> Held:
    """Give the same with its large arrays in files; they are read as before, and cannot be changed.

    The files have no name, lie in the folder for temporary files, and are gone once nobody holds the array. Where there
    is no room for one, the array stays in memory.

    Parameters
    ----------
    found : ndarray, Index, Series, DataFrame, or tuple of such
        Numbers, days, truth values and text as Arrow holds it; what else stands in it stays in memory.

    Returns
    -------
    object
        Of the same kind.

    Examples
    --------
    >>> import numpy as np
    >>> numbers = shelved(np.arange(1_000_000))
    >>> int(numbers.sum()), numbers.flags.writeable
    (499999500000, False)
    """
    held: Held = _held(found)
    return held


def _held(found: Any) -> Any:
    if isinstance(found, np.ndarray):
        return _in_a_file(found)
    if isinstance(found, tuple):
        parts = map(_held, found)
        return type(found)._make(parts) if hasattr(found, "_make") else tuple(parts)
    if isinstance(found, pd.MultiIndex):
        codes: Any = [_held(np.asarray(one)) for one in found.codes]
        levels: Any = list(found.levels)
        return pd.MultiIndex(levels, codes, names=found.names, verify_integrity=False)
    if isinstance(found, pd.Index):
        if (text := _text(found)) is not None:
            return pd.Index(text, name=found.name, copy=False)
        plain = isinstance(found.dtype, np.dtype) and type(found) is pd.Index and found.nbytes >= SMALL
        return pd.Index(_in_a_file(found.to_numpy()), name=found.name, copy=False) if plain else found
    if isinstance(found, pd.Series):
        numbers = _column(found)
        return found if numbers is None else _with_attrs(_series(numbers, found), found)
    if type(found) is pd.DataFrame and found.columns.is_unique:
        columns = {name: column if (held := _column(column)) is None else held for name, column in found.items()}
        bare = {name: getattr(column, "array", column) for name, column in columns.items()}
        return _with_attrs(pd.DataFrame(bare, index=_held(found.index), columns=found.columns, copy=False), found)
    return found


def _column(column: pd.Series) -> Any:
    """Give a column as an array in a file, also the numbers of categories; None where it is of any other type."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _categories(_in_a_file(column.array.codes), column)
    return _in_a_file(column.to_numpy()) if isinstance(column.dtype, np.dtype) else _text(column)


def _text(column: Any) -> Any:
    """Give text with its bytes in files; None where it is little, or held in any other way than by Arrow."""
    if not (isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow"):
        return None
    text: Any = pa.array(column.array)
    if text.nbytes < SMALL:
        return None
    if isinstance(text, pa.ChunkedArray) or text.offset or text.get_total_buffer_size() > 1.1 * text.nbytes + 64:
        text = pa.concat_arrays(text.chunks if isinstance(text, pa.ChunkedArray) else [text])
    starts = [np.frombuffer(pages, np.uint8).__array_interface__["data"][0] for pages in list(_FILES)]
    parts = [part and (part if part.address in starts else _bytes_in_a_file(part)) for part in text.buffers()]
    dtype: Any = column.dtype
    return dtype.__from_arrow__(pa.Array.from_buffers(text.type, len(text), parts, text.null_count))


def _bytes_in_a_file(part: pa.Buffer) -> pa.Buffer:
    return pa.py_buffer(_in_a_file(np.frombuffer(part, np.uint8)))


def _categories(codes: np.ndarray, found: pd.Series) -> pd.Categorical:
    dtype: Any = found.dtype
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)


def _series(numbers: np.ndarray | pd.Categorical, found: pd.Series) -> pd.Series:
    return pd.Series(numbers, _held(found.index), name=found.name, copy=False)


def _with_attrs(held: Any, found: Any) -> Any:
    held.attrs = found.attrs
    return held


def room(n: int, dtype: Any) -> np.ndarray:
    """Give ``n`` zeros in a file, to be written into."""
    size = n * np.dtype(dtype).itemsize
    found = _filled(size, lambda file: _reserve(file, size), mmap.ACCESS_WRITE) if size >= SMALL else None
    return np.zeros(n, dtype=dtype) if found is None else np.frombuffer(found, dtype=dtype)


def beside(array: np.ndarray, n: int, dtype: Any) -> np.ndarray:
    """Give ``n`` zeros to be written into, in a file if an array lies in one: what is worked out of it is as long."""
    return room(n, dtype) if is_shelved(array) else np.zeros(n, dtype=dtype)


def is_shelved(array: np.ndarray) -> bool:
    """Say whether an array lies in a file."""
    return _pages_of(array) is not None


def taken_rows(table: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Give some rows of a table, numbered anew, by truth values or places; columns in files lie in files again."""
    columns = {name: _taken_column(column, rows) for name, column in table.items()}
    found: pd.DataFrame = _with_attrs(pd.DataFrame(columns, copy=False), table)
    return found


def _taken_column(column: pd.Series, rows: np.ndarray) -> Any:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _categories(taken(column.array.codes, rows), column)
    plain = isinstance(column.dtype, np.dtype) and is_shelved(column.to_numpy())
    return taken(column.to_numpy(), rows) if plain else column.array[rows]


def taken(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Give some entries of an array, by truth values or places; in a file if the array or the places lie in one.

    Examples
    --------
    >>> taken(np.array([5, 6, 7]), np.array([2, 0])).tolist(), taken(np.array([5, 6]), np.array([False, True])).tolist()
    ([7, 5], [6])
    """
    held = next((one for one in (array, rows) if is_shelved(one)), None)
    if held is None and len(rows) <= STEP:
        some: np.ndarray = array[rows]
        return some
    by_truth, at = rows.dtype == np.bool_, 0
    found = beside(rows if held is None else held, int(np.count_nonzero(rows)) if by_truth else len(rows), array.dtype)
    for start in range(0, len(rows), STEP):
        part = rows[start : start + STEP]
        some = array[start : start + STEP][part] if by_truth else array[part]
        found[at : at + len(some)] = some
        at += len(some)
    return found


def _in_a_file(array: np.ndarray) -> np.ndarray:
    if array.nbytes < SMALL or array.dtype.hasobject or array.ndim != 1:
        return array
    if _pages_of(array) is not None:
        return _not_to_be_changed(array)
    found = _filled(array.nbytes, lambda file: np.ascontiguousarray(array).tofile(file), mmap.ACCESS_READ)
    return array if found is None else np.frombuffer(found, dtype=array.dtype)


def _filled(size: int, fill: Callable[[IO[bytes]], None], access: int) -> mmap.mmap | None:
    """Give the pages of a file of so many bytes that was filled; None where there is no room for one."""
    if (file := _opened() or (_opened() if _unreachable_gone() else None)) is None:
        return None
    try:
        fill(file)
        file.flush()
        pages = mmap.mmap(file.fileno(), size, access=access)
    except (OSError, ValueError):  # no room
        file.close()
        return None
    _keep(file, pages)
    return pages


def _opened() -> IO[bytes] | None:
    """Give a new file, None where there are too many."""
    if len(_FILES) >= MOST:
        return None
    try:
        file = TemporaryFile()  # noqa: SIM115  # open as long as its pages are
    except OSError:
        return None
    if file.fileno() < SHARE * _most_open():  # the lowest number that is free
        return file
    file.close()
    return None


def _unreachable_gone() -> bool:
    """Let arrays go that nobody can reach any more, and say whether files went with them.

    Tables in circles of references (a figure, an estimator, an error that is kept) hold theirs until Python looks for
    such circles. It takes a tenth of a second: where it was in vain, it is not done again before a file is gone.
    """
    before = len(_FILES)
    if {before} == _VAIN:
        return False
    gc.collect()
    _VAIN.clear()
    if len(_FILES) < before:
        return True
    _VAIN.add(before)
    return False


def _reserve(file: IO[bytes], size: int) -> None:
    """Lay so many zeros aside: a file that is only told to be so long would end the process on a disk that is full."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
        return
    for start in range(0, size, STEP):  # macOS and Windows lack it
        file.write(bytes(min(STEP, size - start)))


def _not_to_be_changed(array: np.ndarray) -> np.ndarray:
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


def _most_open() -> float:
    """Give how many files this process may have open, as the system says it."""
    with suppress(ImportError):  # Windows lacks it
        import resource

        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return math.inf if limit == resource.RLIM_INFINITY else limit
    return math.inf


def _keep(file: IO[bytes], pages: mmap.mmap) -> None:
    """Keep a file until its pages are gone."""
    _FILES[pages] = file
    finalize(pages, file.close)
    finalize(pages, _VAIN.clear)


def _pages_of(array: np.ndarray) -> mmap.mmap | None:
    """Give the pages in which an array lies, None where it lies in memory."""
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    base = base.obj if isinstance(base, memoryview) else base
    return base if isinstance(base, mmap.mmap) and base in _FILES else None


def rest() -> None:
    """Let all pages go until somebody looks at them again; they are in the files."""
    if hasattr(mmap, "MADV_DONTNEED"):
        for pages in list(_FILES):
            pages.madvise(mmap.MADV_DONTNEED)


class _Pickler(pickle.Pickler):
    """Writes of an array in a file where it lies, and not what stands there."""

    def __init__(self, into: IO[bytes], files: set[int]) -> None:
        super().__init__(into, pickle.HIGHEST_PROTOCOL)
        self._files = files

    def persistent_id(self, found: Any) -> Any:
        if not isinstance(found, np.ndarray) or not found.flags.c_contiguous or os.name != "posix":
            return None
        if (pages := _pages_of(found)) is None:
            return None
        start = found.__array_interface__["data"][0] - np.frombuffer(pages, np.uint8).__array_interface__["data"][0]
        self._files.add(number := _FILES[pages].fileno())
        return number, start, found.dtype, found.shape


class _Unpickler(pickle.Unpickler):
    def __init__(self, written: IO[bytes]) -> None:
        super().__init__(written)
        self._pages: dict[int, mmap.mmap] = {}

    def persistent_load(self, place: Any) -> np.ndarray:
        number, start, dtype, shape = place
        if number not in self._pages:
            self._pages[number] = pages = mmap.mmap(number, 0, access=mmap.ACCESS_READ)
            _keep(os.fdopen(number, "rb"), pages)
        found = np.frombuffer(self._pages[number], dtype, int(np.prod(shape)), start)
        return found.reshape(shape)


def dump(found: Any) -> tuple[bytes, Iterable[int]]:
    """Pickle anything for a process that is given the files of some numbers: what lies in them does not travel."""
    into, files = io.BytesIO(), set[int]()
    _Pickler(into, files).dump(found)
    return into.getvalue(), files


def load(written: IO[bytes]) -> Any:
    """Read what `dump` wrote, in a process that was given the files."""
    return _Unpickler(written).load()
