"""Who took up a category that they had not bought before, and how many would seem to by chance?

`new_categories` and `adoption_rates`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln, ndtri

from ...resample import wilson_interval
from ...schema import Day, typed
from ._holdings import Floats, Holdings, holdings


@typed
def new_categories(transactions: Any, *, after: Day, category: str = "product") -> pd.DataFrame:
    """Return what each customer first bought after a day, and not in the log before it (交叉销售).

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``, the column `category`, and optionally ``order_id``: without it all that a
        customer bought on one day is one order. Refunds are set against what they undo, of the same category first.
    after : day
        The last day of the time before. Customers without a purchase until then are left out.
    category : str, default "product"
        Column that says what was bought: a department, a product group, a contract.

    Returns
    -------
    DataFrame
        One row per customer and category, sorted: ``customer_id``, ``category``, ``date`` (first bought), ``orders``
        with it and ``amount`` of it after the day, in money.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or lack the category.
    ValueError
        If the log does not reach to both sides of the day.

    See Also
    --------
    adoption_rates : How many these are, and how many would seem to be by chance.
    cross_selling_lift : After which other category they did.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import new_categories
    >>> log = pd.DataFrame({"customer_id": ["ann", "ann", "ann", "bob", "bob"], "amount": [9.0, 4.0, 5.0, 7.0, 2.0],
    ...     "date": pd.to_datetime(["2024-01-02", "2024-07-01", "2024-08-01", "2024-02-01", "2024-09-01"]),
    ...     "department": ["bread", "fish", "fish", "fish", "fish"]})
    >>> new_categories(log, after="2024-06-30", category="department")
      customer_id category       date  orders  amount
    0         ann     fish 2024-07-01       2     9.0
    """
    found = holdings(transactions, after, category)
    customer, place = np.nonzero(found.adopted)
    return pd.DataFrame(
        {
            "customer_id": found.customers[customer],
            "category": found.categories[place],
            "date": pd.to_datetime(found.first_after[customer, place], unit="D"),
            "orders": found.after[customer, place],
            "amount": found.amount_after[customer, place],
        }
    )


@typed
def adoption_rates(transactions: Any, *, after: Day, category: str = "product", level: float = 0.95) -> pd.DataFrame:
    """Return how many customers took up each category, beside how many would seem to if nothing had changed.

    Whoever buys fish three times a year often has none in the first half of the log and some in the second: rare
    buying looks like taking up. The twin keeps each customer's orders and deals them out to the two sides in another
    sequence. With n orders, n₂ of them after the day, and m orders with the category, none of the m falls before the
    day with probability C(n₂, m) / C(n, m); summed over customers, that is how many seem to take it up by chance.

    Parameters
    ----------
    transactions : dataframe
        As for `new_categories`.
    after : day
        The last day of the time before. Customers without a purchase until then are left out.
    category : str, default "product"
        Column that says what was bought.
    level : float, default 0.95
        Coverage of the interval of the rate, and of the range of what chance brings.

    Returns
    -------
    DataFrame
        Index ``category``, most adopters first; ``customers`` who had not bought it until the day, ``adopters`` among
        them, ``rate`` (0-1) with ``low`` and ``high``; ``by_chance``, the adopters of the twin, with ``chance_low`` and
        ``chance_high``; ``given_up``, how many customers bought it until the day and not after it; ``once``, the share
        of the adopters with one order of it; ``amount``, what adopters spent on it after the day, in money.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or lack the category.
    ValueError
        If the log does not reach to both sides of the day, or the level is outside 0-1.

    See Also
    --------
    new_categories : Who they are.
    adoption_worth : What they spent elsewhere.

    Notes
    -----
    The range of what chance brings is a normal one for a sum of unequal chances, customers independent. The twin knows
    no season: fish at Christmas is more than chance would bring, and no cross-selling.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import adoption_rates
    >>> log = pd.DataFrame({"customer_id": ["ann", "ann", "ann", "bob", "bob"], "amount": [9.0, 4.0, 5.0, 7.0, 2.0],
    ...     "date": pd.to_datetime(["2024-01-02", "2024-07-01", "2024-08-01", "2024-02-01", "2024-09-01"]),
    ...     "department": ["bread", "fish", "fish", "fish", "fish"]})
    >>> rates = adoption_rates(log, after="2024-06-30", category="department")
    >>> rates[["customers", "adopters", "rate", "by_chance", "given_up"]].round(2)
              customers  adopters  rate  by_chance  given_up
    category
    fish              1         1   1.0       0.33         0
    bread             1         0   0.0       0.67         1
    """
    found = holdings(transactions, after, category)
    adopted, lacking = found.adopted, found.before == 0
    adopters, customers = adopted.sum(axis=0), lacking.sum(axis=0)
    low, high = wilson_interval(adopters, customers, level=level)
    chance = _chance_of_seeming_new(found)
    expected, spread = chance.sum(axis=0), np.sqrt((chance * (1 - chance)).sum(axis=0))
    reach = ndtri((1 + level) / 2) * spread
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {
            "customers": customers,
            "adopters": adopters,
            "rate": adopters / customers,
            "low": low,
            "high": high,
            "by_chance": expected,
            "chance_low": np.maximum(expected - reach, 0.0),
            "chance_high": expected + reach,
            "given_up": ((found.before > 0) & (found.after == 0)).sum(axis=0),
            "once": (adopted & (found.after == 1)).sum(axis=0) / adopters,
            "amount": np.where(adopted, found.amount_after, 0.0).sum(axis=0),
        }
    table = pd.DataFrame(columns, index=found.categories.rename("category"))
    return table.sort_values("adopters", ascending=False, kind="stable")


def _chance_of_seeming_new(found: Holdings) -> Floats:
    """Give the chance that no order with the category falls before the day, were the orders dealt out anew."""
    before, later = (side[:, np.newaxis].astype(float) for side in found.orders.T)
    held = (found.before + found.after).astype(float)
    with np.errstate(invalid="ignore"):
        logs = gammaln(later + 1) - gammaln(later - held + 1) - gammaln(before + later + 1)
        chance = np.exp(logs + gammaln(before + later - held + 1))
    return np.where((held > 0) & (held <= later), chance, 0.0)
