"""What does one row per customer look like? Sums made by whatever engine holds the transactions."""

from .amounts import amount_between
from .customers import customer_table
from .refunds import net_refunds
from .summary import transactions_summary

__all__ = ["amount_between", "customer_table", "net_refunds", "transactions_summary"]
