"""What rows mean is decided and noted, asked all at once, or noted; and what was decided can be passed again."""

import json

import pandas as pd
import pytest

from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.schema import SchemaError, merged

ORDERS = {
    "order_id": ["A1", "A1", "A2", "A2"],
    "customer_id": ["ann", "ann", "bob", "bob"],
    "date": ["2024-01-05", "2024-01-05", "2024-01-15", "2024-01-15"],
    "product": ["Cup", "Plate", "Bowl", "Fork"],
    "amount": [45.0, 45.0, 30.0, 30.0],
}


def log(**columns):
    size = len(next(iter(columns.values())))
    ids = [f"c{place}" for place in range(size)]
    days = [f"2024-01-{place + 1:02}" for place in range(size)]
    return pd.DataFrame({"customer_id": ids, "date": days, "amount": 100.0, **columns})


def read(**columns):
    return read_transactions(log(**columns))


def notes(transactions):
    return "\n".join(transactions.attrs["source"]["notes"])


def test_all_questions_come_at_once_and_end_in_one_line():
    table = pd.DataFrame({**ORDERS, "Currency": ["EUR", "EUR", "USD", "USD"], "Refunded amount": ["5", "", "", ""]})
    with pytest.raises(SchemaError) as caught:
        read_transactions(table)
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert text.splitlines()[-1] == (
        "All together: read_transactions(table, answers={'currency': 'EUR', 'amount_per': 'order', "
        "'given_back': 'subtract'})"
    )
    found = eval(text.splitlines()[-1].removeprefix("All together: "))
    assert found["amount"].sum() == 40.0


def test_questions_can_be_decided_in_one_word():
    found = read_transactions(pd.DataFrame(ORDERS), unclear="decide")
    assert found.groupby("customer_id")["amount"].sum().to_dict() == {"ann": 45.0, "bob": 30.0}
    assert "decided by the first way: 'amount' is the same on every line" in notes(found)


def test_what_was_decided_can_be_passed_again():
    first = read_transactions(pd.DataFrame(ORDERS), answers={"amount_per": "order", "guests": "keep"})
    decided = json.loads(json.dumps(first.attrs["source"]["decided"]))
    assert decided["answers"] == {"amount_per": "order", "guests": "keep"}
    again = read_transactions(pd.DataFrame(ORDERS), **decided)
    assert again["amount"].tolist() == first["amount"].tolist()
    assert again.attrs["source"]["decided"] == decided


def test_rows_that_were_set_aside_are_counted_and_shown():
    table = log(status=["paid", "cancelled", "paid", "paid"])
    found = read_transactions(table)
    source = found.attrs["source"]
    assert (len(found), source["rows_read"], source["rows_dropped"], source["rows_set_aside"]) == (3, 4, 1, 1)
    kept, rejects = read_transactions_with_rejects(table)
    assert rejects["reason"].tolist() == ["column 'status' says 'cancelled'"]
    assert kept.attrs["source"]["rows_rejected"] == len(rejects) == 1


def test_no_row_is_left():
    with pytest.raises(SchemaError, match=r"no row is left[\s\S]*cancelled"):
        read(status=["cancelled"])


def test_faults_in_rows_that_were_set_aside_do_not_matter():
    table = log(date=["2024-01-05", "2024-01-06", None], customer_id=["a", "b", "Total"], amount=[10.0, 12.0, 22.0])
    assert read_transactions(table)["amount"].sum() == 22.0


def test_repeated_rows_are_counted_with_their_money():
    table = pd.concat([log(amount=[5.0, 6.0]), log(amount=[5.0])])
    found = read_transactions(table.reset_index(drop=True), unclear="decide")
    assert len(found) == 3
    assert "every column repeats an earlier row: 1 row, 5.00" in notes(found)


MESSY = {
    "order totals": (pd.DataFrame(ORDERS), {}),
    "currencies": (log(currency=["EUR", "USD", "EUR"]), {}),
    "signs of currencies": (log(amount=["€5.00", "$6.00", "€7.50"]), {}),
    "unknown unit": (log(amount=[1.0, 2.0]).rename(columns={"amount": "Amount (boxes)"}), {}),
    "given back": (log(**{"退款金额": [50, 0, 0]}), {}),
    "mostly closed": (log(status=["closed"] * 4 + ["open"]), {}),
    "day order": (log(date=["01/02/2024", "03/04/2024"]), {}),
    "decimal sign": (log(amount=["1,234", "2,345"]), {}),
    "repeats": (pd.concat([log(amount=[5.0])] * 2).reset_index(drop=True), {}),
    "two headers": (log(amount=[1.0, 2.0]).rename(columns={"amount": "total"}).assign(revenue=[3.0, 4.0]), {}),
    "unreadable": (log(amount=["1.5", "abc"]), {}),
    "no header": (log(amount=[1.5]).rename(columns={"amount": "zzz"}), {}),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", MESSY)
def test_every_remedy_can_be_executed(name):
    table, stated = MESSY[name]
    with pytest.raises(SchemaError) as caught:
        read_transactions(table, **stated)
    assert caught.value.remedies, f"{caught.value} names nothing that could be done"
    for remedy in caught.value.remedies:
        settings = merged([remedy, stated])
        call = settings.pop("call", "read_transactions")
        if call == "read_transactions":
            assert len(read_transactions(table, **settings))
        else:
            assert len(read_transactions_with_rejects(table, **settings)[0])
