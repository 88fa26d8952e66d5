"""What money stands in the rows that were set aside?

`amounts_set_aside`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..schema import SchemaError, require_frame, typed
from .cells.amounts import read_numbers


@typed
def amounts_set_aside(rejects: pd.DataFrame, source: Mapping[str, Any]) -> pd.Series:
    """Read the amounts of rows that were set aside, by the rules by which the others were read.

    Parameters
    ----------
    rejects : DataFrame
        What :func:`read_transactions_with_rejects` set aside: the file's own columns, as text.
    source : mapping
        ``attrs["source"]`` of the sound rows.

    Returns
    -------
    Series of float
        Index as in `rejects`; NaN where the row holds no amount that can be read. Without a column of amounts it is
        quantity × unit price.

    Raises
    ------
    SchemaError
        `rejects` has no column ``reason``.

    See Also
    --------
    read_transactions_with_rejects : Sets rows aside.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.read import amounts_set_aside, read_transactions_with_rejects
    >>> sales = pd.DataFrame({"customer_id": ["7", None], "date": "2024-01-05", "amount": ["1,50", "2,25"]})
    >>> transactions, rejects = read_transactions_with_rejects(sales, decimal=",")
    >>> amounts_set_aside(rejects, transactions.attrs["source"]).tolist()
    [2.25]
    """
    require_frame(rejects, "rejects")
    if "reason" not in rejects.columns:
        raise SchemaError("rejects has no column 'reason': pass what read_transactions_with_rejects set aside.")
    headers = source.get("columns") or {}
    unit = (source.get("decided") or {}).get("answers", {}).get("unit", 1)
    amount = _numbers(rejects, headers.get("amount"), source)
    if amount.notna().any() or headers.get("amount") is not None:
        return amount * (unit if isinstance(unit, int | float) else 1)
    return _numbers(rejects, headers.get("quantity"), source) * _numbers(rejects, headers.get("unit_price"), source)


def _numbers(rejects: pd.DataFrame, header: str | None, source: Mapping[str, Any]) -> pd.Series:
    """Read one column of the file; it may have been renamed, if it was called as one of ours."""
    name = f"{header} (original)" if header in ("row", "reason") else header
    if name not in rejects.columns or not len(rejects):
        return pd.Series(np.nan, index=rejects.index)
    cells = rejects[name].reset_index(drop=True)
    rows = np.arange(len(rejects))
    parsed, _, _ = read_numbers({"amount": cells}, rows, source.get("decimal") or ".", required=())
    return pd.Series(parsed["amount"].series.to_numpy(dtype="float64"), index=rejects.index)
