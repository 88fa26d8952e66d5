"""Who bought how often, last when, and watched for how long? Transactions to one repeat-purchase row per customer.

:func:`repeat_purchase_table`.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..schema import Day, Refunds, SchemaError, day_name, day_number, typed, warn_unsafe
from ..tables._sold import unplaced_refunds
from ._occasions import Columns, Occasions, merge_occasions, transaction_columns
from ._units import unit_days
from ._unsafe import hole_in, late_end, price_break
from .seasonal_time import SeasonClock


class _Split(NamedTuple):
    """Columns of the two periods, in units of time, before customers without a purchase are left out."""

    columns: dict[str, np.ndarray]
    bought: np.ndarray


@typed
def repeat_purchase_table(
    transactions: Any,
    *,
    observed_until: Day,
    period: str = "W",
    grain: str = "D",
    refunds: Refunds = "net",
    holdout_until: Day | None = None,
    log_gaps: bool = False,
    clock: SeasonClock | None = None,
) -> pd.DataFrame:
    """Count repeat purchases, time the last one, and average their spend, per customer.

    Purchases of one customer within one ``grain`` are one occasion. The first occasion starts the clock and is not
    counted: ``x`` is the number of *repeat* occasions (a customer with ``x = 0`` has bought once).

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; returns are negative. ``order_id`` and ``product`` say what a
        refund undoes, where they are there. Rows after the last day asked for are left out and counted in ``attrs``.
    observed_until : str or datetime
        Last day seen (included). Never the clock.
    period : {"W", "D", "M", "Y"}
        Unit of ``t_x`` and ``T``: weeks, days, months of 30.4375 days, years of 365.25 days. Fractions are kept.
    grain : {"D", "W", "M", "Y"}
        What is merged into one occasion: a day, or whole weeks, months or years counted back from ``observed_until``;
        with "W" and ``period="W"`` all times are whole weeks and a million customers fit in milliseconds.
    refunds : {"net", "drop", "raise"}
        ``"net"``: each refund is set against what it undoes by the rule of :func:`custseg.tables.net_refunds` (the
        order that it names, else the latest purchases of the same product, else the latest purchases). An order wholly
        given back is no occasion, on whatever day the money came back. A refund in the holdout changes nothing that was
        seen before. ``"drop"``: refunds are left out. ``"raise"``: refunds are an error.
    holdout_until : str or datetime, optional
        Last day of a later period to check forecasts against. Every customer of the first period stays in the table.
    log_gaps : bool
        Whether to add ``litt``, which models of regular buying need (:class:`BetaGeoCNBD`).
    clock : SeasonClock, optional
        Time runs by it: ``t_x``, ``T``, ``T_holdout`` and ``litt`` are in seasonal time, in which a year is as long as
        in the calendar. Horizons must be, too: :meth:`SeasonClock.between`. None: by the calendar.

    Returns
    -------
    DataFrame
        Index ``customer_id``, sorted. ``x`` repeat occasions (whole), ``t_x`` time from first to last occasion, ``T``
        time from first occasion to ``observed_until``, ``m_x`` mean spend per repeat occasion (NaN where ``x = 0``:
        nothing is known about their repeat spend). With ``log_gaps`` also ``litt``, the sum of the natural logarithms
        of the times from each occasion to the next, in units of ``t_x`` (0 where ``x = 0``; occasions lie at least one
        grain apart, so that no time is zero). With a holdout also ``x_holdout`` occasions, ``m_holdout`` their
        mean spend (NaN where there is none) and ``T_holdout`` its length. ``attrs`` state unit, grain, dates, policy
        and what was left out: rows and money of the refunds, of those without a purchase before them
        (``refunds_without_purchase``, ``refund_amount_without_purchase``), and money that came back in the holdout for
        purchases from before it (``refund_amount_of_the_past``). With a ``clock`` they name it, and state
        ``log_clock_rate``, the sum over repeat purchases of the logarithm of how fast it ran.

    Raises
    ------
    SchemaError
        If the table of transactions is not valid, has refunds under ``"raise"``, holds no purchase up to
        ``observed_until``, or if the grain merges all repeat purchases away.
    ValueError
        If an argument is not one of those listed.

    Warns
    -----
    UnsafeValueWarning
        If the log ends long before ``observed_until`` or ``holdout_until``, has no rows for months in its middle, if
        all amounts jump to another level and stay there, or if more than one percent of the money came back for
        purchases that are not in it.

    See Also
    --------
    season_index : Whether customers buy more in some months, and the index of a ``clock``.
    custseg.tables.net_refunds : What each refund undoes, row by row.
    custseg.tables.customer_table : Recency, frequency and amount of each customer, the first purchase counted.

    Notes
    -----
    Customer ids of type category or whole numbers make long tables twice as fast as text.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). RFM and CLV: Using Iso-Value Curves for Customer Base Analysis.
    Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> import pandas as pd
    >>> transactions = pd.DataFrame({
    ...     "customer_id": ["ann", "ann", "ann", "bob"],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-01-15", "2024-01-15", "2024-01-08"]),
    ...     "amount": [30.0, 20.0, 5.0, 12.0],
    ... })
    >>> repeat_purchase_table(transactions, observed_until="2024-01-29", period="W")
                 x  t_x    T   m_x
    customer_id
    ann          1  2.0  4.0  25.0
    bob          0  0.0  3.0   NaN
    """
    per_unit, per_grain = unit_days(period), unit_days(grain, argument="grain")
    end = day_number(observed_until, "observed_until")
    last = end if holdout_until is None else day_number(holdout_until, "holdout_until")
    if holdout_until is not None and last <= end:
        raise ValueError(f"holdout_until ({holdout_until}) must be after observed_until ({observed_until}).")
    columns = transaction_columns(transactions)
    occasions = merge_occasions(columns, end, last, per_grain, refunds)
    if not (occasions.when <= 0).any():
        raise SchemaError(
            "no customer bought up to observed_until and kept what was bought: check the date (day, month, year)."
        )
    time, length = _times(occasions.when, end, last, per_grain, clock)
    split = _split(occasions, time, per_unit, holdout=holdout_until is not None)
    if log_gaps:
        split.columns["litt"] = _log_gaps(occasions, time / per_unit)
    _refuse_coarse_grain(split, columns, end, grain)
    table = pd.DataFrame(
        {name: column[split.bought] for name, column in split.columns.items()},
        index=occasions.customers[split.bought].rename("customer_id"),
    )
    table = table.iloc[np.asarray(table.index.argsort())]
    if holdout_until is not None:
        table["T_holdout"] = length / per_unit
    _warn_of_the_log(columns, occasions, end, last)
    table.attrs = {
        "table": "repeat purchases",
        "unit": period,
        "unit_days": per_unit,
        "grain": grain,
        "observed_until": day_name(end),
        "holdout_until": None if holdout_until is None else day_name(last),
        "refunds": refunds,
        "customers": len(table),
        **occasions.left_out,
        "customers_without_purchase": int(len(split.bought) - split.bought.sum()),
        **_of_the_clock(clock, occasions, end, per_grain),
    }
    return table


def _of_the_clock(clock: SeasonClock | None, occasions: Occasions, end: int, per_grain: float) -> dict[Hashable, Any]:
    """Name the clock, and say how fast it ran at repeat purchases; nothing where the calendar counts."""
    if clock is None:
        return {}
    rates = np.log(clock.rate(end + np.ceil(occasions.when * per_grain)))
    return {"clock": repr(clock), "log_clock_rate": float(rates[_repeats(occasions)].sum())}


def _times(
    when: np.ndarray, end: int, last: int, per_grain: float, clock: SeasonClock | None
) -> tuple[np.ndarray, float]:
    """Give the days of occasions from the last day seen (0), and the length of the holdout."""
    days = when * per_grain
    if clock is None:
        return days, float(last - end)
    elapsed = clock.elapsed(np.concatenate([[end, last], end + days]))
    return elapsed[2:] - elapsed[0], float(elapsed[1] - elapsed[0])


def _warn_of_the_log(columns: Columns, occasions: Occasions, end: int, last: int) -> None:
    """Warn of a log that ends too early, has a hole or a break in prices, or much money back for nothing that was sold.

    The last row of any kind counts as the end, even if it lies in the holdout or later.
    """
    too_early = late_end(columns.day, end, "observed_until")
    if last > end:
        too_early = too_early or late_end(columns.day, last, "holdout_until")
    unplaced = float(occasions.left_out["refund_amount_without_purchase"])
    bought = float(columns.amount[(columns.amount > 0) & (columns.day <= last)].sum())
    seen = columns.day <= end
    warn_unsafe(
        *too_early,
        *hole_in(columns.day),
        *price_break(columns.codes[seen], columns.day[seen], columns.amount[seen]),
        *unplaced_refunds(unplaced, bought),
    )


def _split(occasions: Occasions, time: np.ndarray, per_unit: float, *, holdout: bool) -> _Split:
    """Cut each customer's sorted occasions at observed_until; ``time`` is in days."""
    starts, money = occasions.starts[:-1], occasions.money
    seen = occasions.when <= 0
    n_seen = _per_customer(occasions.starts, seen.astype(np.int64))
    bought = n_seen > 0
    first = np.where(bought, starts, 0)
    final = np.where(bought, starts + n_seen - 1, 0)
    x = n_seen - 1
    repeat_money = _per_customer(occasions.starts, np.where(seen, money, 0.0)) - money[first]
    columns = {
        "x": x,
        "t_x": (time[final] - time[first]) / per_unit,
        "T": -time[first] / per_unit,
        "m_x": np.where(x > 0, repeat_money / np.maximum(x, 1), np.nan),
    }
    if holdout:
        later = np.diff(occasions.starts) - n_seen
        spent = _per_customer(occasions.starts, np.where(seen, 0.0, money))
        columns |= {"x_holdout": later, "m_holdout": np.where(later > 0, spent / np.maximum(later, 1), np.nan)}
    return _Split(columns, bought)


