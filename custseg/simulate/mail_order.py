"""What if we knew the future of the customers on three lists? A mail-order firm that wonders which list to cut.

`simulate_mail_order`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import typed
from .repeat_buying import simulate_gamma_gamma, simulate_pareto_nbd

LISTS = ("1: often, tiny orders", "2: once, a large order", "3: for years, now and then")
WEEKS = 52.0
OLDEST = 5  # years since the first purchase, at most
SEVERAL = 4  # repeat purchases
SPORADIC = 3  # repeat purchases, at most
YEARS = 2  # between the first purchase and the last one
BUYERS = {"r": 0.8, "alpha": 20.0, "s": 0.5, "beta": 40.0}  # Pareto/NBD, weeks
ORDERS = {"p": 6.0, "q": 4.0, "gamma": 15.0}  # Gamma-Gamma, money
SLOWER = 3.0  # times as long between the purchases of slow and loyal buyers
LARGER = 3.0  # times as large their orders


@typed
def simulate_mail_order(
    n_customers: int = 8000,
    *,
    margin: float = 0.4,
    order_cost: float = 4.0,
    leaving: float = BUYERS["s"],
    slow_and_loyal: float = 0.0,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Draw the customers of a mail-order firm, some of them on three lists, and what each brings in the next year.

    Customers came in the last one to five years, buy about twice a year while they stay, and leave at any moment
    (Pareto/NBD); their orders scatter around personal means (Gamma-Gamma), about 30 on average. The lists are made from
    what the firm can see: on the first are customers with four or more repeat purchases and mean orders in the lowest
    third; on the second those who bought once, in the highest third; on the third those with one to three repeat
    purchases, the last of them more than two years after the first.

    In such a firm who orders much at a time is no other kind of customer than who orders little. With `slow_and_loyal`
    some are: they buy a third as often, order three times as much, and never leave.

    Parameters
    ----------
    n_customers : int
        How many.
    margin : float
        Share of an order that is left after the cost of the goods.
    order_cost : float
        What it costs to handle one order, in money.
    leaving : float
        Shape of the distribution of leaving rates (the Pareto/NBD's ``s``, with ``beta`` of 40 weeks): the larger, the
        sooner customers leave.
    slow_and_loyal : float
        Share of the customers, 0-1, who buy rarely, order much and never leave.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        Index ``customer_id``. What the firm sees: ``x`` repeat purchases, ``t_x`` weeks from the first to the last
        purchase, ``T`` weeks since the first, ``mean_amount`` of all purchases, ``gain_per_transaction``, ``repeats``
        (the same as ``x``), ``list`` (one of three, else "none"). What nobody sees: ``sim_alive`` (still a customer),
        ``sim_mean`` (personal mean amount), ``sim_later`` (purchases in the next 52 weeks) and ``sim_gain`` (what these
        bring).

    Raises
    ------
    ValueError
        If a parameter is impossible.

    Examples
    --------
    >>> from custseg.simulate import simulate_mail_order
    >>> firm = simulate_mail_order(2000, random_state=1)
    >>> large = firm[firm["list"] == "2: once, a large order"]
    >>> int(large["x"].max()), bool(large["sim_alive"].mean() < firm["sim_alive"].mean())
    (0, True)
    """
    shares_are_sound = 0 <= margin <= 1 and 0 <= slow_and_loyal <= 1
    if not (n_customers >= 1 and shares_are_sound and order_cost >= 0 and leaving >= 0):
        raise ValueError(
            "expected n_customers of at least 1, margin and slow_and_loyal between 0 and 1, order_cost and leaving of "
            f"at least 0; found n_customers={n_customers!r}, margin={margin!r}, slow_and_loyal={slow_and_loyal!r}, "
            f"order_cost={order_cost!r}, leaving={leaving!r}."
        )
    random_state = np.random.default_rng(random_state)
    T = random_state.uniform(WEEKS, OLDEST * WEEKS, n_customers)
    people = BUYERS | {"s": leaving}
    firm = simulate_pareto_nbd(T, **people, holdout=WEEKS, random_state=random_state)
    # All purchases count, the first one too: there is no other for those who bought once.
    slow = np.zeros(n_customers, dtype=bool)
    if slow_and_loyal:
        slow = random_state.random(n_customers) < slow_and_loyal
        people |= {"alpha": SLOWER * people["alpha"], "s": 0.0}
        firm[slow] = simulate_pareto_nbd(T[slow], **people, holdout=WEEKS, random_state=random_state).to_numpy()
    spend = simulate_gamma_gamma(firm["x"] + 1, **ORDERS, random_state=random_state)
    spend = spend.mul(np.where(slow, LARGER, 1.0), axis=0)
    later = firm["x_holdout"]
    return firm[["x", "t_x", "T"]].assign(
        mean_amount=spend["m_x"],
        gain_per_transaction=margin * spend["m_x"] - order_cost,
        repeats=firm["x"],
        list=_lists(firm, spend["m_x"]),
        sim_alive=firm["sim_alive"],
        sim_mean=spend["sim_mean"],
        sim_later=later,
        sim_gain=later * (margin * spend["sim_mean"] - order_cost),
    )


def _lists(firm: pd.DataFrame, amount: pd.Series) -> pd.Series:
    tiny, large = amount.quantile([1 / 3, 2 / 3])
    kinds = [
        (firm["x"] >= SEVERAL) & (amount < tiny),
        (firm["x"] == 0) & (amount > large),
        firm["x"].between(1, SPORADIC) & (firm["t_x"] > YEARS * WEEKS),
    ]
    return pd.Series(np.select(kinds, LISTS, default="none"), index=firm.index, name="list")
