"""Are stated costs read from every kind of source, and is everything that is wrong in them said at once?"""

import pandas as pd
import pytest
from openpyxl import load_workbook

from custseg.read import read_cost_tables
from custseg.read.cost_tables import states_activities
from custseg.report import write_cost_template
from custseg.schema import SchemaError
from custseg.value import cost_to_serve, unused_capacity


def tables():
    pools = pd.DataFrame({"pool": ["desk"], "amount": [560_000.0], "capacity": [700_000]})
    terms = {"activity": ["order", "inquiry"], "pool": "desk", "driver": ["orders", "inquiries"], "minutes": [8, 44]}
    drivers = pd.DataFrame({"customer_id": ["007", "08"], "orders": [10, 5], "inquiries": [0, 2]})
    return {"pools": pools, "activities": pd.DataFrame(terms), "drivers": drivers}


@pytest.fixture
def filled(tmp_path):
    """Give a template as somebody fills it in: numbers, text that looks like numbers, cells left empty."""
    path = write_cost_template(tmp_path / "costs.xlsx", pools=["desk"], activities=["order"], drivers=["orders"])
    book = load_workbook(path)
    book["pools"]["B2"], book["pools"]["C2"] = "€ 560.000,00", 700_000
    for cell, value in {"B2": "desk", "C2": "orders", "D2": "8,0"}.items():
        book["activities"][cell] = value
    for row, (customer, orders) in enumerate([("007", 10), ("08", 5)], start=2):
        book["drivers"].cell(row, 1, customer), book["drivers"].cell(row, 2, orders)
    book.save(path)
    return path


def test_a_template_that_was_filled_in(filled):
    read = read_cost_tables(filled)
    assert read["pools"].to_dict("records") == [{"amount": 560_000.0, "capacity": 700_000.0, "currency": "EUR"}]
    assert read["drivers"]["orders"].to_dict() == {"007": 10.0, "08": 5.0}
    costs = cost_to_serve(**read)
    assert costs["order"].tolist() == pytest.approx([64.0, 32.0])
    assert costs["cost_to_serve"].sum() + unused_capacity(**read)["unused"].sum() == pytest.approx(560_000)


def test_pools_in_another_currency(filled):
    with pytest.raises(SchemaError, match="'EUR' and the revenue in 'USD'"):
        read_cost_tables(filled, currency="USD")


def test_tables_and_csv_files(tmp_path):
    paths = {name: tmp_path / f"{name}.csv" for name in tables()}
    for name, path in paths.items():
        tables()[name].to_csv(path, index=False)
    read = read_cost_tables(paths)
    assert read["drivers"].index.tolist() == ["007", "08"]
    pd.testing.assert_frame_equal(read["drivers"], read_cost_tables(tables())["drivers"])


def test_without_drivers():
    read = read_cost_tables({name: table for name, table in tables().items() if name != "drivers"})
    assert list(read) == ["pools", "activities"]


def test_everything_is_said_at_once():
    wrong = tables()
    wrong["pools"] = wrong["pools"].drop(columns="capacity")
    wrong["activities"] = wrong["activities"].assign(minutes=["8", "many"])
    wrong["drivers"] = wrong["drivers"].assign(orders=["10", "five"])
    with pytest.raises(SchemaError) as error:
        read_cost_tables(wrong)
    assert [problem.split(":")[0] for problem in error.value.problems] == ["pools", "activities", "drivers"]
    assert "lacks column 'capacity'" in error.value.problems[0]
    assert "minutes cannot be read in 1 row (row 1: 'many'). Write a plain number." in error.value.problems[1]


def test_what_does_not_fit_together():
    strange = tables()
    strange["activities"] = strange["activities"].assign(pool="van")
    with pytest.raises(SchemaError, match="names pools that pools lacks: 'van'"):
        read_cost_tables(strange)


def test_sources_that_are_none(tmp_path):
    with pytest.raises(SchemaError, match="is no workbook"):
        read_cost_tables(tmp_path / "nothing.csv")
    with pytest.raises(SchemaError, match="must name the tables"):
        read_cost_tables({"pool": tables()["pools"]})
    (tmp_path / "odd.xlsx").write_bytes(b"no workbook")
    with pytest.raises(SchemaError, match="is not an Excel workbook"):
        read_cost_tables(tmp_path / "odd.xlsx")
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "other.xlsx")
    with pytest.raises(SchemaError) as error:
        read_cost_tables(tmp_path / "other.xlsx")
    assert len(error.value.problems) == 2 and "no sheet 'pools'" in error.value.problems[0]


FLAT = """activity;pool;driver;minutes;amount;capacity
order;desk;orders;5;900,50;1200
credit check;desk;orders;1,5;900,50;1200
delivery;van;orders;20;400;900
"""


def test_one_flat_file_of_activities(tmp_path):
    path = tmp_path / "activities.csv"
    path.write_text(FLAT, encoding="utf-8")
    read = read_cost_tables(path)
    assert read["pools"].index.tolist() == ["desk", "van"]
    assert read["pools"]["amount"].tolist() == [900.5, 400.0]
    assert read["activities"]["minutes"].tolist() == [5.0, 1.5, 20.0]
    assert "drivers" not in read


def test_a_flat_file_that_contradicts_itself_is_refused(tmp_path):
    path = tmp_path / "activities.csv"
    path.write_text(FLAT.replace("1,5;900,50", "1,5;800"), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"different things of the pools 'desk'.*the same 'amount', 'capacity'"):
        read_cost_tables(path)
    path.write_text(FLAT.replace(";1200", ";-1200"), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"capacity.* must be above zero"):
        read_cost_tables(path)
    path.write_text(FLAT.replace(";capacity", ";room"), encoding="utf-8")
    with pytest.raises(SchemaError, match="lacks column 'capacity'"):
        read_cost_tables(path)


def test_a_file_of_activities_is_told_from_one_of_costs(tmp_path):
    path = tmp_path / "costs.csv"
    for text, stated in {FLAT: True, "customer_id,cost\na,5\n": False, "作业,成本池\n": True, "\n": False}.items():
        path.write_text(text, encoding="utf-8")
        assert states_activities(path) is stated
    assert states_activities(tmp_path / "costs.xlsx")


def test_the_decimal_sign_that_was_stated_is_taken():
    pools = pd.DataFrame({"pool": ["desk"], "amount": ["1,500"], "capacity": [3]})
    activities = pd.DataFrame({"activity": ["order"], "pool": ["desk"], "driver": ["orders"], "minutes": [8]})
    read = {sign: read_cost_tables({"pools": pools, "activities": activities}, decimal=sign) for sign in (",", ".")}
    assert [tables["pools"].loc["desk", "amount"] for tables in read.values()] == [1.5, 1500]
