"""What if buyers and recommenders are not the same people? A referral campaign whose lift is known.

`simulate_referral_campaign`.
"""

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from ..schema import typed
from ._customer_ids import customer_ids


@typed
def simulate_referral_campaign(
    n_customers: int = 2000,
    *,
    correlation: float = 0.0,
    rate: float = 0.3,
    spread: float = 1.0,
    extra: float = 0.1,
    worth: float = 100.0,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Simulate customers who buy and recommend, of whom the lot has half written to.

    Lifetime values are lognormal (median 200, log standard deviation 1). Everybody recommends at a rate of their own,
    lognormal with mean `rate` a year and log standard deviation `spread`, whose logarithm has the stated correlation
    with that of the lifetime value. Referrals in the year before and in the year after are Poisson; a letter adds
    `extra` to the rate of whoever gets it. A referred customer is worth `worth` on average, lognormal with log standard
    deviation 0.8.

    Parameters
    ----------
    n_customers : int, default 2000
        How many.
    correlation : float, default 0
        Of the logarithms of lifetime value and rate of recommending, -1 to 1: the constant that decides whether the
        best buyers are the best recommenders.
    rate : float, default 0.3
        Referrals a year without a letter, on average, 0 or more.
    spread : float, default 1
        How unequal the rates are, 0 or more.
    extra : float, default 0.1
        Referrals that a letter adds, on average, 0 or more.
    worth : float, default 100
        What a referred customer is worth on average, in money, above 0.
    random_state : int, RandomState or None
        The same value gives the same customers.

    Returns
    -------
    DataFrame
        Index ``customer_id``; ``sim_lifetime_value``, ``sim_before`` and ``sim_referral_value`` (worth of those brought
        in the year before and after, in money), ``sim_written`` (drawn by lot, half of them) and the truth
        ``sim_lift``, extra times worth.

    Raises
    ------
    ValueError
        Fewer than one customer, or a number outside its range.

    Examples
    --------
    >>> campaign = simulate_referral_campaign(1000, correlation=0.5)
    >>> int(campaign["sim_written"].sum()), float(campaign["sim_lift"].iloc[0])
    (500, 10.0)
    """
    ranges = {"rate": rate, "spread": spread, "extra": extra, "worth": worth}
    if wrong := [f"{name}={value!r}" for name, value in ranges.items() if not 0 <= value <= 1e6]:
        raise ValueError(f"rate, spread, extra and worth must lie between 0 and a million; found {', '.join(wrong)}.")
    if not (-1 <= correlation <= 1 and worth > 0 and spread <= 5):
        raise ValueError(
            f"correlation must lie between -1 and 1, worth above 0, spread below 5; found {correlation!r}, {worth!r}, "
            f"{spread!r}."
        )
    random = check_random_state(random_state)
    index = customer_ids(n_customers)
    buys = random.standard_normal(n_customers)
    tells = correlation * buys + np.sqrt(1 - correlation**2) * random.standard_normal(n_customers)
    rates = rate * np.exp(spread * tells - spread**2 / 2)
    written = random.permutation(n_customers) < n_customers // 2
    columns = {
        "lifetime_value": 200 * np.exp(buys),
        "before": _brought(rates, worth, random),
        "referral_value": _brought(rates + extra * written, worth, random),
        "written": written,
        "lift": np.full(n_customers, extra * worth),
    }
    return pd.DataFrame(columns, index=index).add_prefix("sim_")


def _brought(rates: np.ndarray, worth: float, random: np.random.RandomState) -> np.ndarray:
    """Draw how many each brought, and what these are worth together."""
    counts = random.poisson(rates)
    values = worth * np.exp(0.8 * random.standard_normal(counts.sum()) - 0.32)
    return np.bincount(np.repeat(np.arange(len(rates)), counts), values, len(rates)).astype("float64")
