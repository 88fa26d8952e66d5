"""Does a rule such as "20 per cent bring 80" hold, and what would it say of other shares?

`pareto_top_share` and `concentration_claims`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import Amounts, as_numbers, check_fraction, typed
from .concentration import concentration_table


@typed
def pareto_top_share(share: float | np.ndarray, *, through: tuple[float, float] = (0.2, 0.8)) -> float | np.ndarray:
    """Return what the top `share` brings if the customers follow the Pareto curve through one stated point.

    On a Pareto curve the top share p brings p to the power theta, and one point (p, s) fixes theta = ln s / ln p.
    So a claim such as "20 % bring 80 %" says what every other share must bring.

    Parameters
    ----------
    share : float or array
        Top share of the customers, 0-1.
    through : tuple of float
        One point of the curve: (share of customers, share of the amount they bring), both between 0 and 1 and
        the second at least as large as the first.

    Returns
    -------
    float or array
        Share of the amount, 0-1.

    Raises
    ------
    ValueError
        If the point cannot lie on such a curve or if `share` is outside 0-1.

    References
    ----------
    Arnold, B. C. (2015). Pareto Distributions, 2nd ed. CRC Press, section 4.2.

    Examples
    --------
    >>> from custseg.value import pareto_top_share
    >>> round(pareto_top_share(0.05, through=(0.2, 0.8)), 3)
    0.66
    """
    customers, amount = through
    if not 0 < customers <= amount < 1:
        raise ValueError(
            f"no Pareto curve passes through {through}: expected 0 < share of customers <= share of amount < 1."
        )
    share = np.asarray(share, dtype=float)
    check_fraction(share, None, "share", "It is a fraction of the customers: write 5 % as 0.05.")
    brought = share ** (np.log(amount) / np.log(customers))
    return float(brought) if brought.ndim == 0 else brought


@typed
def concentration_claims(
    amounts: Amounts,
    claims: Sequence[tuple[float, float]] = ((0.2, 0.8), (0.05, 0.4)),
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare claims about what the top customers bring with what they do bring.

    Parameters
    ----------
    amounts : Series of shape (n_customers,)
        Money per customer, zero or more.
    claims : sequence of (float, float)
        Share of the customers and the share of the money that they are said to bring, 0-1.
    level : float
        How often an interval should hold the truth, 0-1.

    Returns
    -------
    DataFrame
        One row per claim: ``share_of_customers``, ``claimed``, ``customers``, ``share_of_amount`` (measured), ``low``,
        ``high``, ``caveat`` as in `concentration_table`; ``verdict``: "below the claim" or "above the claim" if the
        interval does not hold it, "nobody to count", "no interval" (see the caveat), else "not refuted";
        ``top_20_implied``: what the top 20 % would bring if the claim were a point of a Pareto curve. Claims that imply
        different numbers cannot both hold on one such curve.

    Raises
    ------
    ValueError
        As `concentration_table`; and if a claim is no point of a Pareto curve.

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.value import concentration_claims
    >>> table = concentration_claims(np.arange(1, 1001), [(0.2, 0.8)])
    >>> table[["claimed", "share_of_amount", "verdict"]].round(3).to_numpy().tolist()
    [[0.8, 0.36, 'below the claim']]
    """
    pairs = as_numbers(claims, "claims")
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError("claims must be pairs, a share of the customers and the share of the amount: [(0.2, 0.8)].")
    shares, claimed = pairs[:, 0].tolist(), pairs[:, 1]
    implied = [float(pareto_top_share(0.2, through=claim)) for claim in claims]
    table = concentration_table(amounts, shares, level=level)
    table.insert(1, "claimed", claimed)
    outcomes = {
        "below the claim": table["high"] < claimed,
        "above the claim": table["low"] > claimed,
        "nobody to count": table["customers"] == 0,
        "no interval": table["low"].isna(),
    }
    table["verdict"] = np.select(list(outcomes.values()), list(outcomes), "not refuted")
    return table.assign(top_20_implied=implied)
