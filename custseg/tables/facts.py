"""What should a page, a caption or a later function know of this log?

`log_facts`.
"""

from typing import Any

from ..schema import LogFacts
from .summary import transactions_summary


def log_facts(
    transactions: Any, *, name: str, currency: str = "", starts_with_first_purchase: bool | None = None
) -> LogFacts:
    """Return what a purchase log knows of itself: its days from the rows, the rest from you.

    Parameters
    ----------
    transactions : dataframe
        As for :func:`custseg.tables.customer_table`.
    name : str
        Whose log it is, as a reader should see it.
    currency : str, optional
        In which the amounts are.
    starts_with_first_purchase : bool, optional
        Whether each customer's first row is really the first purchase. No log can say so of itself.

    Returns
    -------
    LogFacts
        Frozen: name, first and last day, currency, whether it starts with the first purchases.

    Raises
    ------
    SchemaError
        As for :func:`custseg.tables.customer_table`.
    ValueError
        An empty name, or a currency that is no text.

    See Also
    --------
    transactions_summary : How many customers, rows and returns it holds.
    custseg.datasets.dataset_facts : The facts of a known data set.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> facts = log_facts(load_cdnow(), name="CDNOW", currency="US dollars", starts_with_first_purchase=True)
    >>> f"{facts.name}, {facts.first_day} to {facts.last_day}, in {facts.currency}"
    'CDNOW, 1997-01-01 to 1998-06-30, in US dollars'
    """
    found = transactions_summary(log=transactions).loc["log"]
    return LogFacts(name, found["first_day"].date(), found["last_day"].date(), currency, starts_with_first_purchase)
