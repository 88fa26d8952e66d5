"""Of a hundred customers like this one, how many came back?

`comeback_of_alike`; `kinds_of_customers` says who is alike.
"""

from __future__ import annotations

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
    bought = np.searchsorted(PURCHASE_DAYS, rhythm["purchase_days"].to_numpy(), side="right") - 1
    silent = np.searchsorted(SILENT_FROM, rhythm["recency"].to_numpy(), side="right") - 1
    classes = {"bought": np.array(PURCHASE_DAYS)[bought], "silent": np.array(SILENT_FROM)[silent]}
    return pd.DataFrame(classes, index=rhythm.index)


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
        With fewer who are alike all who were silent as long are taken, and if they are too few as well, nobody.

    Returns
    -------
    DataFrame
        Index of `rhythm`. ``alike``, how many there were (0 if too few); ``share`` of them who came back (0-1), with
        ``low`` and ``high`` (Wilson, 95 %); ``by_silence``, whether only the silence is alike. NaN without any.

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
    if not len(past):
        return _nobody(rhythm.index)
    today, seen = kinds_of_customers(rhythm), kinds_of_customers(past)
    cut, customer = past.index.codes
    seen = seen.assign(came_back=past["came_back"], customer=customer).iloc[np.argsort(cut, kind="stable")]
    rates = _rates(seen, fewest)
    place = len(SILENT_FROM) * np.searchsorted(PURCHASE_DAYS, today["bought"]) + np.searchsorted(
        SILENT_FROM, today["silent"]
    )
    return rates.iloc[place].set_index(rhythm.index)


def _rates(seen: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Give the share of each class who came back, in the order of the classes."""
    classes = pd.MultiIndex.from_product([PURCHASE_DAYS, SILENT_FROM], names=["bought", "silent"])
    own = _counts(seen, ["bought", "silent"]).reindex(classes, fill_value=0).to_numpy()
    wide = _counts(seen, ["silent"]).reindex(classes.get_level_values("silent"), fill_value=0).to_numpy()
    by_silence = own[:, 0] < fewest
    counts = np.where(by_silence[:, np.newaxis], wide, own)
    counts[counts[:, 0] < fewest] = 0
    n, back = counts.astype("int64").T
    low, high = wilson_interval(back, n)
    share = back / np.where(n > 0, n, np.nan)
    return pd.DataFrame({"alike": n, "share": share, "low": low, "high": high, "by_silence": by_silence & (n > 0)})


def _counts(seen: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Count, in each class, its customers and those who came back, each customer once."""
    once = seen.drop_duplicates([*classes, "customer"])
    return once.groupby(classes)["came_back"].agg(["size", "sum"])


def _nobody(index: pd.Index) -> pd.DataFrame:
    table = pd.DataFrame({"alike": 0, "share": np.nan, "low": np.nan, "high": np.nan}, index=index)
    return table.assign(by_silence=False)
