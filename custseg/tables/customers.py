"""What is known of each customer on a given day?

`customer_table`.
"""

from typing import Any

import narwhals as nw
import pandas as pd

from ..schema import Day, OnlyReturns, SchemaError, as_day, check_choice, listed
from ._engine import as_frame, check_columns, check_rows


def customer_table(
    transactions: Any,
    *,
    as_of: Day,
    only_returns: OnlyReturns = "raise",
) -> pd.DataFrame:
    """Sum up each customer's transactions, seen from one day.

    A *purchase* is a row with an amount of zero or more; a *return* is a row with a negative amount. Returns lower the
    amounts, but are not occasions. The sums are made by the engine of the frame (pandas, polars, DuckDB, PyArrow,
    Spark …, eager or lazy); only one row per customer is brought into pandas. Set the time zone of a Spark session to
    UTC, or days shift.

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
        Index ``customer_id`` (str, sorted). Columns:

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
    as_of = as_day(as_of, "as_of")
    check_choice(only_returns, "only_returns", OnlyReturns)
    frame = as_frame(transactions)
    names = frame.collect_schema().names()
    check_columns(frame.collect_schema())
    check_rows(frame, names, as_of)
    summed = _sum_up(frame, names)
    without = summed.index[summed["frequency"].isna()]
    if len(without) and only_returns == "raise":
        raise SchemaError(
            f"{len(without)} of {len(summed)} customers have returns and no purchase ({listed(without)}): they have no "
            "recency. Their purchases may lie before the file starts. Pass only_returns='drop' to leave them out."
        )
    return _finish(summed.drop(index=without), as_of, dropped=len(without))


def _sum_up(frame: nw.LazyFrame, names: list[str]) -> pd.DataFrame:
    amount = nw.col("amount")
    rows = frame.with_columns(
        day=nw.col("date").dt.truncate("1d"),
        returned=nw.when(amount < 0).then(0 - amount).otherwise(0.0),
    )
    money = [name for name in ("amount", "returned", "cost") if name == "returned" or name in names]
    sums = rows.group_by("customer_id").agg(**{name: nw.col(name).sum() for name in money})
    occasion = "order_id" if "order_id" in names else "day"
    purchases = (
        rows.filter(amount >= 0)
        .group_by("customer_id")
        .agg(
            first_purchase=nw.col("day").min(),
            last_purchase=nw.col("day").max(),
            frequency=nw.col(occasion).n_unique(),
        )
    )
    summed = sums.join(purchases, on="customer_id", how="left").collect().to_pandas()
    summed["customer_id"] = summed["customer_id"].astype("str")
    return summed.set_index("customer_id").sort_index()


def _finish(summed: pd.DataFrame, as_of: pd.Timestamp, *, dropped: int) -> pd.DataFrame:
    if summed.empty:
        raise SchemaError("No customer is left: every transaction is a return. Expected at least one purchase.")
    # Spark gives its timestamps a zone on the way to pandas; the days themselves are local
    days = (pd.to_datetime(summed[name], utc=True) for name in ("first_purchase", "last_purchase"))
    first, last = (day.dt.tz_localize(None).astype("datetime64[ns]") for day in days)
    frequency = summed["frequency"].astype("int64")
    table = pd.DataFrame(
        {
            "first_purchase": first,
            "last_purchase": last,
            "recency": (as_of - last).dt.days,
            "tenure": (as_of - first).dt.days,
            "frequency": frequency,
            "amount": summed["amount"].astype("float64"),
            "mean_amount": summed["amount"] / frequency,
            "returned": summed["returned"].astype("float64"),
        }
    )
    if "cost" in summed:
        table["cost"] = summed["cost"].astype("float64")
        table["margin"] = table["amount"] - table["cost"]
    table.attrs = {"as_of": f"{as_of:%Y-%m-%d}", "customers_with_only_returns_dropped": dropped}
    return table
