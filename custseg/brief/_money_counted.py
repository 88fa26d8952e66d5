"""How do refunds and first days count in a forecast? As the page says it, with what that is worth.

`first_days` and `refunds`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..exhibit import Claim
from ..repeat_buying import recent_money_ahead
from ..tables._customer_blocks import customer_blocks
from ._expected_in_words import claimed, window_name
from .book import Book


def _last_window(book: Book, log: pd.DataFrame) -> pd.Series:
    """Say which rows lie in as many days as are asked about, up to the day of the answer."""
    return log["date"] >= book.as_of.normalize() - pd.Timedelta(days=book.days_ahead - 1)


def first_days(book: Book) -> tuple[Claim, ...]:
    """Say how much of the last window is carried on: what customers bought on their first day is not."""
    log = book.unbroken
    days = min(book.days_ahead, (book.as_of - log["date"].min().normalize()).days + 1)
    again = recent_money_ahead(log, book.as_of, book.as_of + pd.Timedelta(days=days), days=days)
    rows = _last_window(book, log)
    later = _after_first_day(log)
    told = {
        "window": window_name(book),
        "again": book.money(again),
        "all": book.money(float(log["amount"][rows].sum())),
    }
    return (claimed(book, "first_days", holds=bool((rows & ~later).any()), **told),)


def _after_first_day(log: pd.DataFrame) -> np.ndarray:
    """Say which rows are of a later day than the first purchase of their customer; some customers after others."""
    later = np.zeros(len(log), dtype=bool)
    for rows in customer_blocks(log["customer_id"].to_numpy()):
        part = log.iloc[rows]
        date = part["date"].dt.normalize()
        later[rows] = date > date.where(part["amount"] >= 0).groupby(part["customer_id"]).transform("min")
    return later


def refunds(book: Book) -> tuple[Claim, ...]:
    """Say that refunds count in two ways on the page, and what that is worth."""
    back = book.log["amount"] < 0
    if not back.any():
        return ()
    last = _last_window(book, book.log)
    own, sold = float(book.log["amount"][last].sum()), float(book.net["left"][last].sum())
    told = {"window": window_name(book), "own": book.money(own), "sold": book.money(sold)}
    return (claimed(book, "refunds", holds=told["own"] != told["sold"], n=int(back.sum()), unit="rows", **told),)
