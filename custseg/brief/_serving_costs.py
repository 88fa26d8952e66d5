"""What does it cost to serve each customer of a file? As it was given, or priced from stated activities.

`costs_of` reads it, `profit_of` puts it beside the sales; `costs_of_strangers` and `without_costs` say what has no
match.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..read import read_cost_tables
from ..read.cost_tables import read_plain_costs, states_activities
from ..schema import SchemaError, listed
from ..value import cost_to_serve, customer_profit, unused_capacity
from .book import Book

Costs = str | Path | pd.DataFrame | Mapping[str, Any]
OTHERWISE = (
    "costs takes one row per customer, with customer_id and cost; or pools and activities, as in the workbook that "
    "custseg.report.write_cost_template writes."
)
TOTAL = "cost_to_serve"


def costs_of(costs: Costs, log: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """Give a row per customer with ``customer_id`` and ``cost``; of stated activities also a column for each of them.

    What the pools cost together and what of it nobody asked for stand in ``attrs``, to be told.
    """
    if isinstance(costs, Mapping) or (not isinstance(costs, pd.DataFrame) and states_activities(costs)):
        return _priced(costs, log, currency)
    try:
        return read_plain_costs(costs, currency=currency)
    except SchemaError as error:
        raise SchemaError(*error.problems, OTHERWISE) from error


def profit_of(book: Book) -> pd.DataFrame | None:
    """Give profit by customer, as `customer_profit` does; None where neither a margin nor costs are known."""
    if not book.has_sales or (book.margin is None and book.costs is None):
        return None
    sales = book.customers["amount"]
    goods = 0.0 if book.margin is None else (1.0 - book.margin) * sales
    each = _each(book)
    serving = each.reindex(_ids(book)).fillna(0.0).set_axis(sales.index)
    return customer_profit(sales, cost_of_goods=goods, cost_to_serve=serving)


def costs_of_strangers(book: Book) -> pd.Series:
    """Give the costs of customers who are not in the log."""
    each = _each(book)
    return each[~each.index.isin(_ids(book))]


def without_costs(book: Book) -> int:
    """Count the customers of the log who have no row in the costs; they count as costing nothing."""
    return 0 if book.costs is None else int((~_ids(book).isin(_each(book).index)).sum())


def _ids(book: Book) -> pd.Index:
    return book.names(book.customers.index).astype("str")


def _each(book: Book) -> pd.Series:
    if book.costs is None:
        return pd.Series(dtype="float64")
    sums: pd.Series = book.costs["cost"].groupby(book.costs["customer_id"].astype("str")).sum()
    return sums


def _priced(costs: str | Path | Mapping[str, Any], log: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    tables = read_cost_tables(costs, currency=currency)
    if "drivers" not in tables:
        tables["drivers"] = _counted(log, list(dict.fromkeys(tables["activities"]["driver"])))
    parts = tables["drivers"], tables["pools"], tables["activities"]
    served, idle = cost_to_serve(*parts), unused_capacity(*parts)
    table = served.rename(columns={TOTAL: "cost"}).rename_axis("customer_id").reset_index()
    table.attrs |= {"pools": float(idle["amount"].sum()), "unused": float(idle["unused"].sum())}
    return table


def _counted(log: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Count by customer what a log of purchases tells of how they were served."""
    bought = log[log["amount"] >= 0]
    order = "order_id" if "order_id" in log else "date"
    known = {
        "orders": bought.groupby("customer_id")[order].nunique(),
        "lines": bought.groupby("customer_id").size(),
        "returns": log[log["amount"] < 0].groupby("customer_id").size(),
    }
    if unknown := [name for name in names if name not in known]:
        raise SchemaError(
            f"costs has no sheet 'drivers', and a file of purchases tells {listed(known)} alone (asked for: "
            f"{listed(unknown)}). Add the sheet, with customer_id and a column for each driver."
        )
    everybody = pd.Index(log["customer_id"].unique(), name="customer_id")
    return pd.DataFrame({name: known[name].reindex(everybody).fillna(0.0) for name in names}, index=everybody)
