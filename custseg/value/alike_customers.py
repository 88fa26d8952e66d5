"""How concentrated would sales look if all customers were alike, and chance alone decided who buys?

`top_shares_if_alike`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..schema import SchemaError, as_numbers, check_fraction, check_whole, typed
from ..tables._sold import sold_log
from .concentration import top_share


@typed
def top_shares_if_alike(
    transactions: Any,
    shares: Sequence[float] = (0.05, 0.1, 0.2, 0.5),
    *,
    customers: int | None = None,
    keep_first: bool = False,
    draws: int = 200,
    level: float = 0.95,
    random_state: int,
) -> pd.DataFrame:
    """Deal the purchases of a log out among its customers by chance, and measure what the top ones then bring.

    Even among equal customers some bring more than others, by luck, and the more so the fewer purchases there are: the
    top fifth of a short log brings much of its sales whoever is in it. Only what goes beyond that says that customers
    differ. What a customer bought on one day stays one purchase, with its amount.

    Parameters
    ----------
    transactions : dataframe
        ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``product``. Cut it with
        `custseg.tables.log_between` to the window that is measured. Returns are negative; they are set against what
        they undo by the rule of `custseg.tables.net_refunds`.
    shares : sequence of float
        Which parts of the customers, each 0-1.
    customers : int, optional
        Among how many the purchases are dealt out; by default those who bought in the log. Give the number of all whom
        the firm knows where those without a purchase are counted too.
    keep_first : bool, default False
        Leave each customer the first purchase, and deal out the others: for a log that holds only those who bought.
    draws : int, default 200
        How often they are dealt out.
    level : float, default 0.95
        How many of the draws lie between ``low`` and ``high``, 0-1.
    random_state : int
        The same value gives the same draws on every machine.

    Returns
    -------
    DataFrame
        One row per share: ``share_of_customers``, ``customers`` (how many that is), ``share_of_amount`` (mean of the
        draws), ``low`` and ``high``: between them lie as many of the draws as `level` says.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or brought nothing.
    ValueError
        If a share is outside 0-1 or less than one customer, there is no draw, or `customers` is smaller than the number
        of those who bought; or is larger, and each is to keep a first purchase.

    See Also
    --------
    concentration_table : The same of the log as it is.

    Examples
    --------
    Three customers who buy for the same money, one of them much oftener:

    >>> import pandas as pd
    >>> from custseg.value import top_shares_if_alike
    >>> log = pd.DataFrame({
    ...     "customer_id": ["ann"] * 28 + ["bob", "eve"],
    ...     "date": pd.date_range("2024-01-01", periods=30),
    ...     "amount": 10.0,
    ... })
    >>> alike = top_shares_if_alike(log, [1 / 3], random_state=0)
    >>> bool(alike["high"].iloc[0] < 28 / 30)
    True
    """
    amounts, first = _purchases(transactions)
    n = _how_many(customers, int(first.sum()), keep_first)
    check_whole(draws, "draws", at_least=1)
    check_fraction(np.asarray(level), None, "level", "It is a fraction of the draws: write 95 % as 0.95.")
    wanted = np.atleast_1d(as_numbers(shares, "shares"))
    kept, dealt = (amounts[first], amounts[~first]) if keep_first else (np.zeros(n), amounts)
    random = np.random.default_rng(random_state)
    found = np.array([_deal_once(kept, dealt, wanted, random) for _ in range(draws)])
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return pd.DataFrame(
        {
            "share_of_customers": wanted,
            "customers": np.floor(np.round(wanted * n, 9)).astype(int),
            "share_of_amount": found.mean(axis=0),
            "low": low,
            "high": high,
        }
    )


def _deal_once(kept: np.ndarray, dealt: np.ndarray, shares: np.ndarray, random: np.random.Generator) -> list[float]:
    n = len(kept)
    brought = kept + np.bincount(random.integers(n, size=len(dealt)), weights=dealt, minlength=n)
    return [top_share(brought, share) for share in shares.tolist()]


def _purchases(transactions: Any) -> tuple[np.ndarray, np.ndarray]:
    """Give what each customer spent on each day, and whether it is the first day of that customer."""
    log = sold_log(transactions).sold
    if not log.amount.any():
        raise SchemaError("transactions brought nothing: there are no sales of which anybody could have a share.")
    day = log.day.astype(np.int64) - log.day.min()
    span = int(day.max()) + 1
    when, place = np.unique(log.customer.astype(np.int64) * span + day, return_inverse=True)
    who = when // span
    return np.bincount(place, weights=log.amount), np.append(True, who[1:] != who[:-1])


def _how_many(customers: int | None, bought: int, keep_first: bool) -> int:
    if customers is None:
        return bought
    if customers < bought:
        raise ValueError(f"customers is {customers}, but {bought} bought in this log: give the number of all.")
    if keep_first and customers > bought:
        raise ValueError(
            f"keep_first leaves each customer a purchase, but of {customers} customers only {bought} bought in this "
            "log: leave out one of the two."
        )
    return customers
