"""Where in its life is each customer, by the customer's own rhythm?

`life_stage`, and `life_line`, the stages of one customer day by day.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binom

from ..schema import Day, SchemaError, check_whole, day_name, day_number, typed
from ..tables._counted import distinct_pairs
from ..tables._gaps import median_gaps
from ..tables._sold import sold_log

#: The stages in the order of a relation, as the source document has them: 培育期, 确认期, 信任期, 弱化期, 消失期.
STAGES = ("cultivation", "confirmation", "trust", "weakening", "disappearance")


class PurchaseDays(NamedTuple):
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
    shared_gap: float | None = None,
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
    shared_gap : float, optional
        Usual gap, in days, of those without a rhythm of their own; by default found in the log.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody with a purchase by then. ``purchase_days``, ``recency`` and ``tenure`` (days
        since the last and the first); ``usual_gap`` (days: the median of the own gaps or, with fewer than
        `purchase_days` days, `shared_gap`, which is the median over all customers who bought on two days or more; NaN
        where nobody did);
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
    _check(purchase_days, late, gone, settled, fall, shared_gap)
    log = purchase_days_of(transactions, today)
    repeats, tenure, recency = log.times - 1, today - log.first, today - log.last
    own = log.times >= purchase_days
    gap = np.where(own, log.gap, _usual_gap_of_all(log) if shared_gap is None else shared_gap)
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
def life_line(transactions: pd.DataFrame, customer_id: str | int, *, observed_until: Day, **rule: Any) -> pd.DataFrame:
    """Give the stages of one customer on each day, as they would have been told on that day.

    Parameters
    ----------
    transactions : DataFrame
        As in :func:`life_stage`, of all customers.
    customer_id : str or int
        Whose.
    observed_until : str or date
        The last day of the line; the usual gap that all share is that of this day.
    **rule : number
        Arguments of :func:`life_stage`, such as ``late=3.0``.

    Returns
    -------
    DataFrame
        Index ``date``, every day from the first purchase on; ``stage``, missing on days when all had been given back;
        ``bought`` (bool), whether the customer bought on that day, purchases given back by the last day left out.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or the customer had not bought by then.
    ValueError
        If a number is outside its range.

    See Also
    --------
    custseg.plot.plot_life_line : Draws it.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.segment import life_line
    >>> line = life_line(load_cdnow(), "11574", observed_until="1998-06-30")
    >>> line["stage"].value_counts(sort=False).to_dict()
    {'cultivation': 1, 'confirmation': 87, 'trust': 229, 'weakening': 158, 'disappearance': 30}
    """
    until = day_number(observed_until, "observed_until")
    if rule.get("shared_gap") is None:
        gap = _usual_gap_of_all(purchase_days_of(transactions, until))
        rule = {**rule, "shared_gap": None if np.isnan(gap) else gap}
    rows = transactions[transactions["customer_id"] == customer_id]
    day = rows["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    if not (day <= until).any():
        raise SchemaError(
            f"customer {customer_id!r} had not bought by {day_name(until)}: choose another, or a later day."
        )
    # each day is a customer of its own, who knows what was known on that day, moved so that the day is the last one
    days = np.arange(day.min(), until + 1)
    of_day, row = np.nonzero(day <= days[:, np.newaxis])
    known = rows.iloc[row].assign(
        customer_id=of_day, date=(day[row] + until - days[of_day]).astype("datetime64[D]").astype("datetime64[ns]")
    )
    found = life_stage(known, as_of=observed_until, **rule)
    bought = np.isin(days, purchase_days_of(rows, until).day)
    table = pd.DataFrame({"stage": found["stage"].reindex(np.arange(len(days))).array, "bought": bought})
    return table.set_axis(pd.DatetimeIndex(days.astype("datetime64[D]")).as_unit("ns").rename("date"))


def _usual_gap_of_all(log: PurchaseDays) -> float:
    """Give the median over the customers who bought on two days or more; NaN where nobody did."""
    known = log.gap[log.times > 1]
    return float(np.median(known)) if len(known) else np.nan


def purchase_days_of(transactions: Any, today: int) -> PurchaseDays:
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
    return PurchaseDays(
        log.customers[here], times[here], first, days[last], median_gaps(who, day, n)[here], place[who], days
    )


def _later_half(
    log: PurchaseDays, tenure: np.ndarray, repeats: np.ndarray, fall: float
) -> tuple[np.ndarray, np.ndarray]:
    """Count the purchase days in the later half of each tenure, and say whether they are too few for a steady rate."""
    early = tenure // 2
    later = np.bincount(log.who, weights=log.day > (log.first + early)[log.who], minlength=len(tenure))
    share = np.divide(tenure - early, tenure, out=np.full(len(tenure), 0.5), where=tenure > 0)
    few = (repeats > 0) & (later < repeats * share)
    falling = np.zeros(len(tenure), dtype=bool)
    falling[few] = binom.cdf(later[few], repeats[few], share[few]) <= fall
    return later, falling


def _check(purchase_days: int, late: float, gone: float, settled: int, fall: float, shared_gap: float | None) -> None:
    check_whole(purchase_days, "purchase_days", at_least=3)
    check_whole(settled, "settled", at_least=0)
    wrong: Mapping[str, bool] = {
        f"late must be 1 or more, and gone above it: usual gaps of silence; found late={late!r}, gone={gone!r}": not (
            1 <= late < gone < np.inf
        ),
        f"fall must be a probability, 0 (never) to below 1, such as 0.05; found {fall!r}": not 0 <= fall < 1,
        f"shared_gap must be a number of days above 0; found {shared_gap!r}": not (
            shared_gap is None or 0 < shared_gap < np.inf
        ),
    }
    if problems := [told for told, holds in wrong.items() if holds]:
        raise ValueError(f"{'; '.join(problems)}.")
