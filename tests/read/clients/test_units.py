"""Is money multiplied by its unit, wherever that stands, and asked about where nobody knows it?"""

import pandas as pd
import pytest

from custseg.read.clients.units import in_units, open_unit, unit_above

ONE = {"income": pd.Series([1.0, 2.0])}


@pytest.mark.parametrize(
    ("header", "above", "times"),
    [("收入(万元)", "", 10_000), ("Income / k€", "", 1_000), ("Income", "单位：万元", 10_000), ("Income (EUR)", "", 1),
     ("收入(元)", "单位：万元", 1), ("Income", "", 1)],
)  # fmt: skip
def test_a_unit_behind_the_header_goes_before_one_above_all(header, above, times):
    found, problems, notes = in_units(ONE, {"income": "money"}, {"income": header}, above)
    assert not problems and found.get("income", ONE["income"]).tolist() == [times, 2 * times]
    assert [note.told["times"] for note in notes] == ([times] if times != 1 else [])


@pytest.mark.parametrize(("header", "times"), [("turnover", 1), ("sales (m€)", 1), ("销售额(亿元)", 100), ("k€", 1)])
def test_turnover_stays_in_millions(header, times):
    found, _, _ = in_units({"turnover": pd.Series([3.0])}, {"turnover": "number"}, {"turnover": header}, "单位：万元")
    assert found.get("turnover", pd.Series([3.0])).tolist() == [3.0 * times]


def test_numbers_that_are_no_money_have_no_unit():
    found, problems, notes = in_units({"months": pd.Series([3.0])}, {"months": "number"}, {"months": "k€"}, "Unit: k€")
    assert not (found or problems or notes)


def test_units_that_nobody_knows_are_asked_about():
    _, problems, _ = in_units(ONE, {"income": "money"}, {"income": "Income (Tsd. Taler)"}, "Unit: thousand florins")
    assert "above the header is not known" in problems[0] and "'Income (Tsd. Taler)'" in problems[1]
    assert open_unit("Income (2023)") == []


def test_lines_above_the_header():
    assert unit_above("Book of 2023\n单位：人民币万元") == "万元"
    assert unit_above("All amounts in thousands; unaudited") == "thousands"
    assert unit_above("Clients of the north") == ""
