"""Which files are asked about before a page is made of them, and with which answers do they pass?"""

import numpy as np
import pandas as pd
import pytest

from custseg.brief import open_book
from custseg.brief._rows import _repeats, is_stale
from custseg.decide import business_signs
from custseg.schema import SchemaError
from custseg.tables import _customer_blocks


def shop(customers=40):
    days = pd.date_range("2024-01-01", periods=customers)
    return pd.DataFrame({"customer_id": [f"c{n}" for n in range(customers)], "date": days, "amount": 5.0})


def with_a_till():
    till = pd.DataFrame(
        {"customer_id": "till", "date": pd.date_range("2024-01-01", periods=30), "amount": range(1, 31)}
    )
    return pd.concat([shop(), till], ignore_index=True)


def test_rows_that_repeat_are_counted_as_if_every_column_were_compared(monkeypatch):
    rng = np.random.default_rng(1)
    log = pd.DataFrame(
        {
            "customer_id": rng.choice(["a", "b"], 400),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 9, 400), "D"),
            "amount": rng.integers(0, 3, 400) / 2,
            "order_id": rng.choice(["o1", "o2", None], 400),
            "channel": rng.choice(["web", "shop", None], 400),
        }
    )
    for part in (log, log.drop(columns="order_id"), log.head(1), log.head(0)):
        assert _repeats(part) == part.duplicated().sum()
        monkeypatch.setattr(_customer_blocks, "MOST", 200)
        assert _repeats(
            part.assign(customer_id=(part["customer_id"] == "b").astype("int32")), pd.Index(["a", "b"])
        ) == (part.duplicated().sum())


def test_one_id_for_many_is_asked_about_and_named():
    with pytest.raises(SchemaError, match=r"'till' has 30 of 70 rows.*leave_out=\['till'\].*keep=\['till'\]"):
        open_book(with_a_till())


def test_who_is_left_out_is_set_aside_with_the_reason():
    book = open_book(with_a_till(), leave_out=["till"])
    assert "till" not in set(book.log["customer_id"])
    assert (book.set_aside["reason"] == "left out: it stands for many people").sum() == 30


def test_who_is_kept_stays():
    assert "till" in set(open_book(with_a_till(), keep=["till"]).log["customer_id"])


def test_an_id_that_is_not_there_cannot_be_left_out():
    with pytest.raises(SchemaError, match="'cash', which the file does not have"):
        open_book(shop(), leave_out=["cash"])


def test_a_file_that_is_there_twice_is_asked_about():
    twice = pd.concat([shop(), shop()], ignore_index=True)
    with pytest.raises(SchemaError, match="is the file there twice"):
        open_book(twice)
    assert len(open_book(twice, reading={"duplicates": "drop"}).log) == 40
    assert len(open_book(twice, reading={"duplicates": "keep"}).log) == 80


def test_refunds_alone_may_be_purchases_with_a_turned_sign():
    turned = shop().assign(amount=-5.0)
    with pytest.raises(SchemaError, match="turn_sign=True"):
        open_book(turned)
    assert open_book(turned, turn_sign=True).log["amount"].sum() == 200.0


def test_a_file_is_stale_when_its_silence_is_longer_than_any_before():
    for asked, stale in (("2024-02-11", False), ("2024-06-01", True)):
        assert is_stale(business_signs(shop(), observed_until=asked)) == stale
        assert open_book(shop(), as_of=asked).is_stale == stale


@pytest.mark.parametrize("asked", [None, "2024-02-01", "2024-02-11", "2024-06-01"])
def test_what_is_odd_is_that_of_the_day_of_the_answers(asked):
    book = open_book(shop(), as_of=asked)
    pd.testing.assert_frame_equal(book.signs, business_signs(book.log, observed_until=book.as_of))


def test_a_table_of_customers_without_days_is_told_which_export_is_needed(tmp_path):
    file = tmp_path / "customers.csv"
    file.write_text("customer_id,amount,orders\na,10,2\nb,20,1\n")
    with pytest.raises(SchemaError, match="export the orders instead: one row per order") as error:
        open_book(file)
    assert "lacks column 'date'" in str(error.value)


