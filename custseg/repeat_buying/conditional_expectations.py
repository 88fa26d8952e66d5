"""Do those buy later who bought before? Later purchases by earlier ones, beside what was forecast.

:func:`conditional_expectation_table`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..resample import mean_intervals
from ..schema import SchemaError, as_numbers, typed
from .fitting.weights import refuse_shared_rows
from .frequency_tables import purchase_counts


@typed
def conditional_expectation_table(
    table: pd.DataFrame, forecasts: Mapping[str, pd.Series], *, largest: int = 7
) -> pd.DataFrame:
    """Average later purchases by earlier ones: what happened beside what was forecast.

    Parameters
    ----------
    table : DataFrame
        Repeat-purchase table with a holdout.
    forecasts : mapping of str to Series
        Forecast purchases per customer by name, such as ``model.expected_purchases(table, horizon=39)``.
    largest : int
        Customers with this many repeat purchases or more share a row.

    Returns
    -------
    DataFrame
        Index ``x`` ("0", "1", ..., "7+"); ``customers``, ``actual`` mean purchases in the holdout with the ends
        ``low`` and ``high`` of a 95 % interval (missing for one customer, or equal ones), and the mean forecast of each
        name, over those whose forecast is not missing. Counts that nobody has are left out.

    Raises
    ------
    SchemaError
        If the table has no holdout, a forecast is not of the same customers, or a row stands for several of them.

    See Also
    --------
    frequency_table : Customers by number of repeat purchases, in the period that the model was fitted to.
    custseg.resample.mean_intervals : How the intervals are made.
    holdout_scores : One row per model instead of one per number of repeat purchases.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way. Marketing Science 24(2).

    Examples
    --------
    >>> table = pd.DataFrame({"x": [0, 0, 3], "x_holdout": [0, 1, 2]})
    >>> forecast = pd.Series([0.4, 0.4, 1.8])
    >>> conditional_expectation_table(table, {"model": forecast}, largest=2)[["customers", "actual", "model"]]
        customers  actual  model
    x
    0           2     0.5    0.4
    2+          1     2.0    1.8
    """
    _check_holdout(table, forecasts)
    refuse_shared_rows(table, "conditional_expectation_table")
    groups = purchase_counts(table["x"], largest)
    found = mean_intervals(table["x_holdout"], groups, yes_or_no=False).rename(columns={"mean": "actual"})
    for name, forecast in forecasts.items():
        found[name] = pd.Series(as_numbers(forecast, str(name)), forecast.index).groupby(groups, observed=False).mean()
    found = found[found["customers"] > 0]
    return found.set_axis(pd.Index(found.index.astype(str), name="x"), axis=0)


def _check_holdout(table: pd.DataFrame, forecasts: Mapping[str, pd.Series]) -> None:
    problems = [
        f"the table lacks {name}: make it with repeat_purchase_table(holdout_until=...)."
        for name in ("x", "x_holdout")
        if name not in table.columns
    ]
    problems += [
        f"forecast {name!r} has not the customers of the table, in the same order."
        for name, forecast in forecasts.items()
        if not forecast.index.equals(table.index)
    ]
    if problems:
        raise SchemaError(*problems)
