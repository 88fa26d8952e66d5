"""Headers are compared by their letters and digits; suggestions go to the nearest one."""

import pytest

from custseg.schema import CUSTOMERS, TRANSACTIONS, closest_header, header_key, missing_column


@pytest.mark.parametrize("header", ["InvoiceDate", "invoice_date", " Invoice Date ", "INVOICE-DATE", "Ｉnvoice．Date"])
def test_case_space_punctuation_and_width_do_not_matter(header):
    assert header_key(header) == "invoicedate"


@pytest.mark.parametrize(
    ("headers", "column", "suggestion"),
    [
        (["Amount", "InvoiceDate"], "date", "InvoiceDate"),  # an alias
        (["amt", "InvDate"], "date", "InvDate"),  # the name is within it
        (["customr_id", "x"], "customer_id", "customr_id"),  # a typing error
        (["a", "b"], "amount", None),
        ([], "amount", None),
        (["消费金额(元)"], "amount", "消费金额(元)"),
        (["客户地址", "客户简称2"], "customer_id", "客户简称2"),  # an address is nobody
        (["折扣金额", "实收金额2"], "amount", "实收金额2"),  # a discount is no amount
        (["amount in full", "amount"], "amount", "amount"),
        (["Shipping Amount"], "amount", None),
        (["Sales report January"], "amount", None),
    ],
)
def test_closest_header(headers, column, suggestion):
    assert closest_header(headers, TRANSACTIONS[column]) == suggestion


def test_the_sentence_for_a_transactions_column():
    found = missing_column(["InvoiceDate", "Amount"], TRANSACTIONS, TRANSACTIONS["date"])
    assert found == (
        "transactions lacks column 'date' (found: 'InvoiceDate', 'Amount'). "
        'Pass columns={"date": "InvoiceDate"} to read_transactions.'
    )


def test_the_sentence_for_another_table():
    found = missing_column(["Recency", "f"], CUSTOMERS, CUSTOMERS["recency"])
    assert found.endswith('Rename it: table.rename(columns={"Recency": "recency"}).')
    found = missing_column(["f"], CUSTOMERS, CUSTOMERS["recency"])
    assert found.startswith("customers lacks column 'recency' (found: 'f'). It holds days since the last purchase")


def test_a_known_column_is_never_offered_for_another():
    sentence = missing_column(["recency", "frequency", "mean_amount"], CUSTOMERS, CUSTOMERS["amount"])
    assert "mean_amount'" in sentence
    assert "Rename" not in sentence
