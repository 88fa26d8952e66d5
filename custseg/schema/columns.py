"""Which columns does each table have, in which units, and what do other people call them?

`TRANSACTIONS`, `CUSTOMERS`, `PROFILE`, `Column` and `Schema`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .aliases import aliases_of
from .errors import listed

# What a column of each kind must hold; the words appear in messages.
KINDS = {
    "text": "text",
    "label": "text or whole numbers",
    "date": "dates without a time zone (datetime64)",
    "number": "numbers",
    "count": "whole numbers of 0 or more",
    "days": "numbers of days, 0 or more",
    "share": "fractions between 0 and 1",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds and what other people call it.

    Parameters
    ----------
    name : str
        The name used everywhere in the package.
    kind : str
        A key of `KINDS`.
    required : bool
        Whether the table is invalid without it. Required columns have no missing values.
    meaning : str
        One sentence.
    unit : str
        The unit, empty if there is none.
    aliases : tuple of str
        Headers that mean the same. Case, spaces and punctuation do not matter.

    Examples
    --------
    >>> Column("score", "number", True, "what the survey gave", "points", ("rating", "stars")).unit
    'points'
    """

    name: str
    kind: str
    required: bool
    meaning: str
    unit: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of table.

    Parameters
    ----------
    name : str
        What the table is called in messages.
    columns : tuple of Column
        Known columns. Others may stand beside them and are left alone.
    index : Column or None
        What the row labels are, unique and never missing; None if they carry no meaning.

    See Also
    --------
    check_table : Holds a table to its schema.

    Examples
    --------
    >>> survey = Schema("survey", (Column("score", "number", True, "what the customer gave"),))
    >>> survey["score"].kind, survey.required
    ('number', ('score',))
    """

    name: str
    columns: tuple[Column, ...]
    index: Column | None = None

    def __getitem__(self, name: str) -> Column:
        """Return the column called `name`."""
        return {column.name: column for column in self.columns}[name]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)

    def requiring(self, *names: str) -> Schema:
        """Return the same schema with exactly the columns `names` required.

        Examples
        --------
        >>> CUSTOMERS.requiring("recency", "margin").required
        ('recency', 'margin')
        """
        if unknown := set(names) - {column.name for column in self.columns}:
            raise ValueError(f"{self.name} has no columns {listed(sorted(unknown))} in its schema.")
        return replace(self, columns=tuple(replace(c, required=c.name in names) for c in self.columns))


#: One row per line of a purchase log.
TRANSACTIONS = Schema(
    "transactions",
    (
        Column("customer_id", "text", True, "who bought", "", aliases_of("customer_id")),
        Column("date", "date", True, "when it was bought; the time of day is kept", "", aliases_of("date")),
        Column(
            "amount",
            "number",
            True,
            "what was paid; returns are negative",
            "currency of the file",
            aliases_of("amount"),
        ),
        Column("order_id", "text", False, "which rows were bought together", "", aliases_of("order_id")),
        Column("quantity", "number", False, "how many; returns are negative", "pieces", aliases_of("quantity")),
        Column("unit_price", "number", False, "price of one piece", "currency of the file", aliases_of("unit_price")),
        Column(
            "cost",
            "number",
            False,
            "cost of the goods, same sign as the amount",
            "currency of the file",
            aliases_of("cost"),
        ),
        Column("product", "text", False, "what was bought", "", aliases_of("product")),
        Column("category", "text", False, "the group the product belongs to", "", aliases_of("category")),
        Column("channel", "text", False, "where it was bought", "", aliases_of("channel")),
    ),
)

#: One row per customer.
CUSTOMERS = Schema(
    "customers",
    (
        Column("first_purchase", "date", False, "date of the first purchase"),
        Column("last_purchase", "date", False, "date of the last purchase"),
        Column("recency", "days", True, "days since the last purchase, counted back from as_of", "days"),
        Column("tenure", "days", False, "days since the first purchase, counted back from as_of", "days"),
        Column("frequency", "count", True, "purchase occasions", "purchases"),
        Column("amount", "number", True, "sum of what was paid, net of returns", "currency of the file"),
        Column("mean_amount", "number", False, "amount / frequency", "currency of the file per purchase"),
        Column("returned", "number", False, "sum of the returns, as a positive number", "currency of the file"),
        Column("cost", "number", False, "cost of the goods and of the service", "currency of the file"),
        Column("margin", "number", False, "amount minus cost", "currency of the file"),
    ),
    Column("customer_id", "label", True, "who bought"),
)

#: One row per segment.
PROFILE = Schema(
    "profile",
    (
        Column("customers", "count", True, "how many customers the segment has", "customers"),
        Column("share_of_customers", "share", True, "its customers / all customers", "fraction"),
        Column("amount", "number", True, "sum of what its customers paid, net of returns", "currency of the file"),
        Column("share_of_amount", "number", True, "its amount / amount of all; below 0 if returns prevail", "fraction"),
    ),
    Column("segment", "label", True, "the name of the group"),
)
