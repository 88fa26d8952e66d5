"""Is a day a day, and a frame a frame?"""

from datetime import datetime

import polars as pl
import pytest

from custseg.schema import as_day
from custseg.tables._engine import as_frame, next_day


def test_the_next_day():
    assert next_day(as_day("2024-02-28", "as_of")) == datetime(2024, 2, 29)


def test_lazy_frames_stay_lazy():
    assert isinstance(as_frame(pl.LazyFrame({"a": [1]})).to_native(), pl.LazyFrame)


def test_something_else_is_named():
    with pytest.raises(TypeError, match=r"must be a dataframe.*found dict"):
        as_frame({"customer_id": ["a"]})
