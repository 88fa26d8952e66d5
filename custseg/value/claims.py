"""Does a rule such as "20 per cent bring 80 per cent" hold for these customers?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .concentration import concentration_table, pareto_top_share


def concentration_claims(
    amounts: pd.Series,
    claims: Sequence[tuple[float, float]] = ((0.2, 0.8), (0.05, 0.4)),
    *,
    level: float = 0.95,
    n_resamples: int = 1000,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Compare claims about what the top customers bring with what they do bring.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    claims : sequence of (float, float)
        Share of the customers and the share of the money that they are said to bring, 0-1.
    level : float
        Coverage of the bootstrap intervals, 0-1.
    n_resamples : int
        Resamples of the customers.
    random_state : int, RandomState or None
        Seed of the resampling.

    Returns
    -------
    DataFrame
        One row per claim: ``share_of_customers``, ``claimed``, ``customers``, ``share_of_amount`` (measured), ``low``,
        ``high``; ``verdict``: "below the claim" or "above the claim" if the interval does not hold it, else "not
        refuted"; ``top_20_implied``: what the top 20 % would bring if the claim were a point of a Pareto curve. Claims
        that imply different numbers cannot both hold on one such curve.

    Raises
    ------
    ValueError
        As `concentration_table`; and if a claim is no point of a Pareto curve.

    Examples
    --------
    >>> from custseg.value import concentration_claims
    >>> table = concentration_claims([70, 10, 10, 5, 5], [(0.2, 0.8)], n_resamples=50)
    >>> table[["claimed", "share_of_amount", "top_20_implied"]].to_numpy().round(3).tolist()
    [[0.8, 0.7, 0.8]]
    """
    shares = [share for share, _ in claims]
    claimed = np.array([amount for _, amount in claims], dtype=float)
    implied = [pareto_top_share(0.2, through=claim) for claim in claims]
    table = concentration_table(amounts, shares, level=level, n_resamples=n_resamples, random_state=random_state)
    table.insert(1, "claimed", claimed)
    outcomes = [table["high"] < claimed, table["low"] > claimed, table["low"].isna()]
    table["verdict"] = np.select(outcomes, ["below the claim", "above the claim", "nobody to count"], "not refuted")
    return table.assign(top_20_implied=implied)
