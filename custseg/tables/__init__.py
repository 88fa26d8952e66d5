"""What does one row per customer look like? Sums made by whatever engine holds the transactions."""

from .customers import customer_table
from .refunds import net_refunds
from .summary import transactions_summary
from .windows import amount_between

__all__ = ["amount_between", "customer_table", "net_refunds", "transactions_summary"]
