"""The engines on which a table must be that of pandas, and a log that is hard on them."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa


def in_duckdb(table: pd.DataFrame, threads: int = 1) -> duckdb.DuckDBPyRelation:
    """Give a table to a DuckDB connection of its own with so many threads, and no zone of this machine."""
    connection = duckdb.connect(config={"threads": threads})
    connection.register("given", pa.Table.from_pandas(table, preserve_index=False))
    connection.execute("create table log as select * from given")
    return connection.table("log")


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": pl.from_pandas,
    "polars lazy": lambda table: pl.from_pandas(table).lazy(),
    "pyarrow": lambda table: pa.Table.from_pandas(table, preserve_index=False),
    "duckdb, 1 thread": in_duckdb,
    "duckdb, 8 threads": lambda table: in_duckdb(table, 8),
}


def hard_log(seed: int = 3, *, returns: bool = True, rows: int = 600, customers: int = 90) -> pd.DataFrame:
    """Give a year and a half of purchases over two new years, some given back, in quarters of money: sums are exact.

    Times lie before and after midnight; a few customers only return, one buys for nothing; orders are of one customer.
    """
    random = np.random.default_rng(seed)
    who = np.minimum(random.geometric(0.03, rows), customers)
    days = pd.Timestamp("2023-06-14") + pd.to_timedelta(random.integers(0, 560, rows), unit="D")
    minutes = np.where(
        random.uniform(size=rows) < 0.3, random.integers(1430, 1440, rows), random.integers(0, 1440, rows)
    )
    amount = random.integers(1, 400, rows) / 4
    back = returns & (random.uniform(size=rows) < 0.15) & (who % 4 == 1)
    amount = np.where(back, -amount, amount)
    amount[random.uniform(size=rows) < 0.01] = 0.0
    table = pd.DataFrame(
        {
            "customer_id": pd.Series(who).map("c{:03d}".format),
            "date": (days + pd.to_timedelta(minutes, unit="min")).astype("datetime64[us]"),
            "amount": amount,
        }
    )
    table["order_id"] = table["customer_id"] + "-" + pd.Series(random.integers(0, 12, rows)).astype("str")
    return table


def shuffled(table: pd.DataFrame) -> pd.DataFrame:
    """Give the same rows in another order."""
    return table.sample(frac=1.0, random_state=5).reset_index(drop=True)


def assert_like_pandas(engine: str, table_of: Callable[[Any], Any], *, decimals: bool = False, **settings: Any) -> None:
    """Compare a table from an engine with that of pandas, to the last digit, with and without returns.

    ``decimals`` divides the money so that sums are rounded: then to the twelfth digit.
    """
    for returns in (False, True):
        log = hard_log(returns=returns, **settings)
        if decimals:
            log["amount"] = (log["amount"] * 1.37).round(2)
        expected, found = table_of(log), table_of(ENGINES[engine](shuffled(log)))
        compare: Any = (
            pd.testing.assert_series_equal if isinstance(expected, pd.Series) else pd.testing.assert_frame_equal
        )
        compare(found, expected, **({"rtol": 1e-12, "atol": 1e-9} if decimals else {"check_exact": True}))
        np.testing.assert_equal(
            {name: value for name, value in found.attrs.items() if not isinstance(value, float)},
            {name: value for name, value in expected.attrs.items() if not isinstance(value, float)},
        )
        for name, value in expected.attrs.items():
            if isinstance(value, float):
                np.testing.assert_allclose(found.attrs[name], value, rtol=1e-12, atol=1e-9, err_msg=name)
