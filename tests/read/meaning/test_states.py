"""Words of states, kinds, flags and directions decide about their rows; other words do nothing."""

import pandas as pd
import pytest

from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.schema import SchemaError


def read(header, words, amount=None, **stated):
    size = len(words)
    table = pd.DataFrame(
        {
            "customer_id": [f"c{place}" for place in range(size)],
            "date": [f"2024-01-{place + 1:02}" for place in range(size)],
            "amount": amount or [100.0] * size,
            header: words,
        }
    )
    return read_transactions(table, **stated)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("status", "Cancelled"),
        ("status", "Cancelled by customer"),
        ("status", "refunded - damaged"),
        ("Financial Status", "voided"),
        ("Financial Status", "refunded"),
        ("Status", "storniert"),
        ("Zahlungsstatus", "unbezahlt"),
        ("statut", "annulée"),
        ("status", "wc-cancelled"),
        ("status", "wc-checkout-draft"),
        ("Status", "Payment error"),
        ("Status", "Awaiting bank wire payment"),
        ("Status", "requires_payment_method"),
        ("Order Status", "Incomplete"),
        ("Belegart", "Lieferschein"),
        ("订单状态", "交易关闭"),
        ("订单状态", "已取消"),
        ("订单状态", "等待买家付款"),
        ("交易状态", "退款成功"),
        ("訂單狀態", "交易關閉"),
        ("type", "VOID"),
        ("comment", "CANCELLED"),
        ("is_cancelled", "yes"),
        ("Cancelled at", "2024-01-09 10:00"),
        ("voided", True),
        ("storno", "x"),
        ("是否取消", "是"),
    ],
)
def test_rows_that_are_no_sale(header, word):
    sale = {"is_cancelled": "no", "Cancelled at": None, "voided": False, "storno": "", "是否取消": "否"}.get(
        header, "paid"
    )
    found = read(header, [sale, sale, word])
    assert found["amount"].tolist() == [100.0, 100.0]
    (note,) = found.attrs["source"]["notes"]
    assert f"column '{header}'" in note and "1 row, 100.00" in note and "answers={" in note


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("header", "word"),
    [("type", "refund"), ("Belegart", "Gutschrift"), ("单据类型", "销售退货"), ("类型", "退款"), ("event", "return"),
     ("tipo", "devolución"), ("remark", "REFUND")],
)  # fmt: skip
def test_refunds_become_negative(header, word):
    assert read(header, ["sale", word, "sale"])["amount"].tolist() == [100.0, -100.0, 100.0]
    assert read(header, ["sale", word], [100.0, -100.0])["amount"].tolist() == [100.0, -100.0]
    assert read(header, ["sale", word], answers={"refunds": "keep"})["amount"].tolist() == [100.0, 100.0]


@pytest.mark.parametrize(
    ("header", "into", "out"),
    [
        ("收/支", "收入", "支出"),
        ("借贷标志", "贷", "借"),
        ("Debit/Credit", "Credit", "Debit"),
        ("Soll/Haben", "H", "S"),
    ],
)
def test_directions_decide_the_sign(header, into, out):
    assert read(header, [into, out, into])["amount"].tolist() == [100.0, -100.0, 100.0]


def test_what_goes_neither_way():
    assert len(read("收/支", ["收入", "不计收支", "收入"])) == 2


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("status", ["paid", "on its way", "shipped"]),
        ("comment", ["pending", "on hold", "incomplete?"]),
        ("state", ["CA", "NY", "TX"]),
        ("status", ["closed - won", "not cancelled", "open"]),
        ("comment", ["closed", "test", "avoid"]),
        ("type", ["sale", "online", "sale"]),
        ("Region", ["North", "South", "Return"]),
        ("flag", [0, 1, 0]),
    ],
)
def test_other_words_do_nothing(header, words):
    found = read(header, words)
    assert found["amount"].tolist() == [100.0, 100.0, 100.0]
    assert found.attrs["source"]["notes"] == []


def test_a_part_that_went_back_is_noted():
    found = read("Financial Status", ["paid", "partially_refunded"])
    assert len(found) == 2
    assert "How much went back is not said" in found.attrs["source"]["notes"][0]


def test_refunded_rows_that_are_negative_already():
    found = read("status", ["paid", "refunded", "refunded"], [50.0, 100.0, -100.0])
    assert found["amount"].sum() == 50.0


def test_a_state_can_be_kept():
    found = read("status", ["paid", "void"], answers={"cancelled": "keep"})
    assert len(found) == 2
    assert 'answers={"cancelled": "aside"}' in found.attrs["source"]["notes"][0]


