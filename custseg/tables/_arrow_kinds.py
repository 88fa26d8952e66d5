"""Which columns does Arrow hold in a way of its own, and as what are they read?

`as_plain` gives them as what they are.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd


def as_plain(native: Any) -> Any:
    """Give the columns of a log as what they are: ids without a dictionary, days as days, whole amounts as floats.

    An Arrow table, or a pandas frame with columns of Arrow, is changed as far as it needs it; all else stays as it is.
    Arrow refuses to make floats of whole numbers beyond 2**53, which pandas and the engines round.

    Examples
    --------
    >>> import pyarrow as pa
    >>> ids = pa.array([7, 8, 7]).dictionary_encode()
    >>> [str(kind) for kind in as_plain(pa.table({"customer_id": ids, "amount": [1, 2, 3]})).schema.types]
    ['int64', 'double']
    """
    if isinstance(native, pd.DataFrame):
        return _plain_pandas(native)
    if type(native).__module__ != "pyarrow.lib":
        return native
    for name, plain in _PLAIN.items():
        places = native.schema.get_all_field_indices(name) if hasattr(native, "schema") else []
        if len(places) == 1 and (kind := plain(native.column(places[0]).type)) is not None:
            native = native.set_column(places[0], name, native.column(places[0]).cast(kind, safe=False))
    return native


def _plain_pandas(table: pd.DataFrame) -> pd.DataFrame:
    kinds: dict[str, Any] = {}
    for name, plain in _PLAIN.items():
        own = table[name].dtype if name in table else None
        if name not in ("amount", "cost") and isinstance(own, pd.ArrowDtype):
            kind = plain(own.pyarrow_dtype)
            kinds |= {} if kind is None else {name: pd.ArrowDtype(kind)}
    return table.astype(kinds) if kinds else table


def _without_dictionary(kind: Any) -> Any:
    return kind.value_type if hasattr(kind, "index_type") else None


def _as_day(kind: Any) -> Any:
    import pyarrow as pa

    return pa.date32() if kind == pa.date64() else None


def _as_float(kind: Any) -> Any:
    import pyarrow as pa

    hundreds = pa.types.is_decimal(kind) and kind.scale < 0  # decimals of hundreds, which narwhals does not know
    return pa.float64() if pa.types.is_integer(kind) or hundreds else None


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "customer_id": _without_dictionary,
    "date": _as_day,
    "amount": _as_float,
    "cost": _as_float,
}
