"""What does one row per customer look like?"""

from datetime import date
from typing import Any, Literal

import narwhals as nw
import pandas as pd

from .schema import TRANSACTIONS, SchemaError, listed, missing_column


def customer_table(
    transactions: Any,
    *,
    as_of: str | date | pd.Timestamp,
    only_returns: Literal["raise", "drop"] = "raise",
) -> pd.DataFrame:
    """Sum up each customer's transactions, seen from one day.

    A *purchase* is a row with an amount of zero or more; a *return* is a row with a negative amount. Returns lower the
    amounts, but are not occasions. The sums are made by the engine of the frame (pandas, polars, DuckDB, PyArrow,
    Spark …, eager or lazy); only one row per customer is brought into pandas.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; optional ``order_id`` and ``cost`` (cost of goods, signed like
        the amount).
    as_of : str or date
        The day from which recency and tenure are counted back. "Now" is data: the clock is never read.
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
    as_of = _as_day(as_of)
    if only_returns not in ("raise", "drop"):
        raise ValueError(f"only_returns must be 'raise' or 'drop'; found {only_returns!r}.")
    frame = _as_frame(transactions)
    names = frame.collect_schema().names()
    _check_columns(frame.collect_schema())
    _check_rows(frame, names, as_of)
    summed = _sum_up(frame, names)
    without = summed.index[summed["frequency"].isna()]
    if len(without) and only_returns == "raise":
        raise SchemaError(
            f"{len(without)} of {len(summed)} customers have returns and no purchase ({listed(without)}): they have no "
            "recency. Their purchases may lie before the file starts. Pass only_returns='drop' to leave them out."
        )
    return _finish(summed.drop(index=without), as_of, dropped=len(without))


def _as_day(as_of: str | date | pd.Timestamp) -> pd.Timestamp:
    try:
        day = pd.Timestamp(as_of)
    except (ValueError, TypeError) as error:
        raise ValueError(f"as_of must be a date such as '2024-12-31'; found {as_of!r}.") from error
    if day is pd.NaT or pd.isna(day):
        raise ValueError(f"as_of must be a date such as '2024-12-31'; found {as_of!r}.")
    return day.tz_localize(None).normalize()


def _as_frame(transactions: Any) -> nw.LazyFrame:
    try:
        return nw.from_native(transactions).lazy()
    except TypeError as error:
        found = type(transactions).__name__
        raise TypeError(
            f"transactions must be a dataframe (pandas, polars, DuckDB, PyArrow …); found {found}."
        ) from error


def _check_columns(columns: nw.Schema) -> None:
    problems = [
        missing_column(columns, TRANSACTIONS, TRANSACTIONS[name])
        for name in TRANSACTIONS.required
        if name not in columns
    ]
    date_type = columns.get("date", nw.Date())
    if not date_type.is_temporal():
        problems.append(f"date must hold dates; found {date_type}. Use read_transactions, or pandas.to_datetime.")
    elif getattr(date_type, "time_zone", None):
        problems.append(
            f"date must be local time without a zone; found {date_type.time_zone}. Convert it to the customers' zone "
            "and drop the zone, so that a day is their day."
        )
    problems += [
        f"{name} must hold numbers; found {columns[name]}. Use read_transactions, or pandas.to_numeric."
        for name in ("amount", "cost")
        if name in columns and not columns[name].is_numeric()
    ]
    if problems:
        raise SchemaError(*problems)


def _check_rows(frame: nw.LazyFrame, names: list[str], as_of: pd.Timestamp) -> None:
    """Count what is wrong on the engine: only the counts travel."""
    needed = [name for name in (*TRANSACTIONS.required, "order_id", "cost") if name in names]
    after = nw.col("date") >= as_of.to_pydatetime() + pd.Timedelta(days=1).to_pytimedelta()
    counts = frame.select(
        rows=nw.len(),
        **{f"no_{name}": nw.col(name).is_null().sum() for name in needed},
        infinite=(~nw.col("amount").is_null() & ~nw.col("amount").cast(nw.Float64).is_finite()).sum(),
        after=after.sum(),
        last=nw.col("date").max(),
    )
    found = counts.collect().to_pandas().iloc[0]
    if found["rows"] == 0:
        raise SchemaError("transactions is empty: expected at least one row.")
    problems = [
        f"{int(found[f'no_{name}'])} rows have no {name}: drop them, or use read_transactions, which names the rows."
        for name in needed
        if found[f"no_{name}"]
    ]
    if infinite := int(found["infinite"] or 0):
        problems.append(f"{infinite} amounts are infinite or not a number: correct or drop them.")
    if found["after"]:
        problems.append(
            f"{int(found['after'])} rows lie after as_of {as_of:%Y-%m-%d}, the last on {found['last']:%Y-%m-%d}: "
            "pass a later as_of, or only the transactions up to that day."
        )
    if problems:
        raise SchemaError(*problems)


def _sum_up(frame: nw.LazyFrame, names: list[str]) -> pd.DataFrame:
    amount = nw.col("amount")
    rows = frame.with_columns(
        day=nw.col("date").dt.truncate("1d"),
        returned=nw.when(amount < 0).then(-amount).otherwise(0.0),
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
    first, last = (
        pd.to_datetime(summed[name]).astype("datetime64[ns]") for name in ("first_purchase", "last_purchase")
    )
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