def _log_gaps(occasions: Occasions, time: np.ndarray) -> np.ndarray:
    """Sum the logarithms of each customer's gaps between the occasions that were seen."""
    gaps = np.zeros(len(time))
    gaps[1:] = np.diff(time)
    return _per_customer(occasions.starts, np.log(np.where(_repeats(occasions), gaps, 1.0)))


def _repeats(occasions: Occasions) -> np.ndarray:
    """Say which occasions were seen and are not a customer's first."""
    repeat = occasions.when <= 0
    repeat[occasions.starts[:-1][np.diff(occasions.starts) > 0]] = False
    return repeat


def _per_customer(starts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Sum runs of values; a customer without occasions gets zero."""
    filled = np.diff(starts) > 0
    out = np.zeros(len(filled), dtype=values.dtype)
    out[filled] = np.add.reduceat(values, starts[:-1][filled])
    return out


def _refuse_coarse_grain(split: _Split, columns: Columns, end: int, grain: str) -> None:
    """Say so if all repeat purchases fell into one grain."""
    if split.columns["x"][split.bought].any() or grain == "D":
        return
    days = columns.codes.astype(np.int64) * 4_000_000 + columns.day
    bought = columns.day[columns.amount >= 0] <= end
    if len(np.unique(days[columns.amount >= 0][bought])) > split.bought.sum():
        raise SchemaError(
            f'grain="{grain}" merges all purchases of every customer into one occasion, so that nobody seems to buy '
            'again. Use a shorter grain, such as "D".'
        )
