"""Headers in every language are lists of words, each of one column only."""

import pytest

from custseg.schema import TRANSACTIONS
from custseg.schema.aliases import aliases_of, header_key, simplified, stop_words


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Kundennummer", "customer_id"),
        ("Numéro de client", "customer_id"),
        ("ID Cliente", "customer_id"),
        ("会員番号", "customer_id"),
        ("會員卡號", "customer_id"),
        ("買家會員名", "customer_id"),
        ("Bestelldatum", "date"),
        ("Date de commande", "date"),
        ("Fecha de compra", "date"),
        ("Data do pedido", "date"),
        ("Data ordine", "date"),
        ("購入日", "date"),
        ("付款時間", "date"),
        ("Umsatz", "amount"),
        ("Montant TTC", "amount"),
        ("Importe total", "amount"),
        ("Valor pago", "amount"),
        ("Importo", "amount"),
        ("売上金額", "amount"),
        ("買家實際支付金額", "amount"),
        ("Auftragsnummer", "order_id"),
        ("訂單編號", "order_id"),
    ],
)
def test_headers_of_many_languages(header, column):
    assert header_key(header) in {header_key(alias) for alias in aliases_of(column)}


@pytest.mark.parametrize("column", [column.name for column in TRANSACTIONS.columns])
def test_every_language_has_headers_for_every_column(column):
    assert len(aliases_of(column)) > 40
    assert len(aliases_of(column)) == len({header_key(alias) for alias in aliases_of(column)})


def test_stop_words():
    assert "地址" in stop_words("customer_id")
    assert stop_words("quantity") == ()


@pytest.mark.parametrize(
    ("text", "simple"),
    [("滿意度", "满意度"), ("煙草公司的客戶關系", "烟草公司的客户关系"), ("满意度 abc", "满意度 abc"), ("", "")],
)
def test_traditional_characters_become_simplified_ones(text, simple):
    assert simplified(text) == simple == simplified(simple)
