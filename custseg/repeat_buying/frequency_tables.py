"""Are there as many customers of each kind as the model expects? Counts and averages by number of repeat purchases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..resample import mean_intervals
from ..schema import SchemaError
from ._buying_model import BuyingModel


def conditional_expectation_table(
    table: pd.DataFrame, forecasts: Mapping[str, pd.Series], *, largest: int = 7, random_state: int | None = 0
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
    random_state : int, optional
        Seed of the intervals.

    Returns
    -------
    DataFrame
        Index ``x`` ("0", "1", ..., "7+"); ``customers``, ``actual`` mean purchases in the holdout with the ends
        ``low`` and ``high`` of a 95 % bootstrap interval, and the mean forecast of each name. Counts that nobody has
        are left out.

    Raises
    ------
    SchemaError
        If the table has no holdout, or a forecast is not of the same customers.

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
    groups = _counts(table["x"], largest)
    found = mean_intervals(table["x_holdout"], groups, random_state=random_state).rename(columns={"mean": "actual"})
    for name, forecast in forecasts.items():
        found[name] = forecast.groupby(groups, observed=False).mean()
    found = found[found["customers"] > 0]
    return found.set_axis(pd.Index(found.index.astype(str), name="x"), axis=0)


def frequency_table(table: pd.DataFrame, models: Mapping[str, BuyingModel], *, largest: int = 7) -> pd.DataFrame:
    """Count customers by number of repeat purchases, beside the counts that fitted models expect.

    Parameters
    ----------
    table : DataFrame
        Repeat-purchase table.
    models : mapping of str to BuyingModel
        Fitted models by name.
    largest : int
        Customers with this many repeat purchases or more share a row.

    Returns
    -------
    DataFrame
        Index ``x`` ("0", "1", ..., "7+"); ``actual`` customers and one column of expected customers per model. Every
        column adds up to all customers.

    Raises
    ------
    SchemaError
        If the table lacks a column.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way. Marketing Science 24(2).

    Examples
    --------
    >>> from custseg.repeat_buying import BetaGeoNBD
    >>> model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    >>> table = pd.DataFrame({"x": [0, 0, 1, 3], "T": [39.0, 39.0, 30.0, 30.0]})
    >>> frequency_table(table, {"BG/NBD": model}, largest=2).round(1)
        actual  BG/NBD
    x
    0        2     2.4
    1        1     0.8
    2+       1     0.9
    """
    if missing := [name for name in ("x", "T") if name not in table.columns]:
        raise SchemaError(f"the table lacks {', '.join(missing)}: make it with repeat_purchase_table.")
    groups = _counts(table["x"], largest)
    found = groups.value_counts(sort=False).rename("actual").to_frame()
    times, customers = np.unique(table["T"].to_numpy(dtype=float), return_counts=True)
    for name, model in models.items():
        few = np.stack([model.new_customer_probabilities(horizon=time, largest=largest - 1) for time in times])
        expected = customers @ few
        found[name] = np.append(expected, len(table) - expected.sum())
    return found.set_axis(pd.Index(found.index.astype(str), name="x"), axis=0)


def _counts(x: pd.Series, largest: int) -> pd.Series:
    if int(largest) != largest or largest < 1:
        raise ValueError(f"largest must be a whole number of at least 1, found {largest!r}.")
    names = [*map(str, range(largest)), f"{largest}+"]
    return pd.Series(
        pd.Categorical.from_codes(x.clip(upper=largest).astype(int), names, ordered=True), index=x.index, name="x"
    )


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
