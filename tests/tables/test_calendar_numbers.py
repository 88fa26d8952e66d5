"""Do engines number days and periods as pandas does?"""

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from custseg.tables import customer_table, log_between
from custseg.tables._calendar_numbers import day_number_of, day_of, period_number_of
from tests.engines import ENGINES

DAYS = pd.DataFrame({"date": pd.date_range("1899-12-25", "2105-01-05", freq="3D").astype("datetime64[us]")})


@pytest.mark.parametrize("period", ["D", "W", "M", "Q", "Y"])
@pytest.mark.parametrize("engine", ["polars", "duckdb, 1 thread"])
def test_numbers_are_those_of_pandas(engine, period):
    day = nw.col("date").cast(nw.Date)
    frame = nw.from_native(ENGINES[engine](DAYS)).lazy()
    found = frame.select("date", number=period_number_of(day, period)).sort("date").collect().to_pandas()
    assert found["number"].tolist() == DAYS["date"].dt.to_period(period).array.asi8.tolist()


def test_days_are_counted_from_1970():
    frame = nw.from_native(ENGINES["polars"](DAYS)).select(number=day_number_of(nw.col("date").cast(nw.Date)))
    expected = DAYS["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    assert frame["number"].to_list() == expected.tolist()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("engine", ["polars", "polars lazy", "duckdb, 1 thread"])
def test_the_last_moment_of_a_day_is_in_it(engine, unit):
    """23:59:59.999999999, which Java writes for the end of a day, was the next day in DuckDB."""
    midnight = pd.Series(pd.to_datetime(["1969-12-31", "1970-01-01", "2024-03-01"])).astype(f"datetime64[{unit}]")
    log = pd.DataFrame({"customer_id": ["a", "b", "c"], "date": midnight - np.timedelta64(1, unit), "amount": 1.0})
    frame = nw.from_native(ENGINES[engine](log)).lazy()
    found = frame.select("customer_id", day=day_of(frame)).sort("customer_id").collect().to_pandas()["day"]
    assert [str(day)[:10] for day in found] == ["1969-12-30", "1969-12-31", "2024-02-29"]
    days = customer_table(ENGINES[engine](log), as_of="2024-02-29")["recency"]
    assert days.tolist() == [19783 + 1, 19783, 0]
    kept = nw.from_native(log_between(ENGINES[engine](log), until="1970-01-01")).lazy().collect()
    assert len(kept) == 2


def test_other_periods_are_refused():
    with pytest.raises(ValueError, match="period"):
        period_number_of(nw.col("date"), "fortnight")
