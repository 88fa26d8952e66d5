"""Is Spark's table that of pandas, whatever zone its session has? Runs where pyspark and Java are installed."""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import repeat_purchase_counts, repeat_purchase_table
from custseg.schema import SchemaError
from custseg.segment import ValueGrid, amount_by_window
from custseg.tables import amount_between, customer_table, log_between, score_in_batches, transactions_summary
from custseg.value import basket_table, cohort_table, interpurchase_times, repeat_rate, revenue_bridge

pytest.importorskip("pyspark.sql", reason="pyspark is not among the test packages: it is large and needs Java")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ZONES = ["UTC", "America/New_York", "Asia/Shanghai"]
KINDS = ["timestamp", "timestamp_ntz", "date"]


def log(returns):
    """Give a year of purchases, half of them within an hour of midnight, and the nights on which clocks are changed."""
    random = np.random.default_rng(3)
    n = 400
    minutes = np.where(random.uniform(size=n) < 0.5, random.integers(-60, 60, n), random.integers(0, 1440, n))
    days = pd.to_datetime("2024-01-02") + pd.to_timedelta(random.integers(0, 360, n), unit="D")
    days = days.where(random.uniform(size=n) < 0.95, pd.Timestamp("2024-03-10"))
    days = days.where(random.uniform(size=n) < 0.95, pd.Timestamp("2024-11-03"))
    amount = random.integers(1, 400, n) / 4
    back = returns & (random.uniform(size=n) < 0.1)
    return pd.DataFrame(
        {
            "customer_id": np.char.add("c", random.integers(0, 60, n).astype(str)),
            "date": (days + pd.to_timedelta(minutes, unit="min")).astype("datetime64[us]"),
            "amount": np.where(back, -amount, amount),
        }
    )


def in_spark(spark_session, zone, kind, table):
    """Give a log to a session as the wall clock's words say it, whatever its zone."""
    spark_session.conf.set("spark.sql.session.timeZone", zone)
    words = table.assign(date=table["date"].dt.strftime("%Y-%m-%d %H:%M:%S"))
    rows = spark_session.createDataFrame(
        list(words.itertuples(index=False, name=None)), "customer_id string, date string, amount double"
    )
    return rows.selectExpr("customer_id", f"cast(date as {kind}) as date", "amount")


FUNCTIONS = {
    "customer_table": lambda rows: customer_table(rows, as_of="2025-01-31"),
    "amount_between": lambda rows: amount_between(rows, ["c1", "c2", "c3"], after="2024-03-09", until="2024-11-03"),
    "transactions_summary": lambda rows: transactions_summary(log=rows),
    "cohort_table": lambda rows: cohort_table(rows, observed_until="2025-01-02"),
    "repeat_purchase_counts": lambda rows: repeat_purchase_counts(rows, observed_until="2025-01-02"),
    "repeat_purchase_counts by week": lambda rows: repeat_purchase_counts(rows, observed_until="2024-12-20", grain="W"),
    "repeat_purchase_table": lambda rows: repeat_purchase_table(rows, observed_until="2025-01-02"),
    "cohort_table by week": lambda rows: cohort_table(rows, observed_until="2025-01-02", period="W"),
    "basket_table": lambda rows: basket_table(rows, period="W"),
    "interpurchase_times": interpurchase_times,
    "repeat_rate": lambda rows: repeat_rate(rows, observed_until="2025-01-02"),
    "amount_by_window": lambda rows: amount_by_window(rows, observed_until="2025-01-02", period="M"),
    "amount_by_window of 30 days": lambda rows: amount_by_window(rows, observed_until="2025-01-02", days=30),
    "revenue_bridge": lambda rows: revenue_bridge(
        rows, before=("2024-01-01", "2024-06-30"), after=("2024-07-01", "2025-01-02")
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("zone", ZONES)
def test_one_row_per_customer_is_that_of_pandas(spark_session, zone, kind):
    table = log(returns=zone != "UTC")
    pd.testing.assert_frame_equal(
        customer_table(in_spark(spark_session, zone, kind, table), as_of="2025-01-31"),
        customer_table(table, as_of="2025-01-31"),
    )


@pytest.mark.parametrize(
    ("zone", "kind"), [(ZONES[1], kind) for kind in KINDS] + [(ZONES[2], kind) for kind in KINDS[:2]]
)
@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"customer_table"}))
def test_whatever_counts_in_a_log_counts_the_same_days(spark_session, name, zone, kind):
    table = log(True)
    expected = FUNCTIONS[name](table)
    compare = pd.testing.assert_series_equal if isinstance(expected, pd.Series) else pd.testing.assert_frame_equal
    compare(
        FUNCTIONS[name](in_spark(spark_session, zone, kind, table.sample(frac=1, random_state=2))),
        expected,
        check_dtype=False,
    )


