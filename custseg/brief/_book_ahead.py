"""What should the days ahead bring, what did such days bring before, and who is on which list? Each is found once.

`BookAhead`, the fourth part of :class:`Book`; `Lookback`.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..decide import draw_control, list_prospects, rhythm_at_cuts
from ..decide.lists_by_rule import lists_of_rhythm
from ..repeat_buying import choose_forecast, expected_customers, recommend_family
from ..repeat_buying._forecast_in_parts import expected_on_past_days, forecast_in_parts
from ..repeat_buying.family_choice import FamilyChoice
from ..repeat_buying.forecast_choice import ForecastChoice
from ..schema import SchemaError, said_already
from ..segment import choose_bands
from ..segment.band_choice import BandChoice
from ..tables import amount_between, customer_table, log_between
from ..tables._customer_blocks import customer_blocks
from ..tables._stacked import Stacked
from ..tables.refunds import NAMED_BY_REFUNDS
from ._book_fields import YEAR
from ._book_signs import BookSigns
from ._ripe_buyers import half_by
from ._rules import advised, monday_rules
from ._second_process import SecondProcess, is_worth_while

PAST_DAYS = 4  # on which a rule is judged
DRAWS: Any = pd.CategoricalDtype(["leave", "write"])  # in the order of their names, as text is sorted


class Lookback(NamedTuple):
    """Customers as they were known on an earlier day, and the money that each brought since."""

    cut: pd.Timestamp
    known: pd.DataFrame
    later: pd.Series


class BookAhead(BookSigns):
    """The forecast, the same of earlier days, and the lists for Monday."""

    def begin(self) -> None:
        """Begin in a second process what takes longest, where a log is long and another processor is free.

        A page asks for the forecast in its middle, and for each customer's at its end. The answers are the same.
        """
        begun = self._second is not None or "forecast" in self.__dict__
        if not begun and is_worth_while(len(self.log)) and self.has_sales:
            asked = self._for_models(self.unbroken), self._for_models(self._unbroken_sample), self.as_of
            self.__dict__["_second"] = SecondProcess(forecast_in_parts, *asked, self.days_ahead, self._past_days)

    def __getstate__(self) -> dict[str, Any]:
        """Give what a copy is made of: who holds it works out itself what the second process was begun for."""
        return {name: found for name, found in self.__dict__.items() if name != "_second"}

    @cached_property
    def _second(self) -> SecondProcess | None:
        """What was begun: three parts, for `forecast`, `expected` and `expected_before`, in this order."""
        return None

    def _next_part(self) -> Any:
        part = None if self._second is None else self._second.next_part()
        return None if part is None else part.value

    @staticmethod
    def _for_models(log: pd.DataFrame) -> pd.DataFrame:
        """Give the columns that count: the others need not travel."""
        names = [name for name in ("customer_id", "date", "amount", *NAMED_BY_REFUNDS) if name in log]
        return pd.DataFrame({name: log[name] for name in names}, copy=False)

    @cached_property
    def forecast(self) -> ForecastChoice:
        """What known customers should bring in the days ahead, by the rule that was best on the log's own past.

        Where the log is broken, of its part since then: known are those who bought in it.
        """
        if self._second is not None:
            _ = self.family, self.bands  # the page needs them soon: found while the second process works
        if (found := self._next_part()) is not None:
            return found
        return choose_forecast(self.unbroken, observed_until=self.as_of, days_ahead=self.days_ahead)

    @cached_property
    def family(self) -> FamilyChoice | None:
        """By which rhythm customers buy, and the family of models for it; None if nothing was sold.

        Asked of the sample, in the part of the log that is whole, as the forecast is: a rhythm shows in twenty thousand
        customers. Nothing is held out: the page judges its rules by money.
        """
        log = self.sample[self.sample["date"] >= self.unbroken_from]
        try:
            return recommend_family(log, observed_until=self.as_of, cuts=0)
        except SchemaError:
            return None

    @cached_property
    def expected(self) -> pd.DataFrame:
        """How often each customer is expected to buy in the days ahead, and for how much."""
        choice = self.forecast
        if (found := self._next_part()) is None:
            asked: dict[str, Any] = {"observed_until": self.as_of, "days_ahead": self.days_ahead}
            found = expected_customers(self.unbroken, choice, **asked)
        return self.held(self.of_customers(found))

    @cached_property
    def expected_before(self) -> pd.Series:
        """What the same rule expected of each customer of the sample on those past days on which like is held to like.

        Index ``cut`` and ``customer_id``.
        """
        choice, _ = self.forecast, self.expected
        cuts: list[pd.Timestamp] = []
        if len(self.past_alike):
            cuts = list(pd.DatetimeIndex(self.past_alike.index.get_level_values("cut").unique()))
        if (found := self._next_part()) is None:
            found = expected_on_past_days(self._unbroken_sample, choice, self.days_ahead, cuts)
        if not len(found):
            return found
        index: Any = found.index
        if self.people is None:
            found.index = index.set_levels(self.ids[index.levels[1]], level="customer_id")
        return found[found.index.get_level_values("cut").isin(cuts)]

    @cached_property
    def _unbroken_sample(self) -> pd.DataFrame:
        return self.quick_sample[self.quick_sample["date"] >= self.unbroken_from]

    @cached_property
    def lookback(self) -> Lookback | None:
        """What was known `days_ahead` before the day of the answer, and what came since; None if nobody was known."""
        cut = self.as_of - pd.Timedelta(days=self.days_ahead)
        try:
            with said_already():
                known = self._known_on(cut)
                later = amount_between(self.quick, known.index, after=cut, until=self.as_of)
        except SchemaError:
            return None
        known = self.of_customers(known)
        return self.held(Lookback(cut, known, later.set_axis(known.index)))

    def _known_on(self, day: pd.Timestamp) -> pd.DataFrame:
        """Give the customers as they were known on a day, some after others: a long log is not copied whole."""
        customer = self.quick["customer_id"].to_numpy()
        whole, said = Stacked(customer, len(self.ids)), []
        for rows in customer_blocks(customer):
            with suppress(SchemaError):  # none of these had bought
                part = customer_table(log_between(self.quick.iloc[rows], until=day), as_of=day)
                whole.add_table(part)
                said.append(part.attrs)
        if not said:
            raise SchemaError(f"nobody had bought anything by {day:%Y-%m-%d}.")
        known = whole.table()
        known.attrs = said[0] if len(said) == 1 else {}
        return known

    @cached_property
    def bands(self) -> BandChoice | None:
        """By which column customers are best grouped, judged on what came since; None if nothing tells them apart."""
        if self.lookback is None:
            return None
        try:
            return choose_bands(self.lookback.known, self.lookback.later, random_state=self.seed)
        except ValueError:
            return None

    @cached_property
    def _past_days(self) -> list[pd.Timestamp]:
        """Up to four days, a forecast's length apart.

        Those before which, or after which, something is missing or money was another, are left out.
        """
        ahead = pd.Timedelta(days=self.days_ahead)
        cuts = [self.as_of - number * ahead for number in range(PAST_DAYS, 0, -1)]
        start = pd.Timestamp(self.facts.first_day) + ahead
        return [cut for cut in cuts if cut >= start and cut >= self.unbroken_from - pd.Timedelta(days=1)]

    @cached_property
    def past(self) -> pd.DataFrame:
        """Everybody's rhythm on the past days, and what each did then."""
        cuts = self._past_days
        if not cuts or not self.has_sales or self.customers["first_purchase"].min() > cuts[-1]:
            return pd.DataFrame()
        if self.people is not None:
            return self._past_in_parts([cut for cut in cuts if cut >= self.customers["first_purchase"].min()])
        past = rhythm_at_cuts(self.quick, cuts=cuts, ahead=self.days_ahead, observed_until=self.as_of)
        index: Any = past.index
        past.index = index.set_levels(self.ids, level="customer_id")
        return past

    def _past_in_parts(self, cuts: list[pd.Timestamp]) -> pd.DataFrame:
        """Give the same of a long log, a day after another and then a column: all of it is never in memory."""
        few = dict.fromkeys(("purchase_days", "recency", "tenure", "purchase_days_later"), np.int32)
        asked: dict[str, Any] = {"ahead": self.days_ahead, "observed_until": self.as_of}
        days = Stacked(self.quick["date"].to_numpy(), len(cuts) * len(self.ids))
        for number, cut in enumerate(cuts):
            part = rhythm_at_cuts(self.quick, cuts=[cut], **asked)
            index: Any = part.index
            told = {str(name): column.to_numpy() for name, column in part.items()}
            days.add({"": np.full(len(part), number, np.int8), "customer": np.asarray(index.codes[1]), **told}, few)
            self.rest()
        columns = days.columns
        codes: Any = [columns.pop(""), columns.pop("customer")]
        levels: Any = [pd.DatetimeIndex(cuts).as_unit("ns"), index.levels[1]]
        index = pd.MultiIndex(levels, codes, names=index.names, verify_integrity=False)
        return pd.DataFrame(columns, index=index, copy=False)

    @cached_property
    def past_alike(self) -> pd.DataFrame:
        """Of a seasonal business the past day a year ago alone, where there is one: like season against like."""
        if not self.shows("season") or not len(self.past):
            return self.past
        cuts = pd.DatetimeIndex(self.past.index.get_level_values("cut"))
        days = (self.as_of - cuts).days.to_numpy()
        year_ago = np.abs(days - YEAR) <= self.days_ahead // 3
        return self.past.loc[year_ago] if year_ago.any() else self.past

    # the lists for Monday

    @cached_property
    def rules(self) -> dict[str, Any]:
        """Rules of the lists: name to rule, in the order in which a customer is put on one."""
        if not self.has_sales:
            return {}
        day = half_by(self)
        after = np.nan if day is None else float(day)
        return monday_rules(self.rhythm, after, contract=self.shows("by contract"))

    @cached_property
    def prospects(self) -> pd.DataFrame:
        """What each list can expect and show, index ``list``; lists of nobody are left out."""
        table = list_prospects(self._members["list"], self.past_alike, self.rules)
        table = table[table["customers"] > 0]
        action = advised(table)
        return table.assign(action=action, for_learning=table["for_learning"] & (action == "write"))

    @cached_property
    def _members(self) -> pd.DataFrame:
        """Who is on which list; nobody is drawn out yet."""
        return self.held(lists_of_rhythm(self.rhythm, self.rules))

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Who is on which list, and who of those that are long enough is drawn out as control; may be empty.

        The two halves of a list are balanced by how many days its members are silent: that says more about coming back
        than silence in usual gaps does, among the late ones too.
        """
        members = self._members.sort_values(["list", "amount_last_year"], ascending=[True, False], kind="stable")
        rng, draw = np.random.default_rng(self.seed), pd.Series("write", index=members.index, dtype="object")
        for name in self.prospects.index[self.prospects["for_learning"]]:
            silence = members.loc[members["list"] == name, "recency"]
            draw[silence.index] = draw_control(silence.index, balanced_by=silence, random_state=rng)
        members.insert(1, "draw", draw if self.people is None else draw.astype(DRAWS))
        return self.held(members)
