"""What is one file of purchases, and what was decided about it? What a book is given, before anything is computed.

`BookFields`, the beginning of :class:`Book`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ..exhibit import money
from ..schema import LogFacts

QUARTER = 91
YEAR = 365


@dataclass(frozen=True, eq=False, repr=False)
class BookFields:
    """What a book is given; :class:`Book` says what each of it is."""

    log: pd.DataFrame
    set_aside: pd.DataFrame
    as_of: pd.Timestamp
    facts: LogFacts
    margin: float | None = None
    by: str | None = None
    costs: pd.DataFrame | None = None
    days_ahead: int = QUARTER
    seed: int = 1
    asked_on: pd.Timestamp | None = None
    who_counts: Mapping[str, Any] = field(default_factory=dict)
    signs_found: pd.DataFrame | None = None
    english_only: bool = False
    people: pd.Index | None = None

    @property
    def name(self) -> str:
        """Whose log it is."""
        return self.facts.name

    @property
    def dates(self) -> tuple[date, date]:
        """First day of the log and day of the answers: ``dates=`` of a claim."""
        return self.facts.first_day, self.as_of.date()

    @property
    def days(self) -> int:
        """How many days the log covers, up to the day of the answers."""
        return (self.as_of - pd.Timestamp(self.facts.first_day)).days + 1

    def money(self, amount: float) -> str:
        """Write an amount in the currency of the file.

        Parameters
        ----------
        amount : float
            Money.

        Returns
        -------
        str
            "1,234 USD"; without a code where the currency is unknown.
        """
        return money(amount, self.facts.currency_code)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What parts of the page have said of it, by the names of their functions: each is made once."""
        return {}