@pytest.mark.parametrize("zone", ZONES[1:])
def test_one_row_per_customer_may_stay_in_spark(spark_session, zone):
    table = log(returns=True)
    found = customer_table(in_spark(spark_session, zone, "timestamp", table), as_of="2025-01-31", native=True)
    home = found.toPandas().set_index("customer_id").sort_index()
    days = {name: pd.to_datetime(home[name]).astype("datetime64[ns]") for name in ("first_purchase", "last_purchase")}
    pd.testing.assert_frame_equal(home.assign(**days), customer_table(table, as_of="2025-01-31"), check_dtype=False)


@pytest.mark.parametrize("zone", ZONES[1:])
def test_gaps_and_windows_may_stay_in_spark(spark_session, zone):
    table = log(returns=True)
    rows = in_spark(spark_session, zone, "timestamp", table)
    gaps = interpurchase_times(rows, native=True).toPandas().sort_values(["customer_id", "days"], ignore_index=True)
    expected = interpurchase_times(table).reset_index().sort_values(["customer_id", "days"], ignore_index=True)
    pd.testing.assert_frame_equal(gaps, expected, check_dtype=False)
    windows = {"observed_until": "2025-01-02", "period": "M"}
    home = amount_by_window(rows, **windows, native=True).toPandas().set_index("customer_id").sort_index()
    expected = amount_by_window(table, **windows)
    pd.testing.assert_frame_equal(home, expected.set_axis(list(expected.columns.astype("str")), axis=1))


def test_a_grid_names_customers_where_they_are(spark_session):
    rows = in_spark(spark_session, ZONES[1], "timestamp", log(returns=True))
    customers = customer_table(rows, as_of="2025-01-31")
    grid = ValueGrid("rfm").fit(customers)
    stay = customer_table(rows, as_of="2025-01-31", native=True)
    found = score_in_batches(grid, stay).toPandas().set_index("customer_id").sort_index()
    assert found["segment"].tolist() == grid.predict(customers).astype(str).tolist()


@pytest.mark.parametrize("zone", ZONES[1:])
@pytest.mark.parametrize("kind", KINDS)
def test_a_window_keeps_whole_days(spark_session, zone, kind):
    table = log(False)
    window = {"after": "2024-03-09", "until": "2024-03-10"}
    assert log_between(in_spark(spark_session, zone, kind, table), **window).count() == len(
        log_between(table, **window)
    )


def test_a_stored_folder_gives_the_same_table(spark_session, tmp_path):
    table = log(True)
    for part, rows in table.groupby(np.arange(len(table)) % 3):
        rows.to_parquet(tmp_path / f"{part}.parquet", index=False)
    spark_session.conf.set("spark.sql.session.timeZone", "America/New_York")
    found = customer_table(spark_session.read.parquet(str(tmp_path)), as_of="2025-01-31")
    pd.testing.assert_frame_equal(found, customer_table(table, as_of="2025-01-31"))


def test_faults_are_named_as_in_memory(spark_session):
    table = log(False)
    table.loc[[3, 5], "amount"] = [np.nan, np.inf]
    with pytest.raises(SchemaError) as in_memory:
        customer_table(table, as_of="2024-06-30")
    with pytest.raises(SchemaError) as on_spark:
        customer_table(in_spark(spark_session, "Asia/Shanghai", "timestamp", table), as_of="2024-06-30")
    assert sorted(on_spark.value.problems) == sorted(in_memory.value.problems)
