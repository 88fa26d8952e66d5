"""Of a hundred customers like this one, how many came back?

`comeback_of_alike`; `kinds_of_customers` says who is alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import check_whole, require_frame, typed

PURCHASE_DAYS = (1, 2, 3, 5, 10)  # each opens a class
SILENT_FROM = (0, 31, 92, 183, 366)  # days; each opens a class
FEWEST = 30  # alike customers whose share is shown


@typed
def kinds_of_customers(rhythm: pd.DataFrame) -> pd.DataFrame:
    """Sort customers by how often they bought and how long they have been silent: who falls together is alike.

    Parameters
    ----------
    rhythm : DataFrame
        What :func:`rhythm_table` gives: ``purchase_days`` and ``recency`` are used.

    Returns
    -------
    DataFrame
        The same index. ``bought`` (from so many purchase days: 1, 2, 3, 5, 10) and ``silent`` (from so many days:
        0, 31, 92, 183, 366).

    Raises
    ------
    SchemaError
        If it is no table.

    See Also
    --------
    comeback_of_alike : What those who are alike did.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import kinds_of_customers
    >>> kinds_of_customers(pd.DataFrame({"purchase_days": [1, 7], "recency": [400, 12]})).to_dict("list")
    {'bought': [1, 5], 'silent': [366, 0]}
    """
    require_frame(rhythm, "rhythm")
    bought, silent = _classes(rhythm)
    classes = {"bought": np.array(PURCHASE_DAYS)[bought], "silent": np.array(SILENT_FROM)[silent]}
    return pd.DataFrame(classes, index=rhythm.index)


def _classes(rhythm: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give the number of each customer's class of purchase days, and of silence."""
    asked = ((PURCHASE_DAYS, "purchase_days"), (SILENT_FROM, "recency"))
    bought, silent = (
        (np.searchsorted(starts, rhythm[name].to_numpy(), side="right") - 1).astype(np.int8) for starts, name in asked
    )
    return bought, silent


@typed
def comeback_of_alike(rhythm: pd.DataFrame, past: pd.DataFrame, *, fewest: int = FEWEST) -> pd.DataFrame:
    """Say of each customer how many of those who were like them on earlier days came back.

    Parameters
    ----------
    rhythm : DataFrame
        Customers today, as :func:`rhythm_table` gives them.
    past : DataFrame
        What :func:`rhythm_at_cuts` gives; empty where the log is too short for a past day. Who was alike on several
        days counts on the first of them.
    fewest : int
        With fewer who are alike, those who bought more often are taken as well, then those who bought less often but
        more than once; the silence stays the same. Where they are too few as well, nobody is alike.

    Returns
    -------
    DataFrame
        Index of `rhythm`. ``alike``, how many there were (0 if too few); ``share`` of them who came back (0-1), with
        ``low`` and ``high`` (Wilson, 95 %); ``bought_from`` and ``bought_to``, the classes of purchase days that were
        taken, and ``silent``, as :func:`kinds_of_customers` names them. Shares are NaN without any.

    Raises
    ------
    ValueError
        If `fewest` is below 1.

    See Also
    --------
    kinds_of_customers : Who is alike.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import comeback_of_alike, rhythm_at_cuts, rhythm_table
    >>> log = load_cdnow()
    >>> past = rhythm_at_cuts(log, cuts=["1997-12-31", "1998-03-31"], ahead=91, observed_until="1998-06-30")
    >>> alike = comeback_of_alike(rhythm_table(log, as_of="1998-06-30"), past)
    >>> bool(alike["alike"].min() >= 30), float(alike["share"].round(2).max())
    (True, 0.9)
    """
    check_whole(fewest, "fewest", at_least=1)
    require_frame(rhythm, "rhythm")
    bought, silent = _classes(rhythm)
    rates = _rates(_counts(past), fewest)
    return rates.iloc[len(SILENT_FROM) * bought.astype(np.int64) + silent].set_index(rhythm.index)


def _counts(past: pd.DataFrame) -> np.ndarray:
    """Count the customers of each class and those who came back; each counts on the first day in it."""
    shape = len(PURCHASE_DAYS), len(SILENT_FROM)
    if not len(past):
        return np.zeros((2, *shape), dtype=np.int64)
    bought, silent = _classes(past)
    cell = bought * np.int8(shape[1]) + silent
    index: Any = past.index
    cut, customer = map(np.asarray, index.codes)
    counted = np.zeros((int(customer.max()) + 1, shape[0] * shape[1]), dtype=bool)
    found = np.zeros((2, shape[0] * shape[1]), dtype=np.int64)
    for day in np.unique(cut):  # a day at a time: all of them are many
        rows = np.flatnonzero(cut == day)
        who, where = customer[rows], cell[rows]
        first = ~counted[who, where]
        counted[who, where] = True
        back = past["came_back"].to_numpy()[rows]
        found += [np.bincount(where[kept], minlength=found.shape[1]) for kept in (first, first & back)]
    return found.reshape(2, *shape)


def _rates(counts: np.ndarray, fewest: int) -> pd.DataFrame:
    """Give the share of each class who came back, with the classes that were taken together for it."""
    rows = []
    for often in range(len(PURCHASE_DAYS)):
        for silent in range(len(SILENT_FROM)):
            first, last, n, back = _wide_enough(counts[:, :, silent], often, fewest)
            low, high = wilson_interval(back, n)
            share = back / n if n else np.nan
            rows.append((n, share, low, high, PURCHASE_DAYS[first], PURCHASE_DAYS[last], SILENT_FROM[silent]))
    columns = ["alike", "share", "low", "high", "bought_from", "bought_to", "silent"]
    return pd.DataFrame(rows, columns=columns)


def _wide_enough(counts: np.ndarray, often: int, fewest: int) -> tuple[int, int, int, int]:
    """Give the first and the last class that are taken together, how many customers they hold, and who came back."""
    most = len(PURCHASE_DAYS) - 1
    wider = [(first, most) for first in range(often, 0, -1)] if often else []
    for first, last in [(often, often), *wider]:
        n, back = counts[:, first : last + 1].sum(axis=1)
        if n >= fewest:
            return first, last, int(n), int(back)
    return often, often, 0, 0
