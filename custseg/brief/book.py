"""What is known of one file of purchases? Read once, then handed to every section of the page.

`Book`; :func:`custseg.brief.open_book` makes one. Its parts: `_book_fields`, `_book_log`, `_book_signs`, `_book_ahead`.
"""

from __future__ import annotations

from ..exhibit import period_name
from ._book_ahead import BookAhead, Lookback
from ._book_fields import QUARTER, YEAR

__all__ = ["QUARTER", "YEAR", "Book", "Lookback"]


class Book(BookAhead):
    """One file of purchases, the day of the answer, and what was decided about both. Made by :func:`open_book`.

    Parameters
    ----------
    log : DataFrame
        Transactions up to `as_of`, returns negative.
    set_aside : DataFrame
        Rows that were not taken: ``row``, ``reason``, and the file's own columns.
    as_of : Timestamp
        The day that the answers are about.
    facts : LogFacts
        Whose log it is, its days, its currency.
    margin : float or None
        What is left of a unit of sales after the cost of goods, if it was given.
    by : str or None
        Column by which customers are compared: of their first purchase.
    costs : DataFrame or None
        Costs of serving customers: ``customer_id``, ``cost``.
    days_ahead : int
        How far forecasts look ahead.
    seed : int
        Of everything that is drawn.
    asked_on : Timestamp or None
        The day that was asked for, where the file ends so much earlier that it is stale.
    who_counts : mapping
        What was said of ids and signs: ``leave_out``, ``keep``, ``turn_sign``.
    signs_found : DataFrame or None
        What is odd about the business on the day of the answers, where that was looked for already.
    english_only : bool
        Whether the page leaves out the Chinese terms beside the English ones.
    people : Index or None
        The ids of the customers, sorted, where ``customer_id`` of the log are places among them, as in a long file;
        there ``order_id`` are numbers, too, and columns are left out that no part of the page asks for.

    See Also
    --------
    Section : What a page says of it.

    Examples
    --------
    >>> from custseg.brief import open_book
    >>> from custseg.datasets import load_cdnow
    >>> book = open_book(load_cdnow(), as_of="1997-12-31")
    >>> book
    <Book CDNOW: 2,357 customers, 5,728 rows, 1997>
    >>> book.money(1234.4)
    '1,234 USD'
    """

    def __repr__(self) -> str:
        window = period_name(self.facts.first_day, self.as_of)
        return f"<Book {self.name}: {len(self.ids):,} customers, {len(self.log):,} rows, {window}>"