def test_a_blank_time_of_payment_is_no_sale():
    table = pd.DataFrame(
        {
            "客户": ["a", "b", "c"],
            "下单时间": ["2024-01-05", "2024-01-06", "2024-01-07"],
            "付款时间": ["2024-01-05", "", "2024-01-08"],
            "金额": [5.0, 6.0, 7.0],
        }
    )
    found = read_transactions(table)
    assert found["amount"].tolist() == [5.0, 7.0]
    assert "column '付款时间' is blank, so nothing was paid: 1 row, 6.00" in " ".join(found.attrs["source"]["notes"])


@pytest.mark.parametrize("word", ["pending", "wc-on-hold", "Pending (bank transfer)", "待处理"])
def test_orders_that_wait_are_asked_about_where_money_hangs_on_them(word):
    with pytest.raises(SchemaError, match="was it paid"):
        read("status", ["paid", word, "paid"])
    assert len(read("status", ["paid", word, "paid"], answers={"unpaid": "aside"})) == 2
    assert len(read("status", ["paid", word, "paid"], answers={"unpaid": "keep"})) == 3
    assert len(read("status", ["paid", word, "paid"], [1000.0, 1.0, 1000.0])) == 2


def test_states_of_woocommerce_that_are_sales_stay():
    assert len(read("status", ["wc-completed", "wc-processing", "wc-completed"])) == 3


def test_a_reversal_takes_back_the_purchase_that_stands():
    table = pd.DataFrame(
        {
            "customer_id": ["a", "b", "a", "c"],
            "date": ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"],
            "amount": [100.0, 70.0, -100.0, 30.0],
            "Text": ["Rechnung", "Rechnung", "Storno", "Rechnung"],
        }
    )
    found = read_transactions(table)
    assert found["amount"].sum() == 100.0, "setting the reversal aside would leave what it takes back as a sale"
    assert "kept as refunds" in found.attrs["source"]["notes"][-1]
    table["Text"] = ["Storno", "Rechnung", "Storno", "Rechnung"]
    assert read_transactions(table)["amount"].sum() == 100.0, "both halves are marked: both go"


def test_a_till_that_closes_its_sales_voids_the_others():
    found = read("Status", ["CLOSED", "CLOSED", "VOIDED", "CLOSED"])
    assert len(found) == 3
    assert "They were kept as sales" in found.attrs["source"]["notes"][0]
    with pytest.raises(SchemaError, match="are they sales"):
        read("Status", ["Closed", "Closed", "Closed", "Paid"])


@pytest.mark.parametrize("word", ["authorization", "ItemFees", "Product Added", "Checkout Started", "Fulfilled Order"])
def test_events_that_bring_no_money_of_their_own_are_set_aside(word):
    assert len(read("Kind", ["sale", word, "capture", "sale"])) == 3
    assert len(read("comment", ["sale", word, "capture", "sale"])) == 4


def test_an_order_that_was_refunded_is_an_event_that_gives_money_back():
    assert read("event", ["Order Completed", "Order Refunded", "Order Completed"])["amount"].sum() == 100.0


def test_an_open_payment_is_asked_about_and_an_open_invoice_is_a_sale():
    with pytest.raises(SchemaError, match="was it paid"):
        read("Order Payment State", ["Paid", "Open", "Paid"])
    assert len(read("Status", ["Bezahlt", "Offen", "Bezahlt"])) == 3


def test_orders_beside_their_invoices_are_asked_about():
    with pytest.raises(SchemaError, match="the orders behind the invoices"):
        read("Belegart", ["Rechnung", "Auftrag", "Rechnung"])
    assert len(read("Belegart", ["Rechnung", "Auftrag", "Rechnung"], answers={"unpaid": "aside"})) == 2
    assert len(read("type", ["order", "order", "sale"])) == 3


PAID = pd.DataFrame(
    {
        "order_id": list("ABCDE"),
        "email": list("vwxyz"),
        "Paid at": ["2024-01-05", "2024-01-06", None, None, "2024-01-09"],
        "Created at": ["2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08", "2024-01-09"],
        "Total": [30.0, 20.0, 50.0, 10.0, 40.0],
        "Financial Status": ["paid", "paid", "voided", "pending", "paid"],
    }
)


def test_voided_orders_and_unpaid_ones_are_told_apart():
    _, rejects = read_transactions_with_rejects(PAID)
    assert rejects["reason"].tolist() == [
        "column 'Financial Status' says 'voided'",
        "column 'Paid at' is blank, so nothing was paid",
    ]


@pytest.mark.parametrize(("answers", "kept"), [({"unpaid": "keep"}, "D"), ({"cancelled": "keep"}, "C")])
def test_orders_that_are_kept_without_a_payment_have_the_day_of_the_order(answers, kept):
    found = read_transactions(PAID, answers=answers)
    assert found["order_id"].tolist() == sorted(["A", "B", "E", kept])
    assert found.loc[found["order_id"] == kept, "date"].item() == pd.Timestamp(f"2024-01-{'CD'.index(kept) + 7:02}")
