"""Which questions can this log carry an answer to, and what does it lack for the others?

`gates`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..schema import Day, check_whole, typed
from ..tables._counted import distinct_pairs
from ..tables._log import PurchaseLog, first_days
from ..tables._shelf import STEP
from ..tables._sold import sold_until

YEAR = 365
STALE = 3  # usual gaps between two days with a purchase


@typed
def gates(
    transactions: Any,
    *,
    observed_until: Day,
    first_buyers: int = 30,
    past_windows: int = 4,
    purchases: int = 100,
    days_ahead: int = 91,
) -> pd.DataFrame:
    """Measure what each question needs of a log, and say which of them it can carry.

    A question steps aside with its number, not at a fixed size of the log. Lists and groups have gates of their own:
    :func:`smallest_effect` with ``limit=0.5`` for a list that is to teach something, ``limit=0.25`` for groups that are
    to differ.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; what was
        wholly given back is no purchase.
    observed_until : str or date
        The last day on which the log was watched.
    first_buyers : int
        How many customers must have been watched for a year since their first purchase.
    past_windows : int
        How many windows, back from the last day and without overlap, must hold enough purchases to judge a forecast.
    purchases : int
        How many purchase days of customers known before are enough in such a window.
    days_ahead : int
        How far a forecast looks ahead, in days: the length of a window.

    Returns
    -------
    DataFrame
        Index ``question``: "fresh" (is the last row recent?), "comes back", "expected", "moved". ``measure`` names what
        is counted, ``found`` and ``needed`` are its numbers, ``passes`` says whether the question can be answered.
        "fresh" passes where `found` is at most `needed`, the others where it is at least that.

    Raises
    ------
    SchemaError
        If the transactions are not valid or lie after `observed_until`.
    ValueError
        If a number is below 1.

    See Also
    --------
    smallest_effect : The gate of a list.
    custseg.resample.past_cuts : The forecasts that the windows are for.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import gates
    >>> gates(load_cdnow(), observed_until="1998-06-30")[["found", "needed", "passes"]]
               found  needed  passes
    question
    fresh          0       3    True
    comes back  2357      30    True
    expected       5       4    True
    moved        546     456    True
    """
    for name, number in (
        ("first_buyers", first_buyers),
        ("past_windows", past_windows),
        ("purchases", purchases),
        ("days_ahead", days_ahead),
    ):
        check_whole(number, name, at_least=1)
    found, until = sold_until(transactions, observed_until)
    log = found.sold
    start = int(found.log.day.min())
    followed = int((first_days(log) + YEAR <= until).sum())
    rows = {
        "fresh": ("days since the last row", until - int(found.log.day.max()), STALE * _usual_gap(found.log)),
        "comes back": ("first buyers watched for a year", followed, first_buyers),
        "expected": (
            f"windows of {days_ahead} days with {purchases} purchases of known customers",
            _full_windows(log, start, until, days_ahead, purchases),
            past_windows,
        ),
        "moved": ("days: a quarter and the same one a year before", until - start + 1, YEAR + 91),
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["measure", "found", "needed"])
    passes = [found <= needed if name == "fresh" else found >= needed for name, (_, found, needed) in rows.items()]
    return table.assign(passes=passes).rename_axis("question")


def _usual_gap(log: PurchaseLog) -> int:
    """Give the median gap between two days with a row, in whole days, 1 where there is one day."""
    gaps = np.diff(np.unique(log.day))
    return int(np.ceil(np.median(gaps))) if len(gaps) else 1


def _full_windows(log: PurchaseLog, start: int, until: int, days: int, purchases: int) -> int:
    """Count windows, back from the last day, before which the log is at least as long, with enough purchases."""
    first = first_days(log)
    windows = (until - start + 1) // days - 1
    if windows < 1 or not len(log.day):
        return 0
    who, day = distinct_pairs(log.customer, log.day - start)
    counts = np.zeros(windows, dtype=np.int64)
    for part in range(0, len(who), STEP):
        age = (until - start - day[part : part + STEP]) // days  # 0 in the last window
        opened = until - (age.astype(np.int64) + 1) * days  # last day before the window
        known = first[who[part : part + STEP]] <= opened
        counts += np.bincount(age[known], minlength=windows)[:windows]
    return int((counts >= purchases).sum())
