"""The schemas say what the rest of the package relies on."""

import pytest

from custseg.schema import CUSTOMERS, PROFILE, TRANSACTIONS, header_key
from custseg.schema.columns import KINDS

SCHEMAS = [TRANSACTIONS, CUSTOMERS, PROFILE]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_every_column_is_described(schema):
    for column in schema.columns:
        assert column.kind in KINDS
        assert column.meaning
    assert len({column.name for column in schema.columns}) == len(schema.columns)


def test_what_transactions_must_have():
    assert TRANSACTIONS.required == ("customer_id", "date", "amount")
    assert TRANSACTIONS.index is None


def test_what_the_other_tables_must_have():
    assert CUSTOMERS.required == ("recency", "frequency", "amount")
    assert CUSTOMERS.index.name == "customer_id"
    assert PROFILE.required == ("customers", "share_of_customers", "amount", "share_of_amount")
    assert PROFILE.index.name == "segment"


def test_no_header_means_two_columns():
    keys = [header_key(name) for column in TRANSACTIONS.columns for name in (column.name, *column.aliases)]
    assert all(keys)
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    assert repeated == []


@pytest.mark.parametrize("column", ["customer_id", "date", "amount", "order_id", "quantity", "unit_price", "product"])
def test_aliases_are_known_in_english_and_in_both_chinese_scripts(column):
    aliases = "".join(TRANSACTIONS[column].aliases)
    assert any(letter in aliases for letter in "abcdefghijklmnopqrstuvwxyz")
    assert any(letter in aliases for letter in "额户间单量价编产")  # simplified only
    assert any(letter in aliases for letter in "額戶間單量價編產")  # traditional only


def test_requiring_leaves_the_schema_unchanged():
    needed = CUSTOMERS.requiring("amount", "margin")
    assert needed.required == ("amount", "margin")
    assert needed.index == CUSTOMERS.index
    assert CUSTOMERS.required == ("recency", "frequency", "amount")


def test_requiring_an_unknown_column():
    with pytest.raises(ValueError, match="customers has no columns 'colour'"):
        CUSTOMERS.requiring("amount", "colour")


def test_schemas_are_frozen_and_hashable():
    assert len({TRANSACTIONS, CUSTOMERS, PROFILE, TRANSACTIONS.requiring("amount")}) == 4
    with pytest.raises(AttributeError):
        TRANSACTIONS.name = "sales"
