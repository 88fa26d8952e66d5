"""What is odd about the money of a log? One price, nought, a jump of all prices, one account, a few large buyers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from ...schema import day_name
from ...tables._counted import counts_by_customer, day_places, plain_sums_by_customer
from ...tables._customer_blocks import blocks_by_value, sorted_places
from ...tables._shelf import taken
from ._facts import QUARTER, LogFigures, Sign

EQUAL, FREE = 0.95, 0.05  # share of purchases at one amount, at nought
JUMP, FEWEST = 3.0, 30  # times the median amount of the quarter before; purchases on each side
WEEK = 7
LARGE, CUSTOMERS = 0.5, 10  # of all money from one customer; of so many
TIMES, LARGE_BUYERS, LARGE_SHARE = 8.0, 10, 0.25  # the usual amount; customers who spend so; what they bring


def signs_of_money(log: LogFigures) -> Iterator[Sign]:
    """Give the signs that the amounts show."""
    amount = log.rows.amount
    yield Sign("refunds only", float((amount <= 0).mean()) if amount.min() < 0 else 0.0, 1.0)
    bought = taken(amount, amount >= 0)
    if len(bought):
        yield Sign("free", float((bought == 0).mean()), FREE, more=float((bought == 0).sum()))
        paid = taken(bought, bought > 0)
        yield Sign("equal amounts", _most_common(paid) if len(paid) > 1 else 0.0, EQUAL)
    if len(log.sold.day):
        yield _jump(log)
        yield _one_account(log)
        yield _large_buyers(log)


def _most_common(values: np.ndarray) -> float:
    largest = max(np.unique(values[places], return_counts=True)[1].max() for places in blocks_by_value(values))
    return float(largest / len(values))


def _jump(log: LogFigures) -> Sign:
    """Find the day at which the median amount jumps most, between the quarter before and the quarter after."""
    order = sorted_places(log.rows.day)
    day, amount = taken(log.rows.day, order), taken(log.rows.amount, order)
    paid = amount > 0
    day, amount = taken(day, paid), taken(amount, paid)
    first, last = log.start + QUARTER, log.until - QUARTER + 1

    @cache  # the quarter after one cut is the quarter before another
    def quarter(start: int) -> tuple[int, float]:
        return _rows_and_median(day, amount, start)

    weeks = {cut: _ratio(quarter, cut) for cut in range(first, last + 1, WEEK)}
    if not weeks:
        return Sign("prices jump", 1.0, JUMP)
    best = max(weeks, key=lambda cut: abs(np.log(weeks[cut])))
    near = {cut: _ratio(quarter, cut) for cut in range(max(first, best - WEEK), min(last, best + WEEK) + 1)}
    best = max(near, key=lambda cut: abs(np.log(near[cut])))
    return Sign("prices jump", max(near[best], 1 / near[best]), JUMP, day_name(best), near[best])


def _rows_and_median(day: np.ndarray, amount: np.ndarray, start: int) -> tuple[int, float]:
    """Count the purchases of the quarter that begins on a day, and give their median amount; NaN of few."""
    left, right = day_places(day, [start, start + QUARTER])
    return int(right - left), float(np.median(amount[left:right])) if right - left >= FEWEST else np.nan


def _ratio(quarter: Callable[[int], tuple[int, float]], cut: int) -> float:
    """Divide the median amount of the quarter from a day on by that of the quarter before; 1 where there are few."""
    before, after = quarter(cut - QUARTER), quarter(cut)
    return 1.0 if min(before[0], after[0]) < FEWEST else after[1] / before[1]


def _one_account(log: LogFigures) -> Sign:
    money = plain_sums_by_customer(log.sold.amount, log.sold.customer, len(log.sold.customers))
    total = float(money.sum())
    share = float(money.max() / total) if total > 0 and (money > 0).sum() >= CUSTOMERS else 0.0
    return Sign("one account", share, LARGE, str(log.sold.customers[int(money.argmax())]), float(money.max()))


def _large_buyers(log: LogFigures) -> Sign:
    """Ask what those bring who buy for many times the usual amount: wholesale among consumers."""
    n = len(log.sold.customers)
    visits = counts_by_customer(log.who, n)
    money = plain_sums_by_customer(log.sold.amount, log.sold.customer, n)
    some = (visits > 0) & (money > 0)
    if not some.any():
        return Sign("large buyers", 0.0, LARGE_SHARE)
    mean, money = money[some] / visits[some], money[some]
    from_here = TIMES * float(np.median(mean))
    large = mean >= from_here
    enough = large.sum() >= LARGE_BUYERS
    share = float(money[large].sum() / money.sum()) if enough else 0.0
    return Sign("large buyers", share, LARGE_SHARE, f"{from_here:.2f}", float(large.sum()))
