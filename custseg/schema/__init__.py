"""What is a valid table? Columns, units and checks, each written once, and errors that list every problem."""

from .aliases import header_key
from .argument_checks import (
    aligned,
    amounts_of,
    as_numbers,
    check_fraction,
    check_periods,
    check_rate,
    check_whole,
    different_customers,
    like_input,
    raise_where,
    require_frame,
)
from .check import check_table
from .columns import CUSTOMERS, PROFILE, TRANSACTIONS, Column, Schema
from .errors import SchemaError, listed
from .headers import closest_header, missing_column
from .remedies import merged, pasted, quoted, remedies_in
from .text import printable, without_controls

__all__ = [
    "CUSTOMERS",
    "PROFILE",
    "TRANSACTIONS",
    "Column",
    "Schema",
    "SchemaError",
    "aligned",
    "amounts_of",
    "as_numbers",
    "check_fraction",
    "check_periods",
    "check_rate",
    "check_table",
    "check_whole",
    "closest_header",
    "different_customers",
    "header_key",
    "like_input",
    "listed",
    "merged",
    "missing_column",
    "pasted",
    "printable",
    "quoted",
    "raise_where",
    "remedies_in",
    "require_frame",
    "without_controls",
]
