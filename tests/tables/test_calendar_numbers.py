"""Do engines number days and periods as pandas does?"""

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from custseg.tables._calendar_numbers import day_number_of, period_number_of
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


def test_other_periods_are_refused():
    with pytest.raises(ValueError, match="period"):
        period_number_of(nw.col("date"), "fortnight")
