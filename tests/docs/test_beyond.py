"""Does the page *Beyond one machine* say how often a log is read, and what was measured?"""

import re
import warnings
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest
from manual.slope import slopes
from manual.stored import RESULTS
from polars.io.plugins import register_io_source

from custseg import ValueGrid, customer_table
from custseg.repeat_buying import repeat_purchase_counts, repeat_purchase_table
from custseg.schema import UnsafeValueWarning
from custseg.segment import amount_by_window
from custseg.tables import (
    amount_between,
    customers_by_value,
    log_between,
    net_refunds,
    score_in_batches,
    transactions_summary,
)
from custseg.value import basket_table, cohort_table, interpurchase_times, repeat_rate, revenue_bridge

UNTIL = "2023-12-31"
YEARS = {"before": ("2022-01-01", "2022-12-31"), "after": ("2023-01-01", UNTIL)}
# how the page says it: reads at the call, and reads when the result is used
READS = {
    "once": (1, 0),
    "twice": (2, 0),
    "once by day, once by customer": (2, 0),
    "once, and again when the result is used": (1, 1),
    "the table of customers, once": (1, 0),
    "the table of customers, once for each axis and once for the cells": (4, 0),  # three axes
    "the table of customers, once; in Spark and lazy polars its first rows, and all when the result is used": (1, 1),
}
OF_A_LOG = {
    "customer_table": lambda log: customer_table(log, as_of=UNTIL),
    "customer_table with native=True": lambda log: customer_table(log, as_of=UNTIL, native=True),
    "repeat_purchase_counts": lambda log: repeat_purchase_counts(log, observed_until=UNTIL),
    "cohort_table": lambda log: cohort_table(log, observed_until=UNTIL),
    "revenue_bridge": lambda log: revenue_bridge(log, **YEARS),
    "basket_table": basket_table,
    "repeat_rate": lambda log: repeat_rate(log, observed_until=UNTIL),
    "amount_by_window, for tier_panel": lambda log: amount_by_window(log, observed_until=UNTIL, days=90),
    "interpurchase_times": interpurchase_times,
    "amount_by_window and interpurchase_times with native=True": lambda log: interpurchase_times(log, native=True),
    "amount_between, transactions_summary": lambda log: transactions_summary(shop=log),
    "log_between": lambda log: log_between(log, until="2023-06-30"),
    "all others, such as repeat_purchase_table and net_refunds": net_refunds,
}
SAID_TOGETHER = {
    "amount_by_window and interpurchase_times with native=True": lambda log: amount_by_window(
        log, observed_until=UNTIL, days=90, native=True
    ),
    "amount_between, transactions_summary": lambda log: amount_between(
        log, pd.Index(["c001", "c002"]), after="2022-12-31", until=UNTIL
    ),
    "all others, such as repeat_purchase_table and net_refunds": lambda log: repeat_purchase_table(
        log, observed_until=UNTIL
    ),
}
OF_CUSTOMERS = {
    "customers_by_value, for concentration_table, gini and top_share": lambda table, grid: customers_by_value(
        table, "amount"
    ),
    "fit of ValueGrid": lambda table, grid: ValueGrid("rfm").fit(table),
    "score_in_batches": lambda table, grid: score_in_batches(grid, table),
}


class Read:
    """A lazy table that counts how often it is read."""

    def __init__(self, table):
        self.table, self.times = table, 0

    def lazy(self):
        def give(columns, predicate, n_rows, batch_size):
            self.times += 1
            found = self.table if columns is None else self.table.select(columns)
            found = found if predicate is None else found.filter(predicate)
            yield found if n_rows is None else found.head(n_rows)

        return register_io_source(give, schema=self.table.schema)


@pytest.fixture(scope="module")
def log():
    rng, n = np.random.default_rng(1), 3_000
    days = rng.integers(0, 730, n)
    days[0] = 729  # the last day is that of `UNTIL`
    return pl.DataFrame(
        {
            "customer_id": [f"c{number:03}" for number in rng.integers(0, 200, n)],
            "date": pl.Series(days).cast(pl.Int32).cast(pl.Date) + (date(2022, 1, 1) - date(1970, 1, 1)),
            "amount": rng.gamma(2, 20, n).round(2) + 0.5,
        }
    )


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "beyond.rst").read_text("utf-8")


