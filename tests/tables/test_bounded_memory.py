"""Does what is worked out of a long log take memory of its own for a part of the rows alone?"""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from custseg.decide import rhythm_table
from custseg.decide.signs.business import signs_of_numbered
from custseg.repeat_buying import comebacks_by_history, recent_money_ahead
from custseg.segment import amount_by_window, steps_between
from custseg.tables import (
    _counted,
    _customer_blocks,
    _gaps,
    _log,
    _shelf,
    amount_between,
    customer_table,
    log_between,
    net_refunds,
    refunds,
)  # fmt: skip
from custseg.tables._log import purchase_log
from custseg.tables._read_once import ReadOnceLog
from custseg.tables._shelf import shelved
from custseg.tables._sold import sold_log
from custseg.value import (
    cohort_table,
    customers_to_stand_still,
    newcomer_sales,
    sales_by_first_purchase,
    sales_change,
    second_purchase_waits,
    weekly_sales,
)  # fmt: skip

PART = 4_000  # rows that are worked on at a time here
QUARTERS = {"before": ("2022-10-01", "2022-12-31"), "after": ("2023-10-01", "2023-12-31")}
MOST_A_ROW = 15  # bytes: measured 11 and less; one copy of a column is eight


def shop(rows, *, seed=1):
    """Give a log in files: 400 customers in three years, a tenth of the rows refunds, orders as numbers."""
    rng = np.random.default_rng(seed)
    amount = np.where(rng.uniform(size=rows) < 0.1, -1, 1) * rng.integers(100, 9_000, rows) / 100
    columns = {
        "customer_id": rng.integers(0, 400, rows).astype(np.int32),
        "date": pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1_095, rows), "D"),
        "amount": amount,
        "order_id": np.arange(rows, dtype=np.int32),
    }
    return pd.DataFrame(columns)


@pytest.fixture
def small_parts(monkeypatch):
    """Work on few rows at a time, all that is long in files."""
    monkeypatch.setattr(_shelf, "SMALL", 4_096)
    monkeypatch.setattr(_customer_blocks, "MOST", PART)
    for module in (_shelf, _log, _counted, refunds, _gaps):
        monkeypatch.setattr(module, "STEP", PART)


def most_taken(work, log):
    """Give the bytes that were taken at most at one moment."""
    work(log.head(1_000))  # what is imported and kept for the process is there before
    tracemalloc.start()
    try:
        work(log)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


WORK = {
    "what was sold": lambda log: sold_log(log, "order_id"),
    "customers": lambda log: customer_table(log, as_of="2023-12-31"),
    "rhythm": lambda log: rhythm_table(log, as_of="2023-12-31"),
    "signs": lambda log: signs_of_numbered(log, pd.Index([f"K{n}" for n in range(400)]), observed_until="2023-12-31"),
    "a window": lambda log: log_between(log, until="2023-06-30"),
    "money of a window": lambda log: amount_between(log, range(400), after="2023-06-30", until="2023-12-31"),
    "refunds": net_refunds,
    "change of sales": lambda log: sales_change(log, **QUARTERS),
    "newcomers": lambda log: newcomer_sales(log, **QUARTERS),
    "weeks": lambda log: weekly_sales(log, **QUARTERS),
    "first purchases": lambda log: sales_by_first_purchase(log, observed_until="2023-12-31"),
    "standing still": lambda log: customers_to_stand_still(log, observed_until="2023-12-31", since=4),
    "cohorts": lambda log: cohort_table(log, observed_until="2023-12-31", period="Q"),
    "waits": lambda log: second_purchase_waits(log, observed_until="2023-12-31"),
    "bands of a year": lambda log: amount_by_window(log, observed_until="2023-12-31", days=91, every=364),
    "steps": lambda log: steps_between(
        log, earlier="2023-01-01", later="2023-12-31", days=91, n_twins=200, random_state=1
    ),
    "carried on": lambda log: recent_money_ahead(log, pd.Timestamp("2023-12-31"), pd.Timestamp("2024-03-31")),
    "comebacks": lambda log: comebacks_by_history(log, cut="2022-12-31", days_ahead=91),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", list(WORK))
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_more_rows_take_little_more_memory(small_parts, name):
    few, many = (ReadOnceLog(shelved(shop(rows)), shelved) for rows in (40_000, 120_000))
    more = most_taken(WORK[name], many) - most_taken(WORK[name], few)
    assert more <= MOST_A_ROW * 80_000


@pytest.mark.parametrize("name", ["customers", "rhythm", "signs", "a window"])
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_long_log_says_the_same(small_parts, name):
    rows = shop(20_000)
    long = WORK[name](ReadOnceLog(shelved(rows), shelved))
    plain = WORK[name](rows)
    pd.testing.assert_frame_equal(long, plain.reset_index(drop=True) if name == "a window" else plain, check_exact=True)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_refunds_take_back_the_same_in_parts(small_parts, monkeypatch):
    rows = shop(20_000).assign(product=np.arange(20_000) % 7)
    parts = refunds.place_refunds(purchase_log(rows), rows)
    monkeypatch.setattr(_customer_blocks, "MOST", 10**9)
    whole = refunds.place_refunds(purchase_log(rows), rows)
    assert (parts.unplaced > 0).any() and (parts.left != rows["amount"].clip(lower=0)).any()
    assert np.array_equal(parts.left, whole.left) and np.array_equal(parts.unplaced, whole.unplaced)
