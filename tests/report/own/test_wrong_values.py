"""Are values that no page can be made with refused before anything starts, all of them at once?"""

import pytest

from custseg.report.own.wrong_values import wrong_values


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
