"""How do rows get in? From CSV, Excel, Parquet or a dataframe to one table of transactions, or to every problem."""

from .client_tables import ClientTables, read_client_tables
from .columns import match_columns
from .conversion import convert_transactions
from .cost_tables import read_cost_tables
from .rejected import amounts_set_aside
from .transactions import read_transactions, read_transactions_with_rejects

__all__ = [
    "ClientTables",
    "amounts_set_aside",
    "convert_transactions",
    "match_columns",
    "read_client_tables",
    "read_cost_tables",
    "read_transactions",
    "read_transactions_with_rejects",
]
