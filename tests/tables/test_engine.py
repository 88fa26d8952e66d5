"""Is a day a day, and a frame a frame?"""

from datetime import date, datetime

import pandas as pd
import polars as pl
import pytest

from custseg.tables._engine import as_day, as_frame, next_day


@pytest.mark.parametrize(
    "when", ["2024-02-28", date(2024, 2, 28), pd.Timestamp("2024-02-28 23:59", tz="Asia/Shanghai")]
)
def test_a_day_is_a_day_whatever_its_time_and_zone(when):
    assert as_day(when, "as_of") == pd.Timestamp("2024-02-28")
    assert next_day(as_day(when, "as_of")) == datetime(2024, 2, 29)


def test_lazy_frames_stay_lazy():
    assert isinstance(as_frame(pl.LazyFrame({"a": [1]})).to_native(), pl.LazyFrame)


def test_something_else_is_named():
    with pytest.raises(TypeError, match=r"must be a dataframe.*found dict"):
        as_frame({"customer_id": ["a"]})
