"""Is the one currency of a table found, and are two asked about?"""

import pytest

from custseg.read.clients.currency import currency_behind, one_currency


@pytest.mark.parametrize(
    ("in_cells", "headers", "code"),
    [
        (None, {"income": "Income"}, None),
        ("EUR", {"income": "Income (EUR)"}, "EUR"),
        (None, {"cost": "Cost (USD)"}, "USD"),
    ],
)
def test_one_currency(in_cells, headers, code):
    assert one_currency(in_cells, headers) == (code, [])


def test_two_currencies_are_asked_about_with_their_headers():
    code, problems = one_currency("EUR", {"income": "Income", "cost": "Cost (USD)"})
    assert code is None and "EUR, USD" in problems[0] and "Cost (USD)" in problems[0]


def test_a_unit_is_no_currency():
    assert currency_behind("Cost (months)") is None and currency_behind("Cost (USD)") == "USD"
