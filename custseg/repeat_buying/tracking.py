"""Does the model follow the customers? Purchases that happened beside those expected, period by period.

:func:`tracking_table`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline

from ..schema import Day, Refunds, SchemaError, day_number, said_already, typed, warn_unsafe
from ._buying import Buying
from ._occasions import Occasions, merge_occasions, transaction_columns
from ._units import unit_days
from ._unsafe import late_end

NODES = 64  # places at which an expected curve is computed; between them it errs by less than 1e-6 purchases


@typed
def tracking_table(
    transactions: Any,
    models: Mapping[str, Buying],
    *,
    observed_until: Day,
    holdout_until: Day,
    period: str = "W",
    refunds: Refunds = "net",
) -> pd.DataFrame:
    """Count repeat purchases per period, beside those that fitted models expected of the same customers.

    The customers are those who bought for the first time up to ``observed_until``; each is a new customer of the model
    on the day of the first purchase. Nothing that was seen of them later is used.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``.
    models : mapping of str to Buying
        Fitted models by name; their unit is that of the table they were fitted to.
    observed_until, holdout_until : str or datetime
        Last day the models have seen, and last day to follow them to.
    period : {"W", "D", "M", "Y"}
        Length of a row, counted from ``observed_until`` in both directions. The first may be cut by the beginning of
        the log; a last one that is not complete is left out.
    refunds : {"net", "drop", "raise"}
        As in :func:`repeat_purchase_table`.

    Returns
    -------
    DataFrame
        Index ``period`` 1, 2, ...; ``actual`` repeat purchase occasions (merged by day) and one column of expected ones
        per model. ``cumsum()`` gives the running totals. ``attrs["observed_periods"]`` says how many rows the models
        have seen.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody bought in time.
    ValueError
        If the dates are the wrong way round, or a model does not state its unit.

    Warns
    -----
    UnsafeValueWarning
        If the log ends long before ``holdout_until``, or the fit of a model rests on a limit.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way: An Alternative to the
    Pareto/NBD Model. Marketing Science 24(2), 275-284.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, repeat_purchase_table, tracking_table
    >>> purchases = load_cdnow()
    >>> model = BetaGeoNBD().fit(repeat_purchase_table(purchases, observed_until="1997-09-30"))
    >>> days = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}
    >>> weekly = tracking_table(purchases, {"BG/NBD": model}, **days)
    >>> len(weekly), weekly.attrs["observed_periods"], int(weekly["actual"].sum())
    (78, 39, 4339)
    """
    end, last = day_number(observed_until, "observed_until"), day_number(holdout_until, "holdout_until")
    if last <= end:
        raise ValueError(f"holdout_until ({holdout_until}) must be after observed_until ({observed_until}).")
    columns = transaction_columns(transactions)
    occasions = merge_occasions(columns, end, last, 1.0, refunds)
    warn_unsafe(*late_end(columns.day, last, "holdout_until"))
    first, repeats = _first_and_repeats(occasions)
    if not len(first):
        raise SchemaError("no customer bought up to observed_until: check the date (day, month, year).")
    edges = _edges(int(first.min()), last - end, unit_days(period))
    table = pd.DataFrame({"actual": np.histogram(repeats, edges)[0]}, index=pd.RangeIndex(1, len(edges), name="period"))
    for name, model in models.items():
        table[name] = np.diff(_expected_until(model, name, first, edges))
    table.attrs = {"unit": period, "observed_periods": int((edges <= 1).sum()) - 1, "customers": len(first)}
    return table


def _first_and_repeats(occasions: Occasions) -> tuple[np.ndarray, np.ndarray]:
    """Give the day of each early customer's first occasion and the days of the repeat ones; 0 is the last day seen."""
    starts, when = occasions.starts, occasions.when.astype(float)
    filled = np.diff(starts) > 0
    opening = starts[:-1][filled]
    early = when[opening] <= 0
    owner = np.repeat(np.arange(len(opening)), np.diff(starts)[filled])
    is_repeat = np.ones(len(when), dtype=bool)
    is_repeat[opening] = False
    return when[opening][early], when[is_repeat & early[owner]]


def _edges(first: int, after: int, length: float) -> np.ndarray:
    """Give the borders of periods in days from observed_until: each runs from its border up to before the next."""
    back = np.ceil((1 - first) / length)
    edges = 1.0 + length * np.arange(-back, np.floor(after / length) + 1)
    # The log begins with somebody's first purchase: before it there is nothing to count.
    edges[0] = max(edges[0], first)
    return edges


def _expected_until(model: Buying, name: str, first: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Give the repeat purchases expected of all customers together from their first day up to each border."""
    if model.unit_ is None:
        raise ValueError(
            f"model {name!r} does not state its unit: fit it to a repeat_purchase_table, or make it with unit=, such "
            'as BetaGeoNBD(unit="W").'
        )
    days, customers = np.unique(first, return_counts=True)
    # A border is the beginning of a day: the last whole day before it counts, as in T.
    elapsed = np.maximum(np.ceil(edges)[:, None] - 1.0 - days, 0.0)
    longest = np.log1p(elapsed.max())
    nodes = np.linspace(0.0, longest, NODES)  # the curve bends most in the first weeks
    times = np.expm1(nodes) / unit_days(model.unit_)
    warn_unsafe(*getattr(model, "unsafe_", ()))
    with said_already():
        curve = CubicSpline(nodes, [model.new_customer_purchases(horizon=float(time)) for time in times])
    return curve(np.log1p(elapsed)) @ customers
