"""What does a log hold, before anything is computed from it?

`transactions_summary`.
"""

from typing import Any

import narwhals as nw
import pandas as pd

from ._engine import as_frame, check_columns, check_rows, how_many


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
    return pd.DataFrame([_summary(name, log) for name, log in logs.items()]).set_index("log")


def _summary(name: str, log: Any) -> dict[str, Any]:
    frame = as_frame(log)
    check_columns(frame.collect_schema())
    check_rows(frame, frame.collect_schema().names(), pd.Timestamp.max.normalize() - pd.Timedelta(days=2))
    amount = nw.col("amount")
    row = frame.select(
        customers=nw.col("customer_id").n_unique(),
        transactions=nw.len(),
        first_day=nw.col("date").min(),
        last_day=nw.col("date").max(),
        amount=amount.sum(),
        zero=how_many(amount == 0),
        returns=how_many(amount < 0),
    )
    found = row.collect().to_pandas().iloc[0]
    days = {key: pd.Timestamp(found[key]).tz_localize(None).normalize() for key in ("first_day", "last_day")}
    return {"log": name, **found, **days}
