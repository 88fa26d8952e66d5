"""Are values that no page can be made with refused before anything starts, all of them at once?"""

import pytest

from custseg.report.own.wrong_values import wrong_in_file, wrong_values


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("Kunde,cost\na,5\n")
    found = wrong_values({"as_of": "31.12.24", "currency": "EURO", "margin": 30.0, "costs": str(costs)})
    assert len(found) == 4
    assert "year-month-day" in found[0] and "Did you mean EUR?" in found[1] and "0.3" in found[2]
    assert "lacks the column customer_id (found: Kunde, cost)" in found[3]


def test_right_values_pass(tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("customer_id,cost\na,5\n")
    assert wrong_values({"as_of": "2024-12-31", "currency": "EUR", "margin": 0.3, "costs": str(costs)}) == []
    assert wrong_values({"as_of": None, "currency": None}) == []


@pytest.mark.parametrize(("code", "meant"), [("eur", "EUR"), ("RMB", "CNY"), ("GBR", "GBP")])
def test_the_nearest_code_is_named(code, meant):
    assert f"Did you mean {meant}?" in wrong_values({"currency": code})[0]


def test_costs_that_are_no_numbers_are_counted(tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("customer_id,cost\na,many\nb,5\nc,\n")
    assert "has 2 costs that are no number" in wrong_values({"costs": str(costs)})[0]


@pytest.fixture
def orders(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("customer_id,date,amount\na,2024-01-05,10\nb,2024-02-06,20\n")
    return file


def test_a_column_and_a_day_that_the_file_does_not_have_are_said_at_once(orders):
    column, day = wrong_in_file(orders, {"by": "channel", "as_of": "2023-12-31"})
    assert "no column 'channel' to compare by (found: customer_id, date, amount)" in column
    assert "up to 2023-12-31" in day and "the first row is of 2024-01-05" in day


def test_a_day_that_is_no_day_does_not_hide_the_column(orders):
    (column,) = wrong_in_file(orders, {"by": "channel", "as_of": "soon"})
    assert "no column 'channel'" in column


def test_what_the_file_bears_out_passes_and_a_file_is_not_read_for_nothing(orders, tmp_path):
    assert wrong_in_file(orders, {"by": "amount", "as_of": "2024-01-05"}) == []
    assert wrong_in_file(tmp_path / "none.csv", {"margin": 0.3}) == []


def test_what_the_file_leaves_open_comes_along_with_its_line(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("customer_id,date,amount\na,05/01/2024,10\nb,06/02/2024,20\n")
    found = wrong_in_file(file, {"as_of": "2024-12-31"})
    assert "dayfirst" in found[0], "a question of the reader is asked here, not after a kernel has started"


def test_stated_costs_are_checked_before_anything_is_started(tmp_path):
    costs = tmp_path / "activities.csv"
    costs.write_text("activity,pool,driver,minutes,amount,capacity\norder,desk,orders,5,900,1200\n")
    assert wrong_values({"costs": str(costs)}) == []
    costs.write_text("activity,pool,driver,minutes,amount,capacity\norder,desk,orders,-5,900,-1200\n")
    told = wrong_values({"costs": str(costs)})[0].splitlines()
    assert len(told) == 2 and all(line.startswith("--costs ") for line in told)
    assert "must be above zero" in told[0] and "must be 0 or more" in told[1]
    (tmp_path / "costs.xlsx").write_text("no workbook")
    assert "is not an Excel workbook" in wrong_values({"costs": str(tmp_path / "costs.xlsx")})[0]
