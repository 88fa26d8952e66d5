"""Is a header taken for what a bank calls it, and asked about where two could be the same?"""

import pandas as pd
import pytest

from custseg.read.clients.columns import chosen_columns, headers_of, kinds
from custseg.read.clients.reading import Reading
from custseg.read.files.source import read_source


@pytest.mark.parametrize(
    ("header", "column"),
    [("违约概率(%)", "probability_of_default"), ("PD", "probability_of_default"), ("Loans / k€", "loans"),
     ("授信餘額", "exposure"), ("日均存款(万元)", "deposits"), ("Client-ID", "client_id")],
)  # fmt: skip
def test_headers_in_both_languages_with_units(header, column):
    assert chosen_columns([header], "clients", {})[0] == {column: header}


def test_the_number_of_a_client_goes_before_its_name():
    chosen, problems = chosen_columns(["客户名称", "客户号"], "clients", {})
    assert chosen["client_id"] == "客户号" and not problems


def test_two_headers_for_one_amount_are_asked_about_unless_one_is_stated():
    _, problems = chosen_columns(["总收入", "营业收入"], "clients", {})
    assert "could all be income" in problems[0] and "columns={" in problems[0]
    assert chosen_columns(["总收入", "营业收入"], "clients", {"income": "总收入"})[0]["income"] == "总收入"
    assert chosen_columns(["income", "总收入"], "clients", {}) == ({"income": "income"}, [])


def test_no_name_stands_for_two_columns_of_a_table():
    for table in ("clients", "statements", "income", "groups"):
        names = [name.casefold() for entry in kinds(table).values() for name in entry["names"]]
        assert len(names) == len(set(names)), table


def test_years_are_columns_of_income_and_what_lacks_is_said_with_a_remedy():
    reading = Reading({"client_id": "Nr", "cost": "Kosten"}, None, (), ())
    rows = read_source(pd.DataFrame({"Nr": ["a"], "2022": 1.0, "income_2023": 2.0}))
    assert headers_of(rows, "income", reading) == ({"client_id": "Nr", "2022": "2022", "2023": "income_2023"}, [])
    assert reading.met == {"client_id"}
    _, problems = headers_of(rows, "clients", reading)
    assert "lacks 'income', 'cost'" in problems[0] and 'columns={"income": "..."' in problems[0]
