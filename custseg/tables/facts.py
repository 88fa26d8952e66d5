"""What should a page, a caption or a later function know of this log?

`log_facts`.
"""

import re
from typing import Any

import narwhals as nw

from ..schema import LogFacts, SchemaError, typed
from .summary import transactions_summary


@typed
def log_facts(
    transactions: Any,
    *,
    name: str | None = None,
    currency: str | None = None,
    currency_code: str | None = None,
    starts_with_first_purchase: bool | None = None,
) -> LogFacts:
    """Return what a purchase log knows of itself: its days from the rows, the rest from you or from where it was read.

    Parameters
    ----------
    transactions : dataframe
        As for :func:`custseg.tables.customer_table`.
    name : str, optional
        Whose log it is, as a reader should see it. Without it, the name of the data set or of the file, which a pandas
        table carries in ``attrs["source"]``.
    currency : str, optional
        In which the amounts are. Without it, what ``attrs["source"]`` says; empty if it says nothing.
    currency_code : str, optional
        The same as an ISO 4217 code such as ``"EUR"``. Without it, what ``attrs["source"]`` says unless `currency` is
        given, or the currency itself where that is such a code.
    starts_with_first_purchase : bool, optional
        Whether each customer's first row is really the first purchase. No log can say so of itself; without it, what
        ``attrs["source"]`` says.

    Returns
    -------
    LogFacts
        Frozen: name, first and last day, currency, whether it starts with the first purchases.

    Raises
    ------
    SchemaError
        As for :func:`custseg.tables.customer_table`; and if nothing names the log.
    ValueError
        An empty name, a currency that is no text, or a code that is none.

    See Also
    --------
    transactions_summary : How many customers, rows and returns it holds.
    custseg.datasets.dataset_facts : The facts of a known data set.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> facts = log_facts(load_cdnow())
    >>> f"{facts.name}, {facts.first_day} to {facts.last_day}, in {facts.currency}"
    'CDNOW, 1997-01-01 to 1998-06-30, in US dollars'
    >>> log_facts(load_cdnow(), name="Corner shop", currency="euros").name
    'Corner shop'
    """
    found = transactions_summary(log=transactions).loc["log"]
    source = getattr(nw.to_native(transactions, pass_through=True), "attrs", {}).get("source", {})
    name = source.get("name") if name is None else name
    if name is None:
        raise SchemaError("transactions do not say whose log they are. Pass name='Corner shop', with the shop's name.")
    said = (source.get("currency") or "") if currency is None else currency
    known = (source.get("currency_code") or "") if currency is None else ""
    return LogFacts(
        name,
        found["first_day"].date(),
        found["last_day"].date(),
        said,
        source.get("starts_with_first_purchase") if starts_with_first_purchase is None else starts_with_first_purchase,
        (known or _code_in(said)) if currency_code is None else currency_code,
    )


def _code_in(currency: str) -> str:
    """Take the code where a file names its currency by it."""
    return currency if re.fullmatch(r"[A-Z]{3}", str(currency)) else ""
