"""Amounts in the writings of many countries."""

import pandas as pd
import pytest

from custseg.read.cells.number_text import CURRENCIES, differ, number_parts, readings


def parts(text):
    return number_parts(pd.Series([text])).iloc[0].tolist()


@pytest.mark.parametrize("minus", ["-5", "5-", "(5)", "−5", "–5", "- 5", "( 5 )", "5 -", "（5）", "-５"])
def test_every_minus(minus):
    assert parts(minus) == [True, "5", ""]


@pytest.mark.parametrize("text", ["5", "+5", " 5", "５"])
def test_no_minus(text):
    assert parts(text.strip()) == [False, "5", ""]


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("$5", "USD"), ("US$ 5", "USD"), ("5 USD", "USD"), ("5€", "EUR"), ("EUR 5", "EUR"), ("£5", "GBP"),
        ("¥5", "CNY"),
        ("￥5", "CNY"), ("5元", "CNY"), ("CNY5", "CNY"), ("5 rmb", "CNY"), ("HK$5", "HKD"), ("NT$5", "TWD"),
        ("5 zł", "PLN"),
        ("5 kr", "kr"), ("CHF 5", "CHF"), ("₹5", "INR"), ("Rs. 5", "INR"), ("¥5元", "CNY"),
    ],
)  # fmt: skip
def test_currencies(text, currency):
    assert parts(text) == [False, "5", currency]


@pytest.mark.parametrize("text", ["-$5", "$-5", "($5)", "$(5)", "(5) $", "$5-", "-5 USD", "USD -5"])
def test_minus_and_currency(text):
    assert parts(text) == [True, "5", "USD"]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("1 234,50", "1234,50"), ("1\u00a0234.50", "1234.50"), ("1\u202f234\u202f567", "1234567"),
        ("1'234.50", "1234.50"),
        ("1’234’567", "1234567"), ("1,234.50", "1,234.50"), (".5", ".5"), ("5.", "5."), ("1e3", "1e3"),
        ("1.5E+03", "1.5E+03"),
    ],
)  # fmt: skip
def test_groups(text, body):
    assert parts(text) == [False, body, ""]


@pytest.mark.parametrize("text", ["inf", "Infinity", "∞", "+inf"])
def test_infinite(text):
    assert parts(text) == [False, "inf", ""]
    assert parts("-inf") == [True, "inf", ""]


@pytest.mark.parametrize(
    "text",
    ["abc", "5 apples", "12%", "1.2k", "1万", "-", "()", "(-5)", "--5", "(5", "5)", "-(5)", "$5€", "1 23", "1 2345",
     "5 5",
     "1''234", "0x10", "1_000", "$", "２０２４年", "1e", "e5"],
)  # fmt: skip
def test_what_is_no_number(text):
    assert parts(text) == [False, "", ""] or readings(pd.Series([parts(text)[1]])).isna().all(axis=None)


@pytest.mark.parametrize(
    ("body", "point", "comma"),
    [
        ("7", 7, 7), ("1.5", 1.5, None), ("1,5", None, 1.5), ("1,234", 1234, 1.234), ("1.234", 1.234, 1234),
        ("1,234.5", 1234.5, None), ("1.234,5", None, 1234.5), ("1,234,567", 1234567, None),
        ("1.234.567", None, 1234567),
        ("0,123", None, 0.123), ("0.123", 0.123, None), ("1234,567", None, 1234.567), ("1,23,456.5", 123456.5, None),
        ("12,34,567", 1234567, None), ("1.2.3", None, None), ("1,2,3", None, None), ("1,2345", None, 1.2345),
        (".", None, None),
        (".5", 0.5, None), ("5,", None, 5), ("1,234e2", 123400, 123.4), ("", None, None),
        ("inf", float("inf"), float("inf")),
    ],
)  # fmt: skip
def test_readings(body, point, comma):
    found = readings(pd.Series([body])).iloc[0]
    assert [None if value != value else value for value in found] == [point, comma]


def test_which_texts_decide():
    kinds = differ(readings(pd.Series(["1.5", "1,5", "1,234", "7", "abc"])))
    assert {kind: mask.tolist() for kind, mask in kinds.items()} == {
        "point": [True, False, False, False, False],
        "comma": [False, True, False, False, False],
        "either": [False, False, True, False, False],
    }


def test_currency_names_differ_in_more_than_case():
    assert len({name.casefold() for name in CURRENCIES}) == len(CURRENCIES)


@pytest.mark.parametrize("text", ["1234¹", "50²", "5①", "1½", "12⒈", "7 €³", "x²"])
def test_marks_of_footnotes_are_no_digits(text):
    assert parts(text) == [False, "", ""]


def test_a_number_too_small_for_a_float_is_not_nothing():
    assert readings(pd.Series(["1e-400", "0e-5", "0.00"]))["point"].fillna(-1).tolist() == [-1, 0, 0]
