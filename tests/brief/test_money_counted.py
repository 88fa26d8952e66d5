"""Is it said how refunds and first days count, with the money that an independent count finds?"""

import pandas as pd

from custseg.brief import open_book
from custseg.brief._money_counted import first_days, refunds
from custseg.datasets import load_cdnow
from custseg.simulate import simulate_business


def sections_with_refunds():
    shop = simulate_business("plain", random_state=1).rows
    rows = shop.assign(order_id=[f"o{n}" for n in range(len(shop))])
    late = rows[rows["date"] >= rows["date"].max() - pd.Timedelta(days=40)].head(30)
    back = late.assign(amount=-late["amount"], date=late["date"] + pd.Timedelta(days=3))
    old = rows[rows["date"] < rows["date"].max() - pd.Timedelta(days=200)].head(10)
    back = pd.concat([back, old.assign(amount=-old["amount"], date=rows["date"].max())])
    return open_book(pd.concat([rows, back[back["date"] <= rows["date"].max()]], ignore_index=True))


def test_two_ways_of_counting_refunds_are_said_with_both_amounts():
    book = sections_with_refunds()
    (said,) = refunds(book)
    last = book.log["date"] > book.as_of - pd.Timedelta(days=91)
    own = book.log.loc[last, "amount"].sum()
    undone = set(book.log.loc[book.log["amount"] < 0, "order_id"])
    sold = book.log.loc[last & (book.log["amount"] > 0) & ~book.log["order_id"].isin(undone), "amount"].sum()
    assert f"brought {book.money(own)} if counted as here, {book.money(sold)} if as above" in str(said)


def test_what_is_carried_on_leaves_out_first_days_and_says_so():
    book, log = open_book(load_cdnow()), load_cdnow()
    first = log.groupby("customer_id")["date"].transform("min")
    last = log["date"] > log["date"].max() - pd.Timedelta(days=91)
    (said,) = first_days(book)
    all_of_it = book.money(log.loc[last, "amount"].sum())
    assert str(said) == f"Nobody bought for the first time in the last 13 weeks: all of its {all_of_it} can come again."
    assert (log.loc[last, "date"] > first[last]).all()
