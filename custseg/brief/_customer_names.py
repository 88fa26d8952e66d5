"""What is a customer called, where the file has a name beside the id?

`customer_names`.
"""

from __future__ import annotations

import pandas as pd

from .book import Book

CALLED = (
    "customer_name", "customer name", "customername", "client name", "billing name", "billing full name", "buyer name",
    "kunde", "kundenname", "name des kunden", "客户名称", "客户姓名", "顾客姓名", "会员姓名",
)  # fmt: skip
PERHAPS = ("name", "full name", "姓名")  # may be a product's: only if customers with several rows keep one
ONE_NAME = 0.95  # of the customers with several rows have a single name; else it is no name of theirs


def customer_names(book: Book) -> pd.Series | None:
    """Give the last name that stands beside each id; None where no column is headed as one, or holds other things."""
    for header in book.log.columns:
        called = str(header).strip().lower()
        if called in (*CALLED, *PERHAPS) and (names := _names(book.log, header, sure=called in CALLED)) is not None:
            return names.rename("customer_name")
    return None


def _names(log: pd.DataFrame, header: str, *, sure: bool) -> pd.Series | None:
    told = log[["customer_id", header]].dropna()
    told = told.assign(**{header: told[header].astype(str).str.strip()})
    told = told[told[header] != ""]
    per = told.groupby("customer_id", sort=False)[header]
    different = per.nunique()[per.size() > 1]
    if told.empty or (different.empty and not sure) or (different == 1).mean() < ONE_NAME:
        return None
    return per.last()
