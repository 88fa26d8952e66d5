"""How wrong was this forecast before? The same rule at earlier days of a log, beside what then came.

:func:`past_cuts` walks through the log, :func:`past_interval` makes an interval of what it found.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from ..schema import Day, Period, SchemaError, as_day, as_numbers, check_choice, listed, require_frame, typed
from ..tables._log import PurchaseLog, purchase_log
from .influence import EQUAL

LEAST = 4  # windows that do not overlap: fewer errors say next to nothing about the next one
UNEQUAL = 0.05  # of a window may lack: months are not equally long

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
        If the transactions are not valid, or the log is too short for four windows that do not overlap.
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
    _check_level(level)
    if int(ahead) != ahead or ahead < 1:
        raise ValueError(f"ahead must be a whole number of periods, at least 1; found {ahead!r}.")
    log = purchase_log(transactions)
    windows = _windows(log, every, int(ahead), first_cut, observed_until)
    outcome = _money if outcome is None else outcome
    rows = [_look_back(transactions, log, rule, outcome, window) for window in windows]
    ledger = pd.DataFrame(rows, index=pd.DatetimeIndex([cut for cut, _ in windows], name="cut"))
    return ledger.join(_known_at_each_cut(ledger, level))


@typed
def past_interval(past: pd.DataFrame, forecast: float, *, level: float = 0.95, flattery: float = 1.0) -> pd.Series:
    """Give the interval of a forecast from the errors that the same rule made before.

    The errors count as ratios (twice as much is as far off as half as much) and are measured from the forecast: a rule
    that was always too low gets a wide interval, not a higher forecast. They are taken to be normal in the logarithm;
    that there are few of them widens the interval (Student's t), and errors of windows that overlap count as fewer.

    Parameters
    ----------
    past : DataFrame
        ``cut``, ``until``, ``forecast`` and ``actual``, as :func:`past_cuts` gives them; at least four windows that do
        not overlap.
    forecast : float
        What the rule says today, above zero.
    level : float
        Between 0 and 1.
    flattery : float, default 1.0
        How many times larger than these errors those to come should be, 1 or more: where the rule was chosen among
        others because these errors were small, they flatter it.

    Returns
    -------
    Series
        ``estimate``, ``low``, ``high``, in the unit of the forecast. Where no error was made there is no interval
        (NaN): a rule that came out exactly each time, such as a fixed fee, says nothing about how wrong it may be.

    Raises
    ------
    ValueError
        If there are too few windows, a number is not above zero, or `flattery` is below 1.

    Notes
    -----
    The mean square of n errors that overlap is as sure as that of n² / Σ r² independent ones, the sum over all pairs;
    the correlation r of two of them is taken to be the part of their days that they share.

    References
    ----------
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin
    2(6), 110-114.

    Hansen, L. P. & Hodrick, R. J. (1980). Forward exchange rates as optimal predictors of future spot rates. Journal of
    Political Economy 88(5), 829-853.

    Examples
    --------
    Four months, missed by a tenth up and down: the next one may lie a quarter off.

    >>> import pandas as pd
    >>> cuts = pd.DatetimeIndex(["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"], name="cut")
    >>> until = pd.DatetimeIndex(["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"])
    >>> past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [110.0, 90.0, 110.0, 90.0]}, index=cuts)
    >>> past_interval(past, forecast=100.0, level=0.9).round().to_dict()
    {'estimate': 100.0, 'low': 81.0, 'high': 124.0}
    """
    _check_level(level)
    _check_past(past)
    windows = _windows_without_overlap(past)
    if windows < LEAST - UNEQUAL:
        raise ValueError(
            f"past holds {len(past)} cuts, as much as {windows:.1f} windows that do not overlap; an interval needs at "
            f"least {LEAST}."
        )
    if not (np.isfinite(forecast) and forecast > 0):
        raise ValueError(f"forecast must be a number above zero, found {forecast!r}.")
    if not (np.isfinite(flattery) and flattery >= 1):
        raise ValueError(f"flattery must be 1 or more, found {flattery!r}.")
    factor = _factor(past, level, flattery)
    return pd.Series({"estimate": float(forecast), "low": forecast / factor, "high": forecast * factor})


class _Window(NamedTuple):
    cut: pd.Timestamp
    until: pd.Timestamp


def _money(later: pd.DataFrame) -> float:
    return float(later["amount"].sum())


def _check_past(past: pd.DataFrame) -> None:
    """Refuse another table than that of `past_cuts`."""
    names = ["until", "forecast", "actual"]
    if wrong := [name for name in names if list(past.columns).count(name) != 1]:
        raise SchemaError(
            f"past must have one column each of {listed(names)}, as past_cuts gives it; see {listed(wrong)}."
        )
    days = isinstance(past.index, pd.DatetimeIndex) and pd.api.types.is_datetime64_any_dtype(past["until"])
    if not days or past.index.hasnans or past[names].isna().any(axis=None):
        raise SchemaError("past must have the days of the cuts as its index, days in until, and nothing missing.")
    if early := int((past["until"] <= past.index).sum()):
        raise SchemaError(f"until must be later than the cut, as past_cuts gives it; {early} windows end before.")
    for name in names[1:]:
        numbers = as_numbers(past[name], name)
        if bad := int((~(np.isfinite(numbers) & (numbers > 0))).sum()):
            raise ValueError(
                f"{name} must be finite and above zero, as errors are ratios; {bad} of {len(past)} are not."
            )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, found {level!r}.")


def _windows(
    log: PurchaseLog, every: Period, ahead: int, first_cut: Day | None, observed_until: Day | None
) -> list[_Window]:
    """Give each cut at the end of a period, with the end of the last period that is forecast from it."""
    check_choice(every, "every", Period)
    first, last = (pd.Timestamp(np.datetime64(int(day), "D")) for day in (log.day.min(), log.day.max()))
    last = last if observed_until is None else as_day(observed_until, "observed_until")
    start = first if first_cut is None else max(as_day(first_cut, "first_cut"), first)
    ends = pd.period_range(start, last, freq=every).end_time.normalize()
    ends = ends[ends <= last]
    windows = [_Window(*pair) for pair in zip(ends[:-ahead], ends[ahead:], strict=True)]
    whole = max(len(ends) - 1, 0) / ahead
    if whole < LEAST:
        raise SchemaError(
            f"the log, from {start:%Y-%m-%d} to {last:%Y-%m-%d}, holds {whole:.1f} windows of {ahead} periods "
            f"({every!r}) that do not overlap; {LEAST} are needed. Use shorter periods (every=), look less far ahead, "
            "or wait for a longer log."
        )
    return windows


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
        if isinstance(said, str | bytes):  # also "12.5": whether a comma parts thousands is not guessed
            raise TypeError("text")
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
        if _windows_without_overlap(over) >= LEAST - UNEQUAL:
            ends.loc[cut] = past_interval(over, forecast, level=level)[["low", "high"]].to_numpy()
    held = ledger["actual"].between(ends["low"], ends["high"]).astype("boolean")
    return ends.assign(held=held.mask(ends["low"].isna()))


def _windows_without_overlap(past: pd.DataFrame) -> float:
    """Give how many windows of the same length the days would fill that any of them saw, no more than there are."""
    if not len(past):
        return 0.0
    begin, end = past.index.to_numpy().astype("M8[D]"), past["until"].to_numpy().astype("M8[D]")
    order = np.argsort(begin)
    seen = np.maximum.accumulate(end[order])
    gaps = np.maximum((begin[order][1:] - seen[:-1]).astype(float), 0.0).sum()
    days = (seen[-1] - begin[order[0]]).astype(float) - gaps
    return float(min(days / (end - begin).astype(float).mean(), len(past)))


def _factor(past: pd.DataFrame, level: float, flattery: float) -> float:
    """Give how many times more, or less, than forecast the next outcome may be; NaN if none was off."""
    actual, forecast = (as_numbers(past[name], name) for name in ("actual", "forecast"))
    spread = flattery * np.sqrt((np.log(actual / forecast) ** 2).mean())
    if not spread > EQUAL * flattery:  # rounding is no error
        return float("nan")
    return float(np.exp(student.ppf((1.0 + level) / 2.0, _independent_errors(past)) * spread))


def _independent_errors(past: pd.DataFrame) -> float:
    """Give how many independent errors would say as much about their mean square."""
    begin, end = past.index.to_numpy().astype("M8[D]"), past["until"].to_numpy().astype("M8[D]")
    shared = np.minimum.outer(end, end) - np.maximum.outer(begin, begin)
    days = (end - begin).astype(float)
    correlation = np.maximum(shared.astype(float), 0.0) / np.sqrt(np.outer(days, days))
    return float(len(past) ** 2 / (correlation**2).sum())
