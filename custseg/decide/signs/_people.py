"""What is odd about the customers of a log? One id for many, two for one, a rhythm of their own, nobody back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from ...tables._counted import counts_by_customer
from ...tables._gaps import customer_slices
from ._facts import YEAR, LogFigures, Sign

CROWD, CUSTOMERS = 10.0, 30  # times as many rows as the customer with the second most
SHARED = 2.0  # so many times, where the id is called like an account that people share
_SHARED = re.compile(
    r"(guest|guests|walk-?in|cash|test|tester|testuser|test-?customer|dummy|unknown|anonymous|no-?reply"
    r"|gast|laufkunde|unbekannt|barverkauf|invité|invite|inconnu|anonyme|invitado|散客|游客|匿名|测试)"
    r"[\s_.+-]?\d{0,3}(@.*)?"
)
_BLANK = r"[\t-\r\x1c-\x20]"  # what Python takes for a blank, within ASCII
SPELT = 0.005  # of all customers, under a second spelling
GAPS, REGULAR, CONTRACT = 3, 0.3, 0.05  # gaps of a customer who is asked; their spread as a share of their mean
YEARLY, ABOUT = 0.7, 45  # of all gaps, about a whole number of years long; days that are about a year
ASKED = 10  # customers whose rhythm is known


def signs_of_people(log: LogFigures) -> Iterator[Sign]:
    """Give the signs that the customers show."""
    rows = counts_by_customer(log.rows.customer, len(log.rows.customers))
    top = int(rows.argmax())
    second = float(np.sort(rows)[-2]) if len(rows) > 1 else np.nan
    many = float(rows[top] / second) if len(rows) >= CUSTOMERS else 0.0
    who = str(log.rows.customers[top])
    limit = SHARED if _SHARED.fullmatch(who.strip().casefold()) else CROWD
    yield Sign("one id for many", many, limit, who, float(rows[top]))
    yield _two_ids(log)
    if not len(log.day):
        return
    visits = counts_by_customer(log.who, int(log.who.max()) + 1)
    back = int((visits > 1).sum())
    customers = int((visits > 0).sum())
    yield Sign("nobody back", float(back == 0), 1.0, more=float(customers))
    yield Sign("one customer", float(customers == 1), 1.0, str(log.sold.customers[int(visits.argmax())]))
    yield from _rhythm(log, visits)


def _two_ids(log: LogFigures) -> Sign:
    """Count the customers whose id is there in another spelling too: other capitals, blanks, or leading noughts."""
    names = pd.Series(log.rows.customers.astype(str))
    spelt = _plain(names).duplicated(keep=False)
    first = names[spelt].iloc[0] if spelt.any() else ""
    return Sign("two ids", float(spelt.mean()), SPELT, first, float(spelt.sum()))


def _plain(names: pd.Series) -> pd.Series:
    """Give names without capitals and blanks; only those with a blank or a letter beyond ASCII are gone through."""
    text = pa.array(names)
    held = [compute.invert(compute.string_is_ascii(text)), compute.match_substring_regex(text, _BLANK)]
    odd = np.asarray(compute.fill_null(compute.or_(*held), False))
    plain = names.str.lower()
    if odd.any():
        plain[odd] = names[odd].str.strip().str.casefold().str.replace(r"\s+", "", regex=True)
    return plain


def _rhythm(log: LogFigures, visits: np.ndarray) -> Iterator[Sign]:
    """Ask how evenly customers buy: the spread of their gaps, as a share of the mean, of the customer in the middle."""
    many = len(visits)
    n, total, squares = np.zeros(many, dtype=np.int64), np.zeros(many), np.zeros(many)
    yearly = 0
    for low, high, rows in customer_slices(log.who, many):
        who = log.who[rows] - log.who.dtype.type(low)
        same = who[1:] == who[:-1]
        owner, gap = who[1:][same], np.diff(log.day[rows])[same].astype(float)
        yearly += int((np.abs(gap - YEAR * np.maximum(np.round(gap / YEAR), 1)) <= ABOUT).sum())
        n[low:high] = np.bincount(owner, minlength=high - low)
        total[low:high], squares[low:high] = (
            np.bincount(owner, weights=gap**power, minlength=high - low) for power in (1, 2)
        )
    some = n >= GAPS
    if some.sum() < ASKED:
        return
    mean = total[some] / n[some]
    spread = np.sqrt(np.maximum(squares[some] - n[some] * mean**2, 0.0) / (n[some] - 1)) / mean
    usual, gap_of_most = float(np.median(spread)), float(np.median(mean))
    asked = float(some.sum())
    yield Sign("by contract", CONTRACT, usual, f"{gap_of_most:.0f}", asked)
    yield Sign("own rhythm", REGULAR if usual > CONTRACT else -1.0, usual, f"{gap_of_most:.0f}", asked)
    yield Sign("once a year", float(yearly / n.sum()), YEARLY, more=asked)
