"""The lists of words are read, compared without case and signs, and rank headers."""

import pandas as pd
import pytest

from custseg.read.cells.text import TEXT
from custseg.read.meaning.words import could_be_words, holds, key, level, listed_in, ranked, table, words


def test_every_list_has_words():
    for section in ("headers", "states", "kinds", "flags", "signs", "rows", "units", "prefer"):
        assert all(level and all(level) for levels in table(section).values() for level in levels), section


def test_no_word_is_two_units():
    written = [word for name in table("units") for word in words("units", name)]
    assert sorted({word for word in written if written.count(word) > 1}) == []


@pytest.mark.parametrize(("one", "other"), [("Grand_Total:", "grand total"), ("（合 计）", "合计")])
def test_case_width_and_signs_do_not_matter(one, other):
    assert key(one) == key(other)


def test_words_in_latin_letters_are_whole_cells_and_others_may_be_parts():
    assert listed_in(["void", "avoid", "订单已取消"], "states", "cancelled").tolist() == [True, False, True]
    assert listed_in(["A小计", "小计表"], "rows", "totals", ending=True).tolist() == [True, False]


@pytest.mark.parametrize(
    ("header", "found"), [("Financial Status", True), ("orderStatus", True), ("订单状态", True), ("estate", False)]
)
def test_headers_hold_words(header, found):
    assert holds(header, "headers", "state") is found


@pytest.mark.parametrize(
    ("headers", "column", "first"),
    [
        (["总金额", "买家实际支付金额", "应付金额"], "amount", ["买家实际支付金额"]),
        (["金额", "价税合计"], "amount", ["价税合计"]),
        (["订单总额", "应付金额"], "amount", ["应付金额"]),
        (["Subtotal", "Total"], "amount", ["Total"]),
        (["total", "revenue"], "amount", ["total", "revenue"]),
        (["下单时间", "付款时间"], "date", ["付款时间"]),
        (["客户编码", "客户名称"], "customer_id", ["客户编码"]),
        (["a", "b"], "quantity", ["a", "b"]),
    ],
)
def test_headers_are_ranked(headers, column, first):
    assert ranked(headers, column) == first


def test_no_level_for_other_words():
    assert level("colour", table("prefer")["amount"]) is None


def test_many_texts_are_sifted_and_the_same_is_found():
    few = ["Grand_Total: ", "A小计", "合 计", "Totals", "total cost", "x", "小计表"]
    many = [*few, *map(str, range(3000))]
    assert listed_in(many, "rows", "totals", ending=True).head(7).tolist() == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert listed_in(many, "rows", "totals", ending=True).sum() == listed_in(few, "rows", "totals", ending=True).sum()


@pytest.mark.parametrize("last", ["total", "total 1", "1 total", "", None, "总计 2024"])
def test_most_texts_with_digits_are_sifted_out_by_their_last_sign(last):
    texts = pd.Series(["A1", "9 of A", "Ann", "", None, last], dtype=TEXT)
    digits = texts.str.contains("[0-9]", regex=True, na=True)
    chinese = texts.str.contains("总", regex=False, na=False)
    assert could_be_words(texts, "rows", "totals").tolist() == (~digits | chinese).tolist()
