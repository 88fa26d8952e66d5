"""A small log that every test of this room may use, and a Spark session for those that ask for one."""

import sys

import pandas as pd
import pytest


@pytest.fixture
def transactions():
    """Give two buyers, one of whom returned something."""
    return pd.DataFrame(
        {
            "customer_id": ["b", "a", "a", "a", "b"],
            "date": pd.to_datetime(
                ["2024-03-01", "2024-01-10 09:30", "2024-01-10 18:00", "2024-02-01", "2024-03-05"], format="ISO8601"
            ),
            "amount": [8.0, 10.0, 5.0, 0.0, -3.0],
            "cost": [4.0, 6.0, 2.0, 1.0, -1.5],
        }
    )


@pytest.fixture(scope="module")
def spark_session():
    """Give a Spark session on one core; it ends with the module."""
    sql = pytest.importorskip(
        "pyspark.sql", reason="pyspark is not among the test packages: it is large and needs Java"
    )
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "1g"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # workers need custseg
        spark = sql.SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
        spark.stop()
