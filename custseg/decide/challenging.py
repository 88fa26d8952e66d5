"""What do we do about customers who cost more than they bring: change how they are served, keep them, or let them go?

`convert_keep_drop`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import (
    PerCustomer,
    SchemaError,
    aligned,
    as_numbers,
    check_fraction,
    check_whole,
    listed,
    raise_where,
    typed,
)
from ..value import annuity_factor

VERDICTS = ("serve", "convert", "keep", "drop")
SERVE, CONVERT, KEEP, DROP = range(len(VERDICTS))
SUMMED_UP = ("excess", "feature", "feature_cost")  # what cost_features adds behind the drivers


@typed
def convert_keep_drop(
    gross_margin: PerCustomer,
    cost_to_serve: PerCustomer,
    features: pd.DataFrame,
    *,
    convertible: float | Mapping[str, float] = 0.5,
    conversion_cost: float | Mapping[str, float] = 0.0,
    periods: int = 4,
    discount_rate: float = 0.0,
    avoidable: float = 1.0,
    intangible: PerCustomer = 0.0,
    years: PerCustomer | None = None,
    settled_after: float = 5.0,
) -> pd.DataFrame:
    """Return what to do about each challenging customer (挑战性价值客户), for how much, and why.

    Whoever brings more than they cost is served as before. For the others three things are compared, in money per
    period: to *convert* (转变) the one habit that pays most to change, to *keep* them as they are (保持现状), and to
    *drop* them (放弃). Dropping saves only what is avoidable of their cost; the rest is stranded, and the margin is
    gone. A keeper must be worth something beyond money, and how much is said: reputation or learning are worth the loss
    or they are not.

    Parameters
    ----------
    gross_margin, cost_to_serve : Series of shape (n_customers,)
        Money of one period.
    features : DataFrame
        What `cost_features` gives: a column per driver, in money beyond the customer's size.
    convertible : float or mapping of str to float, default 0.5
        Which part of that excess a conversion takes away, 0-1; by driver, a driver that is left out cannot be changed.
    conversion_cost : float or mapping of str to float, default 0
        What converting one customer costs, once, in money; by driver, 0 where left out.
    periods : int, default 4
        How long a conversion lasts; its cost is spread over them.
    discount_rate : float, default 0
        Per period, a fraction 0-1.
    avoidable : float, default 1
        Which part of the cost to serve goes away when the work is not done, 0-1. It takes away from what conversions
        and drops save: a pool that is not made smaller costs the same.
    intangible : Series or float, default 0
        What the customer is worth beyond money, in money per period.
    years : Series or float, optional
        How long they have been customers. Whoever is new is kept where they would be dropped: an early loss is an
        investment. Without it nobody counts as new.
    settled_after : float, default 5
        Years up to which a customer is new.

    Returns
    -------
    DataFrame
        The customers' index. ``gross_margin``, ``cost_to_serve``, ``profit``; ``verdict``, ordered categories "serve",
        "convert", "keep", "drop"; ``feature``, the driver that pays most to change (empty where none does), and
        ``saving``, what that saves per period after its cost; ``drop_saves``, what dropping really saves, below zero
        where the firm is worse off; ``worth_beyond_money``, from which intangible worth on the customer should not be
        dropped (0 where they should not be anyway); ``profit_after``, what the verdict leaves, without intangible
        worth; ``reason``, a sentence, empty for those who are served.

    Raises
    ------
    SchemaError
        For drivers that `features` lacks.
    ValueError
        For fractions outside 0-1, negative costs or years, periods below 1, and customers that do not belong together.

    See Also
    --------
    verdict_flips : How often the verdict is another under other minutes.
    drop_effect : What dropping a whole group does to the profit.
    conversion_payback : When a conversion has paid for itself.

    Notes
    -----
    Convert, keep and drop, and that only customers of more than five years are dropped, are in the source; the
    comparison in money is proposed here. With everything avoidable and nothing convertible the worth beyond money is
    the loss itself.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import convert_keep_drop
    >>> names = pd.Index(["ann", "bob", "eve"], name="customer_id")
    >>> features = pd.DataFrame({"orders": [0.0, 20.0, 2.0], "visits": [-5.0, 1.0, 0.0]}, index=names)
    >>> table = convert_keep_drop(
    ...     pd.Series([50.0, 30.0, 10.0], names), pd.Series([20.0, 35.0, 30.0], names), features, avoidable=0.8
    ... )
    >>> table[["profit", "verdict", "feature", "saving", "worth_beyond_money"]]
                 profit  verdict feature  saving  worth_beyond_money
    customer_id
    ann            30.0    serve             0.0                 0.0
    bob            -5.0  convert  orders     8.0                 0.0
    eve           -20.0     drop  orders     0.8                13.2
    """
    margin, cost, worth = _each(features, gross_margin, cost_to_serve, intangible)
    check_fraction(np.asarray(avoidable), None, "avoidable", "Write 80 % as 0.8.")
    spread = annuity_factor(discount_rate, check_whole(periods, "periods", at_least=1))
    saving, feature = _best_change(features, convertible, conversion_cost, avoidable, spread)
    drop_saves = avoidable * cost - margin
    gap = drop_saves - saving  # what dropping saves beyond the better of converting and keeping
    spared = (gap > worth) & _new(years, settled_after, features.index)
    loses, converts = margin < cost, saving > 0
    chosen = np.select([~loses, (gap > worth) & ~spared, converts], [SERVE, DROP, CONVERT], KEEP)
    left = np.select(
        [chosen == CONVERT, chosen == DROP], [margin - cost + saving, (avoidable - 1) * cost], margin - cost
    )
    table = pd.DataFrame(
        {
            "gross_margin": margin,
            "cost_to_serve": cost,
            "profit": margin - cost,
            "verdict": pd.Categorical.from_codes(chosen, dtype=pd.CategoricalDtype(list(VERDICTS), ordered=True)),
            "feature": np.where(loses & converts, feature, ""),
            "saving": np.where(loses, saving, 0.0),
            "drop_saves": drop_saves,
            "worth_beyond_money": np.where(loses, np.maximum(gap, 0.0), 0.0),
            "profit_after": left,
        },
        index=features.index,
    )
    return table.assign(reason=_reasons(table, spared))


def _each(
    features: pd.DataFrame, gross_margin: PerCustomer, cost_to_serve: PerCustomer, intangible: PerCustomer
) -> tuple[NDArray[np.float64], ...]:
    """Give margin, cost and intangible worth of each customer; refuse customers that do not belong together."""
    index, columns = aligned(gross_margin=gross_margin, cost_to_serve=cost_to_serve, intangible=intangible)
    margin, cost, worth = (column + np.zeros(len(features)) for column in _fitting(index, features, *columns))
    raise_where(cost < 0, features.index, "cost_to_serve", "is negative", "A cost is 0 or more.")
    return margin, cost, worth


def _best_change(
    features: pd.DataFrame,
    convertible: float | Mapping[str, float],
    conversion_cost: float | Mapping[str, float],
    avoidable: float,
    spread: float | NDArray[np.float64] | pd.Series,
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Give what the best change of each customer saves, 0 where none pays, and which driver that is."""
    savings, drivers = _savings(features, convertible, conversion_cost, avoidable, spread)
    best = savings.argmax(axis=1)
    return np.maximum(savings[np.arange(len(savings)), best], 0.0), drivers[best]


