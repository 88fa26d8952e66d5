"""Do sums come home in slices where DuckDB's memory is full, and are they the same?"""

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from custseg.repeat_buying import repeat_purchase_counts
from custseg.segment import amount_by_window
from custseg.tables import _slices, customer_table
from custseg.tables._slices import at_home, slices
from custseg.value import basket_table, cohort_table, interpurchase_times, revenue_bridge
from tests.engines import hard_log, in_duckdb, shuffled

UNTIL = "2025-01-15"


@pytest.fixture
def full(monkeypatch):
    """Let the memory of the engine be full for all customers, and give the number of slices that were read."""
    read, whole = [], _slices.at_home

    def in_slices(query, frame):
        def refused(rows):
            if not read:
                read.append(rows)
                raise duckdb.OutOfMemoryException("full")
            read.append(rows)
            return query(rows)

        read.clear()
        return whole(refused, frame)

    for module in ("tables._engine_log", "tables._customer_sums", "tables._native_customers"):
        monkeypatch.setattr(f"custseg.{module}.at_home", in_slices)
    monkeypatch.setattr("custseg.repeat_buying.shared_histories.at_home", in_slices)
    return read


TABLES = {
    "customers": lambda log: customer_table(log, as_of=UNTIL),
    "cohorts": lambda log: cohort_table(log, observed_until=UNTIL),
    "bridge": lambda log: revenue_bridge(log, before=("2023-09-01", "2024-02-29"), after=("2024-03-01", "2024-08-31")),
    "baskets": basket_table,
    "times": interpurchase_times,
    "windows": lambda log: amount_by_window(log, observed_until=UNTIL, period="M"),
    "counts": lambda log: repeat_purchase_counts(log, observed_until=UNTIL),
}


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("table", TABLES)
def test_tables_are_the_same_in_slices(table, full):
    log = hard_log()
    expected, found = TABLES[table](log), TABLES[table](in_duckdb(shuffled(log)))
    assert len(full) == 1 + 4
    compare = pd.testing.assert_series_equal if isinstance(expected, pd.Series) else pd.testing.assert_frame_equal
    compare(found, expected, check_exact=True)
    assert found.attrs == expected.attrs


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_native_table_is_checked_in_slices(full):
    log = hard_log()
    stay = customer_table(in_duckdb(log), as_of=UNTIL, native=True).df().set_index("customer_id").sort_index()
    assert len(full) == 1 + 4
    assert stay["amount"].tolist() == customer_table(log, as_of=UNTIL)["amount"].tolist()


@pytest.mark.parametrize(("limit", "of_a_row", "number"), [("1GB", 20, 1), ("1GB", 3e6, 2), ("1GB", 8e6, 8),
                                                           ("1GB", 1e9, 32), ("8GB", 1e9, 1)])  # fmt: skip
def test_a_low_limit_is_not_run_into_first(limit, of_a_row, number, monkeypatch):
    """Sums of 600 rows: a limit of 1 GB has room for 1.67 MB of each."""
    monkeypatch.setattr(_slices, "OF_A_ROW", of_a_row)
    with duckdb.connect(config={"memory_limit": limit}) as connection:
        log = pd.concat([hard_log()] * 20, ignore_index=True).head(600)
        relation, read = connection.from_df(log), []
        found = at_home(lambda rows: read.append(rows) or rows, nw.from_native(relation).lazy())
    assert len(read) == number and len(found) == 600
    assert found["amount"].sum() == pytest.approx(log["amount"].sum())


def test_each_customer_is_in_one_slice():
    frame = nw.from_native(in_duckdb(hard_log())).lazy()
    found = [set(part.collect().to_pandas()["customer_id"]) for part in slices(frame, 4)]
    assert sum(map(len, found)) == len(set.union(*found)) == hard_log()["customer_id"].nunique()


def test_other_errors_and_a_memory_that_stays_full_are_said():
    frame = nw.from_native(in_duckdb(hard_log())).lazy()

    def fails(error):
        def query(rows):
            raise error

        return query

    with pytest.raises(ZeroDivisionError):
        at_home(fails(ZeroDivisionError()), frame)
    with pytest.raises(MemoryError, match="Raise its limit"):
        at_home(fails(duckdb.OutOfMemoryException("full")), frame)
