"""Cells show what a column is where its header does not, and the suggestion can be pasted."""

import pandas as pd
import pytest

from custseg.read import read_transactions
from custseg.read.meaning.recognised import likely_headers, months_above, order_numbers, the_only_dates
from custseg.schema import SchemaError, merged

TABLE = pd.DataFrame(
    {
        "who": ["x7", "x8", "x7", "x9"],
        "when": ["2024-01-05", "2024-01-06", "2024-02-05", "2024-02-06"],
        'paid 19"': ["1.50", "2.25", "3.00", "4.10"],
        "pieces sold": ["1", "2", "1", "1"],
    }
)


def test_the_only_column_of_dates_is_the_date():
    found = read_transactions(TABLE, columns={"customer_id": "who", "amount": 'paid 19"'})
    assert found["date"].iloc[0] == pd.Timestamp("2024-01-05")
    assert "'when' was taken as date: it is the only column of dates." in found.attrs["source"]["notes"]


@pytest.mark.parametrize(
    ("cells", "dated"),
    [
        (["2024-01-05", "2024-01-06"], True),
        (["5.1.2024", "31.1.2024"], True),
        (["5 Jan 2024", "6 Feb 2024"], True),
        (["2024年1月5日", "2024年1月6日"], True),
        (pd.to_datetime(["2024-01-05", "2024-01-06"]), True),
        (["19970101", "19971231"], True),
        (["19970101", "19979931"], False),
        (["45296", "45297"], False),
        ([45296, 45297], False),
        (["a", "b"], False),
        ([None, ""], False),
        (["12.50", "3.20"], False),
    ],
)
def test_what_holds_dates(cells, dated):
    assert the_only_dates(pd.DataFrame({"x": cells}), ["x"]) == ("x" if dated else None)


def test_two_columns_of_dates_are_left_to_the_caller():
    table = TABLE.assign(until=TABLE["when"])
    assert the_only_dates(table, list(table)) is None


def test_likely_headers():
    assert likely_headers(TABLE, list(TABLE)) == {"amount": ['paid 19"'], "customer_id": ["who"]}
    assert likely_headers(TABLE.assign(more="1.5"), [*TABLE, "more"]) == {"customer_id": ["who"]}


def test_the_suggestion_can_be_pasted():
    with pytest.raises(SchemaError, match="lacks columns 'customer_id', 'amount'") as caught:
        read_transactions(TABLE)
    found = read_transactions(TABLE, **merged(caught.value.remedies))
    assert found["amount"].sum() == pytest.approx(10.85)
    assert found["customer_id"].tolist() == ["x7", "x8", "x7", "x9"]


def test_two_unknown_columns_of_customers_are_asked():
    table = TABLE.rename(columns={"when": "date", 'paid 19"': "amount"}).assign(ref=["m1", "m1", "m2", "m2"])
    with pytest.raises(SchemaError, match="The cells of 'who', 'ref' all look like customers") as caught:
        read_transactions(table)
    ways = [remedy["columns"]["customer_id"] for remedy in caught.value.remedies]
    assert sorted(ways) == ["ref", "who"]
    assert read_transactions(table, columns={"customer_id": ways[1]})["customer_id"].nunique() == 2


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["#1001", "#1002"], True),
        (["EN#1001", "#1002-F1"], True),
        (["Ann", "Bo"], False),
        (["#1", "#best"], False),
        (["1001", "1002"], False),
    ],
)
def test_a_name_that_is_a_number_of_an_order(cells, numbers):
    table = pd.DataFrame({"Name": cells, "Email": list("ab"), "Created at": ["2024-01-05", "2024-01-31"], "Total": 5})
    assert order_numbers(table, list(table)) == ("Name" if numbers else None)
    found = read_transactions(table)
    assert ("order_id" in found) == numbers
    assert any("'Name' was taken as order_id" in note for note in found.attrs["source"]["notes"]) == numbers
    assert "order_id" not in read_transactions(table, columns={"order_id": None})


def test_none_means_that_there_is_no_date():
    with pytest.raises(SchemaError, match="lacks columns"):
        read_transactions(TABLE, columns={"date": None})


@pytest.mark.parametrize(
    ("headers", "months"),
    [
        (["Customer", "Jan 2023", "Feb 2023", "März"], ["Jan 2023", "Feb 2023", "März"]),
        (["顾客", "1月", "2月", "2023年3月"], ["1月", "2月", "2023年3月"]),
        (
            ["Kunde", "2023-01", "202302", "03/2023", "2023-04-01 00:00:00"],
            ["2023-01", "202302", "03/2023", "2023-04-01 00:00:00"],
        ),
        (["Customer", "May", "Date", "Amount"], []),
    ],
)
def test_months_as_headers(headers, months):
    assert months_above(headers) == months
