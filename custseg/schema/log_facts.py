"""What does a purchase log know of itself that its rows do not say?

`LogFacts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LogFacts:
    """Name, currency and dates of a purchase log, and whose first purchases it holds.

    Parameters
    ----------
    name : str
        Whose log it is, as a reader should see it: "CDNOW".
    first_day, last_day : date
        The days of the first and of the last row.
    currency : str
        In which the amounts are, empty if unknown: "US dollars".
    starts_with_first_purchase : bool or None
        Whether each customer's first row is really the first purchase; if not, customers bought before the file
        starts, and their tenure is too short. None: nobody has said so.
    currency_code : str
        The currency as an ISO 4217 code, to stand behind a number: "USD"; empty if unknown.

    See Also
    --------
    custseg.tables.log_facts : The facts of one's own log.
    custseg.datasets.dataset_facts : The facts of a known data set.
    custseg.exhibit.period_name, custseg.exhibit.holding_period : Days in words, "the first quarter of 1997".
    custseg.exhibit.length_name : The length of a window in words, "half-year".

    Examples
    --------
    A page says nothing of a log but what stands here, so that it is true of any log:

    >>> facts = LogFacts("Corner shop", date(2024, 1, 2), date(2024, 12, 30), "euros", currency_code="EUR")
    >>> from custseg.exhibit import day, money, sentence
    >>> sentence("{shop}, purchases to {last}.", shop=facts.name, last=day(facts.last_day))
    'Corner shop, purchases to 30 December 2024.'
    >>> money(1234, facts.currency_code)
    '1,234 EUR'
    """

    name: str
    first_day: date
    last_day: date
    currency: str = ""
    starts_with_first_purchase: bool | None = None
    currency_code: str = ""

    def __post_init__(self) -> None:
        """Refuse what no later sentence could say."""
        if not (isinstance(self.name, str) and self.name.strip()):
            raise ValueError(f"name must say whose log it is; found {self.name!r}.")
        if not isinstance(self.currency, str):
            raise ValueError(f"currency must be a word such as 'euros', or empty; found {self.currency!r}.")
        if not isinstance(self.currency_code, str) or not re.fullmatch(r"([A-Z]{3})?", self.currency_code):
            raise ValueError(
                f"currency_code must be an ISO 4217 code such as 'EUR', or empty; found {self.currency_code!r}."
            )
        if self.starts_with_first_purchase not in (True, False, None):
            raise ValueError(
                f"starts_with_first_purchase must be True, False or None; found {self.starts_with_first_purchase!r}."
            )
        if self.last_day < self.first_day:
            raise ValueError(f"last_day {self.last_day} lies before first_day {self.first_day}.")

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day, as a claim takes them."""
        return self.first_day, self.last_day