@pytest.fixture(scope="module")
def said(page):
    """How often each call reads, in the words of the page."""
    table = page.partition("What runs where\n")[2].partition("\nThe checks are made")[0]
    rows = re.findall(r"   \* - (.*)\n     - (.*)\n     - .*\n", table.replace("`", ""))
    return dict(rows[1:])


def times(table, call):
    """Read at the call, and when the result is used."""
    read = Read(table)
    found = call(read.lazy())
    first = read.times
    if isinstance(found, pl.LazyFrame):
        found.collect()
    return first, read.times - first


def test_the_page_names_each_call_that_is_counted_here_and_no_other(said):
    assert set(said) == {*OF_A_LOG, *OF_CUSTOMERS}


@pytest.mark.parametrize(("name", "call"), [*OF_A_LOG.items(), *SAID_TOGETHER.items()])
def test_a_log_is_read_as_often_as_the_page_says(said, log, name, call):
    assert times(log, call) == READS[said[name]]


@pytest.mark.parametrize(("name", "call"), [*OF_A_LOG.items(), *SAID_TOGETHER.items()])
def test_where_something_came_back_a_log_is_read_more_often(page, said, log, name, call):
    assert "read twice more wherever the table says once (three times more by `revenue_bridge`)" in " ".join(
        page.split()
    )
    hundredth = pl.int_range(pl.len()) % 100 == 7
    refunds = log.with_columns(amount=pl.when(hundredth).then(-pl.col("amount")).otherwise(pl.col("amount")))
    all_rows_come_home_or_none = name.startswith(("all others", "log_between")) or call is OF_A_LOG.get(
        "amount_between, transactions_summary"
    )
    more = 0 if all_rows_come_home_or_none else 3 if name == "revenue_bridge" else 2
    if name == "repeat_purchase_counts":  # two plans
        more *= 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)  # what came back has no purchase
        assert times(refunds, call)[0] == READS[said[name]][0] + more


@pytest.mark.parametrize(("name", "call"), OF_CUSTOMERS.items())
def test_customers_are_read_as_often_as_the_page_says(said, log, name, call):
    customers = customer_table(log.lazy(), as_of=UNTIL, native=True).collect()
    grid = ValueGrid("rfm").fit(customers)
    assert times(customers, lambda table: call(table, grid)) == READS[said[name]]


def test_memory_of_a_file_in_parts_hardly_grows_and_is_less_than_at_once():
    table = pd.read_csv(RESULTS / "reading_in_parts.csv").set_index(["file", "how", "rows"]).sort_index()
    for kind in ("csv", "parquet"):
        parts = table.loc[kind, "in parts"]
        assert parts.index.max() == 10 * parts.index.min()
        assert parts["MB"].max() < 1.25 * parts["MB"].min()
    longest = table.loc["csv", "in memory"].index.max()
    parts, whole = (table.loc["csv", how, longest] for how in ("in parts", "in memory"))
    assert parts["MB"] < whole["MB"] / 3 and parts["CPU s"] > 2 * whole["CPU s"]  # as the page says


def test_what_is_extrapolated_follows_from_what_was_measured(page):
    grown = pd.read_csv(RESULTS / "larger_than_memory_growth.csv")
    seconds, memory = slopes(grown, "CPU s"), slopes(grown, "MB")
    assert abs(memory["rows"]) < 10  # MB for a million: "does not grow with the rows"
    assert 2.5 < memory["customers"] / 81 < 3.5  # "some three times as much"
    said = re.search(r"two billion rows of two hundred million customers,.*? are ([\d,]+) CPU\s", page, re.DOTALL)
    expected = 2_000 * seconds["rows"] + 200 * seconds["customers"]
    assert int(said.group(1).replace(",", "")) == pytest.approx(expected, rel=0.05)
