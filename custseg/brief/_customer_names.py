"""What is a customer called, where the file has a name beside the id?

`customer_names`; `may_name` says which columns are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from .book import Book

CALLED = (
    "customer_name", "customer name", "customername", "client name", "billing name", "billing full name", "buyer name",
    "kunde", "kundenname", "name des kunden", "客户名称", "客户姓名", "顾客姓名", "会员姓名",
)  # fmt: skip
PERHAPS = ("name", "full name", "姓名")  # may be a product's: only if customers with several rows keep one
ONE_NAME = 0.95  # of the customers with several rows have a single name; else it is no name of theirs


def customer_names(book: Book) -> pd.Series | None:
    """Give the last name that stands beside each id; None where no column is headed as one, or holds other things."""
    for header in filter(may_name, book.log.columns):
        sure = _plain(header) in CALLED
        if (names := _names(book.log, header, sure=sure)) is not None:
            return names.rename("customer_name")
    return None


def may_name(header: object) -> bool:
    """Say whether a column is headed as if it held the names of customers."""
    return _plain(header) in (*CALLED, *PERHAPS)


def _plain(header: object) -> str:
    return str(header).strip().lower()


def _names(log: pd.DataFrame, header: str, *, sure: bool) -> pd.Series | None:
    told = log[["customer_id", header]].dropna()
    told = told.assign(**{header: told[header].astype(str).str.strip()})
    told = told[told[header] != ""]
    per = told.groupby("customer_id", sort=False)[header]
    different = per.nunique()[per.size() > 1]
    if told.empty or (different.empty and not sure) or (different == 1).mean() < ONE_NAME:
        return None
    return per.last()
