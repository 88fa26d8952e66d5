"""Who stays, how much of their spending do we get, and which groups are rich, large and loyal?

`expected_length`, `customer_share`, `retention_by_period` and `arpu_share_churn`.
"""

import numpy as np
import pandas as pd

from ..schema import (
    PerCustomer,
    SchemaError,
    aligned,
    check_fraction,
    like_input,
    listed,
    raise_where,
    require_frame,
    typed,
)


@typed
def expected_length(retention: PerCustomer) -> float | np.ndarray | pd.Series:
    """Return the expected length of a relation at a constant retention rate, in periods: 1 / (1 - r).

    Parameters
    ----------
    retention : float, array or Series
        Probability that a customer of one period is still one in the next, 0-1 (客户保持率): a rate, not a length of
        time.

    Returns
    -------
    float, ndarray or Series
        Periods, 1 or more; infinite at a retention of 1.

    Raises
    ------
    ValueError
        If a retention rate is missing or outside 0-1.

    Examples
    --------
    >>> from custseg.value import expected_length
    >>> expected_length(0.75)
    4.0
    """
    index, (r,) = aligned(retention=retention)
    check_fraction(r, index, "retention", "It is a probability per period: write 80 % as 0.8.")
    return like_input(np.divide(1, 1 - r, out=np.full(r.shape, np.inf), where=r < 1), index, "periods")


@typed
def customer_share(spend: PerCustomer, category_spend: PerCustomer) -> float | np.ndarray | pd.Series:
    """Return the customer share (客户份额): which part of what a customer spends on the category they spend with us.

    The share of a whole group is ``spend.sum() / category_spend.sum()``, not the mean of its customers' shares.

    Parameters
    ----------
    spend : float, array or Series of shape (n_customers,)
        Money spent with us.
    category_spend : float, array or Series
        Money spent on the category anywhere, ours included.

    Returns
    -------
    float, ndarray or Series
        0-1.

    Raises
    ------
    ValueError
        If a spend is negative, the category is zero or smaller than our part, or the indexes differ.

    Examples
    --------
    >>> from custseg.value import customer_share
    >>> customer_share(30, 120)
    0.25
    """
    index, (ours, all_of_it) = aligned(spend=spend, category_spend=category_spend)
    raise_where(
        ours < 0, index, "spend", "is negative", "Count purchases before returns, or leave these customers out."
    )
    raise_where(all_of_it <= 0, index, "category_spend", "is not above zero", "A share of nothing does not exist.")
    raise_where(ours > all_of_it, index, "spend", "is above category_spend", "The category must include what we sold.")
    return like_input(ours / all_of_it, index, "customer_share")


@typed
def retention_by_period(panel: pd.DataFrame) -> pd.DataFrame:
    """Return how many customers of each period are still customers in the next one.

    Parameters
    ----------
    panel : DataFrame
        One row per customer and period in which they are one: ``customer_id``, ``period`` (anything that sorts).

    Returns
    -------
    DataFrame
        Index ``period`` (all but the last); ``at_start``, ``retained`` (customers in both), ``retention`` (0-1),
        ``churn`` (1 - retention) and ``expected_length`` (periods, if that rate went on).

    Raises
    ------
    SchemaError
        If a column is missing or has gaps, a customer occurs twice in a period, or there are fewer than two periods.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import retention_by_period
    >>> panel = pd.DataFrame({"customer_id": ["ann", "bob", "ann"], "period": [1, 1, 2]})
    >>> retention_by_period(panel)["retention"].to_dict()
    {1: 0.5}
    """
    kept = _kept(panel, "customer_id", "period")
    counts = kept.groupby(panel["period"]).agg(["count", "sum"]).iloc[:-1]
    at_start, retained = counts["count"].astype("int64"), counts["sum"].astype("int64")
    retention = retained / at_start
    return pd.DataFrame(
        {
            "at_start": at_start,
            "retained": retained,
            "retention": retention,
            "churn": 1 - retention,
            "expected_length": expected_length(retention),
        }
    )


