"""What does one row per customer look like? Sums made by whatever engine holds the transactions."""

from .amounts import amount_between
from .batches import score_in_batches
from .customers import customer_table
from .distributions import customers_by_value
from .facts import log_facts
from .refunds import net_refunds
from .sample import sample_customers
from .summary import transactions_summary
from .windows import log_between

__all__ = [
    "amount_between",
    "customer_table",
    "customers_by_value",
    "log_between",
    "log_facts",
    "net_refunds",
    "sample_customers",
    "score_in_batches",
    "transactions_summary",
]
