"""What does a log that begins too late do to the repeat rate? The same customers, with the beginning hidden.

`late_start_table`.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..resample import paired_difference
from ..schema import Day, SchemaError, as_day, check_whole, day_name, day_number, typed
from ..tables.windows import log_between
from .waiting import second_purchase_waits


@typed
def late_start_table(
    transactions: Any, *, hidden_until: Sequence[Day], observed_until: Day, within: int, level: float = 0.95
) -> pd.DataFrame:
    """Hide the beginning of a log on purpose, and divide what that does to the repeat rate (左删失).

    A log that begins late shows another share of returning customers for two reasons: it counts other people, those
    who were still buying, and it counts them from another day. Both are kept apart here by measuring the people whom
    the cut log shows on the whole log too.

    Parameters
    ----------
    transactions : dataframe
        As for :func:`second_purchase_waits`, from each customer's first purchase on.
    hidden_until : sequence of str or date
        Last days of what is hidden, one row each.
    observed_until : str or date
        The last day on which the log was watched.
    within : int
        Days after the first purchase, or what looks like it.
    level : float
        Coverage of the interval, 0-1.

    Returns
    -------
    DataFrame
        Index ``hidden_until``. ``all_customers`` watched for `within` days in the whole log, and ``share_all`` of them
        who came back; ``customers`` whom the cut log shows and watches that long, ``share_cut`` of them who come back
        in it, and ``share_same``, the same customers in the whole log; ``difference`` (cut less whole, same customers)
        with ``low`` and ``high``, the ends of its paired interval.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or a cut leaves nobody who was watched for `within` days.
    ValueError
        If `within` is below 1 or `level` is outside 0-1.

    See Also
    --------
    repeat_rate : The rate of one log.
    custseg.tables.log_facts : Whether a log starts with the first purchases.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.value import late_start_table
    >>> late = late_start_table(load_cdnow(), hidden_until=["1997-09-30"], observed_until="1998-06-30", within=180)
    >>> late[["customers", "share_all", "share_same", "share_cut"]].round(2).to_dict("records")
    [{'customers': 406, 'share_all': 0.38, 'share_same': 0.71, 'share_cut': 0.67}]
    """
    within = check_whole(within, "within", at_least=1)
    waits = second_purchase_waits(transactions, observed_until=observed_until)
    whole = _came_back(waits, within, f"up to {day_name(day_number(observed_until, 'observed_until'))}")
    rows = {}
    for last in hidden_until:
        rest = log_between(transactions, after=last, until=observed_until)
        seen = second_purchase_waits(rest, observed_until=observed_until)
        cut = _came_back(seen, within, f"first seen after {day_name(day_number(last, 'hidden_until'))}")
        same = whole.reindex(cut.index)
        gap = paired_difference(cut, same, yes_or_no=True, level=level).iloc[0]
        rows[as_day(last, "hidden_until")] = {
            "all_customers": len(whole),
            "share_all": whole.mean(),
            "customers": len(cut),
            "share_same": same.mean(),
            "share_cut": cut.mean(),
            **gap[["difference", "low", "high"]].to_dict(),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("hidden_until")
    return table.astype({"all_customers": "int64", "customers": "int64"})


def _came_back(waits: pd.DataFrame, within: int, told: str) -> pd.Series:
    """Say of each customer who was watched for so many days whether they came back in them."""
    watched = waits[waits["days_watched"] >= within]
    if not len(watched):
        raise SchemaError(f"nobody {told} was watched for {within} days: hide less, or take a smaller within.")
    return (watched["days_to_second"] <= within).astype("float64")
