"""Which shapes of the log does a page ask for, and what is known of each customer today? Each is made once.

`BookLog`, the second part of :class:`Book`.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from ..decide import rhythm_table
from ..schema import SchemaError, said_already
from ..tables import customer_table, net_refunds, sample_customers
from ..tables._log import customer_index
from ..tables._read_once import ReadOnceLog
from ..value import second_purchase_waits
from ._book_fields import BookFields

MOST_IN_TWINS = 20_000


class BookLog(BookFields):
    """The log in several shapes, and the customers on the day of the answers."""

    @cached_property
    def _places(self) -> tuple[np.ndarray, pd.Index]:
        """Give each row the place of its customer among the sorted ids, and the ids."""
        codes, found = pd.factorize(self.log["customer_id"])
        names = customer_index(found)
        order = names.argsort()
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return place[codes], names[order]

    @property
    def ids(self) -> pd.Index:
        """The customers of the log, sorted, also those who only gave back."""
        return self._places[1]

    @cached_property
    def quick(self) -> pd.DataFrame:
        """The log with places in `ids` for the ids: the same statistics several times faster, where nobody is named.

        Orders are whole numbers, too, in the order of their names. A dozen functions ask about it: it is read once.
        """
        numbers: dict[str, np.ndarray | pd.Series] = {"customer_id": self._places[0]}
        if "order_id" in self.log and self.by != "order_id":
            numbers["order_id"] = _in_numbers(self.log["order_id"])
        return ReadOnceLog(self.log.assign(**numbers).reset_index(drop=True))

    @cached_property
    def quick_sample(self) -> pd.DataFrame:
        """Rows of at most 20,000 customers, drawn by chance, with places for ids: twins are made of them."""
        if len(self.ids) <= MOST_IN_TWINS:
            return self.quick
        return sample_customers(self.quick, MOST_IN_TWINS, random_state=self.seed)

    @cached_property
    def sample(self) -> pd.DataFrame:
        """The same rows with their ids."""
        return self.log if self.quick_sample is self.quick else self.log.iloc[self.quick_sample.index]

    @cached_property
    def net(self) -> pd.DataFrame:
        """Purchases after every refund was set against what it undid."""
        netted = net_refunds(self.quick)
        return self.log.assign(left=netted["left"].to_numpy(), unplaced=netted["unplaced"].to_numpy())

    # the customers today

    def _named(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table made from `quick` the ids of the customers again."""
        table.index = self.ids[table.index].rename("customer_id")
        return table

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer."""
        with said_already():  # what came back and found no purchase is told under limits
            return self._named(customer_table(self.quick, as_of=self.as_of))

    @cached_property
    def has_sales(self) -> bool:
        """Whether anything is left once refunds are set against what they undo; else there are no customers."""
        try:
            return not self.customers.empty
        except SchemaError:
            return False

    @cached_property
    def rhythm(self) -> pd.DataFrame:
        """Each customer's own rhythm."""
        return self._named(rhythm_table(self.quick, as_of=self.as_of))

    @cached_property
    def year_amounts(self) -> pd.Series:
        """What each customer brought in the last 365 days up to the day of the answers; who brought nothing is out."""
        if not self.has_sales:
            return pd.Series(dtype="float64", name="amount")
        amounts = self.rhythm["amount_last_year"].rename("amount")
        return amounts[amounts > 0]

    @cached_property
    def waits(self) -> pd.DataFrame:
        """When each customer first bought, and how long the second purchase took; with `by` also its label."""
        return self._named(second_purchase_waits(self.quick, observed_until=self.as_of, by=self.by))


def _in_numbers(names: pd.Series) -> np.ndarray | pd.Series:
    """Give names as whole numbers in their order; where a row has none, or they are no text, they stay as they are."""
    if not isinstance(names.dtype, pd.StringDtype) or names.isna().any() or (names == "").any():
        return names
    return pd.factorize(names, sort=True)[0]
