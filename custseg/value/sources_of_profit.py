"""Where does the profit of a long relation come from: base, purchases, lower cost, referrals or price?

`profit_sources`.
"""

import numpy as np
import pandas as pd

from ..schema import as_numbers, check_fraction, listed, raise_where, require_frame

DRIVERS = ("quantity", "price", "unit_cost", "service_cost", "referral_profit")


def profit_sources(
    drivers: pd.DataFrame, *, acquisition_cost: float = 0.0, survival: pd.Series | np.ndarray | None = None
) -> pd.DataFrame:
    """Split the profit of each year of a relation into Reichheld's five sources, which add up exactly.

    Against the first year: *base profit* (基础利润) is the profit of the first year; *increased purchases* (收益增长)
    are the extra pieces at the first year's margin per piece; *price premium* (价格溢价) is the price difference on all
    pieces; *cost savings* (成本节约) are the lower cost per piece, on all pieces, and the lower cost of serving;
    *referrals* (推荐效应) are the profit on customers whom this one brought. Which pieces a price or cost change is
    counted on is a convention: extra pieces are valued at old margins, all pieces at new prices.

    Parameters
    ----------
    drivers : DataFrame
        One row per year of the relation, in order; ``quantity`` (pieces), ``price`` and ``unit_cost`` (money per
        piece), ``service_cost`` and ``referral_profit`` (money per customer and year).
    acquisition_cost : float
        Money spent to win the customer, in year 0.
    survival : Series or array of shape (n_years,), optional
        Probability of still being a customer in each year, 0-1. Given, every source is weighted by it: the result is
        what one new customer brings on average, not what a survivor brings.

    Returns
    -------
    DataFrame
        Index ``tenure``: 0 (acquisition) and the index of `drivers`. ``acquisition``, ``base_profit``,
        ``increased_purchases``, ``cost_savings``, ``referrals``, ``price_premium`` and ``profit``, their sum; money.

    Raises
    ------
    ValueError
        If a driver is missing, there is no year, or survival is outside 0-1 or rises.

    References
    ----------
    Reichheld, F. F. (1996). The Loyalty Effect. Harvard Business School Press, chapter 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import profit_sources
    >>> years = {"quantity": [10, 12], "price": [5.0, 5.5], "unit_cost": [3.0, 3.0], "service_cost": [8.0, 6.0]}
    >>> drivers = pd.DataFrame(years | {"referral_profit": [0.0, 4.0]}, index=[1, 2])
    >>> profit_sources(drivers, acquisition_cost=20).loc[2].to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'acquisition': 0.0, 'base_profit': 12.0, 'increased_purchases': 4.0, 'cost_savings': 2.0, 'referrals': 4.0,
     'price_premium': 6.0, 'profit': 28.0}
    """
    q, p, c, s, referred = _driver_columns(drivers)
    weights = _survival_weights(survival, len(q))
    parts = {
        "base_profit": np.full(len(q), q[0] * (p[0] - c[0]) - s[0]),
        "increased_purchases": (q - q[0]) * (p[0] - c[0]),
        "cost_savings": q * (c[0] - c) + (s[0] - s),
        "referrals": referred,
        "price_premium": q * (p - p[0]),
    }
    table = pd.DataFrame({name: part * weights for name, part in parts.items()}, index=drivers.index)
    start = pd.DataFrame(0.0, index=[0], columns=table.columns)
    table = pd.concat([start, table]).rename_axis("tenure")
    table.insert(0, "acquisition", np.r_[-float(acquisition_cost) + 0.0, np.zeros(len(q))])
    return table.assign(profit=table.sum(axis=1))


def _driver_columns(drivers: pd.DataFrame) -> np.ndarray:
    require_frame(drivers, "drivers")
    missing = [name for name in DRIVERS if name not in drivers]
    if missing:
        raise ValueError(f"drivers lacks {listed(missing)} (found: {listed(drivers.columns)}).")
    if len(drivers) == 0 or 0 in drivers.index:
        raise ValueError("drivers needs one row per year of the relation, numbered from 1; year 0 is the acquisition.")
    values = as_numbers(drivers[list(DRIVERS)], "drivers")
    raise_where(
        ~np.isfinite(values), drivers.index, "drivers", "is missing or infinite", "Write 0 where there is nothing."
    )
    return values.T


def _survival_weights(survival: pd.Series | np.ndarray | None, years: int) -> np.ndarray:
    if survival is None:
        return np.ones(years)
    weights = as_numbers(survival, "survival")
    if weights.shape != (years,):
        raise ValueError(f"survival must have one probability per year ({years}); found shape {weights.shape}.")
    check_fraction(weights, None, "survival", "It is a probability: write 80 % as 0.8.")
    if np.any(np.diff(weights) > 1e-12):
        raise ValueError("survival rises: pass the probability of still being a customer, which can only fall.")
    return weights
