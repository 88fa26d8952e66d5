"""Which rule foretold this log best so far, and what does it say of the days ahead?

`choose_forecast` gives a `ForecastChoice`; `expected_customers` spreads it over the customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..resample import past_interval
from ..schema import Day, check_whole, day_number, listed, typed
from ._draw_quantiles import check_level
from ._forecast_rules import CARRIED_ON, FORECAST_RULES, LAST_YEAR, MODELS, REGULAR, model_customers
from ._watched_log import Seen, WatchedLog

WINDOWS = 4  # without overlap: fewer errors say next to nothing about the next one
NEARLY = 0.05  # of a window may lack
MOST_CUTS = 12
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
    cuts = _cuts(watched, until, days_ahead, every, purchases)
    if not cuts:
        names = [CARRIED_ON, LAST_YEAR]
    past = _past(watched, cuts, days_ahead, names)
    says = pd.Series({name: FORECAST_RULES[name](today) for name in names}, dtype="float64")
    table = _judged(past, says)
    return _chosen(table, past, level, _without_judging(watched, until, days_ahead, says))


@typed
def expected_customers(
    transactions: pd.DataFrame, choice: ForecastChoice, *, observed_until: Day, days_ahead: int = 91
) -> pd.DataFrame:
    """Spread the chosen forecast over the customers: how often each is expected to buy, and for how much.

    Where a model was chosen it says so itself. Where a rule for the total was, the best model's expectations are scaled
    to that total; without a model each customer carries on at their own rate since the first purchase.

    Parameters
    ----------
    transactions : DataFrame
        As for :func:`choose_forecast`.
    choice : ForecastChoice
        What it gave. Of an earlier day: the choice of today with ``estimate=nan``, and its rule is asked again.
    observed_until : str or date
        The last day on which the log was watched.
    days_ahead : int
        How far ahead.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody with a purchase: ``expected_purchases`` and ``expected_amount``.
        ``attrs["model"]`` names the model behind it, empty if none, ``attrs["scaled"]`` the factor to the chosen total.

    Raises
    ------
    SchemaError
        If the transactions are not valid.
    ValueError
        If `days_ahead` is no whole number of one or more, or the choice holds a total for another number of days.

    See Also
    --------
    choose_forecast : The total, with its interval.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import choose_forecast, expected_customers
    >>> log, asked = load_cdnow(), {"observed_until": "1998-06-30", "days_ahead": 91}
    >>> choice = choose_forecast(log, ["BG/NBD", "carried on"], **asked)
    >>> each = expected_customers(log, choice, **asked)
    >>> bool(abs(each["expected_amount"].sum() / choice.estimate - 1) < 1e-6)
    True
    """
    days_ahead = check_whole(days_ahead, "days_ahead", at_least=1, of="days")
    _refuse_other_days(choice, days_ahead)
    return spread_over(seen_today(transactions, observed_until, days_ahead), choice)


def _refuse_other_days(choice: ForecastChoice, days_ahead: int) -> None:
    """Refuse to spread a total over other days than it is for; a model is asked anew, for any days."""
    if choice.rule in MODELS or not np.isfinite(choice.estimate) or not len(choice.past):
        return
    its_own = (choice.past["until"].iloc[0] - choice.past.index[0]).days
    if days_ahead != its_own:
        raise ValueError(
            f"days_ahead is {days_ahead}, and the choice holds the total of {its_own} days, by the rule "
            f"{choice.rule!r}. Pass days_ahead={its_own}, or choose for as many days: "
            f"choose_forecast(transactions, observed_until=..., days_ahead={days_ahead})."
        )


def spread_over(seen: Seen, choice: ForecastChoice) -> pd.DataFrame:
    """Spread a forecast over the customers of a log that was read."""
    if not np.isfinite(choice.estimate) and choice.rule not in MODELS:  # a model says it of each customer below
        choice = choice._replace(estimate=float(FORECAST_RULES[choice.rule](seen)))
    for name in (one for one in choice.rules.index if one in MODELS):
        if (each := model_customers(seen, MODELS[name])) is not None:
            return _scaled(each, name, choice, seen)
    return _scaled(_own_rate(seen), "", choice, seen)


def _names(rules: Sequence[str] | None) -> list[str]:
    usual = [name for name in FORECAST_RULES if name not in REGULAR]
    names = usual if rules is None else list(dict.fromkeys(rules))
    unknown = [name for name in names if name not in FORECAST_RULES]
    if unknown or not names:
        raise ValueError(
            f"rules must be names among {listed(FORECAST_RULES, 10)}; found {listed(unknown or ['none'])}."
        )
    return names


def _cuts(watched: WatchedLog, until: int, days_ahead: int, every: int | None, purchases: int) -> list[int]:
    """Give the past days at which rules can be judged, rising; none where four windows lack purchases."""
    full = [
        cut for cut in _apart(watched, until, days_ahead) if watched.purchase_days(cut, cut + days_ahead) >= purchases
    ]
    if len(full) < WINDOWS:
        return []
    room = until - days_ahead - min(full)
    fewest = max(days_ahead // 3, -(-room // (MOST_CUTS - 1)), 1)
    step = fewest if every is None else every
    cuts = range(until - days_ahead, min(full) - 1, -step)
    return list(cuts)[::-1]


def _apart(watched: WatchedLog, until: int, days_ahead: int) -> range:
    """Give the past days whose windows do not overlap, back from the last, after as long a log as a window."""
    return range(until - days_ahead, watched.start + days_ahead - 2, -days_ahead)


def _without_judging(watched: WatchedLog, until: int, days_ahead: int, says: pd.Series) -> str:
    """Name the rule for a log that cannot judge one: where windows stood empty, the year before knows when."""
    empty = any(watched.came(cut, cut + days_ahead) <= 0 for cut in _apart(watched, until, days_ahead))
    carried = says.get(CARRIED_ON, np.nan)
    if empty and carried > 0 and np.isfinite(says.get(LAST_YEAR, np.nan)):
        return LAST_YEAR
    return CARRIED_ON if CARRIED_ON in says else str(says.index[0])


def _past(watched: WatchedLog, cuts: list[int], days_ahead: int, names: list[str]) -> pd.DataFrame:
    rows = []
    for cut in cuts:
        seen = Seen(watched, cut, cut + days_ahead)
        known = {"actual": watched.came(cut, seen.until), "purchases": watched.purchase_days(cut, seen.until)}
        rows.append({"until": _day(seen.until), **known, **{name: FORECAST_RULES[name](seen) for name in names}})
    index = pd.DatetimeIndex([_day(cut) for cut in cuts], name="cut")
    past = pd.DataFrame(rows, index=index, columns=["until", "actual", "purchases", *names])
    return past.astype({"actual": "float64", **dict.fromkeys(names, "float64")})


def _day(number: int) -> pd.Timestamp:
    return pd.Timestamp(np.datetime64(int(number), "D"))


def _errors(past: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Give the logarithm of actual over forecast: infinite where one is not above zero or endless, NaN without one."""
    forecast, actual = past[list(names)], past[["actual"]].to_numpy()
    comparable = np.isfinite(forecast) & (forecast > 0) & (actual > 0)
    ratio = forecast.where(comparable).rtruediv(actual).where(comparable, np.inf)
    return pd.DataFrame(np.log(ratio.to_numpy()), ratio.index, ratio.columns).where(forecast.notna())


