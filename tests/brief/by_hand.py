"""Books that the tests of several sections read, and what is left of their purchases, counted without custseg."""

import functools
import warnings

import pandas as pd

from custseg.brief import open_book
from custseg.datasets import load_cdnow
from custseg.simulate import simulate_business

#: What is asked about some businesses before a page is made of them, and a right answer.
ANSWERS = {
    "till": {"leave_out": ["TILL1"]},
    "file_twice": {"reading": {"duplicates": "drop"}},
    "only_returns": {"turn_sign": True},
}


@functools.cache
def business(kind):
    """Make a book of a simulated business, in euros; "cdnow" is the real one, "given_back" one without a sale left."""
    if kind == "cdnow":
        return open_book(load_cdnow())
    drawn = simulate_business("only_returns" if kind == "given_back" else kind, random_state=1)
    rows = drawn.rows
    if kind == "given_back":
        rows = pd.concat([rows.assign(amount=-rows["amount"]), rows], ignore_index=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return open_book(rows, as_of=drawn.as_of, name=kind, currency="EUR", **ANSWERS.get(kind, {}))


def one_row(amount):
    """Make a book of one purchase; below nought, of one that was given back on the day."""
    amounts = [amount] if amount >= 0 else [-amount, amount]
    return open_book(pd.DataFrame({"customer_id": "a", "date": "2024-03-01", "amount": amounts}))


#: With refunds that name their orders.
SHOP = "returned_after_14_days"


def log_of(rows):
    """Make a book of rows of customer, day and amount."""
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return open_book(table.assign(date=pd.to_datetime(table["date"])), name="Corner shop")


@functools.cache
def made(section, book):
    """Make a section once."""
    return section(book)


@functools.cache
def left_of(book):
    """Give what is left of each purchase: a refund takes from the order that it names, then from the latest before."""
    log = book.log.assign(day=book.log["date"].dt.normalize()).reset_index(drop=True)
    log["order"] = log["order_id"] if "order_id" in log else log["day"]
    left = log["amount"].clip(lower=0).to_numpy(dtype=float, copy=True)
    for _, rows in log[log["customer_id"].isin(log["customer_id"][log["amount"] < 0])].groupby("customer_id"):
        for refund in rows[rows["amount"] < 0].itertuples():
            bought = rows[(rows["amount"] >= 0) & (rows["day"] <= refund.day)].sort_values("day", kind="stable")
            named, open_money = bought.index[bought["order"] == refund.order], -refund.amount
            for row in [*(named[::-1] if "order_id" in log else ()), *bought.index[::-1]]:
                taken = min(open_money, left[row])
                left[row] -= taken
                open_money -= taken
    kept = log.assign(left=left)[log["amount"] >= 0]
    remains, paid = (kept.groupby(["customer_id", "order"])[name].transform("sum") for name in ("left", "amount"))
    return kept[(remains > 1e-9) | (paid == 0)]


def fact(section, name):
    """Give the record of one claim of a section."""
    return next(one for one in section.facts() if one["id"] == name)
