"""Are statements that are missing or do not balance set aside, and is every growth defined?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import check_statements, client_growth

from .conftest import statements_of

CLIENTS = pd.Index(["c000", "c001", "c002", "c003"], name="client_id")


def income_of(*rows: list[float]) -> pd.DataFrame:
    return pd.DataFrame(rows, CLIENTS[: len(rows)], [2021, 2022, 2023])


def test_each_client_has_one_status():
    table = statements_of(3)
    table.loc[4, "equity"] += table.loc[4, "assets"]  # c001 in its second year
    table = table.drop(index=6)  # the first year of c002
    found = check_statements(table, CLIENTS)
    assert found.to_dict() == {
        "c000": "complete", "c001": "not balancing", "c002": "years missing", "c003": "no statements"}  # fmt: skip
    assert (check_statements(statements_of(4), CLIENTS) == "complete").all()


def test_rounding_is_no_fault_and_older_years_are_left_alone():
    table = statements_of(1)
    table["equity"] += 0.004 * table["assets"]
    old = table.iloc[[0]].assign(year=2015, equity=0.0)
    assert check_statements(pd.concat([table, old]), CLIENTS[:1]).item() == "complete"
    assert check_statements(table, CLIENTS[:1], tolerance=0.001).item() == "not balancing"


def test_growth_by_hand():
    table = statements_of(1)
    table["revenue"], table["net_profit"] = [100.0, 50.0, 121.0], [10.0, -3.0, 14.4]
    row = client_growth(table, income_of([5.0, 9.0, 5.0])).iloc[0]
    assert row["revenue_growth"] == pytest.approx(0.1)
    assert row["profit_growth"] == pytest.approx(0.2)
    assert row["own_growth"] == pytest.approx(0.15)
    assert row["growth_with_us"] == 0
    assert row["step"] == "we grow slower"
    assert client_growth(table, income_of([5.0, 9.0, 6.6])).iloc[0]["step"] == "in step"
    assert client_growth(table, income_of([5.0, 9.0, 9.9])).iloc[0]["step"] == "we grow faster"


@pytest.mark.parametrize("profit", [[-10.0, 5.0, 14.4], [10.0, 5.0, -1.0], [0.0, 0.0, 0.0]])
def test_a_loss_has_no_rate_of_growth_and_revenue_speaks(profit):
    table = statements_of(1)
    table["revenue"], table["net_profit"] = [100.0, 110.0, 121.0], profit
    row = client_growth(table, income_of([5.0, 5.0, 5.0])).iloc[0]
    assert np.isnan(row["profit_growth"])
    assert row["own_growth"] == pytest.approx(0.1)


def test_what_is_not_defined_is_missing():
    found = client_growth(
        statements_of(3), income_of([0.0, 1.0, 2.0], [-1.0, 2.0, 3.0], [2.0, 1.0, -1.0], [1.0, 1.0, 1.0])
    )
    assert found["growth_with_us"].isna().tolist() == [True, True, True, False]
    assert found["own_growth"].isna().tolist() == [False, False, False, True]  # the last has no statements
    assert found["step"].isna().all()
    assert found["status"].tolist()[-1] == "no statements"


def test_everything_that_is_wrong_is_said_at_once():
    table = pd.concat([statements_of(2), statements_of(1)])
    with pytest.raises(SchemaError) as error:
        check_statements(table, CLIENTS[:1])
    assert len(error.value.problems) == 2
    assert "a year twice for 'c000'" in str(error.value)
    assert "not in the book: 'c001'" in str(error.value)
    with pytest.raises(SchemaError, match="income must have three columns"):
        client_growth(statements_of(1), income_of([1.0, 1.0, 1.0])[[2021, 2022]])
    with pytest.raises(SchemaError, match="statements lacks column 'equity'"):
        check_statements(statements_of(1).drop(columns="equity"), CLIENTS)
    with pytest.raises(ValueError, match="tolerance is outside 0-1"):
        check_statements(statements_of(1), CLIENTS, tolerance=5.0)


def test_a_slip_of_the_pen_in_one_year_does_not_empty_the_book():
    statements = statements_of(3)
    income = pd.DataFrame(1.0, pd.Index(["c000", "c001", "c002"], name="client_id"), [2021, 2022, 2023])
    slip = statements.assign(year=statements["year"].where(statements.index != 5, 20233))
    with pytest.raises(SchemaError, match="the latest year, 20233, is there for 1 clients"):
        client_growth(slip, income)
    later = pd.concat([statements, statements.iloc[[2]].assign(year=2024)])
    found = client_growth(later, income)["status"]
    assert found.tolist() == ["complete", "years missing", "years missing"]  # c000 has 2022 to 2024
    four = pd.concat([statements, statements[statements["year"] == 2021].assign(year=2020)])
    assert client_growth(four.sample(frac=1, random_state=0), income).equals(client_growth(statements, income))