def _fitting(index: pd.Index | None, features: pd.DataFrame, *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    lengths = {len(column) for column in columns if column.ndim}
    if (index is not None and not index.equals(features.index)) or lengths - {len(features)} or not len(features):
        raise ValueError("features must have a row for each customer, in the same order: reindex it to gross_margin.")
    return columns


def _savings(
    features: pd.DataFrame,
    convertible: float | Mapping[str, float],
    conversion_cost: float | Mapping[str, float],
    avoidable: float,
    spread: float | NDArray[np.float64] | pd.Series,
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Give what changing each driver of each customer saves per period, after its cost, and the drivers' names."""
    drivers = [name for name in features.columns if name not in SUMMED_UP]
    parts, prices = (
        _by_driver(convertible, drivers, "convertible"),
        _by_driver(conversion_cost, drivers, "conversion_cost"),
    )
    check_fraction(parts, pd.Index(drivers), "convertible", "Write 50 % as 0.5.")
    raise_where(
        ~(prices >= 0), pd.Index(drivers), "conversion_cost", "is negative or missing", "It is money paid once."
    )
    excess = as_numbers(features[drivers], "features")
    raise_where(~np.isfinite(excess), features.index, "features", "is missing or infinite", "Fill these rows first.")
    return np.maximum(excess, 0.0) * parts * avoidable - prices / spread, np.array(drivers, dtype=object)


def _by_driver(stated: float | Mapping[str, float], drivers: Sequence[str], name: str) -> NDArray[np.float64]:
    if not drivers:
        raise SchemaError("features has no column of a driver: pass what custseg.value.cost_features gives.")
    if len(set(drivers)) < len(drivers):
        raise SchemaError(f"features has columns of one name: {listed(drivers)}. Add them up, or rename one.")
    if not isinstance(stated, Mapping):
        return np.full(len(drivers), float(stated))
    if unknown := [driver for driver in stated if driver not in drivers]:
        raise SchemaError(f"{name} names drivers that features lacks: {listed(unknown)} (found: {listed(drivers)}).")
    return np.array([float(stated.get(driver, 0.0)) for driver in drivers])


def _new(years: PerCustomer | None, settled_after: float, customers: pd.Index) -> NDArray[np.bool_]:
    if years is None:
        return np.zeros(len(customers), dtype=bool)
    index, (been,) = aligned(years=years)
    (been,) = _fitting(index, pd.DataFrame(index=customers), been)
    raise_where(been < 0, customers, "years", "is negative", "Count from the first purchase.")
    if not settled_after >= 0:
        raise ValueError(f"settled_after must be a number of years, 0 or more; found {settled_after}.")
    return (been <= settled_after) & np.ones(len(customers), dtype=bool)


def _reasons(table: pd.DataFrame, spared: NDArray[np.bool_]) -> NDArray[np.object_]:
    columns = ("verdict", "feature", "saving", "profit", "drop_saves", "worth_beyond_money")
    losing = np.flatnonzero(table["verdict"] != "serve")
    reasons = np.full(len(table), "", dtype=object)
    rows = table[list(columns)].assign(spared=spared).iloc[losing]
    reasons[losing] = [_reason(*row) for row in rows.itertuples(index=False)]
    return reasons


def _reason(
    verdict: str, feature: str, saving: float, profit: float, drop_saves: float, beyond: float, spared: bool
) -> str:
    loses = f"loses {-profit:,.2f} a period"
    if verdict == "convert":
        return f"{loses}; changing {feature} saves {saving:,.2f}"
    if verdict == "drop":
        return f"{loses}; dropping saves {drop_saves:,.2f}, unless worth {beyond:,.2f} or more beyond money"
    if spared:
        return f"{loses}; new, and an early loss is an investment: dropping would save {drop_saves:,.2f}"
    if beyond > 0:
        return f"{loses}; dropping would save {drop_saves:,.2f}, less than it is worth beyond money"
    return f"{loses}; dropping would cost {-drop_saves:,.2f}" if drop_saves < 0 else f"{loses}; dropping saves nothing"
