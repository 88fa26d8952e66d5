"""A sign that several currencies share is not one of them without a word."""

import pandas as pd
import pytest

from custseg.read import read_transactions


def read(sign, headers=("customer", "date", "amount"), answers=None, **columns):
    rows = {headers[0]: ["a", "b"], headers[1]: ["2024-01-05", "2024-01-16"], headers[2]: [f"{sign}550", f"{sign}725"]}
    return read_transactions(pd.DataFrame(rows | columns), answers=answers).attrs["source"]


@pytest.mark.parametrize(
    ("sign", "headers", "currency", "word"),
    [
        ("¥", ("customer", "date", "amount"), "¥", "of CNY and of JPY"),
        ("￥", ("顧客ID", "注文日", "合計金額"), "JPY", "Japanese"),
        ("¥", ("买家", "日期", "金额"), "CNY", "Chinese"),
        ("$", ("customer", "date", "amount"), "USD", "other dollars"),
    ],
)
def test_whose_a_shared_sign_is_is_said(sign, headers, currency, word):
    source = read(sign, headers)
    assert source["currency"] == currency
    assert any(word in note for note in source["notes"])


@pytest.mark.parametrize(("sign", "code"), [("$", "CAD"), ("¥", "JPY"), ("¥", "CNY"), ("$", "USD"), ("€", "EUR")])
def test_a_column_of_codes_and_an_answer_settle_it(sign, code):
    assert read(sign, currency=code)["currency"] == code
    assert read(sign, currency=code)["notes"] == []
    if sign != "€":
        assert read(sign, answers={"currency": code})["currency"] == code


@pytest.mark.parametrize(("written", "code"), [("US$", "USD"), ("CN¥", "CNY"), ("RMB ", "CNY"), ("HK$", "HKD")])
def test_a_sign_that_one_currency_has_is_its_own(written, code):
    assert read(written)["currency"] == code
    assert read(written)["notes"] == []
