"""How wrong was this forecast before? The same rule at earlier days of a log, beside what then came.

`past_cuts` walks through the log.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..schema import Day, Period, SchemaError, as_day, check_choice, require_frame, typed
from ..tables._log import PurchaseLog, purchase_log
from .empirical_interval import LEAST, enough_windows, past_interval
from .influence import check_level

Rule = Callable[[pd.DataFrame, pd.Timestamp, pd.Timestamp], float]


@typed
def past_cuts(
    transactions: pd.DataFrame,
    rule: Rule,
    *,
    every: Period = "M",
    ahead: int = 1,
    first_cut: Day | None = None,
    observed_until: Day | None = None,
    outcome: Callable[[pd.DataFrame], float] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Make a forecast at each past day at which it could have been made, and hold it against what came.

    The log is cut at the end of each calendar period. The rule sees the rows up to the cut and nothing else; what came
    is counted over the ``ahead`` periods after it, of the customers who were known at the cut. Each forecast also gets
    the interval that the errors known at its cut would have given it, so that the share of intervals that held is an
    honest one.

    Parameters
    ----------
    transactions : DataFrame
        Columns ``customer_id``, ``date``, ``amount``; other columns are passed on to the rule.
    rule : callable
        ``rule(seen, cut, until)`` takes the rows up to the day ``cut`` and gives the forecast of the days after it up
        to and including ``until``: one number above zero.
    every : {"D", "W", "M", "Q", "Y"}
        The calendar period between two cuts.
    ahead : int
        Periods that a forecast reaches ahead. From 2 on the windows overlap.
    first_cut : str or date, optional
        The earliest cut: before it there may be too few customers for the rule.
    observed_until : str or date, optional
        Last day on which the log was watched. None: the day of its last row.
    outcome : callable, optional
        What came, from the rows of known customers in the window. None: their money, net of returns.
    level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``cut``; ``until``, ``forecast``, ``actual``, ``error`` (actual over forecast, less 1), ``low`` and
        ``high`` from the errors of windows that were over at the cut, and ``held``, whether what came lies between.
        The last three are missing as long as fewer than four windows without overlap were over, or none was off.

    Raises
    ------
    SchemaError
        If the transactions are not valid, `first_cut` lies after the log or `observed_until` before it, or the days
        between are too few for four windows that do not overlap.
    ValueError
        If an argument is not one of those listed, or a forecast or what came is not a number above zero.

    See Also
    --------
    past_interval : The interval of the forecast that is made today.
    custseg.repeat_buying.forecast_intervals : The interval that a model gives itself, and how often either holds.
    custseg.repeat_buying.money_ahead : What fitted models would have said at a cut, as a rule.

    References
    ----------
    Williams, W. H. & Goodman, M. L. (1971). A Simple Method for the Construction of Empirical Confidence Limits for
    Economic Forecasts. Journal of the American Statistical Association 66(336), 752-754.

    Examples
    --------
    Next month brings what this month brought: how wrong was that?

    >>> import pandas as pd
    >>> from custseg.datasets import load_cdnow
    >>> def carried_on(seen, cut, until):
    ...     return seen.loc[seen["date"] > cut - pd.offsets.MonthEnd(1), "amount"].sum()
    >>> past = past_cuts(load_cdnow(), carried_on, first_cut="1997-05-31")
    >>> len(past), round(float(past["error"].abs().mean()), 2)
    (13, 0.16)
    >>> past_interval(past, forecast=5000.0).round(-2).to_dict()
    {'estimate': 5000.0, 'low': 3200.0, 'high': 7700.0}
    """
    require_frame(transactions, "transactions")
    check_level(level)
    if int(ahead) != ahead or ahead < 1:
        raise ValueError(f"ahead must be a whole number of periods, at least 1; found {ahead!r}.")
    log = purchase_log(transactions)
    windows = _windows(log, every, int(ahead), first_cut, observed_until)
    outcome = _money if outcome is None else outcome
    rows = [_look_back(transactions, log, rule, outcome, window) for window in windows]
    ledger = pd.DataFrame(rows, index=pd.DatetimeIndex([cut for cut, _ in windows], name="cut"))
    return ledger.join(_known_at_each_cut(ledger, level))


class _Window(NamedTuple):
    cut: pd.Timestamp
    until: pd.Timestamp


def _money(later: pd.DataFrame) -> float:
    return float(later["amount"].sum())


