"""Can this frame be summed up, whatever its engine?

`as_day`, `next_day`, `as_frame`, `check_columns`, `check_rows` and `how_many`.
"""

from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
import pandas as pd

from ..schema import TRANSACTIONS, SchemaError, missing_column


def as_day(when: str | date | pd.Timestamp, argument: str) -> pd.Timestamp:
    """Read a day, whatever its time; `argument` is its name in the message."""
    message = f"{argument} must be a date such as '2024-12-31'; found {when!r}."
    try:
        day = pd.Timestamp(when)
    except (ValueError, TypeError) as error:
        raise ValueError(message) from error
    if pd.isna(day):
        raise ValueError(message)
    return day.tz_localize(None).normalize()


def next_day(day: pd.Timestamp) -> datetime:
    """Return the first moment that is no longer that day."""
    return day.to_pydatetime() + timedelta(days=1)


def as_frame(transactions: Any) -> nw.LazyFrame[Any]:
    """Take any dataframe that narwhals knows, lazily."""
    try:
        frame: nw.LazyFrame[Any] = nw.from_native(transactions).lazy()
    except TypeError as error:
        found = type(transactions).__name__
        raise TypeError(
            f"transactions must be a dataframe (pandas, polars, DuckDB, PyArrow …); found {found}."
        ) from error
    return frame


def check_columns(columns: nw.Schema) -> None:
    """Refuse columns that are missing or of another type, all at once."""
    problems = [
        missing_column(columns, TRANSACTIONS, TRANSACTIONS[name])
        for name in TRANSACTIONS.required
        if name not in columns
    ]
    date_type = columns.get("date", nw.Date())
    if not date_type.is_temporal():
        problems.append(f"date must hold dates; found {date_type}. Use read_transactions, or pandas.to_datetime.")
    elif zone := getattr(date_type, "time_zone", None):
        problems.append(
            f"date must be local time without a zone; found {zone}. Convert it to the customers' zone "
            "and drop the zone, so that a day is their day."
        )
    problems += [
        f"{name} must hold numbers; found {columns[name]}. Use read_transactions, or pandas.to_numeric."
        for name in ("amount", "cost")
        if name in columns and not columns[name].is_numeric()
    ]
    if problems:
        raise SchemaError(*problems)


def check_rows(frame: nw.LazyFrame[Any], names: list[str], as_of: pd.Timestamp) -> None:
    """Count what is wrong on the engine: only the counts travel."""
    needed = [name for name in (*TRANSACTIONS.required, "order_id", "cost") if name in names]
    after = nw.col("date") >= next_day(as_of)
    money_back = nw.col("amount") < 0
    costly = {"costly_returns": how_many(money_back & (nw.col("cost") > 0))} if "cost" in names else {}
    counts = frame.select(
        rows=nw.len(),
        **{f"no_{name}": how_many(nw.col(name).is_null()) for name in needed},
        infinite=how_many(~nw.col("amount").is_null() & ~nw.col("amount").cast(nw.Float64).is_finite()),
        after=how_many(after),
        **costly,
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
    if count := int(found.get("costly_returns") or 0):
        problems.append(
            f"{count} returns have a positive cost: a margin would count the goods twice. Give the cost the sign of "
            "the amount, as read_transactions does."
        )
    if found["after"]:
        problems.append(
            f"{int(found['after'])} rows lie after as_of {as_of:%Y-%m-%d}, the last on {found['last']:%Y-%m-%d}: "
            "pass a later as_of, or only the transactions up to that day."
        )
    if problems:
        raise SchemaError(*problems)


def how_many(condition: nw.Expr) -> nw.Expr:
    """Count the rows for which a condition holds; Spark does not add up truth values."""
    return condition.cast(nw.Int64).sum()
