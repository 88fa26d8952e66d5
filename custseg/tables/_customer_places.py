"""Whose is each row? Its customer's place in the order of ids, and the ids as every result of the package has them.

`customer_places` finds both, by ticking off numbers where the ids are numbers or numbers in disguise; `customer_index`
gives ids the type that tables join on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from ._text_numbers import numbers_of_text

CLOSE = 4  # numbers from the least id to the largest, for each row
FARTHEST = 2**31  # and no more than these: places are int32


def customer_places(ids: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Give each row its customer's place in the order of ids, -1 where there is none, and the ids."""
    if (counted := _dense_numbers(ids)) is not None or (counted := _dense_texts(ids)) is not None:
        return counted
    codes, found = _told_apart(ids)
    names = customer_index(found)
    if _in_order(names):
        return codes.astype(np.int32), names
    order = names.argsort()
    place = np.empty(len(order) + 1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1  # where the code is -1
    return place[codes], names[order]


def _told_apart(ids: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Give each row the number of its customer, -1 where there is none, and the ids; categories have them."""
    if not isinstance(ids.dtype, pd.CategoricalDtype):
        return pd.factorize(ids)
    codes, names = ids.cat.codes.to_numpy(), ids.cat.categories
    there = np.zeros(len(names) + 1, dtype=bool)
    there[codes] = True
    there[-1] = True  # where the code is -1
    if there.all():
        return codes, names
    place = np.cumsum(there, dtype=np.int32) - np.int32(1)
    place[-1] = -1
    return place[codes], names[there[:-1]]


def _in_order(names: pd.Index) -> bool:
    """Say whether text is sorted already: comparing takes a tenth of sorting, and categories mostly are."""
    if not (isinstance(names.dtype, pd.StringDtype) and names.dtype.storage == "pyarrow"):
        return False
    text = pa.array(names.array)
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    return text.null_count == 0 and bool(np.asarray(compute.less_equal(text[:-1], text[1:])).all())


def _dense_numbers(ids: pd.Series) -> tuple[np.ndarray, pd.Index] | None:
    """Do the same for whole numbers that lie close together: ticking them off needs neither hashing nor sorting."""
    if not (isinstance(ids.dtype, np.dtype) and ids.dtype.kind == "i" and len(ids)):
        return None
    numbers = ids.to_numpy()
    if numbers.dtype != np.int32:
        numbers = numbers.astype(np.int64, copy=False)
    low, high = int(numbers.min()), int(numbers.max())
    if high - low >= min(CLOSE * len(numbers), FARTHEST):
        return None
    places = numbers - numbers.dtype.type(low) if low else numbers
    there = np.zeros(high - low + 1, dtype=bool)
    there[places] = True
    names = pd.Index(np.flatnonzero(there) + low, dtype="int64", name="customer_id")
    if places.dtype == np.int32 and len(names) == len(there):
        return places, names
    rank = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return rank[places], names


def _dense_texts(ids: pd.Series) -> tuple[np.ndarray, pd.Index] | None:
    """Do the same for texts that are numbers in disguise, such as c0000017: the order of both is the same."""
    numbers = numbers_of_text(ids, min(CLOSE * len(ids), FARTHEST))
    if numbers is None:
        return None
    row: np.ndarray = np.full(int(numbers.max()) + 1, -1, dtype=np.int32 if len(ids) < FARTHEST else np.int64)
    row[numbers] = np.arange(len(ids), dtype=row.dtype)
    there = row >= 0
    rank = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return rank[numbers], customer_index(ids.array.take(row[there]))


def customer_index(ids: Any) -> pd.Index:
    """Return ids as every result of the package has them: whole numbers as whole numbers, anything else as text.

    So tables of one log join, whatever made them: categories, Arrow strings and objects become plain text, every kind
    of whole number int64.
    """
    values: Any = pd.Index(ids)
    if isinstance(values, pd.CategoricalIndex):
        values = pd.Index(np.asarray(values))
    whole = pd.api.types.is_integer_dtype(values.dtype) or values.inferred_type == "integer"
    if whole and (not len(values) or (values.min() >= -(2**63) and values.max() < 2**63)):
        return pd.Index(np.asarray(values).astype(np.int64), name="customer_id")
    text: pd.Index = values.astype("str")
    return text.rename("customer_id")
