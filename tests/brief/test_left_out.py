"""Is what was set aside counted with its money, and does each choice name the switch that overrules it?"""

import pandas as pd
import pytest

from custseg.brief import limits, open_book
from custseg.datasets import load_cdnow
from custseg.simulate import simulate_business
from tests.brief.by_hand import one_row


def table_of(section, column):
    return next(one for one in section.more if isinstance(one, pd.DataFrame) and column in one.columns)


def said(section):
    return " ".join(one["text"] for one in section.facts())


def test_nothing_set_aside_is_said_with_its_number():
    assert "rows counted: 6,919" in str(limits(open_book(load_cdnow())).title)


def test_rows_set_aside_are_counted_by_reason_with_their_money_and_sales_with_them():
    rows = simulate_business("guest", random_state=1).rows
    section = limits(open_book(rows, currency="EUR", name="shop"))
    guests = rows[~rows["customer_id"].astype("str").str.match(r"K\d{5}$")]
    money, everything = guests["amount"].sum(), rows["amount"].sum()
    assert f"Of {len(rows):,} rows {len(guests):,} were set aside, with {money / everything:.0%}" in str(section.title)
    counted = table_of(section, "rows").iloc[0]
    assert counted.tolist() == [f"{len(guests):,}", f"{money:,.0f} EUR"]
    choices = table_of(section, "overruled by")
    row = choices[choices["overruled by"] == "--answer guests=keep"].iloc[0]
    assert row["without it"] == f"sales of {everything:,.0f} EUR instead of {everything - money:,.0f} EUR"


DROP = {"duplicates": "drop"}


def test_sales_without_a_choice_have_no_column_where_they_are_known_of_none():
    assert "without it" not in table_of(limits(open_book(load_cdnow())), "overruled by")


def test_repeated_rows_name_their_switch():
    section = limits(open_book(simulate_business("file_twice", random_state=1).rows, name="shop", reading=DROP))
    choices = table_of(section, "overruled by")
    assert "--duplicates keep" in choices["overruled by"].tolist()
    assert str(section.title) == "Of 4,762 rows 2,381 were set aside."


def test_repeated_rows_that_were_kept_name_the_other_switch():
    rows = simulate_business("file_twice", random_state=1).rows
    section = limits(open_book(rows, name="shop", reading={"duplicates": "keep"}))
    assert "--duplicates drop" in table_of(section, "overruled by")["overruled by"].tolist()
    assert section.title.holds is False


def test_refunds_are_told_with_what_found_no_purchase():
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-02"])
    rows = pd.DataFrame({"customer_id": ["a", "a", "b"], "date": days, "amount": [500.0, -200.0, -120.0]})
    words = said(limits(open_book(rows)))
    assert (
        "Refunds (2 rows) were subtracted from the purchases that they undo: 200 in all; 120 found no purchase" in words
    )
    assert "found no purchase" not in said(limits(open_book(rows[:2]))), "all of it found its purchase"


def test_rows_after_the_day_of_the_answer_are_told():
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"])
    book = open_book(pd.DataFrame({"customer_id": list("abc"), "date": days, "amount": 5.0}), as_of="2024-02-10")
    assert "Rows after 10 February 2024 were not looked at: 1." in said(limits(book))


def test_each_gate_that_fails_is_told_with_found_and_needed():
    book = open_book(simulate_business("three_weeks", random_state=1).rows, name="shop")
    words = said(limits(book))
    failing = book.gates[~book.gates["passes"]]
    assert len(failing) == 3 and words.count("This file cannot say") == 3
    assert all(
        f"{int(row['found']):,}" in words and f"{int(row['needed']):,}" in words for _, row in failing.iterrows()
    )


@pytest.mark.parametrize("amount", [-5.0, 0.0, 5.0])
def test_one_row_is_enough(amount):
    section = limits(one_row(amount))
    assert f"rows counted: {1 + (amount < 0)}" in str(section.title) and section.words() <= 40


def test_money_that_no_sum_can_hold_is_not_added(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("customer_id,date,amount\na,2024-03-01,5\nb,2024-03-02,1e308\nc,2024-03-03,1e308\n")
    section = limits(open_book(file))
    assert str(section.title) == "Of 3 rows 2 were set aside."


ORDERS = [f"c{n},2024-01-{n:02d},10.00,EUR" for n in range(1, 31)]


@pytest.mark.parametrize("total", ["Total,,300.00,", ",,300.00,"])
def test_a_total_at_the_foot_is_no_money_of_purchases(total, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(["customer_id,date,amount,currency", *ORDERS, total]))
    section = limits(open_book(file))
    assert str(section.title) == "Of 31 rows 1 was set aside."


def test_money_of_another_currency_is_not_added(tmp_path):
    dollars = [line.replace("EUR", "USD") for line in ORDERS[:5]]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(["customer_id,date,amount,currency", *ORDERS, *dollars]))
    section = limits(open_book(file, reading={"answers": {"currency": "EUR"}}))
    assert str(section.title) == "Of 35 rows 5 were set aside."
    assert "50 EUR" not in " ".join(table_of(section, "rows").astype(str).to_numpy().ravel())


