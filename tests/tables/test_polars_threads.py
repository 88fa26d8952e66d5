"""Is a table of polars the same on one thread and on eight, in one go and streamed?

Threads are fixed when polars starts: each number of them has a process of its own.
"""

import os
import pickle
import subprocess
import sys

import pandas as pd
import polars as pl
import pytest

from custseg.repeat_buying import repeat_purchase_counts
from custseg.segment import ValueGrid, amount_by_window
from custseg.tables import customer_table, score_in_batches
from custseg.value import basket_table, cohort_table, interpurchase_times, repeat_rate, revenue_bridge
from tests.engines import hard_log, shuffled

UNTIL = "2024-12-31"
TABLES = {
    "customers": lambda rows: customer_table(rows, as_of=UNTIL),
    "customers, there": lambda rows: customer_table(rows, as_of=UNTIL, native=True),
    "counts": lambda rows: repeat_purchase_counts(rows, observed_until=UNTIL),
    "cohorts": lambda rows: cohort_table(rows, observed_until=UNTIL),
    "windows": lambda rows: amount_by_window(rows, observed_until=UNTIL, period="M"),
    "bridge": lambda rows: revenue_bridge(rows, before=("2023-06-14", "2023-12-31"), after=("2024-01-01", UNTIL)),
    "baskets": basket_table,
    "gaps": interpurchase_times,
    "comebacks": lambda rows: repeat_rate(rows, observed_until=UNTIL),
    "names": lambda rows: score_in_batches(
        ValueGrid("rfm").fit(customer_table(rows, as_of=UNTIL)), customer_table(rows, as_of=UNTIL, native=True)
    ),
}
CHILD = """
import pickle, sys
import polars as pl
from tests.tables.test_polars_threads import in_every_way
assert pl.thread_pool_size() == int(sys.argv[1])
pickle.dump(in_every_way(), sys.stdout.buffer)
"""


def home(table):
    """Bring a table of polars home as one by customer, as it is in pandas."""
    table = table.collect() if isinstance(table, pl.LazyFrame) else table
    return table.to_pandas().set_index("customer_id").sort_index() if isinstance(table, pl.DataFrame) else table


def in_every_way():
    """Make all tables from the rows in another order, in one go and streamed: by way and name."""
    log = hard_log(rows=4_000, customers=400)  # enough that polars deals them out to its threads
    found = {}
    for way, affinity in (("at once", "in-memory"), ("streamed", "streaming")):
        with pl.Config(engine_affinity=affinity):
            rows = pl.from_pandas(shuffled(log)).lazy()
            found |= {(way, name): home(make(rows)) for name, make in TABLES.items()}
    return found


@pytest.mark.heavy
@pytest.mark.parametrize("threads", [1, 8])
def test_all_tables_are_those_of_pandas(root, threads):
    """Money is in quarters, so that sums are exact in any order: equal to the last digit."""
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(threads)],
        cwd=root,
        env={**os.environ, "POLARS_MAX_THREADS": str(threads), "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert not run.returncode, run.stderr.decode()
    found, log = pickle.loads(run.stdout), hard_log(rows=4_000, customers=400)
    for (_, name), table in found.items():
        expected = TABLES[name](log)
        if isinstance(expected, pd.Series):
            pd.testing.assert_series_equal(table, expected, check_exact=True)
            continue
        if name == "names":
            expected = expected.astype("str")
        pd.testing.assert_frame_equal(
            table, expected, check_exact=True, check_dtype=name not in ("customers, there", "names")
        )
