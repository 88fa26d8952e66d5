import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.exhibit import count, day, interval_text, money, number, part_name, percent


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.672, 0, "67%"),
        (0.672, 1, "67.2%"),
        (1, 0, "100%"),
        (0, 0, "0%"),
        (-0.001, 0, "0%"),
        (-0.25, 0, "-25%"),
        (12.5, 0, "1,250%"),
        (0.004, 0, "<1%"),
        (0.005, 0, "<1%"),
        (0.0004, 1, "<0.1%"),
        (np.float32(0.5), 0, "50%"),
    ],
)
def test_percent(share, digits, text):
    assert percent(share, digits) == text


@pytest.mark.heavy
@given(st.floats(min_value=1e-300, max_value=1), st.integers(0, 4))
def test_a_share_above_zero_never_reads_zero(share, digits):
    assert percent(share, digits).strip("%") not in ("0", "0.0", "0.00", "0.000", "0.0000")


@pytest.mark.parametrize(
    ("amount", "more", "text"),
    [
        (1234.56, {"currency": "USD"}, "1,235 USD"),
        (1234.56, {}, "1,235"),
        (35.2, {"currency": "GBP"}, "35.20 GBP"),
        (-1450.4, {}, "-1,450"),
        (99.999, {}, "100.00"),
        (8911407.904, {"digits": 2}, "8,911,407.90"),
        (-0.001, {}, "0.00"),
        (0, {"digits": 0}, "0"),
    ],
)
def test_money(amount, more, text):
    assert money(amount, **more) == text


def test_count():
    assert count(2357) == "2,357"
    assert count(np.int64(12)) == "12"
    assert count(4.0) == "4"


def test_a_count_is_whole():
    with pytest.raises(ValueError, match=r"expected a whole number, found 12\.5\. Write means and rates with number"):
        count(12.5)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.71512, None, "0.715"),
        (0.0043219, None, "0.00432"),
        (1.2345, None, "1.23"),
        (12.345, None, "12.3"),
        (123.45, None, "123"),
        (4321.9, None, "4,322"),
        (0, None, "0"),
        (-0.5, None, "-0.500"),
        (2, 1, "2.0"),
    ],
)
def test_number(value, digits, text):
    assert number(value, digits) == text


def test_day():
    assert day(pd.Timestamp("1998-06-30 12:00")) == "30 June 1998"


@pytest.mark.parametrize("write", [percent, money, count, number, day])
@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, pd.NaT])
def test_missing_is_an_en_dash(write, missing):
    assert write(missing) == "–"


@pytest.mark.parametrize("write", [percent, money, count, number])
@pytest.mark.parametrize("odd", [math.inf, -math.inf, True])
def test_what_is_no_number_is_refused(write, odd):
    with pytest.raises(ValueError, match=rf"{write.__name__}: expected a finite number, found"):
        write(odd)


@pytest.mark.parametrize(
    ("args", "more", "text"),
    [
        ((0.652, 0.697), {}, "65–70%"),
        ((0.652, 0.697), {"digits": 1}, "65.2–69.7%"),
        ((0.652, 0.697), {"level": 0.95}, "95% interval 65–70%"),
        ((-0.02, 0.05), {}, "-2 to 5%"),
        ((-0.001, 0.05), {}, "0–5%"),
        ((120, 1450), {"kind": "money", "currency": "USD"}, "120–1,450 USD"),
        ((1.2, 9.75), {"kind": "money"}, "1.20–9.75"),
        ((12.4, 18.1), {"kind": "count"}, "12–18"),
        ((0.701, 0.728), {"kind": "number"}, "0.701–0.728"),
    ],
)
def test_interval_text(args, more, text):
    assert interval_text(*args, **more) == text


@pytest.mark.parametrize("ends", [(0.7, 0.6), (math.nan, 1), (0, math.inf)])
def test_an_interval_has_two_ends_in_order(ends):
    with pytest.raises(ValueError, match="expected two finite ends, the lower one first"):
        interval_text(*ends)


def test_where_no_interval_holds_none_is_given():
    assert interval_text(math.nan, math.nan) == "unknown"
    assert interval_text(math.nan, math.nan, level=0.95) == "95% interval unknown"


def test_an_unknown_kind_of_interval_names_the_known_ones():
    with pytest.raises(ValueError, match="'percent', 'money', 'count', 'number'; found 'share'"):
        interval_text(0, 1, "share")


@pytest.mark.parametrize(
    ("share", "name"), [(0.5, "half"), (1 / 3, "third"), (0.1, "tenth"), (0.13, "13%"), (0.125, "12.5%")]
)
def test_a_part_has_the_name_by_which_one_speaks_of_it(share, name):
    assert part_name(share) == name


@pytest.mark.parametrize("share", [0, 1, 20, None])
def test_what_is_no_part_is_refused(share):
    with pytest.raises(ValueError, match="share between 0 and 1"):
        part_name(share)