def test_refunds_dated_before_the_order_that_they_name_are_counted():
    days = pd.to_datetime(["2024-03-01", "2024-03-08", "2024-03-07", "2024-03-09", "2024-03-10"])
    log = pd.DataFrame({"customer_id": list("aabab"), "date": days, "amount": [50.0, -50.0, 20.0, 30.0, -5.0]})
    log["order_id"] = ["o1", "o2", "o3", "o2", "o3"]
    assert "Refunds dated before the order that they name: 1, of 50.00." in said(limits(open_book(log, name="shop")))
    log["order_id"] = ["o2", "o2", "o3", "o4", "o3"]
    assert "dated before" not in said(limits(open_book(log, name="shop")))


def test_further_lines_of_orders_are_not_counted_as_set_aside():
    orders = pd.DataFrame({"order_id": ["A", "A", "B", "C"], "customer_id": ["ann", "ann", "bo", None]})
    orders["date"] = pd.to_datetime(["2024-01-05", None, "2024-01-06", "2024-01-07"])
    orders = orders.assign(amount=[30.0, None, 20.0, 50.0])
    section = limits(open_book(orders))
    assert str(section.title) == "Of 3 rows 1 was set aside, with 50% of the money of all purchases."
    assert "the first line: 1. They are not counted above" in said(section)


def test_a_column_of_refunds_is_not_told_as_no_refunds():
    days = pd.to_datetime(["2024-01-05", "2024-01-06", "2024-01-07"])
    orders = pd.DataFrame({"customer_id": list("abc"), "date": days, "amount": [100.0, 50.0, 30.0]})
    orders["Refunded Amount"] = [0.0, 20.0, 0.0]
    words = said(limits(open_book(orders, reading={"answers": {"given_back": "subtract"}})))
    assert "stands in column 'Refunded Amount': 20.00 (rows: 1)" in words
    assert "no refunds" not in words


def test_refunded_orders_that_a_column_takes_off_again_are_no_further_sales():
    days = pd.to_datetime(["2024-01-05", "2024-01-06", "2024-01-07"])
    orders = pd.DataFrame({"customer_id": list("abc"), "date": days, "amount": [100.0, 50.0, 30.0]})
    orders = orders.assign(status=["paid", "paid", "refunded"], refund=[0.0, 20.0, 30.0])
    choices = table_of(limits(open_book(orders, reading={"answers": {"given_back": "subtract"}})), "overruled by")
    row = choices[choices["overruled by"] == "--answer refunded=keep"].iloc[0]
    assert row.get("without it", "") == ""


def test_a_file_that_names_orders_is_not_told_to_name_them():
    days = pd.to_datetime(["2024-03-01", "2024-03-08", "2024-03-09"])
    log = pd.DataFrame({"customer_id": "a", "date": days, "amount": [50.0, 20.0, -20.0]})
    advice = table_of(limits(open_book(log)), "overruled by")["overruled by"].tolist()
    assert "name the order: a column order_id" in advice
    choices = table_of(limits(open_book(log.assign(order_id=["o1", "o2", "o2"]))), "overruled by")
    assert "name the order: a column order_id" not in choices["overruled by"].tolist()
    assert any("the order that they name, else the latest first" in str(choice) for choice in choices.index)


def test_another_column_is_offered_in_the_words_of_the_command():
    orders = pd.DataFrame({"Kd.-Nr.": ["K1", "K2"], "Kunde": ["Ann Lee", "Bo"], "order date": ["2024-03-01"] * 2})
    orders = orders.assign(amount=[5.0, 6.0], **{"Invoice Date": "2024-03-02"})
    found = table_of(limits(open_book(orders, reading={"unclear": "decide"})), "overruled by")
    assert "columns={" not in " ".join(map(str, [*found.index, *found["overruled by"]]))
    assert "--column customer_id=Kunde" in found["overruled by"].tolist()


def test_rows_left_out_by_hand_are_not_called_later(tmp_path):
    rows = [
        ("a", "2024-01-05", 10.0),
        ("b", "2024-02-05", 20.0),
        ("c", "2024-03-05", 30.0),
        ("till", "2024-01-06", 9.0),
    ]
    pd.DataFrame(rows, columns=["customer_id", "date", "amount"]).to_csv(tmp_path / "orders.csv", index=False)
    told = said(limits(open_book(tmp_path / "orders.csv", as_of="2024-02-10", leave_out=["till"])))
    assert "Rows after 10 February 2024 were not looked at: 1." in told, told
