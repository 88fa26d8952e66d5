"""Is each number on the first sections what plain pandas makes of the same file? Nothing of custseg counts here."""

import os
import random
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custseg import brief
from custseg.brief import open_book
from custseg.datasets import load_cdnow, load_complete_journey

QUARTER = pd.Timedelta(days=91)
YEAR = pd.Timedelta(days=365)


def german_shop(folder):
    """Write five months of a German shop: decimal commas with a sign, guests, refunds that name their order."""
    chance, lines = random.Random(3), ["Kundennummer;Bestelldatum;Umsatz;Auftragsnummer"]
    day = pd.Timestamp("2023-01-01")
    for number in range(400):
        day += pd.Timedelta(days=chance.choice((0, 0, 0, 1, 1)))
        who = "" if number in (40, 190) else f"{chance.randint(1, 180):05d}"
        amount = f"{chance.lognormvariate(3.6, 0.6):.2f}".replace(".", ",")
        lines.append(f"{who};{day:%d.%m.%Y};{amount} €;A{number:06d}")
        if who and number % 40 == 7:
            lines.append(f"{who};{day + pd.Timedelta(days=2):%d.%m.%Y};-{amount} €;A{number:06d}")
    file = Path(folder) / "own-shop.csv"
    file.write_bytes("\n".join(lines).encode("cp1252"))
    return file


def counted(file):
    """Read such a file without custseg: every refund here undoes the whole order that it names."""
    rows = pd.read_csv(file, sep=";", dtype=str, encoding="cp1252")
    rows.columns = ["customer", "date", "amount", "order"]
    rows["amount"] = rows["amount"].str.replace(r"[^\d,-]", "", regex=True).str.replace(",", ".").astype(float)
    rows["date"] = pd.to_datetime(rows["date"], format="%d.%m.%Y")
    rows = rows.dropna(subset="customer")
    back = set(rows["order"][rows["amount"] < 0])
    return rows, rows[~rows["order"].isin(back)].drop(columns="order")


def plain(table):
    """Give the customers, days and amounts of a log without refunds."""
    days = pd.to_datetime(table["date"]).dt.normalize()
    return pd.DataFrame({"customer": table["customer_id"].astype(str), "date": days, "amount": table["amount"]})


def facts(section):
    return " ".join(one["text"] for one in section.facts())


def of_year(sold, until):
    young = sold[(sold["date"] > until - YEAR) & (sold["date"] <= until)]
    amounts = young.groupby("customer")["amount"].sum()
    return amounts[amounts > 0].sort_values(ascending=False)


def followed(sold, until, known):
    """Give the waits of first-time buyers, and for how long they are followed."""
    days = sold[["customer", "date"]].drop_duplicates()
    first = days.groupby("customer")["date"].min()
    later = days[days["date"] > days["customer"].map(first)].groupby("customer")["date"].min()
    waits = pd.DataFrame({"first": first, "wait": (later - first).dt.days})
    watched, begins = (until - waits["first"]).dt.days, sold["date"].min()
    for settled in (False,) if known else (True, False):
        new = (not settled) | (waits["first"] >= begins + pd.Timedelta(days=90))
        for within in (365, 180, 90):
            if (new & (watched >= within)).sum() >= 30:
                return waits[new & (watched >= within)], within
    raise AssertionError("too few first-time buyers")


