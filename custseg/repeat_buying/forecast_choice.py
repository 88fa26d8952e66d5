"""Which rule foretold this log best so far, and what does it say of the days ahead?

`choose_forecast` gives a `ForecastChoice`; :func:`best_on` does it for a log that was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..resample import past_interval
from ..schema import Day, check_whole, day_number, listed, typed
from ._draw_quantiles import check_level
from ._forecast_rules import CARRIED_ON, FORECAST_RULES, LAST_YEAR, REGULAR
from ._past_forecasts import best_by_then, cuts_to_judge_at, flattery, judged_rules, past_forecasts, windows_apart
from ._watched_log import Seen, WatchedLog

PURCHASES = 100  # days with one that a window must hold
LEVEL = 0.9


class ForecastChoice(NamedTuple):
    """What is expected of known customers, by the rule that was best on the log's own past.

    Attributes
    ----------
    rule : str
        Its name, one of `custseg.repeat_buying.FORECAST_RULES`.
    estimate : float
        Money of the days ahead from customers known today, net of returns.
    low, high : float
        The interval from the rule's past errors; NaN where the past holds fewer than four windows.
    level : float
        Of the interval.
    rules : DataFrame
        Index ``rule``, best first, then those that could not be judged: ``cuts`` at which it was judged, ``windows``
        without overlap that they cover, ``missed`` (mean of actual over forecast, less 1, without its sign), ``error``
        (root mean square of the logarithm of actual over forecast, on cuts that all judged rules share), ``estimate``
        (what it says today), ``judged``.
    past : DataFrame
        Index ``cut``; ``until``, ``actual``, ``purchases`` (days with a purchase of known customers in the window),
        then one column a rule with its forecast, NaN where it had nothing to go by.
    by_then : Series
        Index ``cut``: the forecast of the rule that had been best until then, NaN before any was judged. Its errors
        hold no hindsight.
    """

    rule: str
    estimate: float
    low: float
    high: float
    level: float
    rules: pd.DataFrame
    past: pd.DataFrame
    by_then: pd.Series

    @property
    def windows(self) -> float:
        """How many windows without overlap the chosen rule was judged on; 0 where it was not."""
        return float(self.rules["windows"][self.rule])

    @property
    def missed(self) -> float:
        """By how much the chosen rule missed on average, as a share of its forecast; NaN where it was not judged."""
        return float(self.rules["missed"][self.rule])


@typed
def choose_forecast(
    transactions: pd.DataFrame,
    rules: Sequence[str] | None = None,
    *,
    observed_until: Day,
    days_ahead: int = 91,
    every: int | None = None,
    purchases: int = PURCHASES,
    level: float = LEVEL,
) -> ForecastChoice:
    """Ask each rule, at past days of the log, for the money to come; take the one that missed least.

    What came is the money, net of returns, of customers who were known at the cut. Rules are judged where at least four
    windows without overlap, back from the last day, hold enough purchases of known customers (as
    :func:`custseg.decide.gates` asks for); a rule is where its past cuts cover four windows, and neither it nor what
    came was ever zero: errors are ratios. Where none can be, the last days are carried on without an interval, or,
    where windows stood empty, the same days a year before.

    Parameters
    ----------
    transactions : DataFrame
        ``customer_id``, ``date``, ``amount``; returns are negative.
    rules : sequence of str, optional
        Names of `FORECAST_RULES`; by default all of them but those of regular buyers, ``"BG/CNBD-k"`` and
        ``"MBG/CNBD-k"``.
    observed_until : str or date
        The last day on which the log was watched.
    days_ahead : int
        How far the forecast looks ahead.
    every : int, optional
        Days between two past cuts; by default a third of `days_ahead`, or more where there would be over twelve cuts.
    purchases : int
        How many days with a purchase of known customers a window must hold to judge a forecast. Cuts before the first
        such window are left out.
    level : float
        Of the interval, between 0 and 1.

    Returns
    -------
    ForecastChoice
        The rule, its forecast with an interval, all rules with their errors, and the past cuts.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or lie after `observed_until`.
    ValueError
        If a rule is unknown, or a number is out of range.

    See Also
    --------
    expected_customers : The same for each customer.
    custseg.resample.past_cuts : One rule of one's own at past cuts.
    custseg.resample.past_interval : How errors become an interval.

    Notes
    -----
    The rule is chosen because its past errors were small, so they flatter it. To find by how much, a rule is chosen for
    each past cut anew, by the windows that do not overlap with it: the errors of these rules are larger, and the
    interval is wider by the ratio. How often it holds is measured by ``benchmarks/own_page_coverage.py``.

    References
    ----------
    Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy: an analysis and review. International Journal of
    Forecasting 16(4), 437-450.

    Burman, P., Chow, E. & Nolan, D. (1994). A cross-validatory method for dependent data. Biometrika 81(2), 351-358.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import choose_forecast
    >>> choice = choose_forecast(load_cdnow(), ["BG/NBD", "carried on"], observed_until="1998-06-30", days_ahead=91)
    >>> choice.rule, round(choice.estimate, -2)
    ('BG/NBD', 19800.0)
    >>> bool(choice.low < choice.estimate < choice.high)
    True
    """
    days_ahead = check_whole(days_ahead, "days_ahead", at_least=1, of="days")
    purchases = check_whole(purchases, "purchases", of="days with a purchase")
    every = None if every is None else check_whole(every, "every", at_least=1, of="days")
    check_level(level)
    names = _names(rules)  # a slip in them is said before the log is read
    return best_on(seen_today(transactions, observed_until, days_ahead), names, every, purchases, level)


def seen_today(transactions: pd.DataFrame, observed_until: Day, days_ahead: int) -> Seen:
    """Read a log once, as it is known on its last day."""
    until = day_number(observed_until, "observed_until")
    return Seen(WatchedLog(transactions, until), until, until + days_ahead)


def best_on(
    today: Seen,
    rules: Sequence[str] | None = None,
    every: int | None = None,
    purchases: int = PURCHASES,
    level: float = LEVEL,
) -> ForecastChoice:
    """Choose a rule for a log that was read, as :func:`choose_forecast` does."""
    watched, until, days_ahead = today.watched, today.cut, today.days
    names = _names(rules)
    cuts = cuts_to_judge_at(watched, until, days_ahead, every, purchases)
    if not cuts:
        names = [CARRIED_ON, LAST_YEAR]
    past = past_forecasts(watched, cuts, days_ahead, names)
    says = pd.Series({name: FORECAST_RULES[name](today) for name in names}, dtype="float64")
    table = judged_rules(past, says)
    return _chosen(table, past, level, _without_judging(watched, until, days_ahead, says))


def _names(rules: Sequence[str] | None) -> list[str]:
    usual = [name for name in FORECAST_RULES if name not in REGULAR]
    names = usual if rules is None else list(dict.fromkeys(rules))
    unknown = [name for name in names if name not in FORECAST_RULES]
    if unknown or not names:
        raise ValueError(
            f"rules must be names among {listed(FORECAST_RULES, 10)}; found {listed(unknown or ['none'])}."
        )
    return names


def _without_judging(watched: WatchedLog, until: int, days_ahead: int, says: pd.Series) -> str:
    """Name the rule for a log that cannot judge one: where windows stood empty, the year before knows when."""
    empty = any(watched.came(cut, cut + days_ahead) <= 0 for cut in windows_apart(watched, until, days_ahead))
    carried = says.get(CARRIED_ON, np.nan)
    if empty and carried > 0 and np.isfinite(says.get(LAST_YEAR, np.nan)):
        return LAST_YEAR
    return CARRIED_ON if CARRIED_ON in says else str(says.index[0])


def _chosen(table: pd.DataFrame, past: pd.DataFrame, level: float, otherwise: str) -> ForecastChoice:
    rule = str(table.index[0]) if table["judged"].any() else otherwise
    estimate, low, high = float(table["estimate"][rule]), np.nan, np.nan
    if table["judged"].any():
        own = past[["until", rule, "actual"]].rename(columns={rule: "forecast"}).dropna()
        ends = past_interval(own, estimate, level=level, flattery=flattery(past, list(table.index[table["judged"]])))
        low, high = float(ends["low"]), float(ends["high"])
    return ForecastChoice(rule, estimate, low, high, level, table, past, best_by_then(past, list(table.index)))
