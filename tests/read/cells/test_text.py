"""Identifiers keep what identifies: leading zeros, digits; and lose what programs added."""

import numpy as np
import pandas as pd
import pytest

from custseg.read.cells.text import cell_text, read_text, unstored


def as_list(series):
    return [None if missing else text for text, missing in zip(series, series.isna(), strict=True)]


@pytest.mark.parametrize("dtype", [object, "str", "string", "category"])
def test_text_is_stripped_and_leading_zeros_stay(dtype):
    cells = pd.Series([" 007 ", "\u00a0A b\t", "7"], dtype=dtype)
    cells = cells.astype(cells.cat.categories.dtype) if dtype == "category" else cells
    assert as_list(cell_text(cells)) == ["007", "A b", "7"]


@pytest.mark.parametrize(
    "gap", ["", "  ", "nan", "NaN", "None", "NULL", "NA", "n/a", "<NA>", "NaT", "#N/A", None, np.nan]
)
def test_what_means_nothing_is_missing(gap):
    assert as_list(cell_text(pd.Series(["a", gap, "b"], dtype=object))) == ["a", None, "b"]


def test_names_that_only_look_like_nothing_stay():
    assert as_list(cell_text(pd.Series(["Nancy", "nan1", "None such", "0", "-"]))) == [
        "Nancy",
        "nan1",
        "None such",
        "0",
        "-",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        pd.Series(["12346.0", "12347", None], dtype=object),
        pd.Series([12346.0, 12347.0, np.nan]),
        pd.Series([12346, 12347, None], dtype="Int64"),
        pd.Series([12346, "12347", None], dtype=object),
        pd.Series([12346.0, "12347.00", None], dtype=object),
    ],
)
def test_numbers_become_whole_text(cells):
    assert as_list(read_text(cells, "customer_id", required=True).series) == ["12346", "12347", None]


def test_numbers_that_were_floats_are_said():
    assert read_text(pd.Series(["12346.0", "a"]), "customer_id", True).notes == [
        "customer_id: 1 values such as '12346.0' lost their '.0'."
    ]
    assert read_text(pd.Series([12346.0, np.nan]), "customer_id", True).notes == [
        "customer_id: floats such as 12346.0 were read as '12346'."
    ]


def test_versions_keep_their_point():
    assert as_list(read_text(pd.Series(["1.05", "A1.0", "2.50"]), "product", False).series) == ["1.05", "A1.0", "2.50"]


def test_missing_is_a_fault_where_it_is_required():
    cells = pd.Series(["a", " ", "nan"], dtype=object)
    (fault,) = read_text(cells, "customer_id", required=True).faults
    assert fault.mask.tolist() == [False, True, True]
    assert fault.reason == "customer_id is missing"
    assert read_text(cells, "order_id", required=False).faults == []


@pytest.mark.parametrize("cells", [pd.Series(["1.23457E+15", "7"]), pd.Series([1e16, 7.0])])
def test_identifiers_that_have_lost_digits(cells):
    (fault,) = read_text(cells, "customer_id", required=True).faults
    assert fault.mask.tolist() == [True, False]
    assert fault.reason == "customer_id was rounded to a number and has lost digits"


def test_codes_that_only_look_like_numbers_stay():
    parsed = read_text(pd.Series(["12E5", "1e10", "0x10"]), "customer_id", required=True)
    assert as_list(parsed.series) == ["12E5", "1e10", "0x10"]
    assert parsed.faults == []


def test_nothing_at_all():
    parsed = read_text(pd.Series([None, None], dtype=object), "customer_id", required=True)
    assert parsed.faults[0].mask.all()


@pytest.mark.parametrize("text", ["1,23457E+11", "1.23457E+11", "1E+11", "1.23457e+11", "1,2E+015", "1.5E10"])
def test_identifiers_that_a_spreadsheet_rounded_in_any_spelling(text):
    (fault,) = read_text(pd.Series([text, "7"]), "customer_id", required=True).faults
    assert fault.mask.tolist() == [True, False]