def check(book, sold, until):
    """Hold the answer, who carries it, who comes back, and the lists against plain counts."""
    amounts = of_year(sold, until)
    half = int((amounts.cumsum() < amounts.sum() / 2 - 1e-9).sum()) + 1
    title = str(brief.the_answer(book).title)
    assert title.startswith(f"{len(amounts):,} customers brought {amounts.sum():,.0f}"), title
    assert f"the {half:,} largest of them brought half" in title

    section = brief.who_carries_it(book)
    share = amounts.iloc[: len(amounts) // 5].sum() / amounts.sum()
    assert f"{len(amounts):,} customers" in str(section.title)
    assert f"brings {share:.0%} of sales" in str(section.title)
    said = facts(section)
    assert f"brought {amounts.iloc[:10].sum() / amounts.sum():.0%} of it" in said
    assert f"brought {amounts.iloc[0] / amounts.sum():.0%}." in said
    rest = amounts.iloc[1:]
    assert f"largest customer it is {rest.iloc[: len(rest) // 5].sum() / rest.sum():.0%}" in said

    waits, within = followed(sold, until, bool(book.facts.starts_with_first_purchase))
    back = waits["wait"] <= within
    day = int(waits["wait"][back].quantile(0.5, interpolation="lower"))
    title = str(brief.who_comes_back(book).title)
    assert title.startswith(f"{back.sum():,} of {len(waits):,} first-time buyers ({back.mean():.0%})"), title
    assert title.endswith(f"half of them by day {day}.")

    found = book.lists["list"].value_counts()
    assert found[found > 0].to_dict() == expected_lists(sold, until, day)


def expected_lists(sold, until, half):
    days = sold[["customer", "date"]].drop_duplicates().sort_values(["customer", "date"])
    by = days.groupby("customer")["date"]
    number, silent = by.size(), (until - by.max()).dt.days
    gaps = days.assign(gap=by.diff().dt.days).groupby("customer")["gap"]
    gap = gaps.median()
    money = of_year(sold, until)
    of = pd.Series("", index=number.index)
    of[(number == 1) & (silent > half) & (silent <= half + 30)] = "newcomers"
    of[(number >= 3) & (silent > 2 * np.fmax(gap, gaps.mean()))] = "late"
    middle = gap.median()
    of[silent > (365 if np.isnan(middle) else max(365, int(np.ceil(3 * middle))))] = "silent"
    of[money.index[: min(10, -(-len(money) // 10))]] = "largest"
    return of[of != ""].value_counts().to_dict()


def check_sales(book, sold, before, after):
    """Hold the factors of the two periods against plain counts; a customer's day is an order."""
    said = []
    for first, last in (before, after):
        part = sold[(sold["date"] >= first) & (sold["date"] <= last)]
        orders = len(part[["customer", "order" if "order" in part else "date"]].drop_duplicates())
        buyers, money = part["customer"].nunique(), part["amount"].sum()
        said.append((f"{buyers:,}", f"{orders / buyers:.2f}", f"{money / orders:.2f}"))
    section = brief.why_sales_moved(book)
    parts = facts(section)
    for old, new in zip(*said, strict=True):
        assert f"{old} → {new}" in parts, parts


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    file = german_shop(tmp_path_factory.mktemp("shop"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return open_book(file), *counted(file)


@pytest.mark.heavy
def test_a_german_shop_needs_no_flag_and_every_number_agrees(shop):
    book, rows, sold = shop
    until = rows["date"].max()
    assert (len(book.log), len(book.ids), book.as_of) == (len(rows), rows["customer"].nunique(), until)
    assert book.facts.currency_code == "EUR"
    check(book, sold, until)


@pytest.mark.heavy
def test_what_a_german_shop_set_aside_and_took_back(shop):
    book, rows, _ = shop
    section = brief.limits(book)
    back = rows["amount"][rows["amount"] < 0]
    assert str(section.title).startswith(f"Of {len(rows) + 2} rows 2 were set aside")
    said = facts(section)
    assert (
        f"({len(back)} rows) were subtracted from the purchases that they undo: {-back.sum():,.0f} EUR in all." in said
    )


@pytest.mark.heavy
def test_what_is_carried_on_is_the_money_of_the_last_days_without_first_days(shop):
    """A refund counts on its own day, as in a forecast of what comes in; not that of a first day which is left out."""
    book, rows, _ = shop
    first = rows["customer"].map(rows.groupby("customer")["date"].min())
    begins = rows["date"].max() - QUARTER
    left_out = (rows["date"] == first) & (first > begins) & (rows["amount"] > 0)
    undone = (rows["amount"] < 0) & rows["order"].isin(rows["order"][left_out])
    again = rows["amount"][(rows["date"] > begins) & (rows["date"] > first) & ~undone].sum()
    assert f"bring about {again:,.0f} EUR" in str(brief.what_to_expect(book).title)


@pytest.mark.heavy
@pytest.mark.parametrize("load", [load_cdnow, load_complete_journey], ids=["cdnow", "grocer"])
def test_the_logs_that_ship_agree(load):
    table = load()
    book, sold = open_book(table), plain(table)
    if "order_id" in table:
        sold["order"] = table["order_id"].to_numpy()
    check(book, sold, book.as_of)
    if load is load_cdnow:
        quarters = [tuple(pd.to_datetime([f"{year}-04-01", f"{year}-06-30"])) for year in (1997, 1998)]
        check_sales(book, sold, *quarters)


@pytest.mark.slow
def test_the_online_shop_agrees_where_nothing_was_taken_back():
    """Refunds are left out here before the file is read: how they are set off is another test's question."""
    folder = os.environ.get("CUSTSEG_DATA", "")
    file = Path(folder) / "online_retail" / "year_2010_2011.parquet"
    if not folder or not file.exists():
        pytest.skip("online_retail/year_2010_2011.parquet lies not in CUSTSEG_DATA")
    rows = pd.read_parquet(file)
    rows = rows[rows["customer_id"].notna() & (rows["quantity"] > 0)]
    table = pd.DataFrame(
        {
            "customer_id": rows["customer_id"].astype(int).astype(str),
            "date": pd.to_datetime(rows["invoice_ts"]),
            "amount": (rows["quantity"] * rows["unit_price"]).round(2),
            "order_id": rows["invoice"].astype(str),
        }
    ).reset_index(drop=True)
    book = open_book(table, reading={"duplicates": "keep"})
    sold = plain(table).assign(order=table["order_id"])
    check(book, sold, book.as_of)
    check_sales(book, sold, *[tuple(pd.to_datetime(ends)) for ends in (
        ("2011-06-01", "2011-08-31"), ("2011-09-01", "2011-11-30"))])  # fmt: skip
