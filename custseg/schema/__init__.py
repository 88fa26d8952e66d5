"""What is a valid table? Columns, units and checks, each written once, and errors that list every problem."""

from .check import check_table
from .columns import CUSTOMERS, PROFILE, TRANSACTIONS, Column, Schema
from .errors import SchemaError, listed
from .headers import closest_header, header_key, missing_column

__all__ = [
    "CUSTOMERS",
    "PROFILE",
    "TRANSACTIONS",
    "Column",
    "Schema",
    "SchemaError",
    "check_table",
    "closest_header",
    "header_key",
    "listed",
    "missing_column",
]
