"""What if sales, balances or assets are not profit? A broker, a bank and a supplier whose true profit is known.

`simulate_broker`, `simulate_bank` and `simulate_supplier`.
"""

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from ..schema import typed
from ._customer_ids import customer_ids


@typed
def simulate_broker(
    n_customers: int = 5000,
    *,
    turnover_elasticity: float = -0.6,
    rate_elasticity: float = -0.25,
    service_cost: float = 60.0,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Simulate a securities broker: large accounts may trade less often and pay a lower commission.

    Assets are lognormal (median 50,000, log standard deviation 1.6). The yearly turnover is
    ``2.5 · assets · (assets / 50,000) ** turnover_elasticity`` times lognormal noise, the commission rate is
    ``0.002 · (assets / 50,000) ** rate_elasticity``, and serving a customer costs ``service_cost`` a year plus 0.03 %
    of the assets. Before costs, profit grows with assets where the two elasticities add up to more than −1.

    Parameters
    ----------
    n_customers : int, default 5000
        How many.
    turnover_elasticity, rate_elasticity : float
        Per cent change of the turnover per unit of assets, and of the commission rate, for 1 % more assets.
    service_cost : float, default 60
        Yearly cost of an account, in the unit of money.
    random_state : int, RandomState or None
        The same value gives the same customers.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_assets``, ``sim_turnover`` (a year), ``sim_rate`` (fraction),
        ``sim_service_cost`` and the truth ``sim_profit`` = turnover × rate − service cost. Units of money.

    Raises
    ------
    ValueError
        Fewer than one customer.

    Examples
    --------
    >>> broker = simulate_broker(1000)
    >>> bool(broker["sim_profit"].lt(0).any())
    True
    """
    if not (abs(turnover_elasticity) <= 10 and abs(rate_elasticity) <= 10 and abs(service_cost) <= 1e12):
        raise ValueError("elasticities must lie between -10 and 10, and service_cost below a million millions.")
    random = check_random_state(random_state)
    index = customer_ids(n_customers)
    assets = 50_000 * np.exp(1.6 * random.standard_normal(n_customers))
    size = assets / 50_000
    turnover = 2.5 * assets * size**turnover_elasticity * np.exp(0.8 * random.standard_normal(n_customers))
    rate = 0.002 * size**rate_elasticity
    cost = service_cost + 0.0003 * assets
    columns = {
        "assets": assets,
        "turnover": turnover,
        "rate": rate,
        "service_cost": cost,
        "profit": turnover * rate - cost,
    }
    return pd.DataFrame(columns, index=index).add_prefix("sim_")


@typed
def simulate_bank(n_customers: int = 5000, *, random_state: int | np.random.RandomState | None = 0) -> pd.DataFrame:
    """Simulate a bank that judges customers by balance, credit score and visits, none of which is contribution.

    Balances are lognormal (median 8,000, log standard deviation 1.4) and earn a margin of 1.2 %, less on large ones. A
    third of the customers borrow; loans earn 4 % and lose 60 % in a default, which is rarer with a high credit score.
    Fees come with products held, not with visits; each visit costs 3, each account 60.

    Parameters
    ----------
    n_customers : int, default 5000
        How many.
    random_state : int, RandomState or None
        The same value gives the same customers.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_balance``, ``sim_credit_score`` (300–850, high is good), ``sim_visits``
        (a year), ``sim_loan``, ``sim_expected_loss`` and the truth ``sim_profit`` (contribution a year). In money.

    Raises
    ------
    ValueError
        Fewer than one customer.

    Examples
    --------
    >>> simulate_bank(10).shape
    (10, 6)
    """
    random = check_random_state(random_state)
    index = customer_ids(n_customers)
    balance = 8_000 * np.exp(1.4 * random.standard_normal(n_customers))
    score = np.clip(random.normal(650, 90, n_customers), 300, 850)
    visits = random.poisson(np.exp(random.normal(2.2, 0.7, n_customers))).astype("float64")
    borrows = random.random_sample(n_customers) < 1 / 3
    loan = np.where(borrows, 15_000 * np.exp(0.9 * random.standard_normal(n_customers)), 0.0)
    expected_loss = loan * 0.6 / (1 + np.exp((score - 420) / 45))  # probability of default × 60 % severity
    margin = 0.012 * balance * (balance / 8_000) ** -0.2
    fees = 18.0 * random.poisson(2.0, n_customers)
    profit = margin + 0.04 * loan - expected_loss + fees - 3.0 * visits - 60.0
    columns = {
        "balance": balance,
        "credit_score": score,
        "visits": visits,
        "loan": loan,
        "expected_loss": expected_loss,
    }
    return pd.DataFrame({**columns, "profit": profit}, index=index).add_prefix("sim_")


@typed
def simulate_supplier(n_customers: int = 2000, *, random_state: int | np.random.RandomState | None = 0) -> pd.DataFrame:
    """Simulate a supplier whose largest buyers pay late and whose most loyal buyers pay little.

    Sales are lognormal (median 20,000, log standard deviation 1.3). Larger buyers and longer relations have won
    discounts, so the margin rate falls with both; larger buyers pay later. Money owed costs 10 % a year, 3 % of it is
    never paid, and each account costs 400.

    Parameters
    ----------
    n_customers : int, default 2000
        How many.
    random_state : int, RandomState or None
        The same value gives the same customers.

    Returns
    -------
    DataFrame
        Index ``customer_id``; columns ``sim_sales`` (a year), ``sim_tenure`` (years), ``sim_margin_rate`` (fraction),
        ``sim_receivable_days``, ``sim_receivables`` and the truth ``sim_profit``. Units of money.

    Raises
    ------
    ValueError
        Fewer than one customer.

    Examples
    --------
    >>> simulate_supplier(10).shape
    (10, 6)
    """
    random = check_random_state(random_state)
    index = customer_ids(n_customers)
    sales = 20_000 * np.exp(1.3 * random.standard_normal(n_customers))
    tenure = random.gamma(2.0, 3.0, n_customers)
    size = np.log(sales / 20_000)
    rate = np.clip(0.24 - 0.03 * size - 0.008 * tenure + random.normal(0, 0.05, n_customers), -0.05, 0.5)
    days = np.clip(30 + 14 * size + random.gamma(2.0, 12.0, n_customers), 0, None)
    receivables = sales * days / 365
    profit = sales * rate - (0.10 + 0.03) * receivables - 400.0
    columns = {
        "sales": sales,
        "tenure": tenure,
        "margin_rate": rate,
        "receivable_days": days,
        "receivables": receivables,
    }
    return pd.DataFrame({**columns, "profit": profit}, index=index).add_prefix("sim_")
