"""From a folder of Parquet files to names, forecasts and the tables of one's own page: is each value that of pandas?

Runs where pyspark and Java are installed. Prints with ``-s`` how many rows and values were compared.
"""

import os
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from custseg.brief import open_book
from custseg.repeat_buying import ModifiedBetaGeoNBD, repeat_purchase_counts, repeat_purchase_table
from custseg.segment import ValueGrid
from custseg.tables import customer_table, customers_by_value, score_in_batches, transactions_summary
from custseg.value import basket_table, cohort_table, concentration_table, repeat_rate, revenue_bridge

pytest.importorskip("pyspark.sql", reason="pyspark is not among the test packages: it is large and needs Java")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ROWS = int(os.environ.get("CUSTSEG_SPARK_ROWS", "6000"))
UNTIL = "2024-12-31"
SESSIONS = [(zone, kind) for zone in ("America/New_York", "Asia/Shanghai") for kind in ("timestamp", "timestamp_ntz")]
YEARS = {"before": ("2023-01-01", "2023-12-31"), "after": ("2024-01-01", UNTIL)}


def two_years(rows: int) -> pd.DataFrame:
    """Give purchases of two years in quarters of money; a third within an hour of midnight, one in forty given back."""
    random = np.random.default_rng(17)
    customers = rows // 8
    who = random.choice(customers, rows, p=random.dirichlet(np.full(customers, 0.6)))
    starts = random.integers(0, 600, customers)
    stays = random.exponential(150 * np.exp(1.5 * random.normal(size=customers)))  # some leave soon, some never
    lengths = np.minimum(1 + stays, 730 - starts)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(
        starts[who] + (random.uniform(size=rows) * lengths[who]).astype(int), unit="D"
    )
    near = random.uniform(size=rows) < 1 / 3
    minutes = np.where(near, (1410 + random.integers(0, 60, rows)) % 1440, random.integers(300, 1440, rows))
    amount = random.integers(1, 400, rows) / 4
    return pd.DataFrame(
        {
            "customer_id": pd.Series(who).map("c{:07d}".format),
            "date": (days + pd.to_timedelta(minutes, unit="min")).astype("datetime64[us]"),
            "amount": np.where(random.uniform(size=rows) < 1 / 40, -amount, amount),
        }
    )


class Way(NamedTuple):
    """A log in pandas, the same as Spark reads it from its folder, and where else tables may be put."""

    session: object
    log: pd.DataFrame
    rows: object
    folder: object

    def stored(self, frame, name):
        """Write a Spark table and read it again, as one does with what is used twice."""
        frame.write.mode("overwrite").parquet(str(self.folder / name))
        return self.session.read.parquet(str(self.folder / name))


@pytest.fixture(scope="module", params=SESSIONS, ids=" ".join)
def way(spark_session, request, tmp_path_factory):
    """Write the log with Spark, of this zone and type, into a folder of files, and read it from there."""
    zone, kind = request.param
    folder, log = tmp_path_factory.mktemp("way"), two_years(ROWS)
    spark_session.conf.set("spark.sql.session.timeZone", zone)
    words = log.assign(date=log["date"].dt.strftime("%Y-%m-%d %H:%M:%S"))
    words.to_parquet(folder / "words.parquet", index=False)
    rows = spark_session.read.parquet(str(folder / "words.parquet"))
    typed = rows.selectExpr("customer_id", f"cast(date as {kind}) as date", "amount")
    typed.repartition(4).write.parquet(str(folder / "log"))
    return Way(spark_session, log, spark_session.read.parquet(str(folder / "log")), folder)


@pytest.fixture(scope="module")
def customers(way):
    """Give the table of customers, made and stored by Spark, and that of pandas."""
    stored = way.stored(customer_table(way.rows, as_of=UNTIL, native=True), "customers")
    return stored, customer_table(way.log, as_of=UNTIL)


def same(found: pd.DataFrame, expected: pd.DataFrame, **exactly: object) -> None:
    """Compare every value, sort by customer where there are any, and say how many there were."""
    if "customer_id" in found:
        found = found.set_index("customer_id")
    if found.index.name == "customer_id":
        found, expected = found.sort_index(), expected.sort_index()
    days = expected.select_dtypes("datetime").columns
    found = found.assign(**{name: pd.to_datetime(found[name]).astype(expected[name].dtype) for name in days})
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_index_type=False, **exactly)
    print(f"  {len(expected):,} rows, {expected.size:,} values")


@pytest.mark.parametrize("kind", ["home", "stored"])
def test_the_table_of_customers(way, customers, kind):
    found = customers[0].toPandas() if kind == "stored" else customer_table(way.rows, as_of=UNTIL)
    same(found, customers[1], check_exact=True)


def test_chances_to_be_alive(way, customers):
    """Counts, parameters and each customer's chance: from histories, and from columns of the table of customers."""
    counts = repeat_purchase_counts(way.rows, observed_until=UNTIL)
    same(counts, repeat_purchase_counts(way.log, observed_until=UNTIL), check_exact=True)
    table = repeat_purchase_table(way.log, observed_until=UNTIL)
    same(repeat_purchase_table(way.rows, observed_until=UNTIL), table, check_exact=True)
    model = ModifiedBetaGeoNBD().fit(counts)
    at_home = ModifiedBetaGeoNBD().fit(table)
    np.testing.assert_allclose(
        model.expected_purchases(table, horizon=13), at_home.expected_purchases(table, horizon=13), rtol=1e-4
    )
    histories = customers[0].selectExpr(
        "customer_id", "frequency - 1 as x", "(tenure - recency) / 7 as t_x", "tenure / 7 as T"
    )
    found = score_in_batches(model, histories, method="probability_alive").toPandas()
    same(found, model.probability_alive(table).to_frame(found.columns[-1]), rtol=1e-12)


def test_names_of_rfm(customers):
    stored, expected = customers
    grid, at_home = ValueGrid("rfm").fit(stored), ValueGrid("rfm").fit(expected)
    same(grid.cuts_, at_home.cuts_, check_exact=True)
    same(score_in_batches(grid, stored).toPandas(), at_home.predict(expected).astype("str").to_frame("segment"))


TABLES = {
    "cohorts": partial(cohort_table, observed_until=UNTIL),
    "the bridge of two years": partial(revenue_bridge, **YEARS),
    "baskets": basket_table,
    "who comes back": partial(repeat_rate, observed_until=UNTIL),
    "the log in one row": lambda rows: transactions_summary(log=rows),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_the_page_that_are_counted_in_spark(way, name):
    found, expected = (pd.DataFrame(TABLES[name](rows)) for rows in (way.rows, way.log))
    same(found, expected, rtol=1e-12)


def test_who_carries_the_sales(customers):
    stored, expected = customers
    amounts = customers_by_value(stored, "amount")
    found = concentration_table(amounts["amount"], weights=amounts["customers"])
    same(found, concentration_table(expected["amount"]), rtol=1e-12)


def test_the_page_stands_on_the_same_rows(way):
    """What the page has of each customer: made in memory from the rows that came home, whatever their order."""
    home, at_home = open_book(way.rows.toPandas()), open_book(way.log)
    for name in ("customers", "rhythm", "waits"):
        same(getattr(home, name), getattr(at_home, name), rtol=1e-12)
    assert (home.as_of, home.days, len(home.ids)) == (at_home.as_of, at_home.days, len(at_home.ids))