def _windows(past: pd.DataFrame) -> float:
    if not len(past):
        return 0.0
    length = (past["until"] - past.index).dt.days.mean()
    return float((past["until"].max() - past.index.min()).days / length)


def _judged(past: pd.DataFrame, says: pd.Series) -> pd.DataFrame:
    """Give each rule its errors, and sort those that can be judged by them."""
    errors = _errors(past, list(says.index))
    covered = {name: _windows(past[errors[name].notna()]) for name in says.index}
    sound = pd.Series(np.isfinite(errors.fillna(0.0).to_numpy()).all(axis=0), index=errors.columns)
    judged = [name for name in says.index if covered[name] >= WINDOWS - NEARLY and sound[name] and says[name] > 0]
    shared = errors[judged].dropna()
    table = pd.DataFrame(
        {
            "cuts": errors.notna().sum(),
            "windows": pd.Series(covered, dtype="float64"),
            "missed": pd.DataFrame(np.expm1(errors.to_numpy()), errors.index, errors.columns).abs().mean().where(sound),
            "error": np.sqrt((shared**2).mean()).reindex(says.index),
            "estimate": says,
        }
    ).rename_axis("rule")
    table["judged"] = table.index.isin(judged)
    return table.sort_values("error", na_position="last", kind="stable")