def test_days_that_are_there_twice_are_asked_about_as_an_overlap_of_exports():
    rows = shop(300)
    overlap = pd.concat([rows, rows[200:250]], ignore_index=True)
    with pytest.raises(
        SchemaError, match=r"from 19 July 2024 to 6 September 2024 is there twice: do two exports overlap"
    ):
        open_book(overlap)
    assert len(open_book(overlap, reading={"duplicates": "drop"}).log) == 300
    assert len(open_book(overlap.sort_values("date"), reading={"duplicates": "keep"}).log) == 350


def test_equal_purchases_here_and_there_are_no_overlap():
    rows = shop(300)
    assert len(open_book(pd.concat([rows, rows[::5]], ignore_index=True)).log) == 360


def test_one_day_far_from_all_others_is_asked_about(tmp_path):
    for far in ("2099-01-01", "1900-01-01"):
        lines = [f"{one.customer_id},{one.date:%Y-%m-%d},{one.amount}" for one in shop(200).itertuples()]
        file = tmp_path / f"{far}.csv"
        file.write_text("\n".join(["customer_id,date,amount", *lines, f"c7,{far},5.0"]))
        with pytest.raises(SchemaError, match=rf"{far}.*Does it stand for no date\?.*far_days"):
            open_book(file)
        assert len(open_book(file, reading={"answers": {"far_days": "aside"}}).log) == 200
        assert len(open_book(file, reading={"answers": {"far_days": "keep"}}).log) == 201


def with_totals_repeated(lines=(1, 2, 3)):
    orders = shop(120).assign(order_id=[f"o{n}" for n in range(120)], amount=[10.0 + n for n in range(120)])
    return orders.loc[orders.index.repeat([lines[n % len(lines)] for n in range(120)])].reset_index(drop=True)


def test_an_order_total_on_each_of_its_rows_is_asked_about_without_a_product():
    rows = with_totals_repeated()
    with pytest.raises(SchemaError, match="alike in 80 of 80 orders of several rows") as error:
        open_book(rows)
    assert len(error.value.problems) == 1
    for per, lines in (("order", rows.drop_duplicates()), ("line", rows)):
        assert {"answers": {"amount_per": per}} in error.value.remedies
        book = open_book(rows, reading={"answers": {"amount_per": per}})
        assert book.log["amount"].sum() == pytest.approx(lines["amount"].sum())


def test_rows_of_an_order_that_differ_are_not_asked_about():
    rows = with_totals_repeated()
    assert len(open_book(rows[~rows.duplicated()]).log) == 120
    own = rows.assign(amount=[10.0 + n % 4 for n in range(len(rows))])
    twice = pd.concat([own, own[own.duplicated("order_id")][::8]], ignore_index=True)  # the same article again
    assert len(open_book(twice).log) == len(twice)


@pytest.mark.parametrize("name", ["guest@shop.com", "test"])
def test_an_account_that_people_share_is_asked_about_with_the_line_that_sets_it_aside(name):
    days = pd.date_range("2024-01-01", periods=4)
    rows = pd.concat([shop(), pd.DataFrame({"customer_id": name, "date": days, "amount": 7.0})], ignore_index=True)
    with pytest.raises(SchemaError, match=rf"'{name}' has 4 of 44 rows") as error:
        open_book(rows)
    assert {"leave_out": [name]} in error.value.remedies
    assert len(open_book(rows, leave_out=[name]).log) == 40
    assert len(open_book(rows, keep=[name]).log) == 44
    assert len(open_book(rows.replace(name, "c7")).log) == 44


def test_guests_that_were_kept_are_not_asked_about_again():
    rows = with_a_till().replace("till", "guest").iloc[:44]
    assert len(open_book(rows, reading={"answers": {"guests": "keep"}}).log) == 44