def _windows(
    log: PurchaseLog, every: Period, ahead: int, first_cut: Day | None, observed_until: Day | None
) -> list[_Window]:
    """Give each cut at the end of a period, with the end of the last period that is forecast from it."""
    check_choice(every, "every", Period)
    first, last = (pd.Timestamp(np.datetime64(int(day), "D")) for day in (log.day.min(), log.day.max()))
    last = last if observed_until is None else as_day(observed_until, "observed_until")
    start = first if first_cut is None else max(as_day(first_cut, "first_cut"), first)
    _check_order(first, start, last)
    ends = pd.period_range(start, last, freq=every).end_time.normalize()
    ends = ends[ends <= last]
    windows = [_Window(*pair) for pair in zip(ends[:-ahead], ends[ahead:], strict=True)]
    whole = max(len(ends) - 1, 0) / ahead
    if whole < LEAST:
        longer = "wait for a longer log" if start == first else f"begin before the first_cut of {start:%Y-%m-%d}"
        raise SchemaError(
            f"the log, from {start:%Y-%m-%d} to {last:%Y-%m-%d}, holds {whole:.1f} windows of {ahead} periods "
            f"({every!r}) that do not overlap; {LEAST} are needed. Use shorter periods (every=), look less far ahead, "
            f"or {longer}."
        )
    return windows


def _check_order(first: pd.Timestamp, start: pd.Timestamp, last: pd.Timestamp) -> None:
    """Refuse a first cut after the last day, or a last day before the log."""
    if last < first:
        raise SchemaError(f"observed_until is {last:%Y-%m-%d}, before the log, which begins on {first:%Y-%m-%d}.")
    if start > last:
        raise SchemaError(
            f"first_cut is {start:%Y-%m-%d}, after the last day of the log, {last:%Y-%m-%d}: nothing is left to "
            f"judge a forecast by. The log begins on {first:%Y-%m-%d}."
        )


def _look_back(
    transactions: pd.DataFrame,
    log: PurchaseLog,
    rule: Rule,
    outcome: Callable[[pd.DataFrame], float],
    window: _Window,
) -> dict[str, object]:
    """Ask the rule what it would have said at a cut, and the log what came."""
    cut, until = (int(day.to_datetime64().astype("datetime64[D]").astype(int)) for day in window)
    seen = log.day <= cut
    known = np.zeros(len(log.customers), dtype=bool)
    known[log.customer[seen & (log.amount >= 0)]] = True
    came = (log.day > cut) & (log.day <= until) & known[log.customer]
    try:
        said = rule(transactions[seen], *window)
    except ValueError as error:
        error.add_note(f"This is what the rule said at the cut of {window.cut:%Y-%m-%d}; first_cut= begins later.")
        raise
    forecast = _above_zero(said, "the forecast", "rule", window.cut)
    actual = _above_zero(outcome(transactions[came]), "what came", "outcome", window.cut)
    return {"until": window.until, "forecast": forecast, "actual": actual, "error": actual / forecast - 1.0}


def _above_zero(said: object, what: str, asked: str, cut: pd.Timestamp) -> float:
    """Take what a rule gave, or what came, for a number above zero; say at which cut it is none."""
    try:
        # text, also "12.5": whether a comma parts thousands is not guessed; and True is no amount
        if isinstance(said, str | bytes | bool | np.bool_):
            raise TypeError("no number")
        value = float(said)  # type: ignore[arg-type]  # anything may have come: that is what is asked
    except (TypeError, ValueError):
        shown = reprlib.repr(said).replace("\n", " ")
        raise ValueError(
            f"{what} at the cut of {cut:%Y-%m-%d} must be one number above zero, found {shown} "
            f"({type(said).__name__}). Let {asked} give a number, such as float(...) of a sum."
        ) from None
    if np.isnan(value):
        raise ValueError(
            f"{what} at the cut of {cut:%Y-%m-%d} must be one number above zero, found nan: {asked} knew no answer "
            f"there, as the mean of no rows has none. Let {asked} give a number for every cut, or begin later "
            "(first_cut=)."
        )
    if not (np.isfinite(value) and value > 0):
        raise ValueError(
            f"{what} at the cut of {cut:%Y-%m-%d} is {value:g}: errors are ratios, so both must be above zero. Use "
            "longer periods (every=), or begin later (first_cut=)."
        )
    return value


def _known_at_each_cut(ledger: pd.DataFrame, level: float) -> pd.DataFrame:
    """Give the interval of each forecast from the errors of windows that were over, and whether it held."""
    ends = pd.DataFrame(np.nan, index=ledger.index, columns=["low", "high"])
    for cut, forecast in ledger["forecast"].items():
        over = ledger[ledger["until"] <= cut]
        if enough_windows(over):
            ends.loc[cut] = past_interval(over, forecast, level=level)[["low", "high"]].to_numpy()
    held = ledger["actual"].between(ends["low"], ends["high"]).astype("boolean")
    return ends.assign(held=held.mask(ends["low"].isna()))