@pytest.mark.parametrize("number", [1.23456789012345e18, 10**15, 1234567890123456768])
def test_numbers_of_a_workbook_have_fifteen_digits(number):
    cells = pd.Series([number, 7], dtype=object)
    (fault,) = read_text(cells, "customer_id", required=True, spreadsheet=True).faults
    assert fault.mask.tolist() == [True, False]
    assert read_text(pd.Series([10**15, 7], dtype=object), "customer_id", required=True).faults == []


def test_identifiers_that_end_in_zeros_after_the_fifteenth_digit():
    cells = pd.Series(["12345678901234500", "98765432109876500", "7"])
    (fault,) = read_text(cells, "order_id", required=False).faults
    assert fault.mask.tolist() == [True, True, False]
    assert read_text(pd.Series(["12345678901234500", "98765432109876512"]), "order_id", False).faults == []


@pytest.mark.parametrize("error", ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#BEZUG!", "#SPILL!"])
def test_an_error_of_a_spreadsheet_is_no_customer(error):
    (fault,) = read_text(pd.Series(["a", error]), "customer_id", required=True).faults
    assert (fault.mask.tolist(), fault.reason) == ([False, True], "customer_id is an error of a spreadsheet")
    parsed = read_text(pd.Series(["a", error]), "product", required=False)
    assert as_list(parsed.series) == ["a", None]
    assert parsed.notes == ["product: errors of a spreadsheet in 1 row count as missing."]


def test_numbers_of_orders_with_a_hash_are_no_errors():
    assert as_list(read_text(pd.Series(["#1001", "#A7", "#sale!now"]), "order_id", False).series) == [
        "#1001",
        "#A7",
        "#sale!now",
    ]


@pytest.mark.parametrize("text", ["1\u200b", "\ufeff1", "１", "1\u00ad", "\u202a1\u202c", "1\u3000", "\u20601"])
def test_what_cannot_be_seen_makes_no_other_customer(text):
    assert as_list(read_text(pd.Series([text, "1"]), "customer_id", True).series) == ["1", "1"]
    assert as_list(read_text(pd.Series(["A\u00a0b", "Ａ b", "A\u200b b"]), "customer_id", True).series) == ["A b"] * 3


def test_accents_are_written_in_one_way():
    assert as_list(read_text(pd.Series(["Rene\u0301e", "René\u0065"]), "customer_id", True).series) == ["Renée"] * 2


def test_a_formula_is_no_customer():
    parsed = read_text(pd.Series(["=A1*2", '="007"', '"="']), "customer_id", required=True)
    assert as_list(parsed.series)[1:] == ["007", '"="']
    (fault,) = parsed.faults
    assert (fault.mask.tolist(), fault.reason) == (
        [True, False, False],
        "customer_id is a formula without a stored value",
    )


@pytest.mark.parametrize(
    ("name", "spreadsheet", "read"),
    [("product", False, ["=1+1", "tea"]), ("product", True, [None, "tea"]), ("order_id", False, [None, "tea"])],
)
def test_a_formula_in_a_column_that_nobody_needs_costs_no_row(name, spreadsheet, read):
    parsed = read_text(pd.Series(["=1+1", "tea"]), name, required=False, spreadsheet=spreadsheet)
    assert (as_list(parsed.series), parsed.faults) == (read, [])
    assert any("formulas without a stored value in 1 row count as missing" in note for note in parsed.notes) == (
        None in read
    )


def test_formulas_in_place_of_values():
    assert unstored(pd.Series(["=A1*2", '="007"', "a=b", None], dtype=object)).tolist() == [True, False, False, False]
    assert unstored(pd.Series([1.5])).tolist() == [False]


def test_one_long_number_without_zeros_at_its_end_shows_that_none_was_rounded():
    cells = pd.Series(["1234567890123450000", "1234567890123460000", "12345678911111111"], dtype=object)
    assert read_text(cells, "customer_id", True).faults == []
    assert len(read_text(cells.head(2), "customer_id", True).faults) == 1
