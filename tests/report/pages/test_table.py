"""Does a DataFrame arrive as text, with headers that say what they head and numbers on the right?"""

import numpy as np
import pandas as pd
import pytest

from custseg.exhibit import format_table
from custseg.report.pages.table import dataframe_table


def read(frame):
    return dataframe_table(frame._repr_html_())


def texts(rows):
    return [[cell.text for cell in row] for row in rows]


@pytest.fixture
def profile():
    columns = {
        "customers": [1200, 7],
        "share": ["60 %", "–"],
        "mean": [1.5, None],
        "since": ["1997-01-01", "1998-01-01"],
    }
    return pd.DataFrame(columns, index=pd.Index(["loyal", "new"], name="segment"))


def test_index_name_and_column_names_stand_in_one_header_row(profile):
    table = read(profile)
    assert texts(table.head) == [["segment", "customers", "share", "mean", "since"]]
    assert {cell.scope for cell in table.head[0]} == {"col"}


def test_row_headers_and_values_are_told_apart(profile):
    assert [cell.scope for cell in read(profile).body[0]] == ["row", "", "", "", ""]


def test_only_columns_of_numbers_are_set_to_the_right(profile):
    table = read(profile)
    for row in (table.head[0], table.body[0], table.body[1]):
        assert [cell.number for cell in row] == [False, True, True, True, False]


@pytest.mark.parametrize(
    "text",
    ["5", "-5", "−5", "1,234.50", "$5", "-$5.10", "€7", "67%", "67 %", "1e-05", "1 234", "2E+3", "∞", "−∞", "-inf"],
)
def test_numbers_are_recognised(text):
    assert read(pd.DataFrame({"x": [text]})).body[0][1].number


@pytest.mark.parametrize(
    "text", ["c0001", "1997-01-01", "5 to 10", "67 % (65–70 %)", "2nd", "1.2.3", "...", "∞ 5", "Inf", "info"]
)
def test_other_text_is_not_a_number(text):
    assert not read(pd.DataFrame({"x": [text]})).body[0][1].number


@pytest.mark.parametrize("write", [format_table, lambda frame: frame])
@pytest.mark.parametrize("bars", [[0.8, np.inf], [-np.inf, np.nan], [np.inf, np.inf]])
def test_what_has_no_end_stands_on_the_right_like_other_numbers(write, bars):
    """As the valley in a table of tests of one crowd: no bar for it is high enough."""
    table = read(write(pd.DataFrame({"bar": bars, "passed": ["yes", "no"]}, index=["strength", "valley"])))
    assert [[cell.number for cell in row] for row in (*table.head, *table.body)] == [[False, True, False]] * 3


@pytest.mark.parametrize(
    ("text", "number"), [("2E+3", True), ("∞", True), ("−∞", True), ("Inf", False), ("∞ 5", False)]
)
def test_a_sign_of_infinity_is_a_number_and_a_name_like_it_is_none(text, number):
    assert read(pd.DataFrame({"x": [text]})).body[0][1].number == number


@pytest.mark.parametrize(
    ("names", "right"),
    [
        ([5.0, 7.5], True), (["3.00%", "15.00%"], True), (["-1", "0"], True), (["$5", "$10"], True),
        ([934, 2111], False), (["058", "1,204"], False), (["c1", "2.5"], False), ([1997, 1998], False),
    ],
)  # fmt: skip
def test_a_measured_index_stands_on_the_right_and_ids_on_the_left(names, right):
    table = read(pd.DataFrame({"kind": ["a", "b"]}, index=pd.Index(names, name="distance")))
    assert [[cell.number for cell in row] for row in (*table.head, *table.body)] == [[right, False]] * 3


def test_a_measured_level_stands_on_the_right_below_one_that_spans_rows():
    rows = pd.MultiIndex.from_product([["even", "one small"], [5.0, 7.0]], names=["shares", "distance"])
    table = read(pd.DataFrame({"found": [1, 2, 3, 4]}, index=rows))
    assert [cell.number for cell in table.head[0]] == [False, True, True]
    assert [[cell.number for cell in row] for row in table.body] == [[False, True, True], [True, True]] * 2
    swapped = read(pd.DataFrame({"found": [1, 2, 3, 4]}, index=rows.swaplevel().sort_values()))
    assert [[cell.number for cell in row] for row in swapped.body] == [[True, False, True], [False, True]] * 2


def test_a_missing_index_name_leaves_an_empty_corner():
    table = read(pd.DataFrame({"amount": [1]}))
    assert (table.head[0][0].text, table.head[0][0].scope) == ("", "")


def test_names_of_both_axes_keep_their_own_rows():
    frame = pd.DataFrame([[1, 2]], index=pd.Index(["a"], name="segment"), columns=pd.Index(["x", "y"], name="band"))
    assert texts(read(frame).head) == [["band", "x", "y"], ["segment", "", ""]]


def test_levels_span_rows_and_columns():
    rows = pd.MultiIndex.from_product([["x", "y"], [1, 2]], names=["window", "band"])
    columns = pd.MultiIndex.from_product([["shop"], ["mean", "median"]])
    table = read(pd.DataFrame([[1, 2]] * 4, index=rows, columns=columns))
    assert [(cell.text, cell.columns, cell.scope) for cell in table.head[0] if cell.text] == [("shop", 2, "colgroup")]
    assert texts(table.head[1:]) == [["window", "band", "mean", "median"]]
    assert [(cell.text, cell.rows, cell.scope) for cell in table.body[0][:2]] == [("x", 2, "rowgroup"), ("1", 1, "row")]
    assert [cell.text for cell in table.body[1]] == ["2", "1", "2"]


def test_rows_left_out_by_pandas_are_said_in_a_note():
    assert read(pd.DataFrame({"x": range(200)})).note == "200 rows × 1 columns"


@pytest.mark.parametrize("escape", [True, False])
def test_markup_in_a_cell_is_text_or_gone(escape):
    frame = pd.DataFrame({"<b>x</b>": ["<script>alert(1)</script>"]}, index=["<img src=x onerror=alert(1)>"])
    table = dataframe_table(frame.to_html(escape=escape))
    shown = [cell.text for row in table.head + table.body for cell in row]
    assert ("<script>alert(1)</script>" in shown) == escape


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>1</td></tr></table>",
        "<b>bold</b>",
        "",
        '<table class="dataframe"></table><table class="dataframe"></table>',
    ],
)
def test_other_html_is_not_a_table(html):
    assert dataframe_table(html) is None


def test_an_empty_table_has_its_headers():
    table = read(pd.DataFrame({"amount": pd.Series(dtype=float)}))
    assert texts(table.head) == [["", "amount"]]
    assert table.body == ()


def test_label_names_the_first_columns():
    assert read(pd.DataFrame({name: [1] for name in "abcdef"})).label == "1 rows: a, b, c, d and others"
