"""One moment, written in every known way."""

import locale

import pytest

from custseg.read.cells.date_text import date_numbers


def moment(text):
    found = date_numbers([text]).iloc[0]
    return [None if value != value else int(value) for value in found]


# year, month, day, first, second, short_year, hour, minute, sec, nano, zone
@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05", "2024/1/5", "2024.01.05", "20240105", "2024年1月5日", "2024年01月05号", "2024 年 1 月 5 日",
        "5 Jan 2024", "05-Jan-2024", "5. January 2024", "05JAN2024", "5th January, 2024", "Fri, 5 Jan 2024",
        "Jan 5, 2024", "January 5 2024", "Friday, January 5th, 2024", "２０２４年１月５日",
    ],
)  # fmt: skip
def test_days(text):
    assert moment(text) == [2024, 1, 5, None, None, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05T20:05:09", "2024-01-05 20:05:09", "2024-01-05  8:05:09 PM", "2024/1/5 8:05:09pm", "20240105200509",
        "20240105T200509", "20240105 20:05:09", "2024年1月5日20时05分09秒", "2024年1月5日 20:05:09",
        "2024/1/5 下午8:05:09",
        "2024年1月5日 下午 8时5分9秒", "Jan 5, 2024, 8:05:09 p.m.", "5 Jan 2024 20:05:09", "2024-01-05 8:05:09\u202fPM",
        "2024-01-05 20：05：09",
    ],
)  # fmt: skip
def test_times(text):
    assert moment(text) == [2024, 1, 5, None, None, 0, 20, 5, 9, 0, 0]


@pytest.mark.parametrize(("text", "hour"), [("12:30 AM", 0), ("12:30 pm", 12), ("1:30 am", 1), ("23:30", 23)])
def test_hours(text, hour):
    assert moment(f"2024-01-05 {text}")[6:8] == [hour, 30]


@pytest.mark.parametrize(("fraction", "nano"), [("5", 500_000_000), ("000001", 1_000), ("123456789", 123_456_789)])
def test_fractions_of_a_second(fraction, nano):
    assert moment(f"2024-01-05 20:05:09.{fraction}")[9] == nano


@pytest.mark.parametrize("zone", ["Z", "+08:00", "-0530", " UTC", "+08"])
def test_zones_are_noticed(zone):
    assert moment(f"2024-01-05T20:05:09{zone}")[6:] == [20, 5, 9, 0, 1]
    assert moment(f"2024-01-05 20:05{zone}")[6:] == [20, 5, 0, 0, 1]


@pytest.mark.parametrize("text", ["5/1/2024", "05.01.2024", "5-1-2024", "5 / 1 / 2024", "5. 1. 2024"])
def test_two_numbers_wait_for_a_decision(text):
    assert moment(text) == [2024, None, None, 5, 1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("text", "year"), [("5/1/69", 1969), ("5/1/99", 1999), ("5/1/00", 2000), ("5/1/68", 2068)])
def test_two_digits_of_a_year(text, year):
    assert moment(text)[:6] == [year, None, None, 5, 1, 1]


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024", "2024-01", "Jan 2024", "5/1", "1/2/3/2024", "5/1-2024", "12:30", "5 Foo 2024",
     "2024-01-05 noon",
     "45296", "2024-01-05 20", "-5/1/2024"],
)  # fmt: skip
def test_what_is_no_date(text):
    assert moment(text) == [None] * 11


def test_many_at_once_keep_their_order():
    texts = [f"{day}/1/2024 {hour}:00" for day in range(1, 29) for hour in range(24)] + ["soon", "5 Jan 2024 8:00"]
    found = date_numbers(texts)
    assert found["first"].head(28 * 24).tolist() == [day for day in range(1, 29) for hour in range(24)]
    assert found["hour"].head(28 * 24).tolist() == list(range(24)) * 28
    assert found["year"].isna().sum() == 1
    assert found.iloc[-1][["day", "hour"]].tolist() == [5, 8]


def test_the_locale_does_not_matter():
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("de_DE.UTF-8", "zh_CN.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert moment("5 March 2024")[:3] == [2024, 3, 5]
    finally:
        locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize("text", ["1²/1/2024", "5/1/2024¹", "①/1/2024"])
def test_marks_of_footnotes_are_no_digits(text):
    assert date_numbers([text])["year"].isna().all()


@pytest.mark.parametrize(("hour", "after_noon"), [(1, 13), (11, 23), (12, 12), (13, 13)])
def test_hours_after_noon_are_counted_from_one_to_twelve(hour, after_noon):
    for text in (f"2024-01-05 {hour}:05 PM", f"2024/1/5 下午{hour}:05"):
        assert date_numbers([text])["hour"].tolist() == [after_noon], text
