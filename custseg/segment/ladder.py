"""On which rung of the loyalty ladder is each customer, and how many climb?

`loyalty_ladder` and `ladder_moves`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import Day, check_whole, day_name, day_number, typed
from .life_stages import purchase_days_of

#: The rungs of the ladder: 一次性客户, 长期客户, 终身忠诚客户.
RUNGS = ("one-off", "long-term", "loyal")


@typed
def loyalty_ladder(transactions: Any, *, as_of: Day, long_term: int = 2, loyal: int = 4) -> pd.Series:
    """Put each customer on a rung of the loyalty ladder: one-off, long-term, loyal.

    Parameters
    ----------
    transactions : dataframe
        As in :func:`life_stage`; purchases of one day are one.
    as_of : str or date
        The day that the answer is about; later rows are left out.
    long_term, loyal : int
        On how many days somebody must have bought to stand on the second and on the third rung; 2 or more, rising.

    Returns
    -------
    Series
        Index ``customer_id``; a categorical in the order of the ladder. Nobody can fall: a rung counts purchases, and
        does not say who is still there.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody had bought by `as_of`.
    ValueError
        If the numbers of days do not rise.

    See Also
    --------
    ladder_moves : How many climb.
    life_stage : Who is silent, too.

    Notes
    -----
    The document names the rungs (一次性客户, 长期客户, 终身忠诚客户); the numbers of days are proposed here.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.segment import loyalty_ladder
    >>> loyalty_ladder(load_cdnow(), as_of="1997-12-31").value_counts(sort=False).to_dict()
    {'one-off': 1317, 'long-term': 643, 'loyal': 397}
    """
    cuts = _rung_cuts(long_term, loyal)
    log = purchase_days_of(transactions, day_number(as_of, "as_of"))
    return _rungs(log.times, cuts, log.customers)


@typed
def ladder_moves(
    transactions: Any, *, start: Day, end: Day, long_term: int = 2, loyal: int = 4, level: float = 0.95
) -> pd.DataFrame:
    """Say how many customers of each rung climb between two days, stay, or buy nothing at all.

    Parameters
    ----------
    transactions : dataframe
        As in :func:`life_stage`.
    start, end : str or date
        Everybody who had bought by `start` is followed from the day after it until `end`, the last day watched.
    long_term, loyal : int
        As in :func:`loyalty_ladder`.
    level : float
        Coverage of the intervals (Wilson), 0-1.

    Returns
    -------
    DataFrame
        Index ``rung`` on `start`. ``customers``; how many of them by `end` were ``silent`` (bought nothing), ``bought``
        (without climbing), stood on ``to_long_term`` or ``to_loyal``; ``climbed`` (share who climbed, 0-1; NaN for the
        last rung and for an empty one), ``low``, ``high``.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody had bought by `start`.
    ValueError
        If `start` does not lie before `end`, or an argument is not valid.

    See Also
    --------
    loyalty_ladder : The rung of each customer.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.segment import ladder_moves
    >>> moves = ladder_moves(load_cdnow(), start="1997-12-31", end="1998-06-30")
    >>> moves[["customers", "silent", "bought", "to_long_term", "to_loyal", "climbed"]].round(3)
               customers  silent  bought  to_long_term  to_loyal  climbed
    rung
    one-off         1317    1218       0            85        14    0.075
    long-term        643     455      72             0       116    0.180
    loyal            397     169     228             0         0      NaN
    """
    cuts = _rung_cuts(long_term, loyal)
    since, until = day_number(start, "start"), day_number(end, "end")
    if since >= until:
        raise ValueError(f"start must lie before end; found {day_name(since)} and {day_name(until)}.")
    before, after = purchase_days_of(transactions, since), purchase_days_of(transactions, until)
    table = pd.DataFrame({"rung": _rungs(before.times, cuts, before.customers), "then": before.times})
    now = pd.Series(after.times, after.customers).reindex(table.index)
    table = table[now.notna()]  # what was bought by start may have been given back since
    now = now[table.index].astype("int64")
    reached = _rungs(now.to_numpy(), cuts, table.index)
    silent, climbed = now <= table["then"], reached > table["rung"]
    kind = np.select(
        [climbed & (reached == "loyal"), climbed, silent], ["to_loyal", "to_long_term", "silent"], "bought"
    )
    counts = pd.crosstab(table["rung"], kind).reindex(
        index=pd.Index(RUNGS, name="rung"), columns=["silent", "bought", "to_long_term", "to_loyal"], fill_value=0
    )
    return _with_climbed(counts.rename_axis(columns=None), level)


def _with_climbed(counts: pd.DataFrame, level: float) -> pd.DataFrame:
    customers = counts.sum(axis=1).rename("customers")
    up = counts["to_long_term"] + counts["to_loyal"]
    low, high = wilson_interval(up.to_numpy(), customers.to_numpy(), level=level)
    table = pd.concat([customers, counts], axis=1).assign(climbed=up / customers, low=low, high=high)
    table.loc[RUNGS[-1], ["climbed", "low", "high"]] = np.nan
    return table


def _rung_cuts(long_term: int, loyal: int) -> tuple[int, int]:
    second, third = check_whole(long_term, "long_term", at_least=2), check_whole(loyal, "loyal", at_least=3)
    if second >= third:
        raise ValueError(f"loyal must be above long_term; found long_term={long_term!r}, loyal={loyal!r}.")
    return second, third


def _rungs(times: np.ndarray, cuts: tuple[int, int], customers: pd.Index) -> pd.Series:
    """Give the rung of each customer; below `long_term` days they are one-off still."""
    codes = np.searchsorted(cuts, times, side="right")
    rungs = pd.Categorical.from_codes(codes, categories=list(RUNGS), ordered=True)  # type: ignore[call-overload]
    return pd.Series(rungs, index=customers, name="rung")
