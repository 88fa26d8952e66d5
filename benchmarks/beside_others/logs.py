"""On which logs are the ways compared? Purchases of two years, drawn; in pandas, in polars and in DuckDB."""

from uuid import UUID

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from .work import DUCK, numbered

AS_OF = "2023-12-31"


def log(rows: int, ids: str = "text") -> pd.DataFrame:
    """Draw purchases of two years by a twelfth as many customers, without returns."""
    random = np.random.default_rng(4)
    n = max(rows // 12, 1)
    who = random.integers(0, n, rows)
    table = pd.DataFrame(
        {
            "customer_id": who,
            "date": pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 730, rows), unit="D"),
            "amount": random.gamma(2, 20, rows).round(2),
        }
    )
    if ids == "number":
        return table
    names = uuids(random, n).array if ids == "uuid" else numbered("c", n).array
    return table.assign(customer_id=pd.Categorical.from_codes(who, names) if ids == "category" else names.take(who))


def uuids(random: np.random.Generator, n: int) -> pd.Series:
    """Draw so many ids as text that hide no number, such as 8bd1d3a4-6c1f-4f0e-9d6b-0a5f2c7e1b33"""
    return pd.Series([str(UUID(bytes=random.bytes(16), version=4)) for _ in range(n)], dtype="str")


def as_engines(table: pd.DataFrame) -> tuple[pl.DataFrame, duckdb.DuckDBPyRelation]:
    """Give the same log to polars and to DuckDB, which copies it into a table of its own."""
    frame = pl.from_pandas(table)
    DUCK.register("given", frame.to_arrow())
    DUCK.execute("create or replace table log as select * from given")
    DUCK.unregister("given")
    return frame, DUCK.table("log")
