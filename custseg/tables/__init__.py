"""What does one row per customer look like? Sums made by whatever engine holds the transactions."""

from .customers import customer_table
from .facts import log_facts
from .summary import transactions_summary
from .windows import amount_between

__all__ = ["amount_between", "customer_table", "log_facts", "transactions_summary"]
