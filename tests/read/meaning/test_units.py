"""A unit behind a header is found, and how much of the currency it is."""

import pytest

from custseg.read.meaning.units import factor, split_unit


@pytest.mark.parametrize(
    ("header", "name", "scale"),
    [
        ("金额(万元)", "金额", 10_000),
        ("金额（单位：万元）", "金额", 10_000),
        ("销售额（亿元）", "销售额", 1e8),
        ("金额/元", "金额", 1),
        ("Umsatz T€", "Umsatz", 1000),
        ("Umsatz in Tsd. EUR", "Umsatz", 1000),
        ("Umsatz (Mio. €)", "Umsatz", 1e6),
        ("Umsatz (netto, EUR)", "Umsatz", 1),
        ("amount_in_cents", "amount", 0.01),
        ("Sales (in thousands)", "Sales", 1000),
        ("Total in minor units", "Total", 0.01),
        ("Amount (incl. VAT)", "Amount", 1),
        ("Amount (kWh)", "Amount", None),
        ("Order total", "Order total", 1),
        ("sales value", "sales value", 1),
        ("Net amount", "Net amount", 1),
    ],
)
def test_units(header, name, scale):
    found, unit = split_unit(header)
    assert (found, factor(unit)) == (name, scale)
