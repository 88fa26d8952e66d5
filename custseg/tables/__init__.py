"""What does one row per customer look like? Sums made by whatever engine holds the transactions."""

from .amounts import amount_between
from .customers import customer_table
from .summary import transactions_summary

__all__ = ["amount_between", "customer_table", "transactions_summary"]
