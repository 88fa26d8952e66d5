"""Does the name of a customer stand beside the id, and never the name of something else?"""

import pandas as pd
import pytest

from custseg.brief import customer_rows, open_book
from custseg.brief._customer_names import customer_names


def book_of(header, names, ids=("K1", "K2", "K1", "K3")):
    days = pd.date_range("2024-01-01", periods=len(ids), freq="9D").strftime("%Y-%m-%d")
    table = {"customer_id": list(ids), "date": days, "amount": [5.0, 6.5, 7.0, 8.25], header: names}
    return open_book(pd.DataFrame(table))


@pytest.mark.parametrize("header", ["Kunde", "Billing Name", "customer_name", "客户名称", "Name"])
def test_names_stand_beside_the_ids(header):
    table = customer_rows(book_of(header, ["Ann", "Bo", "Ann", None]))["customers"]
    assert table.columns[0] == "customer_name"
    assert table["customer_name"].fillna("").to_dict() == {"K1": "Ann", "K2": "Bo", "K3": ""}


def test_what_a_product_is_called_is_no_name_of_a_customer():
    assert customer_names(book_of("Name", ["Cup", "Plate", "Spoon", "Cup"])) is None
    once = book_of("Name", ["Cup", "Plate", "Spoon", "Cup"], ids=("K1", "K2", "K3", "K4"))
    assert customer_names(once) is None, "nobody bought twice: nothing tells a customer from a product"
    assert customer_names(book_of("channel", ["web"] * 4)) is None