def test_order_numbers_that_some_rows_lack_are_left_out_and_noted():
    """A page once said that nothing was sold, because every table refused the gaps."""
    log = pd.concat([shop(), shop()], ignore_index=True).assign(
        amount=range(1, 81), order_id=[f"o{n}" for n in range(80)]
    )
    whole = open_book(log)
    book = open_book(log.assign(order_id=log["order_id"].where(log.index % 7 > 0)))
    assert "order_id" in whole.log and "order_id" not in book.log
    assert book.has_sales and book.customers["amount"].sum() == log["amount"].sum()
    assert whole.customers["frequency"].tolist() == [2] * 40 and book.customers["frequency"].tolist() == [1] * 40
    [note] = [note for note in book.log.attrs["source"]["notes"] if "order_id" in note]
    assert note.startswith("12 of 80 rows have no order_id")


def test_a_fault_is_not_taken_for_a_log_without_sales(monkeypatch):
    book = open_book(shop())

    def broken(*_, **__):
        raise SchemaError("something else.")

    monkeypatch.setattr("custseg.brief._book_log.customer_table", broken)
    with pytest.raises(SchemaError, match="something else"):
        _ = book.has_sales


def test_orders_count_where_only_who_is_left_out_lacks_their_numbers():
    """A till of 12 rows without a number beside 40 orders of two rows each."""
    log = pd.concat([shop(40), shop(40)], ignore_index=True)
    log = log.assign(amount=range(1, 81), order_id=[f"o{n % 40}" for n in range(80)])
    till = log.head(12).assign(customer_id="till", order_id=None)
    whole, book = open_book(log), open_book(pd.concat([log, till]), leave_out=["till"])
    assert book.log["order_id"].notna().all() and len(book.log) == 80
    pd.testing.assert_frame_equal(book.customers, whole.customers)
    assert not [note for note in book.log.attrs["source"].get("notes", []) if "no order_id" in note]
    both = pd.concat([log.assign(order_id=log["order_id"].where(log.index % 8 > 0)), till])
    [note] = [one for one in open_book(both, leave_out=["till"]).log.attrs["source"]["notes"] if "order_id" in one]
    assert note.startswith("10 of 80 rows have no order_id")


def numbered_orders(n=40):
    log = pd.concat([shop(n), shop(n)], ignore_index=True)
    return log.assign(amount=range(1, 2 * n + 1), order_id=[f"o{number}" for number in range(2 * n)])


def test_rows_after_the_day_of_the_answers_may_lack_their_orders():
    """They are left out; the column was, too, so that all of a year before were counted by day."""
    log = numbered_orders()
    last = log["date"].max() + pd.Timedelta(days=30)
    later = log.head(5).assign(date=last, order_id=None)
    as_of = str(log["date"].max().date())
    whole, book = open_book(log, as_of=as_of), open_book(pd.concat([log, later]), as_of=as_of)
    assert book.log["order_id"].notna().all()
    pd.testing.assert_frame_equal(book.customers, whole.customers)
    assert not [note for note in book.log.attrs["source"].get("notes", []) if "no order_id" in note]
    both = pd.concat([log.assign(order_id=log["order_id"].where(log.index % 8 > 0)), later])
    [note] = [one for one in open_book(both, as_of=as_of).log.attrs["source"]["notes"] if "order_id" in one]
    assert note.startswith("10 of 80 rows have no order_id"), "rows that are left out are not counted"
    assert "order_id" not in open_book(pd.concat([log, later])).log


@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_table_that_was_read_and_has_orders_of_spaces_is_counted_by_day(blank):
    log = open_book(numbered_orders()).log
    changed = log.assign(order_id=log["order_id"].where(log.index % 8 > 0, blank))
    changed.attrs = log.attrs
    book = open_book(changed)
    assert "order_id" not in book.log and book.customers["frequency"].tolist() == [1] * 40


def test_customers_are_not_compared_by_orders_that_rows_lack():
    log = numbered_orders()
    gaps = log.assign(order_id=log["order_id"].where(log.index % 8 > 0))
    with pytest.raises(SchemaError) as error:
        open_book(gaps, by="order_id")
    [problem] = error.value.problems
    assert problem.startswith("10 of 80 rows have no order_id, so that customers cannot be compared by it")
    assert "no column" not in problem and "Pass another one, leave by out" in problem
    assert open_book(log, by="order_id").by == "order_id"
