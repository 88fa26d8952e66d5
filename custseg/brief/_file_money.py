"""Which money of the file does a page speak of, and which not? What was set aside, and what was given back unmatched.

`file_money` says it in one line.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ..exhibit import Sentence, money, phrase
from ..read import amounts_set_aside
from ..read.cells.amounts import BEYOND_CENTS
from .book import Book
from .left_out import LEFT_OUT, NO_PURCHASES, says_nothing

NOBODY = ("customer_id is missing", "the customer is a guest or unknown")
AMOUNT_OF_SEVERAL = re.compile(r"('.+?') was taken as amount; (.+) could be, too\.")  # what the reader notes
CENT = 0.005


def file_money(book: Book) -> Sentence | None:
    """Add up all amounts of the file, those in no number of the page, and the others; exact to the cent.

    None where that cannot be said: the table was read elsewhere, rows after the day of the answers or repeated ones
    were dropped without their amounts, or the file holds no purchase that is kept.
    """
    source, reasons = book.log.attrs.get("source", {}), book.set_aside["reason"].astype(str)
    if "rows_read" not in source or source.get("duplicates_dropped") or not book.has_sales:
        return None
    sound = source["rows_read"] - source.get("rows_dropped", 0)
    if sound > len(book.log) + reasons.str.startswith(LEFT_OUT).sum():  # some lie after the day of the answers
        return None
    aside, nobody = _amounts(book), reasons.str.startswith(NOBODY)
    told = {"nobody": float(aside[nobody].sum()), "others": float(aside[~nobody].sum())}
    told["unplaced"] = unplaced = float(book.net["unplaced"].sum())
    read = float(book.log["amount"].sum())
    whole = _exact(book, read + told["nobody"] + told["others"])
    parts = [
        f"; {phrase(f'own_opening.money_{name}', amount=_exact(book, amount))}"
        for name, amount in told.items()
        if abs(amount) >= CENT
    ]
    here = _exact(book, read + unplaced)
    return phrase("own_opening.money", column=_column(book), whole=whole, parts="".join(parts), here=here)


def _column(book: Book) -> str:
    """Say which column the amounts are of, where another could have been taken: with tax, or without."""
    notes = map(str, book.log.attrs.get("source", {}).get("notes", []))
    found = next(filter(None, map(AMOUNT_OF_SEVERAL.match, notes)), None)
    return "" if found is None else f" ({phrase('own_opening.money_column', taken=found[1], others=found[2])})"


def _amounts(book: Book) -> pd.Series:
    """Give the amount of each row set aside; nought where there is none, or where it sums up other rows."""
    rows, reasons = book.set_aside, book.set_aside["reason"].astype(str)
    if not len(rows):
        return pd.Series(dtype="float64")
    amounts = amounts_set_aside(rows, book.log.attrs.get("source", {}))
    if book.who_counts.get("turn_sign"):
        amounts = -amounts
    by_hand = reasons.str.startswith(LEFT_OUT)
    if by_hand.any():
        amounts = amounts.mask(by_hand, pd.to_numeric(rows["amount"], errors="coerce"))
    told = (amounts.abs() < BEYOND_CENTS) & ~reasons.str.startswith(NO_PURCHASES) & ~says_nothing(book)
    return pd.Series(np.where(told, amounts, 0.0), index=rows.index)


def _exact(book: Book, amount: float) -> str:
    return money(amount, book.facts.currency_code, 2)
