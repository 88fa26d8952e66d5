"""Who makes a loss that nobody can mend? Only they are let go: strategic abandonment with its root cause.

`strategic_abandonment` and `repair_reach`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import PerCustomer, SchemaError, aligned, as_numbers, check_fraction, listed, raise_where, typed
from ..value.serving_cost.causes_of_loss import BESIDE_CAUSES, BREAK_EVEN, TERMS_OF_TRADE

MONEY = ("gross_margin", "cost_to_serve", "profit")
OUTCOMES = ("serve", "mend", "keep", "abandon")
Floats = NDArray[np.float64]


@typed
def strategic_abandonment(
    causes: pd.DataFrame,
    *,
    repairable: PerCustomer | Mapping[str, PerCustomer] = 1.0,
    repair_cost: float | Mapping[str, float] = 0.0,
    avoidable: float = 1.0,
) -> pd.DataFrame:
    """Return who should be let go, once everything that could be mended is mended (战略性放弃).

    To mend a cause is to bring the customer to the terms of the base: its price, its goods, its use of a driver; for
    the size, to grow until the usual terms break even. Whoever can be brought to break even so is *mended*, by the
    fewest repairs. Of the others only those are *abandoned* whose leaving saves more than every repair together; where
    the cost would stay on the payroll they are *kept*. So nobody is abandoned whose causes of loss can be mended.

    Parameters
    ----------
    causes : DataFrame
        What `profit_causes` gives.
    repairable : float, Series or mapping of str to these, default 1
        Which part of what a cause takes can be won back, 0-1, at most; by cause (``size``, ``price``, ``goods``, or a
        driver), 0 for those that are left out. A Series has one for each customer: who is promising (有前途).
    repair_cost : float or mapping of str to float, default 0
        What mending that cause costs in each period, per customer, in money; 0 where left out.
    avoidable : float, default 1
        Which part of the cost to serve goes away when the work is not done, 0-1: of repairs of service and of leaving.

    Returns
    -------
    DataFrame
        The customers' index. ``profit``, ``root_cause`` and ``root_cost`` as in `causes`; ``root_reach``, what mending
        the root cause brings at most, and ``reach``, all repairs together, after their cost, in money of the period;
        ``profit_at_best``, what is left then; ``outcome``, ordered categories "serve" (makes no loss), "mend", "keep",
        "abandon"; ``repairs``, the causes to mend, largest first, empty for those who are not mended; and
        ``leaving_saves``, what the firm saves if the customer leaves, below zero where it is worse off.

    Raises
    ------
    SchemaError
        If `causes` is not what `profit_causes` gives, or a cause is unknown.
    ValueError
        For fractions outside 0-1, negative costs, and customers who do not belong together.

    See Also
    --------
    repair_reach : The same by cause, for the base.
    convert_keep_drop : The best single change in money, and what a customer must be worth beyond money.
    drop_effect : What letting them all go does to the profit.

    Notes
    -----
    The source asks for the cause before anybody is let go and has promising customers converted. What counts as mended
    is proposed here. The repairs are upper ends: a customer whose price is raised may leave, and one who is asked to
    order in larger lots may not.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import strategic_abandonment
    >>> names = pd.Index(["ann", "bob", "eve"], name="customer_id")
    >>> causes = pd.DataFrame({"gross_margin": [20.0, 30.0, 4.0], "cost_to_serve": [10.0, 40.0, 9.0],
    ...     "profit": [10.0, -10.0, -5.0], "size": [10.0, 10.0, -3.0], "price": [0.0, -4.0, 0.0],
    ...     "goods": [0.0, 0.0, -1.0], "visits": [0.0, -16.0, -1.0], "root_cause": ["", "visits", "size"],
    ...     "root_cost": [0.0, 16.0, 3.0]}, index=names)
    >>> table = strategic_abandonment(causes, repairable={"visits": 0.5, "price": 1.0})
    >>> table[["profit", "root_cause", "reach", "profit_at_best", "outcome", "repairs"]]
                 profit root_cause  reach  profit_at_best  outcome        repairs
    customer_id
    ann            10.0              0.0            10.0    serve
    bob           -10.0     visits   12.0             2.0     mend  visits, price
    eve            -5.0       size    0.5            -4.5  abandon
    """
    names, reach = _reach(causes, repairable, repair_cost, avoidable)
    margin, cost, profit = (causes[name].to_numpy(dtype=float) for name in MONEY)
    loses = profit < -BREAK_EVEN
    reach = np.where(loses[:, np.newaxis], reach, 0.0)
    together, leaving = reach.sum(axis=1), avoidable * cost - margin
    mended = profit + together >= -BREAK_EVEN
    chosen = np.select([~loses, mended, leaving <= together], [0, 1, 2], 3)
    return pd.DataFrame(
        {
            "profit": profit,
            "root_cause": causes["root_cause"],
            "root_cost": causes["root_cost"],
            "root_reach": _of_root(causes["root_cause"], names, reach),
            "reach": together,
            "profit_at_best": profit + together,
            "outcome": pd.Categorical.from_codes(chosen, dtype=pd.CategoricalDtype(list(OUTCOMES), ordered=True)),
            "repairs": _fewest_repairs(names, reach, profit, chosen == 1),
            "leaving_saves": leaving,
        },
        index=causes.index,
    )


@typed
def repair_reach(
    causes: pd.DataFrame,
    *,
    repairable: PerCustomer | Mapping[str, PerCustomer] = 1.0,
    repair_cost: float | Mapping[str, float] = 0.0,
    avoidable: float = 1.0,
) -> pd.DataFrame:
    """Return what each cause takes from the customers who make a loss, and how many of them its repair would mend.

    Parameters
    ----------
    causes : DataFrame
        What `profit_causes` gives.
    repairable : float, Series or mapping of str to these, default 1
        As for `strategic_abandonment`.
    repair_cost : float or mapping of str to float, default 0
        As for `strategic_abandonment`.
    avoidable : float, default 1
        As for `strategic_abandonment`.

    Returns
    -------
    DataFrame
        Index ``cause``, and last ``all``. Of customers who make a loss: ``customers`` whose root cause it is, ``loss``,
        what these lose together, ``taken``, what the cause takes from all losers from whom it takes, ``reach``, what
        its repair brings at most, in money of the period, and ``mended``, how many losers it brings to break even by
        itself. In the row ``all`` every repair is made.

    Raises
    ------
    SchemaError
        If `causes` is not what `profit_causes` gives, or a cause is unknown.
    ValueError
        For fractions outside 0-1, negative costs, and customers who do not belong together.

    See Also
    --------
    strategic_abandonment : The same by customer.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import repair_reach
    >>> names = pd.Index(["ann", "bob", "eve"], name="customer_id")
    >>> causes = pd.DataFrame({"gross_margin": [20.0, 30.0, 4.0], "cost_to_serve": [10.0, 40.0, 9.0],
    ...     "profit": [10.0, -10.0, -5.0], "size": [10.0, 10.0, -3.0], "price": [0.0, -4.0, 0.0],
    ...     "goods": [0.0, 0.0, -1.0], "visits": [0.0, -16.0, -1.0], "root_cause": ["", "visits", "size"],
    ...     "root_cost": [0.0, 16.0, 3.0]}, index=names)
    >>> repair_reach(causes, repairable={"visits": 0.5, "price": 1.0})
            customers  loss  taken  reach  mended
    cause
    size            1   5.0    3.0    0.0       0
    price           0   0.0    4.0    4.0       0
    goods           0   0.0    1.0    0.0       0
    visits          1  10.0   17.0    8.5       0
    all             2  15.0   25.0   12.5       1
    """
    names, reach = _reach(causes, repairable, repair_cost, avoidable)
    losers = (causes["profit"] < -BREAK_EVEN).to_numpy()
    profit, reach = causes["profit"].to_numpy(dtype=float)[losers], reach[losers]
    taken = np.maximum(-causes.loc[losers, names].to_numpy(dtype=float), 0.0)
    root = causes["root_cause"].to_numpy()[losers]
    rows = {
        name: [
            int((root == name).sum()),
            -profit[root == name].sum() + 0.0,
            taken[:, place].sum(),
            reach[:, place].sum(),
            int((profit + reach[:, place] >= -BREAK_EVEN).sum()),
        ]
        for place, name in enumerate(names)
    }
    mended = int((profit + reach.sum(axis=1) >= -BREAK_EVEN).sum())
    rows["all"] = [len(profit), -profit.sum() + 0.0, taken.sum(), reach.sum(), mended]
    columns = ["customers", "loss", "taken", "reach", "mended"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("cause")


def _reach(
    causes: pd.DataFrame,
    repairable: PerCustomer | Mapping[str, PerCustomer],
    repair_cost: float | Mapping[str, float],
    avoidable: float,
) -> tuple[list[str], Floats]:
    """Give the causes, and what mending each brings each customer after its cost; 0 where that does not pay."""
    names = _causes(causes)
    check_fraction(np.asarray(avoidable), None, "avoidable", "Write 80 % as 0.8.")
    parts = _by_cause(repairable, names, "repairable", 0.0)
    prices = _by_cause(repair_cost, names, "repair_cost", 0.0)
    columns = []
    for name in names:
        part, price = _for_each(parts[name], causes.index, "repairable"), _one_price(prices[name])
        check_fraction(part, causes.index, "repairable", "Write 50 % as 0.5.")
        raise_where(np.asarray(not price >= 0), None, "repair_cost", "is negative or missing", "It is a cost.")
        stays = 1.0 if name in TERMS_OF_TRADE else avoidable
        won = np.maximum(-as_numbers(causes[name], name), 0.0) * part * stays
        columns.append(np.maximum(won - price, 0.0))
    return names, np.column_stack(columns)


def _causes(causes: pd.DataFrame) -> list[str]:
    lacking = [name for name in (*BESIDE_CAUSES, *TERMS_OF_TRADE) if name not in causes]
    if lacking or not len(causes):
        raise SchemaError(
            f"causes lacks {listed(lacking)}: pass what custseg.value.profit_causes gives."
            if lacking
            else "causes has no customers."
        )
    if causes.columns.has_duplicates or causes.index.has_duplicates:
        raise SchemaError("causes names a column or a customer twice: pass what custseg.value.profit_causes gives.")
    names = [str(name) for name in causes.columns if name not in BESIDE_CAUSES]
    for name in (*MONEY, *names):
        wrong = ~np.isfinite(as_numbers(causes[name], name))
        raise_where(wrong, causes.index, f"causes['{name}']", "is missing or infinite", "Leave these customers out.")
    return names


def _one_price(price: PerCustomer) -> float:
    number = np.asarray(price, dtype=float)
    if number.ndim:
        raise TypeError(
            f"repair_cost must be one number for each cause, not one for each customer; found {number.size} numbers."
        )
    return float(number)


def _by_cause(
    stated: PerCustomer | Mapping[str, PerCustomer], names: list[str], argument: str, left_out: float
) -> dict[str, PerCustomer]:
    if not isinstance(stated, Mapping):
        return dict.fromkeys(names, stated)
    if unknown := [name for name in stated if name not in names]:
        raise SchemaError(f"{argument} names causes that causes lacks: {listed(unknown)} (found: {listed(names)}).")
    return {name: stated.get(name, left_out) for name in names}


def _for_each(stated: PerCustomer, customers: pd.Index, argument: str) -> Floats:
    one = pd.Series(0.0, index=customers)
    _, (numbers, zeros) = aligned(**{argument: stated, "causes": one})
    return numbers + zeros


def _of_root(root: pd.Series, names: list[str], reach: Floats) -> Floats:
    place = pd.Index(names).get_indexer(pd.Index(root))
    return np.where(place >= 0, reach[np.arange(len(reach)), place], 0.0)


def _fewest_repairs(names: list[str], reach: Floats, profit: Floats, mended: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Name the repairs, largest first, until the customer breaks even."""
    repairs = np.full(len(profit), "", dtype=object)
    rows = np.flatnonzero(mended)
    order = np.argsort(-reach[rows], axis=1, kind="stable")
    reached = profit[rows, np.newaxis] + np.take_along_axis(reach[rows], order, axis=1).cumsum(axis=1)
    needed = (reached < -BREAK_EVEN).sum(axis=1) + 1
    repairs[rows] = [
        ", ".join(names[place] for place in places[:n]) for places, n in zip(order, needed.tolist(), strict=True)
    ]
    return repairs
