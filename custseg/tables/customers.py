"""What is known of each customer on a given day?

`customer_table`.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, OnlyReturns, SchemaError, check_choice, day_name, day_number, listed, typed
from ._log import PurchaseLog, customer_index, distinct_pairs, purchase_log
from ._log_checks import check_rows, has_no_id, is_unfit, open_log


@typed
def customer_table(
    transactions: Any,
    *,
    as_of: Day,
    only_returns: OnlyReturns = "raise",
) -> pd.DataFrame:
    """Sum up each customer's transactions, seen from one day.

    A *purchase* is a row with an amount of zero or more; a *return* is a row with a negative amount. Returns lower the
    amounts, but are not occasions. The sums are made by the engine of the frame (pandas, polars, DuckDB, PyArrow,
    Spark …, eager or lazy); only one row per customer is brought into pandas. Times are cut to their day on the engine,
    and times with a zone are refused: which day it was there is for the customer's zone to say.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``cost`` (cost of goods, signed like
        the amount).
    as_of : str or date
        The day that the answer is about: recency and tenure are counted back from it. The clock is never read.
    only_returns : {"raise", "drop"}, default "raise"
        What to do about customers who have returns and no purchase: they have no recency.

    Returns
    -------
    DataFrame
        Index ``customer_id`` (sorted; whole numbers where the log has whole numbers, else text). Columns:

        - ``first_purchase``, ``last_purchase``: days;
        - ``recency``: days from the last purchase to ``as_of``, 0 or more, low is good;
        - ``tenure``: days from the first purchase to ``as_of``;
        - ``frequency``: purchase occasions, that is distinct ``order_id``, or distinct days where there is none;
        - ``amount``: sum net of returns, in the file's currency;
        - ``mean_amount``: ``amount`` per occasion;
        - ``returned``: sum of the returns, as a positive number;
        - with a ``cost`` column also ``cost`` and ``margin`` (``amount - cost``).

        ``attrs`` hold ``as_of`` and the number of customers dropped for having only returns.

    Raises
    ------
    TypeError
        No dataframe.
    SchemaError
        Missing columns or values, columns of another type, infinite amounts, transactions after ``as_of``, no
        transaction at all, customers with only returns.
    ValueError
        ``as_of`` is not a date.

    See Also
    --------
    custseg.repeat_buying.repeat_purchase_table :
        ``x``, ``t_x`` and ``T`` for repeat-buying models: the first purchase is not counted there.
    amount_between : What known customers brought in a later window.

    Examples
    --------
    >>> import pandas as pd
    >>> transactions = pd.DataFrame(
    ...     {
    ...         "customer_id": ["a", "a", "b"],
    ...         "date": pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-05"]),
    ...         "amount": [10.0, 30.0, 5.0],
    ...     }
    ... )
    >>> customer_table(transactions, as_of="2024-01-31")[["recency", "frequency", "amount"]]
                 recency  frequency  amount
    customer_id
    a                 20          2    40.0
    b                 26          1     5.0
    """
    last_day = day_number(as_of, "as_of")
    check_choice(only_returns, "only_returns", OnlyReturns)
    frame = open_log(transactions, "order_id", "cost")
    if isinstance(frame, pd.DataFrame):
        summed = _counted(purchase_log(frame, "order_id", "cost", last_day=last_day, name="as_of"))
    else:
        summed = _summed_on_engine(frame, last_day)
    without = summed.index[summed["frequency"] == 0]
    if len(without) and only_returns == "raise":
        raise SchemaError(
            f"{len(without)} of {len(summed)} customers have returns and no purchase ({listed(without)}): they have no "
            "recency. Their purchases may lie before the file starts. Pass only_returns='drop' to leave them out."
        )
    return _finish(summed[summed["frequency"] > 0], last_day, dropped=len(without))


def _counted(log: PurchaseLog) -> pd.DataFrame:
    """Sum up arrays, in counting passes."""
    who, amount, n = log.customer, log.amount, len(log.customers)
    bought = log.purchases
    start = int(log.day.min())
    owner, day = distinct_pairs(bought.customer, bought.day - start)
    times = np.bincount(owner, minlength=n)
    ends = np.cumsum(times)
    some = times > 0
    first, last = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    first[some], last[some] = day[(ends - times)[some]] + start, day[ends[some] - 1] + start
    if bought.order is not None:
        times = np.bincount(distinct_pairs(bought.customer, bought.order)[0], minlength=n)
    money = pd.DataFrame({"amount": amount, "returned": np.where(amount < 0, -amount, 0.0)})
    if log.cost is not None:
        money["cost"] = log.cost
    sums = money.groupby(who).sum().set_axis(log.customers)  # pandas compensates what plain sums round off
    return sums.assign(first=first, last=last, frequency=times)


def _summed_on_engine(frame: nw.LazyFrame[Any], last_day: int) -> pd.DataFrame:
    """Sum up on the engine in one scan: occasions first, faults as a sum beside the money."""
    names = frame.collect_schema().names()
    amount = nw.col("amount")
    money = ["amount", "returned", *(["cost"] if "cost" in names else [])]
    occasion = "order_id" if "order_id" in names else "date"
    rows = frame.with_columns(
        returned=nw.when(amount < 0).then(0.0 - amount).otherwise(0.0),
        bought=nw.when(amount >= 0).then(nw.col("date").cast(nw.Datetime("us"))),
        unfit=is_unfit(names, last_day).cast(nw.Int64),
    )
    sums = [nw.col(name).sum() for name in [*money, "unfit"]]
    occasions = rows.group_by("customer_id", occasion).agg(
        *sums, first=nw.col("bought").min(), last=nw.col("bought").max()
    )
    customers = occasions.group_by("customer_id").agg(
        *sums, nw.col("first").min(), nw.col("last").max(), frequency=nw.col("first").count()
    )
    summed = customers.collect().to_pandas()
    ids = summed["customer_id"]
    if not len(summed) or summed["unfit"].sum() or has_no_id(ids):
        check_rows(frame, last_day, "as_of")
    days = {name: _day_numbers(summed[name]) for name in ("first", "last")}
    return summed.drop(columns=["customer_id", "unfit"]).assign(**days).set_index(customer_index(ids)).sort_index()


def _day_numbers(moments: pd.Series) -> np.ndarray:
    """Return days since 1970-01-01; any number for who never bought."""
    return moments.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(np.int64)


def _finish(summed: pd.DataFrame, last_day: int, *, dropped: int) -> pd.DataFrame:
    if summed.empty:
        raise SchemaError("No customer is left: every transaction is a return. Expected at least one purchase.")
    frequency = summed["frequency"].astype("int64")
    table = pd.DataFrame(
        {
            "first_purchase": _moments(summed["first"]),
            "last_purchase": _moments(summed["last"]),
            "recency": last_day - summed["last"],
            "tenure": last_day - summed["first"],
            "frequency": frequency,
            "amount": summed["amount"],
            "mean_amount": summed["amount"] / frequency,
            "returned": summed["returned"],
        }
    )
    if "cost" in summed:
        table["cost"] = summed["cost"]
        table["margin"] = table["amount"] - table["cost"]
    table.attrs = {"as_of": day_name(last_day), "customers_with_only_returns_dropped": dropped}
    return table


def _moments(days: pd.Series) -> np.ndarray:
    return days.to_numpy().astype("datetime64[D]").astype("datetime64[ns]")
