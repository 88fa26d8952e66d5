"""What is known of each customer on a given day?

`customer_table`.
"""

from typing import Any, Literal, overload

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import Day, OnlyReturns, SchemaError, check_choice, day_name, day_number, listed, typed
from ._customer_sums import counted, summed_at_home, with_returners
from ._log_checks import open_log
from ._native import held_in_memory, on_engine_of
from ._native_customers import NativeCustomers, native_customers, written_natively
from ._sold import sold_log


@overload
def customer_table(
    transactions: Any, *, as_of: Day, only_returns: OnlyReturns = "drop", native: Literal[False] = False
) -> pd.DataFrame: ...
@overload
def customer_table(transactions: Any, *, as_of: Day, only_returns: OnlyReturns = "drop", native: bool) -> Any: ...
@typed
def customer_table(
    transactions: Any,
    *,
    as_of: Day,
    only_returns: OnlyReturns = "drop",
    native: bool = False,
) -> Any:
    """Sum up each customer's transactions, seen from one day.

    A *purchase* is a row with an amount of zero or more; a *return* is a row with a negative amount. Returns are set
    against what they undo by the rule of :func:`net_refunds`: an order wholly given back is no occasion. The sums are
    made by the engine of the frame (pandas, polars, DuckDB, PyArrow, Spark …, eager or lazy); only one row per
    customer, and the rows of those who gave something back, are brought into pandas. Times are cut to their day on the
    engine, and times with a zone are refused: which day it was there is for the customer's zone to say. Spark's
    ``timestamp`` has the day that Spark shows, that of the session's zone.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; optional ``order_id``, ``product`` (they say what a return
        undoes) and ``cost`` (cost of goods, signed like the amount).
    as_of : str or date
        The day that the answer is about: recency and tenure are counted back from it. The clock is never read.
    only_returns : {"drop", "raise"}, default "drop"
        What to do about customers who have returns and no purchase: they have no recency. Like those who gave back all
        that they had bought, they are left out and counted in ``attrs``, or refused with ``"raise"``.

    native : bool, default False
        Whether the table stays on the engine of the frame: polars gives polars, DuckDB a relation, PyArrow a table,
        Spark a frame, and what is lazy stays lazy. For logs with more customers than memory holds. The log is checked
        in one scan; a lazy engine reads it again when the table is used. ``customer_id`` is a column there,
        rows are in no order, ``first_purchase`` and ``last_purchase`` are dates, and there are no ``attrs``.

    Returns
    -------
    DataFrame, or with ``native=True`` a frame of the engine
        Index ``customer_id`` (sorted; whole numbers where the log has whole numbers, else text). Columns:

        - ``first_purchase``, ``last_purchase``: days of the first and the last occasion of which something is left;
        - ``recency``: days from the last purchase to ``as_of``, 0 or more, low is good;
        - ``tenure``: days from the first purchase to ``as_of``;
        - ``frequency``: purchase occasions of which something is left, that is distinct ``order_id``, or distinct days
          where there is none;
        - ``amount``: what is left of all purchases, in the file's currency;
        - ``mean_amount``: ``amount`` per occasion;
        - ``returned``: sum of all returns, as a positive number;
        - with a ``cost`` column also ``cost`` and ``margin`` (``amount - cost``).

        ``attrs`` hold ``as_of``, the number of customers dropped for having only returns and of those who gave
        everything back, and rows and money of returns that found no purchase before them, which ``amount`` leaves out.

    Raises
    ------
    TypeError
        No dataframe.
    SchemaError
        Missing columns or values, columns of another type, infinite amounts, transactions after ``as_of``, no
        transaction at all, customers with only returns under ``"raise"``.
    ValueError
        ``as_of`` is not a date.

    Warns
    -----
    UnsafeValueWarning
        If more than one percent of the money came back for purchases that are not in the log.

    See Also
    --------
    net_refunds : What each return undoes, row by row.
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
    given = nw.to_native(transactions, pass_through=True)
    frame = open_log(given, "order_id", "cost")
    if isinstance(frame, pd.DataFrame):
        sold = sold_log(given, "order_id", "cost", last_day=last_day, name="as_of")
        summed, refunded = counted(sold), sold.refunded
    else:
        in_memory = held_in_memory(given)
        if native:
            found = native_customers(given, frame, last_day, in_memory=in_memory)
            return _native_table(found, last_day, only_returns, given)
        summed, refunded = with_returners(given, summed_at_home(frame, last_day, in_memory=in_memory))
    without = _only_returns(summed, len(summed), only_returns)
    occasions = summed["frequency"].to_numpy()
    table = _finish(summed if occasions.all() else summed[occasions > 0], last_day)
    refunded.warn(bought=float((summed["amount"] + summed["returned"]).sum()) - refunded.unplaced)
    table.attrs = {
        "as_of": day_name(last_day),
        "customers_with_only_returns_dropped": without,
        "customers_who_gave_everything_back": int((occasions == 0).sum()) - without,
        **refunded.remarks,
    }
    return on_engine_of(table.reset_index(), given) if native and not isinstance(given, pd.DataFrame) else table


def _native_table(found: NativeCustomers, last_day: int, only_returns: str, given: Any) -> Any:
    """Do the same where the table stays on its engine."""
    gone = 0
    returners = found.returners
    if len(returners):
        _only_returns(returners, found.customers, only_returns)
        gone = int((returners["frequency"] == 0).sum())
        returners = returners[returners["frequency"] > 0]
    if gone == found.customers:
        raise SchemaError(_NOBODY)
    found.refunded.warn(bought=found.bought)
    return written_natively(found.kept, _finish(returners, last_day) if len(returners) else returners, last_day, given)


def _only_returns(summed: pd.DataFrame, customers: int, only_returns: str) -> int:
    """Count the customers who have returns and no purchase, or refuse them."""
    without = summed.index[summed["purchases"].to_numpy() == 0]
    if len(without) and only_returns == "raise":
        raise SchemaError(
            f"{len(without)} of {customers} customers have returns and no purchase ({listed(without)}): they have no "
            "recency. Their purchases may lie before the file starts. Pass only_returns='drop' to leave them out."
        )
    return len(without)


_NOBODY = "No customer is left: every transaction is a return, or was given back. Expected at least one purchase."


def _finish(summed: pd.DataFrame, last_day: int) -> pd.DataFrame:
    if summed.empty:
        raise SchemaError(_NOBODY)
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
        },
        copy=False,
    )
    if "cost" in summed:
        table["cost"] = summed["cost"]
        table["margin"] = table["amount"] - table["cost"]
    return table


def _moments(days: pd.Series) -> np.ndarray:
    return days.to_numpy().astype("datetime64[D]").astype("datetime64[ns]")
