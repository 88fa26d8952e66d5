"""What is a customer worth by own purchases and by referrals together, when nobody is counted twice?

`total_value`.
"""

from __future__ import annotations

import pandas as pd

from ...schema import Day, typed
from .credit import credits


@typed
def total_value(
    edges: pd.DataFrame,
    value: pd.Series,
    *,
    acquisition_cost: float = 0.0,
    reward: float = 0.0,
    joined_anyway: float = 0.0,
    pass_up: float = 0.0,
    after: Day | None = None,
    until: Day | None = None,
    discount_rate: float = 0.0,
) -> pd.DataFrame:
    """Return lifetime value (终身价值) and referral value (引介价值) side by side, and a sum that counts nobody twice.

    Added over all customers, the two count the future value of everybody who came by a referral of type one twice: as
    their own, and as brought by somebody. Here it stands with who brought it.

    Parameters
    ----------
    edges : DataFrame
        One row a referral, as for `referral_value`.
    value : Series of shape (n_customers,)
        Lifetime value of each customer, in money, not counting whom they bring.
    acquisition_cost, reward : float, default 0
        What winning a customer otherwise costs, and what a referral costs, in money.
    joined_anyway : float, default 0
        Chance that the referred would have come without the referral, 0-1.
    pass_up : float, default 0
        Part that goes on to who brought the referrer, 0 to below 1.
    after, until : str, date or Timestamp, optional
        The window of days: `after` does not belong to it, `until` does.
    discount_rate : float, default 0
        A fraction per year, 0-1: referrals are discounted to the day `after`.

    Returns
    -------
    DataFrame
        The customers' index; money. ``lifetime_value``, as given; ``referral_value``; ``credited``, the part of their
        own value that stands with who brought them; ``total``, lifetime value plus referral value less that. The sum
        of ``total`` is that of the lifetime values, plus what referrals saved, less what they cost. The first two are
        the axes of the grid ``clv_crv``.

    Raises
    ------
    SchemaError
        With everything that is wrong with the table.
    ValueError
        As for `referral_value`.

    See Also
    --------
    referral_value : Its parts.
    rank_agreement : Whether the best buyers are the best recommenders.
    custseg.segment.ValueGrid : ``ValueGrid("clv_crv")`` names champions, affluents, advocates and misers.

    References
    ----------
    Kumar, V., Petersen, J. A. & Leone, R. P. (2007). How valuable is word of mouth? Harvard Business Review 85(10),
    139-146.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import total_value
    >>> edges = pd.DataFrame({"referrer_id": ["ann", "bob"], "referred_id": ["bob", "eve"]})
    >>> value = pd.Series({"ann": 100.0, "bob": 60.0, "eve": 80.0})
    >>> total_value(edges, value, acquisition_cost=20.0)
         lifetime_value  referral_value  credited  total
    ann           100.0            80.0       0.0  180.0
    bob            60.0           100.0      60.0  100.0
    eve            80.0             0.0      80.0    0.0
    """
    given = {"joined_anyway": joined_anyway, "acquisition_cost": acquisition_cost, "reward": reward}
    defaults = {name: float(number) for name, number in given.items()}
    brings, credited = credits(edges, value, defaults, pass_up, after, until, discount_rate)
    table = pd.DataFrame({"lifetime_value": value.astype("float64"), "referral_value": brings["referral_value"]})
    table["credited"] = credited
    return table.assign(total=table["lifetime_value"] + table["referral_value"] - credited)
