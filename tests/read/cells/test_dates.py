"""A column of dates in any writing; what cannot be read is listed with its rows."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.read.cells.dates import read_dates


def read(values, dayfirst=None):
    values = values if isinstance(values, pd.Series) else pd.Series(values, dtype=object)
    return read_dates(values, np.arange(len(values)) + 2, dayfirst)


def days(parsed):
    return parsed.series.astype(str).tolist()


ONE_DAY = [
    "2024-01-05", "2024/1/5", "2024年1月5日", "20240105", "Jan 5, 2024", 20240105, 45296, 45296.0, "45296",
    " 2024-01-05 ",
    datetime.date(2024, 1, 5), datetime.datetime(2024, 1, 5), pd.Timestamp("2024-01-05"), np.datetime64("2024-01-05"),
    pd.Timestamp("2024-01-05", tz="Asia/Shanghai"), "2024-01-05T00:00:00Z",
]  # fmt: skip


def test_all_writings_in_one_column():
    parsed, order = read(ONE_DAY)
    assert set(days(parsed)) == {"2024-01-05"}
    assert parsed.series.dtype == "datetime64[ns]"
    assert (parsed.faults, parsed.problems, order) == ([], [], None)
    assert parsed.notes == [
        "date: 3 are Excel day numbers, counted from 1900.",
        "date: 2 name a time zone; the clock time is kept, the zone is dropped.",
        "date: there are 2 zones ('+00:00', '+08:00'), and the clock times of each stay as they are written. "
        "Where the zones are more than summer and winter time, convert the dates to one zone first.",
    ]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_real_dates_of_any_resolution(unit):
    values = pd.Series(pd.to_datetime(["2024-01-05 08:30", None])).astype(f"datetime64[{unit}]")
    parsed, _ = read(values)
    assert days(parsed)[0] == "2024-01-05 08:30:00"
    assert parsed.series.dtype == "datetime64[ns]"
    assert parsed.faults[0].reason == "date is missing"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_clock_time_of_a_zone_is_kept(zone):
    values = pd.Series(pd.to_datetime(["2024-01-05 23:30"])).dt.tz_localize(zone)
    assert days(read(values)[0]) == ["2024-01-05 23:30:00"]
    assert days(read(["2024-01-05T23:30:00-05:00", "2024-07-05T23:30:00-04:00"])[0])[1] == "2024-07-05 23:30:00"


def test_equal_moments_of_two_zones_keep_their_clock_times():
    values = [pd.Timestamp(f"2024-01-05 {clock}") for clock in ("10:00+08:00", "02:00Z", "03:00:00.123456789+01:00")]
    clocks = ["10:00", "02:00", "03:00:00.123456789"]
    assert read(values)[0].series.tolist() == [pd.Timestamp(f"2024-01-05 {clock}") for clock in clocks]


@pytest.mark.parametrize(
    ("number", "moment"),
    [(45296, "2024-01-05 00:00:00"), (45296.5, "2024-01-05 12:00:00"), (40513.3513888889, "2010-12-01 08:26:00")],
)  # 40513.35... is how Excel stores 2010-12-01 08:26
def test_excel_day_numbers(number, moment):
    for values in (pd.Series([number]), pd.Series([str(number)])):
        assert read(values)[0].series.tolist() == [pd.Timestamp(moment)]


@pytest.mark.parametrize("bad", [0, 3, 2024, -45296, 20241301, 20240230, 1704412800, np.inf, 99999999, 20240105.5])
def test_numbers_that_are_no_dates(bad):
    parsed, _ = read(pd.Series([45296, bad]))
    assert parsed.faults[0].mask.tolist() == [False, True]
    assert parsed.faults[0].reason == "date cannot be read"


@pytest.mark.parametrize(
    "bad",
    ["soon", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "0", "31/04/2024", "2024-01-05 25:00", "Total",
     True,
     "2024-01-05 10:60", "-", datetime.time(8, 30), datetime.timedelta(1)],
)  # fmt: skip
def test_what_cannot_be_read(bad):
    parsed, _ = read(["2024-01-05", bad, None])
    missing, unreadable = parsed.faults
    assert unreadable.mask.tolist() == [False, True, False]
    assert unreadable.reason == "date cannot be read"
    assert missing.mask.tolist() == [False, False, True]


@pytest.mark.parametrize("far", ["0001-01-01", "9999-12-31", "31/12/9999", "1600年1月1日", datetime.date(9999, 12, 31)])
def test_dates_outside_the_calendar(far):
    parsed, _ = read(["2024-01-05", far])
    (fault,) = parsed.faults
    assert fault.reason == "date is outside the years 1678 to 2261"
    assert fault.mask.tolist() == [False, True]


def test_real_dates_outside_the_calendar():
    (fault,) = read(pd.Series(np.array(["1600-01-01", "2024-01-05"], dtype="datetime64[s]")))[0].faults
    assert fault.mask.tolist() == [True, False]


@pytest.mark.parametrize("gap", [None, np.nan, pd.NaT, "", "nan", "NaT", "None", "  "])
def test_gaps(gap):
    parsed, _ = read(["2024-01-05", gap])
    assert [fault.reason for fault in parsed.faults] == ["date is missing"]
    parsed, _ = read([gap, gap])
    assert parsed.faults[0].mask.all()


def test_two_digit_years_are_said():
    parsed, order = read(["31/1/24", "5/1/99"])
    assert days(parsed) == ["2024-01-31", "1999-01-05"]
    assert order is True
    assert parsed.notes == ["date: 2 have two-digit years; 69 to 99 are 1900s, the others 2000s."]


def test_a_stated_order_is_named_in_the_fault():
    parsed, order = read(["31/1/2024", "1/31/2024"], dayfirst=True)
    assert order is True
    (fault,) = parsed.faults
    assert fault.reason == "date cannot be read with dayfirst=True"
    assert fault.mask.tolist() == [False, True]


def test_an_open_order_hides_no_other_fault():
    parsed, _ = read(["5/1/2024", "40/40/2024", "soon", None])
    assert len(parsed.problems) == 1
    missing, unreadable = parsed.faults
    assert unreadable.mask.tolist() == [False, True, True, False]
    assert missing.mask.tolist() == [False, False, False, True]


FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p",
           "%Y年%m月%d日 %H:%M:%S", "%d %b %Y %H:%M:%S", "%Y%m%d%H%M%S"]  # fmt: skip
MOMENTS = st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


@settings(max_examples=25)
@given(st.lists(MOMENTS, min_size=1, max_size=20), st.sampled_from(FORMATS))
def test_what_was_written_comes_back(moments, form):
    # one day above 12 shows the order to the reader
    moments = [*moments, datetime.datetime(2024, 1, 31)]
    parsed, _ = read([f"{moment:{form}}" for moment in moments])
    assert parsed.series.tolist() == moments
