"""Which first-time buyers were watched long enough to say who comes back, and by which day had half of them?

`ripe` and `half_by`.
"""

from __future__ import annotations

import pandas as pd

from .book import Book

WITHIN = (365, 180, 90)  # days; the longest for which enough were watched
FEWEST = 30


def ripe(book: Book) -> tuple[int, pd.DataFrame] | None:
    """Give for how many days first-time buyers are followed, and those of them who were watched that long.

    None where fewer than thirty were watched for the shortest of these times.
    """
    if book.customers.empty:
        return None
    watched = book.waits["days_watched"]
    for within in WITHIN:
        if (watched >= within).sum() >= FEWEST:
            return within, book.waits[watched >= within]
    return None


def half_by(book: Book) -> int | None:
    """Give the day by which half of those who come back had; None where it is not known or nobody did."""
    followed = ripe(book)
    if followed is None:
        return None
    within, waits = followed
    took = waits["days_to_second"][waits["days_to_second"] <= within]
    return None if took.empty else int(took.quantile(0.5, interpolation="lower"))
