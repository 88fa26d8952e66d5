"""How do refunds and first days count in a forecast? As the page says it, with what that is worth.

`first_days` and `refunds`.
"""

from __future__ import annotations

import pandas as pd

from ..exhibit import Claim
from ..repeat_buying import recent_money_ahead
from ._expected_in_words import claimed, window_name
from .book import Book


def _last_window(book: Book, log: pd.DataFrame) -> pd.Series:
    """Say which rows lie in as many days as are asked about, up to the day of the answer."""
    return log["date"].dt.normalize() > book.as_of - pd.Timedelta(days=book.days_ahead)


def first_days(book: Book) -> tuple[Claim, ...]:
    """Say how much of the last window is carried on: what customers bought on their first day is not."""
    log = book.unbroken
    date = log["date"].dt.normalize()
    days = min(book.days_ahead, (book.as_of - date.min()).days + 1)
    again = recent_money_ahead(log, book.as_of, book.as_of + pd.Timedelta(days=days), days=days)
    rows = _last_window(book, log)
    later = date > date.where(log["amount"] >= 0).groupby(log["customer_id"]).transform("min")
    told = {
        "window": window_name(book),
        "again": book.money(again),
        "all": book.money(float(log["amount"][rows].sum())),
    }
    return (claimed(book, "first_days", holds=bool((rows & ~later).any()), **told),)


def refunds(book: Book) -> tuple[Claim, ...]:
    """Say that refunds count in two ways on the page, and what that is worth."""
    back = book.log["amount"] < 0
    if not back.any():
        return ()
    last = _last_window(book, book.log)
    own, sold = float(book.log["amount"][last].sum()), float(book.net["left"][last].sum())
    told = {"window": window_name(book), "own": book.money(own), "sold": book.money(sold)}
    return (claimed(book, "refunds", holds=told["own"] != told["sold"], n=int(back.sum()), unit="rows", **told),)
