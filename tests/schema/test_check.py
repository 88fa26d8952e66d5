"""Every way in which a table can be wrong has its sentence, and all of them come at once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from custseg.schema import CUSTOMERS, PROFILE, TRANSACTIONS, SchemaError, check_table


@pytest.fixture
def transactions():
    return pd.DataFrame(
        {
            "customer_id": ["007", "8", "8"],
            "date": pd.to_datetime(["2024-01-05", "2024-01-05", "2024-02-01"]),
            "amount": [10.0, 2.5, -2.5],
            "note": [None, 1, "x"],
        },
        index=[5, 3, 3],
    )


@pytest.fixture
def customers():
    return pd.DataFrame({"recency": [3, 40], "frequency": [2, 1], "amount": [20.0, -1.0]}, index=["a", "b"])


def problems(table, schema):
    with pytest.raises(SchemaError) as caught:
        check_table(table, schema)
    return caught.value.problems


def test_a_valid_table_comes_back_equal_and_separate(transactions):
    before = transactions.copy(deep=True)
    checked = check_table(transactions, TRANSACTIONS)
    assert_frame_equal(checked, before)
    checked["amount"] = 0.0
    assert_frame_equal(transactions, before)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_any_resolution_of_dates_is_valid(transactions, unit):
    check_table(transactions.assign(date=transactions["date"].astype(f"datetime64[{unit}]")), TRANSACTIONS)


@pytest.mark.parametrize("dtype", [object, "str", "string"])
def test_any_storage_of_text_is_valid(transactions, dtype):
    check_table(transactions.astype({"customer_id": dtype}), TRANSACTIONS)


@pytest.mark.parametrize("dtype", ["int64", "float32", "Float64", "Int64"])
def test_any_storage_of_numbers_is_valid(customers, dtype):
    check_table(customers.astype({"frequency": dtype}), CUSTOMERS)


def test_attrs_are_kept(transactions):
    transactions.attrs["source"] = {"rows_read": 3}
    assert check_table(transactions, TRANSACTIONS).attrs == {"source": {"rows_read": 3}}


def test_only_returns_are_valid(transactions):
    check_table(transactions.iloc[2:], TRANSACTIONS)


def test_not_a_dataframe():
    with pytest.raises(TypeError, match="transactions must be a pandas DataFrame, found list"):
        check_table([1], TRANSACTIONS)


def test_missing_column_with_the_nearest_header(transactions):
    (found,) = problems(transactions.rename(columns={"date": "InvoiceDate"}), TRANSACTIONS)
    assert found == (
        "transactions lacks column 'date' (found: 'customer_id', 'InvoiceDate', 'amount', 'note'). "
        'Pass columns={"date": "InvoiceDate"} to read_transactions.'
    )


def test_all_problems_at_once(transactions):
    bad = pd.DataFrame({"customer_id": [1, 2], "date": ["x", "y"], "quantity": [np.inf, 1.0]})
    found = problems(bad, TRANSACTIONS)
    assert len(found) == 4
    for words in ("lacks column 'amount'", "'customer_id' must hold text", "'date' must hold dates", "is infinite"):
        assert any(words in problem for problem in found)


def test_no_rows(transactions):
    assert problems(transactions.iloc[:0], TRANSACTIONS) == ("transactions has no rows.",)


def test_column_names_that_occur_twice(transactions):
    table = pd.concat([transactions, transactions[["amount"]]], axis=1)
    assert problems(table, TRANSACTIONS) == ("transactions has columns that occur twice: 'amount'. Keep one of each.",)


@pytest.mark.parametrize("missing", [None, np.nan, ""])
def test_missing_ids_with_their_row_labels(transactions, missing):
    transactions["customer_id"] = pd.Series(["a", missing, missing], index=transactions.index, dtype=object)
    (found,) = problems(transactions, TRANSACTIONS)
    assert "'customer_id' is missing in 2 rows (3, 3)" in found


@pytest.mark.parametrize("ids", [[1, 2, 3], [1.0, 2.0, 3.0], pd.Categorical(["a", "b", "c"])])
def test_ids_that_are_not_text(transactions, ids):
    (found,) = problems(transactions.assign(customer_id=ids), TRANSACTIONS)
    assert "column 'customer_id' must hold text, found" in found
    assert 'table["customer_id"].astype(str)' in found


def test_dates_with_a_time_zone(transactions):
    (found,) = problems(transactions.assign(date=transactions["date"].dt.tz_localize("Asia/Shanghai")), TRANSACTIONS)
    assert "must hold dates without a time zone" in found
    assert "Asia/Shanghai" in found
    assert ".dt.tz_localize(None)" in found


def test_missing_dates_and_amounts(transactions):
    table = transactions.assign(date=pd.NaT, amount=[1.0, np.nan, np.inf]).astype({"date": "datetime64[ns]"})
    found = problems(table, TRANSACTIONS)
    assert found[0].startswith("transactions column 'date' is missing in 3 rows (5, 3, 3).")
    assert found[1].startswith("transactions column 'amount' is missing in 1 row (3).")
    assert found[2].startswith("transactions column 'amount' is infinite in 1 row (3).")


def test_optional_columns_may_have_gaps(transactions):
    check_table(transactions.assign(quantity=[1, np.nan, 2], product=["a", None, "b"]), TRANSACTIONS)


@pytest.mark.parametrize("values", [["1", "2", "3"], [True, False, True]])
def test_amounts_that_are_not_numbers(transactions, values):
    (found,) = problems(transactions.assign(amount=values), TRANSACTIONS)
    assert "'amount' must hold numbers, found" in found
    assert "pd.to_numeric" in found


def test_labels_that_occur_twice(customers):
    (found,) = problems(customers.set_axis(["a", "a"]), CUSTOMERS)
    assert found == "customers index 'customer_id' must name each row once; more than once: 'a'."


def test_labels_that_are_missing(customers):
    (found,) = problems(customers.set_axis(["a", None]), CUSTOMERS)
    assert "index 'customer_id' is missing in 1 row" in found


def test_labels_that_are_no_names(customers):
    (found,) = problems(customers.set_axis([1.5, 2.5]), CUSTOMERS)
    assert "must hold text or whole numbers, found floating" in found


def test_labels_with_two_levels(customers):
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 1)], names=["customer_id", "year"])
    (found,) = problems(customers.set_axis(index), CUSTOMERS)
    assert "must have one index level, 'customer_id', found 2: 'customer_id', 'year'" in found


def test_the_index_stands_in_a_column(customers):
    found = problems(customers.rename_axis("customer_id").reset_index(), CUSTOMERS)
    assert found == (
        "customers must have 'customer_id' as its index, found it as a column. Use table.set_index(\"customer_id\").",
    )


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("recency", [3, -1], "numbers of days, 0 or more; found -1 in 1 row ('b')"),
        ("frequency", [0.5, -1], "whole numbers of 0 or more; found 0.5, -1.0 in 2 rows ('a', 'b')"),
        ("frequency", [1, np.inf], "'frequency' is infinite in 1 row ('b')"),
    ],
)
def test_impossible_numbers(customers, column, values, words):
    (found,) = problems(customers.assign(**{column: values}), CUSTOMERS)
    assert words in found


def test_shares_are_fractions():
    profile = pd.DataFrame(
        {
            "customers": [1, 1],
            "share_of_customers": [50.0, 50.0],
            "amount": [3.0, -1.0],
            "share_of_amount": [1.5, -0.5],
        },
        index=["loyal", "lost"],
    )
    (found,) = problems(profile, PROFILE)
    assert "'share_of_customers' must hold fractions between 0 and 1; found 50.0, 50.0" in found
    check_table(profile.assign(share_of_customers=0.5), PROFILE)


@given(st.lists(st.sampled_from(["fine", "gap", "infinite"]), min_size=1, max_size=30), st.randoms())
def test_every_bad_row_is_counted(rows, random):
    amounts = [{"fine": 1.0, "gap": np.nan, "infinite": -np.inf}[row] for row in rows]
    labels = random.sample(range(100), len(rows))
    table = pd.DataFrame({"customer_id": "a", "date": pd.Timestamp("2024-01-05"), "amount": amounts}, index=labels)
    expected = [
        f"{words} in {rows.count(row)} row{'s' if rows.count(row) > 1 else ''} "
        for row, words in {"gap": "missing", "infinite": "infinite"}.items()
        if row in rows
    ]
    found = problems(table, TRANSACTIONS) if expected else ()
    assert len(found) == len(expected)
    for words, problem in zip(expected, found, strict=True):
        assert words in problem
    if not expected:
        check_table(table, TRANSACTIONS)


@pytest.mark.slow
def test_a_million_rows_pass_unchanged():
    rows = 1_000_000
    table = pd.DataFrame(
        {
            "customer_id": pd.Series(np.arange(rows) % 50_000).astype(str),
            "date": pd.Timestamp("2024-01-05"),
            "amount": np.linspace(-1, 1, rows),
        }
    )
    assert check_table(table, TRANSACTIONS).equals(table)


def test_an_index_that_was_checked_is_known_and_no_other():
    first = pd.DataFrame({"amount": [1.0, 2.0]}, index=pd.Index(["a", "b"], name="customer_id"))
    check_table(first, CUSTOMERS.requiring("amount"))
    check_table(first.assign(amount=3.0), CUSTOMERS.requiring("amount"))
    twice = first.set_axis(pd.Index(["a", "a"], name="customer_id"))
    for _ in range(2):
        with pytest.raises(SchemaError, match="must name each row once"):
            check_table(twice, CUSTOMERS.requiring("amount"))
    with pytest.raises(SchemaError, match="must name each row once"):
        check_table(pd.concat([first, first]), CUSTOMERS.requiring("amount"))


def test_columns_that_nobody_asked_about_are_not_copied(monkeypatch, customers):
    from custseg.schema import check

    seen = []

    class Told:
        def validate(self, flat, lazy):
            seen.append(list(flat))

    monkeypatch.setattr(check, "_rules", lambda schema, labels_differ: Told())
    found = check_table(customers.assign(note="x", score=1.0), CUSTOMERS)
    assert {"note", "score"} <= set(found) and not {"note", "score"} & set(seen[0])
    assert seen[0][0] == "customer_id" and {"recency", "frequency", "amount"} <= set(seen[0])
