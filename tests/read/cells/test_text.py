"""Identifiers keep what identifies: leading zeros, digits; and lose what programs added."""

import numpy as np
import pandas as pd
import pytest

from custseg.read.cells.text import cell_text, read_text


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
