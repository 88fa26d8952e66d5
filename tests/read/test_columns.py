"""Headers find their columns, or the message says what to pass."""

import pytest

from custseg.read import match_columns
from custseg.read.columns import choose_columns, lacking
from custseg.schema import TRANSACTIONS


def choose(headers, columns=None):
    return choose_columns(headers, columns, TRANSACTIONS)


@pytest.mark.parametrize(
    "headers",
    [
        ["customer_id", "date", "amount"],
        ["Customer ID", "Date", "AMOUNT"],
        ["CustomerID", "InvoiceDate", "Total Price"],
        ["client_id", "order.date", "revenue"],
        ["客户编号", "交易日期", "消费金额"],
        ["客戶編號", "訂單日期", "消費金額"],
        ["会员ID", "下单时间", "金额（元）"],
        ["Cust ID", "Purchase Date (UTC)", "Sales [EUR]"],
    ],
)
def test_aliases_in_any_case_and_script(headers):
    assert match_columns(headers, TRANSACTIONS) == dict(zip(["customer_id", "date", "amount"], headers, strict=True))


def test_every_alias_matches_its_column():
    for column in TRANSACTIONS.columns:
        for alias in (column.name, *column.aliases):
            assert match_columns([alias.upper()], TRANSACTIONS) == {column.name: alias.upper()}


def test_a_shop_export():
    headers = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]
    assert match_columns(headers, TRANSACTIONS) == {
        "customer_id": "Customer ID",
        "date": "InvoiceDate",
        "order_id": "Invoice",
        "quantity": "Quantity",
        "unit_price": "Price",
        "product": "StockCode",
    }


def test_the_own_name_goes_before_aliases():
    assert match_columns(["Order date", "date", "Total", "Amount"], TRANSACTIONS) == {
        "date": "date",
        "amount": "Amount",
    }


def test_several_headers_for_one_column():
    chosen, problems = choose(["customer", "date", "total", "revenue", "sku", "item"])
    assert chosen == {"customer_id": "customer", "date": "date", "amount": "total", "product": "sku"}
    assert problems == [
        "'total', 'revenue' could all be column 'amount'. Pass columns={\"amount\": \"total\"} or the other.",
    ]
    assert match_columns(["total", "revenue"], TRANSACTIONS) == {}


def test_what_the_caller_says_goes_first():
    chosen, problems = choose(["who", "date", "Total", "revenue"], {"customer_id": "who", "amount": "revenue"})
    assert chosen == {"customer_id": "who", "date": "date", "amount": "revenue"}
    assert problems == []


def test_a_stated_header_is_not_used_twice():
    chosen, _ = choose(["customer", "date", "price"], {"amount": "price"})
    assert chosen == {"customer_id": "customer", "date": "date", "amount": "price"}


def test_a_stated_header_may_differ_in_case():
    assert choose(["WHO", "date"], {"customer_id": "who"})[0]["customer_id"] == "WHO"


def test_none_means_not_in_this_table():
    assert "quantity" not in choose(["quantity"], {"quantity": None})[0]


def test_a_stated_header_that_is_not_there():
    assert choose(["customer", "InvoiceDate"], {"date": "InvoiceDat"})[1] == [
        "columns says that 'date' is 'InvoiceDat', but there is no such header. Did you mean 'InvoiceDate'?"
    ]
    assert choose(["customer", "when"], {"date": "xyz"})[1] == [
        "columns says that 'date' is 'xyz', but there is no such header. Found: 'customer', 'when'."
    ]


def test_one_header_for_two_columns():
    assert choose(["x", "y"], {"customer_id": "x", "order_id": "x"})[1] == [
        "columns says that 'x' is 'customer_id', 'order_id' at once. Give each its own header."
    ]


def test_a_column_that_the_schema_does_not_know():
    with pytest.raises(
        ValueError, match=r"columns names 'when', which .* does not know. Known are 'customer_id', 'date'"
    ):
        choose(["x"], {"when": "x"})


def test_a_mapping_that_is_the_wrong_way_round():
    with pytest.raises(ValueError, match=r"Turn it round: columns=\{'date': 'InvoiceDate'\}"):
        choose(["InvoiceDate"], {"InvoiceDate": "date"})


def test_what_is_lacking():
    headers = ["customer", "InvDate", "x"]
    chosen, _ = choose(headers)
    assert lacking(headers, chosen, None, TRANSACTIONS) == [
        "transactions lacks columns 'date', 'amount' (found: 'customer', 'InvDate', 'x'). "
        'Pass columns={"date": "InvDate", "amount": "..."} to read_transactions. '
        "Or name quantity and unit_price: the amount is their product."
    ]
    headers = ["customer", "InvDate", "total"]
    assert lacking(headers, choose(headers)[0], None, TRANSACTIONS) == [
        "transactions lacks column 'date' (found: 'customer', 'InvDate', 'total'). "
        'Pass columns={"date": "InvDate"} to read_transactions.'
    ]


def test_no_header_at_all():
    (problem,) = lacking(["12346", "2024-01-05", "5.5"], {}, None, TRANSACTIONS)
    assert "The first row with content must be the header." in problem


def test_quantity_and_price_replace_the_amount():
    headers = ["customer", "date", "qty", "price"]
    assert lacking(headers, choose(headers)[0], None, TRANSACTIONS) == []
    assert len(lacking(headers[:3], choose(headers[:3])[0], None, TRANSACTIONS)) == 1


def test_a_stated_header_that_is_not_there_is_listed_once():
    headers = ["customer", "when", "amount"]
    stated = {"date": "whem"}
    chosen, problems = choose(headers, stated)
    assert len(problems) == 1
    assert lacking(headers, chosen, stated, TRANSACTIONS) == []
