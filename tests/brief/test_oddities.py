"""Does the page say, before all else, what is odd about the business; and ask where no page could be right?"""

import pandas as pd
import pytest

from custseg.brief import limits, open_book, what_is_odd
from custseg.schema import SchemaError
from custseg.simulate import business_kinds, simulate_business

REFUSED = {"only_returns", "till", "one_row_per_customer", "file_twice"}
NOT_ODD = {"plain", "thirty_customers", "returned_after_14_days"}


def book(kind):
    shop = simulate_business(kind, random_state=1)
    return open_book(shop.rows, as_of=shop.asked_on)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", sorted(set(business_kinds().index) - REFUSED - NOT_ODD))
def test_an_odd_business_is_named(kind):
    section = what_is_odd(book(kind))
    assert not section.silent
    assert section.words() <= 40
    assert any(character.isdigit() for character in str(section.title)) or kind == "one_customer"


@pytest.mark.parametrize("kind", sorted(NOT_ODD))
def test_a_business_with_nothing_odd_says_nothing(kind):
    assert what_is_odd(book(kind)).silent


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("only_returns", "turn_sign=True"), ("till", r"leave_out=\['TILL1'\]"), ("file_twice", "there twice")],
)
def test_what_makes_every_page_wrong_is_asked(kind, asked):
    with pytest.raises(SchemaError, match=asked):
        book(kind)


def test_the_remedies_work():
    till = simulate_business("till", random_state=1)
    left = open_book(till.rows, leave_out=["TILL1"])
    assert "TILL1" not in set(left.log["customer_id"])
    assert (left.set_aside["reason"] == "left out: it stands for many people").sum() == 100_000
    assert "TILL1" in set(open_book(till.rows, keep=["TILL1"]).log["customer_id"])
    turned = simulate_business("only_returns", random_state=1)
    assert open_book(turned.rows, turn_sign=True).log["amount"].sum() == pytest.approx(-turned.rows["amount"].sum())
    twice = simulate_business("file_twice", random_state=1)
    once = open_book(twice.rows, reading={"duplicates": "drop"})
    assert len(once.log) == len(twice.rows.drop_duplicates())


def test_an_id_to_leave_out_must_be_there():
    with pytest.raises(SchemaError, match="'nobody'"):
        open_book(simulate_business("plain", random_state=1).rows, leave_out=["nobody"])


def test_a_stale_file_is_answered_for_its_own_last_day():
    shop = simulate_business("export_92_days_late", random_state=1)
    opened = open_book(shop.rows, as_of=shop.asked_on)
    assert opened.as_of == shop.rows["date"].max()
    assert opened.asked_on == shop.asked_on
    assert str(what_is_odd(opened).title).startswith("The file ends on")


def test_a_silence_that_is_usual_is_not_stale():
    shop = simulate_business("plain", random_state=1)
    asked = shop.as_of + pd.Timedelta(days=1)
    assert open_book(shop.rows, as_of=asked).as_of == asked


def test_many_rows_set_aside_are_said_before_all_else():
    title = str(what_is_odd(book("guest")).title)
    assert title.startswith("25% of the rows (837 of 3,302) were set aside") and "guest" in title


FAULTY = """Customer,Date,Total
anna,05/01/2024,"12,50"
anna,17/02/2024,"30,00"
ben,20/02/2024,"8,00"
ben,21/02/2024,"-8,00"
,22/02/2024,"9,00"
carl,32/02/2024,"9,00"
dora,29/02/2024,n/a
anna,17/03/2024,"30,00"
ben,20/03/2024,"8,00"
"""


@pytest.mark.parametrize(
    ("ends", "counted", "whole"),
    [
        ("", "33% of the rows (3 of 9)", "Of 9 rows 3 were"),
        ("Customer,Date,Total\nCustomer,Date,Total\n", "45% of the rows (5 of 11)", "Of 11 rows 5 were"),
    ],
)
def test_rows_set_aside_are_as_many_at_the_top_as_at_the_end(ends, counted, whole, tmp_path):
    """A row without an amount, and the header again, are set aside; that they may be no purchases is said apart."""
    file = tmp_path / "orders.csv"
    file.write_text(FAULTY + ends)
    opened = open_book(file)
    assert str(limits(opened).title).startswith(whole)
    assert str(what_is_odd(opened).title) == (
        f"{counted} were set aside and are in no number below. "
        "Rows among them that may be purchases: 2. Their most frequent reason: customer_id is missing."
    )


def test_two_equal_purchases_on_one_day_are_kept():
    rows = simulate_business("plain", random_state=1).rows
    assert len(open_book(pd.concat([rows, rows.head(3)])).log) == len(rows) + 3


def test_money_is_not_compared_over_a_jump_or_a_hole():
    jump = book("prices_times_ten")
    assert jump.breaks("2022-10-01", "2023-03-31") == "prices jump"
    assert jump.breaks("2023-07-01", "2023-12-31") == ""
    assert book("two_months_missing").breaks("2023-01-01", "2023-03-31") == "hole"


def with_refund(back, amount=100.0):
    days = pd.date_range("2024-01-01", periods=100)
    rows = pd.DataFrame({"customer_id": [f"c{n % 45}" for n in range(100)], "date": days, "amount": amount})
    before = pd.DataFrame({"customer_id": ["gone"], "date": days[:1], "amount": [back]})
    return open_book(pd.concat([before, rows], ignore_index=True))


@pytest.mark.parametrize(("back", "said"), [(-150.0, True), (-50.0, False)])
def test_refunds_without_a_purchase_are_said_from_a_hundredth_of_the_money_on(back, said):
    section = what_is_odd(with_refund(back))
    found = [one for one in map(str, section.front()) if "found no purchase" in one]
    assert len(found) == said, "it must stand on the front, and not behind the fold"
    assert all("Refunds of 150 found no purchase in the file, 1.5%" in one for one in found)


def test_refunds_of_a_tenth_go_before_everything_but_rows_set_aside():
    assert "found no purchase" in str(what_is_odd(with_refund(-2000.0)).title)


@pytest.mark.heavy
def test_a_grave_sign_goes_before_small_refunds():
    shop = simulate_business("one_large_account", random_state=1).rows
    day = shop["date"].min()
    back = pd.DataFrame({"customer_id": ["gone"], "date": [day], "amount": [-0.02 * shop["amount"].sum()]})
    section = what_is_odd(open_book(pd.concat([back, shop], ignore_index=True)))
    assert "found no purchase" not in str(section.title)
    said = [str(one) for one in (*section.front(), *section.more)]
    assert any("found no purchase" in one for one in said)