@typed
def arpu_share_churn(panel: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return, by group of subscribers, revenue per subscriber and period, revenue share and churn.

    Parameters
    ----------
    panel : DataFrame
        One row per subscriber and period: ``customer_id``, ``period`` (anything that sorts), ``amount`` (revenue) and
        the column that `group` names.
    group : str
        Column with the group, for example corporate or individual.

    Returns
    -------
    DataFrame
        Index `group`; ``subscriber_periods``, ``amount``, ``arpu`` (amount per subscriber and period, 每用户平均收入),
        ``share_of_amount`` (0-1, 收入占比), ``at_risk`` (subscriber-periods but for the last period), ``leavers`` (of
        them not there in the next period) and ``churn`` (leavers / at risk per period, 离网率). A subscriber who comes
        back has left in between.

    Raises
    ------
    SchemaError
        If a column is missing or has gaps, a subscriber occurs twice in a period, there are fewer than two periods,
        or total revenue is not above zero.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import arpu_share_churn
    >>> panel = pd.DataFrame(
    ...     {
    ...         "customer_id": ["firm", "firm", "ann", "bob", "bob"],
    ...         "period": [1, 2, 1, 1, 2],
    ...         "amount": [60.0, 60.0, 20.0, 10.0, 10.0],
    ...         "kind": ["group", "group", "single", "single", "single"],
    ...     }
    ... )
    >>> arpu_share_churn(panel, "kind")[["arpu", "share_of_amount", "churn"]].round(2)
            arpu  share_of_amount  churn
    kind
    group   60.00             0.75    0.0
    single  13.33             0.25    0.5
    """
    kept = _kept(panel, "customer_id", "period", "amount", group)
    total = panel["amount"].sum()
    if total <= 0:
        raise SchemaError(f"panel: total amount is {total:,.2f}; shares need a total above zero.")
    at_risk = panel["period"] < panel["period"].max()
    by_group = panel[group]
    table = pd.DataFrame(
        {
            "subscriber_periods": panel.groupby(by_group).size(),
            "amount": panel["amount"].groupby(by_group).sum(),
            "at_risk": at_risk.groupby(by_group).sum(),
            "leavers": (at_risk & ~kept).groupby(by_group).sum(),
        }
    )
    table.insert(2, "arpu", table["amount"] / table["subscriber_periods"])
    table.insert(3, "share_of_amount", table["amount"] / total)
    return table.assign(churn=table["leavers"] / table["at_risk"].where(table["at_risk"] > 0))


def _kept(panel: pd.DataFrame, *columns: str) -> pd.Series:
    """Return, for each row, whether the same customer has a row in the next period of the panel."""
    require_frame(panel, "panel")
    missing = [name for name in columns if name not in panel]
    if missing:
        raise SchemaError(f"panel lacks {listed(missing)} (found: {listed(panel.columns)}).")
    problems = [
        f"panel: {name} is missing in {n:,} rows." for name, n in panel[list(columns)].isna().sum().items() if n
    ]
    if pd.api.types.infer_dtype(panel["period"]).startswith("mixed"):
        problems.append("panel: period holds numbers, texts or days beside each other; periods must follow each other.")
    elif twice := int(panel.duplicated(["customer_id", "period"]).sum()):
        problems.append(f"panel: {twice:,} rows repeat a customer in the same period. Sum them first.")
    if panel["period"].nunique() < 2:
        problems.append(f"panel has {panel['period'].nunique()} periods; staying needs at least two.")
    if problems:
        raise SchemaError(*problems)
    customer, _ = pd.factorize(panel["customer_id"])
    period, periods = pd.factorize(panel["period"], sort=True)
    key = customer * (len(periods) + 1) + period
    return pd.Series(np.isin(key + 1, key), index=panel.index)
