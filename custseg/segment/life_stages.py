"""Where in its life is each customer, by the customer's own rhythm, and on which rung of the loyalty ladder?

`life_stage`; `loyalty_ladder` and `ladder_moves`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binom

from ..resample import wilson_interval
from ..schema import Day, SchemaError, check_whole, day_name, day_number, typed
from ..tables._gaps import median_gaps
from ..tables._log import distinct_pairs
from ..tables._sold import sold_log

#: The stages in the order of a relation, as the source document has them: 培育期, 确认期, 信任期, 弱化期, 消失期.
STAGES = ("cultivation", "confirmation", "trust", "weakening", "disappearance")
#: The rungs of the ladder: 一次性客户, 长期客户, 终身忠诚客户.
RUNGS = ("one-off", "long-term", "loyal")


class _Days(NamedTuple):
    """The purchase days of everybody who has one: one entry a customer, and of `who` and `day` one a purchase day."""

    customers: pd.Index
    times: np.ndarray
    first: np.ndarray
    last: np.ndarray
    gap: np.ndarray
    who: np.ndarray
    day: np.ndarray


@typed
def life_stage(
    transactions: Any,
    *,
    as_of: Day,
    purchase_days: int = 3,
    late: float = 2.0,
    gone: float = 5.0,
    settled: int = 90,
    fall: float = 0.05,
) -> pd.DataFrame:
    r"""Put each customer into one of five stages, by silence in usual gaps of their own, by tenure and by trend.

    A stage is a name for what was seen until `as_of`, not for what follows: hold it against who came back before
    anybody acts on it. Purchases of one day are one. The first rule that holds decides:

    1. *disappearance*: silent for more than `gone` usual gaps;
    2. *weakening*: silent for more than `late` usual gaps, or with a rhythm of their own and a falling `trend`;
    3. *cultivation*: bought on one day only;
    4. *confirmation*: bought again, but on fewer than `purchase_days` days, or for fewer than `settled` days;
    5. *trust*: all others.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Returns are negative; what was
        wholly given back by `as_of` is no purchase. Rows after `as_of` are left out.
    as_of : str or date
        The day that the answer is about.
    purchase_days : int
        On how many days somebody must have bought to have a rhythm of their own; 3 or more.
    late, gone : float
        Of how many usual gaps of silence the two last stages begin to speak; 1 or more, `gone` above `late`.
    settled : int
        Days since the first purchase from which on a relation can be one of trust; 0 or more.
    fall : float
        How improbable so few purchases in the later half of the tenure must be, had the customer bought at a steady
        rate, for the trend to be called falling: 0 (never) to below 1.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody with a purchase by then. ``purchase_days``, ``recency`` and ``tenure`` (days
        since the last and the first); ``usual_gap`` (days: the median of the own gaps or, with fewer than
        `purchase_days` days, the median over all customers who bought on two days or more; NaN where nobody did);
        ``own_rhythm`` (bool); ``silence`` (usual gaps since the last purchase, NaN without one); ``trend`` (share of
        the repeat purchase days that lie in the later half of the tenure, 0-1, NaN without any); ``falling`` (bool);
        ``stage``, a categorical in the order of a relation.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody had bought by `as_of`.
    ValueError
        If a number is outside its range.

    See Also
    --------
    loyalty_ladder : Three rungs by the number of purchase days alone.
    custseg.decide.overdue : Who is late by their own rhythm, for a list.
    custseg.decide.list_against_columns : Holds a list against one column sorted, with as many customers.

    Notes
    -----
    The document names the stages and says what to do in two of them; it gives no rule. The rule is proposed here. The
    gap that all share is that of customers who came back: who never does would have a longer one. Where a log begins
    in the middle of relations, tenure is counted from its first day with a purchase.

    With :math:`k` of :math:`n` repeat purchase days in the later half, a steady rate gives
    :math:`k \sim \mathrm{Bin}(n, p)`, where :math:`p` is the share of the days since the first purchase that lie in
    that half; the trend falls if :math:`P(K \le k) \le` `fall`. With four repeat purchases or fewer it cannot fall at
    the usual 5 %.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import life_stage
    >>> days = {"ann": [1, 31, 61, 91, 121], "bob": [1, 11, 21], "eve": [121], "ned": [101, 111]}
    >>> rows = [(who, pd.Timestamp("2024-01-01") + pd.Timedelta(days=d), 5.0) for who in days for d in days[who]]
    >>> log = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    >>> life_stage(log, as_of="2024-05-06")[["recency", "usual_gap", "own_rhythm", "stage"]]
                 recency  usual_gap  own_rhythm          stage
    customer_id
    ann                5       30.0        True          trust
    bob              105       10.0        True  disappearance
    eve                5       10.0       False    cultivation
    ned               15       10.0       False   confirmation
    """
    today = day_number(as_of, "as_of")
    _check(purchase_days, late, gone, settled, fall)
    log = _purchase_days(transactions, today)
    repeats, tenure, recency = log.times - 1, today - log.first, today - log.last
    own = log.times >= purchase_days
    shared = float(np.median(log.gap[repeats > 0])) if (repeats > 0).any() else np.nan
    gap = np.where(own, log.gap, shared)
    silence = recency / gap
    later, falling = _later_half(log, tenure, repeats, fall)
    falling &= own
    rules = [silence > gone, (silence > late) | falling, repeats == 0, ~own | (tenure < settled)]
    place = np.select(rules, [4, 3, 0, 1], 2)
    with np.errstate(invalid="ignore"):
        trend = later / repeats
    return pd.DataFrame(
        {
            "purchase_days": log.times,
            "recency": recency,
            "tenure": tenure,
            "usual_gap": gap,
            "own_rhythm": own,
            "silence": silence,
            "trend": trend,
            "falling": falling,
            "stage": pd.Categorical.from_codes(place, categories=list(STAGES), ordered=True),  # type: ignore[call-overload]
        },
        index=log.customers,
    )


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
    log = _purchase_days(transactions, day_number(as_of, "as_of"))
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
    before, after = _purchase_days(transactions, since), _purchase_days(transactions, until)
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


def _purchase_days(transactions: Any, today: int) -> _Days:
    """Read from the log what the stages need, of what was known on the day."""
    log = sold_log(transactions, known_until=today).sold
    if not len(log.day):
        raise SchemaError("nobody had bought anything by as_of: choose a later day.")
    start = int(log.day.min())
    who, day = distinct_pairs(log.customer, log.day - start)
    n = len(log.customers)
    times = np.bincount(who, minlength=n)
    here = np.flatnonzero(times)
    last = np.cumsum(times)[here] - 1
    days = day.astype(np.int64) + start
    first = days[last - times[here] + 1]
    place = np.cumsum(times > 0) - 1
    return _Days(log.customers[here], times[here], first, days[last], median_gaps(who, day, n)[here], place[who], days)


def _later_half(log: _Days, tenure: np.ndarray, repeats: np.ndarray, fall: float) -> tuple[np.ndarray, np.ndarray]:
    """Count the purchase days in the later half of each tenure, and say whether they are too few for a steady rate."""
    early = tenure // 2
    later = np.bincount(log.who, weights=log.day > (log.first + early)[log.who], minlength=len(tenure))
    share = np.divide(tenure - early, tenure, out=np.full(len(tenure), 0.5), where=tenure > 0)
    few = (repeats > 0) & (later < repeats * share)
    falling = np.zeros(len(tenure), dtype=bool)
    falling[few] = binom.cdf(later[few], repeats[few], share[few]) <= fall
    return later, falling


def _check(purchase_days: int, late: float, gone: float, settled: int, fall: float) -> None:
    check_whole(purchase_days, "purchase_days", at_least=3)
    check_whole(settled, "settled", at_least=0)
    wrong: Mapping[str, bool] = {
        f"late must be 1 or more, and gone above it: usual gaps of silence; found late={late!r}, gone={gone!r}": not (
            1 <= late < gone < np.inf
        ),
        f"fall must be a probability, 0 (never) to below 1, such as 0.05; found {fall!r}": not 0 <= fall < 1,
    }
    if problems := [told for told, holds in wrong.items() if holds]:
        raise ValueError(f"{'; '.join(problems)}.")