def _chosen(table: pd.DataFrame, past: pd.DataFrame, level: float, otherwise: str) -> ForecastChoice:
    rule = str(table.index[0]) if table["judged"].any() else otherwise
    estimate, low, high = float(table["estimate"][rule]), np.nan, np.nan
    if table["judged"].any():
        own = past[["until", rule, "actual"]].rename(columns={rule: "forecast"}).dropna()
        ends = past_interval(own, estimate, level=level, flattery=_flattery(past, list(table.index[table["judged"]])))
        low, high = float(ends["low"]), float(ends["high"])
    return ForecastChoice(rule, estimate, low, high, level, table, past, _by_then(past, list(table.index)))


def _flattery(past: pd.DataFrame, names: list[str]) -> float:
    """Give how many times larger the errors are of the rules that all windows apart from each cut would have chosen."""
    squares = _errors(past, names).dropna() ** 2
    begin, end = squares.index.to_numpy(), past["until"][squares.index].to_numpy()
    chosen = []
    for place in range(len(squares)):
        apart = (end <= begin[place]) | (begin >= end[place])
        chosen.append(float(squares.iloc[place][squares[apart].mean().idxmin()]) if apart.any() else np.nan)
    own, others = float(squares[names[0]].mean()), float(np.nanmean(chosen))
    return max(float(np.sqrt(others / own)), 1.0) if own > 0 else 1.0


def _by_then(past: pd.DataFrame, names: list[str]) -> pd.Series:
    """Give at each cut what the rule said that had been best on the windows that were over."""
    errors, said = _errors(past, names), pd.Series(np.nan, index=past.index, name="by_then")
    for cut in past.index:
        over = errors[past["until"] <= cut]
        able = [name for name in names if len(over) and np.isfinite(over[name]).all() and past.loc[cut, name] > 0]
        if able:
            best = (over[able] ** 2).mean().idxmin()
            said[cut] = past.loc[cut, best]
    return said


def _own_rate(seen: Seen) -> pd.DataFrame:
    """Let each customer go on as since the first purchase."""
    if seen.table is None:
        return pd.DataFrame(columns=["purchases", "amount"], dtype="float64")
    rate = np.where(seen.table["T"] > 0, seen.table["x"] / seen.table["T"].where(seen.table["T"] > 0, 1.0), 0.0)
    purchases = pd.Series(rate * seen.days / 7, index=seen.table.index)
    return pd.DataFrame({"purchases": purchases, "amount": purchases * seen.table["m_x"].fillna(0.0)})


def _scaled(each: pd.DataFrame, model: str, choice: ForecastChoice, seen: Seen) -> pd.DataFrame:
    total = float(each["amount"].sum())
    scale = choice.estimate / total if model != choice.rule and total > 0 and choice.estimate > 0 else 1.0
    found = pd.DataFrame(
        {"expected_purchases": each["purchases"] * scale, "expected_amount": each["amount"] * scale}, copy=False
    )
    found.index = seen.watched.customers[each.index.to_numpy(dtype=np.int64)]
    found.attrs = {"model": model, "scaled": scale}
    return found.rename_axis("customer_id")
