"""Which lever moved the income: price, quantity, customers or cost?

`planning_income`, `planning_profit`, `planning_sensitivity` and `planning_change`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, like_input, typed

LEVERS = ("price", "quantity", "customers", "cost")


@typed
def planning_income(quantity: PerCustomer, customers: PerCustomer, cost: PerCustomer) -> float | np.ndarray | pd.Series:
    """Return R = X Y - Z as it is printed (总收入): quantity per customer times customers, less production cost.

    The printed formula subtracts money from pieces, and calls a result after cost an income. It is right only if the
    price is 1. Use `planning_profit`, which has the price, for anything but reproducing it.

    Parameters
    ----------
    quantity : float, array or Series
        X, pieces that one customer buys in the period.
    customers : float, array or Series
        Y, customers who buy.
    cost : float, array or Series
        Z, production cost in the period, in money.

    Returns
    -------
    float, ndarray or Series
        R.

    Raises
    ------
    ValueError
        If a number is missing or the indexes differ.

    Examples
    --------
    >>> from custseg.value import planning_income
    >>> planning_income(10, 100, 400)
    600.0
    """
    return planning_profit(1.0, quantity, customers, cost)


@typed
def planning_profit(
    price: PerCustomer, quantity: PerCustomer, customers: PerCustomer, cost: PerCustomer
) -> float | np.ndarray | pd.Series:
    """Return the operating profit R = p X Y - Z.

    Parameters
    ----------
    price : float, array or Series
        p, money per piece.
    quantity : float, array or Series
        X, pieces that one customer buys in the period.
    customers : float, array or Series
        Y, customers who buy.
    cost : float, array or Series
        Z, production cost in the period, in money.

    Returns
    -------
    float, ndarray or Series
        R, in money.

    Raises
    ------
    ValueError
        If a number is missing or the indexes differ.

    Examples
    --------
    >>> from custseg.value import planning_profit
    >>> planning_profit(2, 10, 100, 400)
    1600.0
    """
    index, (p, x, y, z) = aligned(price=price, quantity=quantity, customers=customers, cost=cost)
    return like_input(p * x * y - z, index, "profit")


@typed
def planning_sensitivity(
    price: PerCustomer, quantity: PerCustomer, customers: PerCustomer, cost: PerCustomer
) -> pd.DataFrame:
    """Return what one unit more of each lever does to R = p X Y - Z, and what one per cent more does.

    Parameters
    ----------
    price : float
        p, money per piece.
    quantity : float
        X, pieces that one customer buys in the period.
    customers : float
        Y, customers who buy.
    cost : float
        Z, production cost in the period, in money.

    Returns
    -------
    DataFrame
        Index ``lever`` (price, quantity, customers, cost); ``per_unit`` (the derivative: XY, pY, pX, -1) and
        ``per_percent`` (money for one per cent more of the lever).

    Raises
    ------
    TypeError
        If a lever is not one number.

    Examples
    --------
    >>> from custseg.value import planning_sensitivity
    >>> planning_sensitivity(2, 10, 100, 400)["per_unit"].to_dict()
    {'price': 1000.0, 'quantity': 200.0, 'customers': 20.0, 'cost': -1.0}
    """
    _, (p, x, y, z) = aligned(price=price, quantity=quantity, customers=customers, cost=cost)
    if any(lever.ndim for lever in (p, x, y, z)):
        raise TypeError("planning_sensitivity looks at one plan: pass one number per lever, and call it per group.")
    slopes = np.array([x * y, p * y, p * x, -1.0])
    return pd.DataFrame(
        {"per_unit": slopes, "per_percent": slopes * np.array([p, x, y, z]) / 100}, index=pd.Index(LEVERS, name="lever")
    )


def planning_change(
    before: Mapping[str, float | pd.Series], after: Mapping[str, float | pd.Series]
) -> pd.Series | pd.DataFrame:
    """Split a change of R = p X Y - Z among its levers, so that the parts add up to the change.

    Each lever's part is its mean effect over all orders in which the levers could have moved (Shapley value). So no
    rest is left over, and no lever gains by being named first.

    Parameters
    ----------
    before, after : mapping, Series or DataFrame
        ``price``, ``quantity``, ``customers``, ``cost``: one number each, or one per group (columns of a DataFrame).

    Returns
    -------
    Series or DataFrame
        ``price``, ``quantity``, ``customers``, ``cost`` (a higher cost is a negative part) and ``change``, in money;
        one row per group if the levers have groups.

    Raises
    ------
    ValueError
        If a lever is missing or the groups differ.

    References
    ----------
    Sun, J. W. (1998). Changes in energy consumption and energy intensity: a complete decomposition model. Energy
    Economics, 20(1), 85-100.

    Examples
    --------
    >>> from custseg.value import planning_change
    >>> plan = {"price": 2, "quantity": 10, "customers": 100, "cost": 400}
    >>> planning_change(plan, plan | {"customers": 110, "cost": 450}).to_dict()
    {'price': 0.0, 'quantity': 0.0, 'customers': 200.0, 'cost': -50.0, 'change': 150.0}
    """
    missing = [
        f"{lever} {when}"
        for when, plan in (("before", before), ("after", after))
        for lever in LEVERS
        if lever not in plan
    ]
    if missing:
        raise ValueError(f"a plan needs {', '.join(LEVERS)}; not found: {', '.join(missing)}.")
    levers = {
        f"{lever} {when}": plan[lever] for when, plan in (("before", before), ("after", after)) for lever in LEVERS
    }
    index, values = aligned(**levers)
    old, new = values[:3], values[4:7]
    parts = dict(zip(LEVERS, [_shapley_part(old, new, at) for at in range(3)] + [values[3] - values[7]], strict=True))
    parts["change"] = (new[0] * new[1] * new[2] - values[7]) - (old[0] * old[1] * old[2] - values[3])
    if np.ndim(parts["change"]) == 0:
        return pd.Series({name: float(part) for name, part in parts.items()}, name="money")
    return pd.DataFrame(parts, index=index)


def _shapley_part(old: list[np.ndarray], new: list[np.ndarray], lever: int) -> np.ndarray:
    """Return a factor's part of the change of a product of three: its own change times the mean of the others."""
    one, other = (at for at in range(3) if at != lever)
    together = (old[one] * old[other] + new[one] * new[other]) / 3
    crossed = (old[one] * new[other] + new[one] * old[other]) / 6
    part: np.ndarray = (new[lever] - old[lever]) * (together + crossed)
    return part
