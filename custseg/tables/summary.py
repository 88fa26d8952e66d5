"""What does a log hold, before anything is computed from it?

`transactions_summary`.
"""

from typing import Any

import narwhals as nw
import pandas as pd

from ..schema import day_name, typed
from ._log import PurchaseLog, purchase_log
from ._log_checks import check_rows, how_many, open_log


@typed
def transactions_summary(**logs: Any) -> pd.DataFrame:
    """Say in one row per log what it holds, before anything is computed from it.

    Parameters
    ----------
    **logs : dataframe
        Transactions under the name that their row shall have.

    Returns
    -------
    DataFrame
        Index ``log``; columns ``customers``, ``transactions`` (rows), ``first_day``, ``last_day``, ``amount`` (sum, net
        of returns), ``zero`` and ``returns`` (rows with an amount of zero, and below).

    Raises
    ------
    SchemaError
        As for :func:`custseg.tables.customer_table`.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> transactions_summary(cdnow=load_cdnow())[["customers", "transactions", "zero", "returns"]]
           customers  transactions  zero  returns
    log
    cdnow       2357          6919     8        0
    """
    if not logs:
        raise TypeError("pass at least one log under its name: transactions_summary(shop=transactions).")
    return pd.DataFrame([_summary(name, log) for name, log in logs.items()]).set_index("log")


def _summary(name: str, transactions: Any) -> dict[str, Any]:
    frame = open_log(transactions)
    found = _counted(purchase_log(frame)) if isinstance(frame, pd.DataFrame) else _summed_on_engine(frame)
    return {"log": name, **found}


def _counted(log: PurchaseLog) -> dict[str, Any]:
    return {
        "customers": len(log.customers),
        "transactions": len(log.day),
        "first_day": pd.Timestamp(day_name(log.day.min())),
        "last_day": pd.Timestamp(day_name(log.day.max())),
        "amount": log.amount.sum(),
        "zero": int((log.amount == 0).sum()),
        "returns": int((log.amount < 0).sum()),
    }


def _summed_on_engine(frame: nw.LazyFrame[Any]) -> dict[str, Any]:
    check_rows(frame)
    amount, day = nw.col("amount"), nw.col("date").cast(nw.Datetime("us"))
    row = frame.select(
        customers=nw.col("customer_id").n_unique(),
        transactions=nw.len(),
        first_day=day.min(),
        last_day=day.max(),
        amount=amount.sum(),
        zero=how_many(amount == 0),
        returns=how_many(amount < 0),
    )
    found = row.collect().to_pandas().iloc[0].to_dict()
    return {str(name): int(value) if name in ("zero", "returns") else value for name, value in found.items()}
