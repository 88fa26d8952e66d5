"""Which shapes of the log does a page ask for, and what is known of each customer today? Each is made once.

`BookLog`, the second part of :class:`Book`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ..decide import rhythm_table
from ..schema import SchemaError, said_already
from ..tables import customer_table, net_refunds, sample_customers
from ..tables._read_once import ReadOnceLog
from ..tables._release import release_memory
from ..tables._shelf import Held, rest, shelved
from ..value import second_purchase_waits
from ._book_fields import BookFields
from ._long_file import order_numbers, places_of, with_ids

MOST_IN_TWINS = 20_000
# what has a row for each of the log, and what customers are told from on earlier days
OF_ROWS = ("quick", "quick_sample", "sample", "unbroken", "_unbroken_sample", "lookback", "waits")


class BookLog(BookFields):
    """The log in several shapes, and the customers on the day of the answers."""

    @cached_property
    def _places(self) -> tuple[np.ndarray, pd.Index]:
        """Give each row the place of its customer among the sorted ids, and the ids."""
        if self.people is not None:
            return self.log["customer_id"].to_numpy(), self.people
        return places_of(self.log["customer_id"])

    @property
    def ids(self) -> pd.Index:
        """The customers of the log, sorted, also those who only gave back."""
        return self._places[1]

    # in a long file customers are places everywhere: ids are put back where somebody is named

    def names(self, customers: pd.Index) -> pd.Index:
        """Give the ids of customers, as tables of the book have them in their index."""
        known = self.people is None or not len(customers)
        return customers if known else self.ids[customers].rename("customer_id")

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table with a row for each of some customers the ids in its index."""
        return table if self.people is None else table.set_axis(self.names(table.index))

    def called(self, customer: Any) -> Any:
        """Give the id of one customer of a table."""
        return customer if self.people is None else self.ids[customer]

    def places(self, customers: pd.Index) -> np.ndarray:
        """Give the places in `ids` of customers of a table: what `quick` has for ids."""
        return self.ids.get_indexer(customers) if self.people is None else customers.to_numpy()

    @cached_property
    def quick(self) -> pd.DataFrame:
        """The log with places in `ids` for the ids: the same statistics several times faster, where nobody is named.

        Orders are whole numbers, too, in the order of their names. A dozen functions ask about it: it is read once.
        """
        numbers: dict[str, np.ndarray | pd.Series] = {"customer_id": self._places[0]}
        if "order_id" in self.log and self.by != "order_id":
            numbers["order_id"] = order_numbers(self.log["order_id"])
        return ReadOnceLog(self.held(self.log.assign(**numbers).reset_index(drop=True)), self.held)

    @cached_property
    def quick_sample(self) -> pd.DataFrame:
        """Rows of at most 20,000 customers, drawn by chance, with places for ids: twins are made of them."""
        if len(self.ids) <= MOST_IN_TWINS:
            return self.quick
        return sample_customers(self.quick, MOST_IN_TWINS, random_state=self.seed)

    @cached_property
    def sample(self) -> pd.DataFrame:
        """The same rows with their ids."""
        rows = self.log if self.quick_sample is self.quick else self.log.iloc[self.quick_sample.index]
        return with_ids(rows, self.people)

    @property
    def net(self) -> pd.DataFrame:
        """Purchases after every refund was set against what it undid; what each undid is known from `quick`."""
        netted = net_refunds(self.quick).set_axis(self.log.index)
        return self.log.assign(left=netted["left"], unplaced=netted["unplaced"])

    # the customers today

    def held(self, found: Held) -> Held:
        """Give a table as it is kept: of a long file its numbers lie in files, of which memory holds what is read."""
        if self.people is None:
            return found
        held = shelved(found)
        del found
        self.rest()
        return held

    def rest(self) -> None:
        """Give back the memory of what a part of the page has read, until the next one reads it again."""
        if self.people is not None:
            rest()
            release_memory()

    def of_customers(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table made from `quick` the ids of the customers again, unless they are places in all tables."""
        table.index = (table.index if self.people is not None else self.ids[table.index]).rename("customer_id")
        return table

    def let_rows_go(self) -> None:
        """Give back the memory of what was worked out of the rows; asked again, it is worked out again."""
        for name in OF_ROWS:
            self.__dict__.pop(name, None)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer."""
        with said_already():  # what came back and found no purchase is told under limits
            return self.held(self.of_customers(customer_table(self.quick, as_of=self.as_of)))

    @cached_property
    def has_sales(self) -> bool:
        """Whether anything is left once refunds are set against what they undo; else there are no customers."""
        try:
            return not self.customers.empty
        except SchemaError:
            if (net_refunds(self.quick)["left"] > 0).any():  # somebody bought: it is another fault
                raise
            return False

    @cached_property
    def rhythm(self) -> pd.DataFrame:
        """Each customer's own rhythm."""
        return self.held(self.of_customers(rhythm_table(self.quick, as_of=self.as_of)))

    @cached_property
    def year_amounts(self) -> pd.Series:
        """What each customer brought in the last 365 days up to the day of the answers; who brought nothing is out."""
        if not self.has_sales:
            return pd.Series(dtype="float64", name="amount")
        amounts = self.rhythm["amount_last_year"].rename("amount")
        return self.held(amounts[amounts > 0])

    @cached_property
    def waits(self) -> pd.DataFrame:
        """When each customer first bought, and how long the second purchase took; with `by` also its label."""
        waits = second_purchase_waits(self.quick, observed_until=self.as_of, by=self.by)
        return self.held(self.of_customers(waits))
