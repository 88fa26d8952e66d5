"""Is a day a day, however it is passed, and is everything else told so in one way?"""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from custseg.schema import as_day, day_name, day_number
from custseg.schema.days import FIRST_DAY, LAST_DAY

DAYS = [
    "2024-02-29",
    "2024-02-29 23:59",
    "2024-02-29T23:59:59.999999999",
    "2024-02-29T23:59:59+08:00",
    "2024-02-29T00:00:00Z",
    np.str_("2024-02-29"),
    date(2024, 2, 29),
    datetime(2024, 2, 29, 23, 59),
    datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
    pd.Timestamp("2024-02-29 00:01", tz="Asia/Shanghai"),
    np.datetime64("2024-02-29"),
    np.datetime64("2024-02-29T23:59:59.999", "ms"),
]
NO_DAYS = [
    "01/02/2024",
    "13/02/2024",
    "2024",
    "2024-01",
    "2024-1-5",
    "20240105",
    "2024-W05-1",
    "2024-02-30",
    "2024-02-28 25:00",
    "２０２４-02-28",
    " 2024-02-28",
    "now",
    "today",
    "",
    20240105,
    0,
    1.5,
    float("nan"),
    float("inf"),
    True,
    1 + 2j,
    None,
    pd.NaT,
    pd.NA,
    np.datetime64("NaT"),
    np.datetime64("2024"),
    np.datetime64("2024-02"),
    pd.Timedelta("1D"),
    pd.Period("2024-02"),
    ["2024-02-28"],
    "9999-12-31",
    date(9999, 12, 31),
    datetime.max,
    date.min,
    np.datetime64("12024-01-01"),
    b"2024-02-28",
]


@pytest.mark.parametrize("value", DAYS, ids=repr)
def test_every_way_to_write_one_day(value):
    found = as_day(value, "as_of")
    assert found == pd.Timestamp("2024-02-29")
    assert found.tz is None
    assert day_name(day_number(value, "as_of")) == "2024-02-29"


@pytest.mark.parametrize("value", NO_DAYS, ids=repr)
def test_everything_else_gets_one_sentence(value):
    with pytest.raises(
        ValueError, match=r"^as_of must be a day from 1678 to 2261 such as '2024-12-31', or a date or Timestamp; found "
    ):
        as_day(value, "as_of")


def test_the_message_stays_on_one_line_and_short():
    with pytest.raises(ValueError, match="observed_until must be a day") as error:
        as_day("x\n\x1b[31m" * 99, "observed_until")
    assert str(error.value).isprintable() and len(str(error.value)) < 200


def test_the_first_and_the_last_day():
    assert (day_number("1678-01-01", "day"), day_number("2261-12-31", "day")) == (FIRST_DAY, LAST_DAY)
    for value in ("1677-12-31", "2262-01-01"):
        with pytest.raises(ValueError, match="day must be a day from 1678 to 2261"):
            day_number(value, "day")
