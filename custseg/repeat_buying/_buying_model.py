"""What do all models of repeat buying predict? P(alive), purchases, counts and their present value, per customer.

:class:`BuyingModel` is what BG/NBD, MBG/NBD and Pareto/NBD share: it fits as a ``Family`` and predicts as ``Buying``.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import ClassVar

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from ..schema import Unit, warn_unsafe
from ._arguments import MOST_COUNTS, as_count, as_generator, as_time, plain_numbers
from ._checks import REQUIRED, check_repeat_table
from ._timed_model import TimedModel
from ._units import UNIT_DAYS, any_unit, force_of_interest, known_unit, unit_of
from ._unsafe import far_horizon, silent_end
from .fitting.search import log_likelihood_at_lower_bound
from .fitting.weights import customers_of
from .likelihood.future import Future, discounted
from .likelihood.purchase_rows import PurchaseRows, compress, compress_with_inverse


class BuyingModel(TimedModel[PurchaseRows]):
    """A model of when customers buy and when they leave, fitted to x, t_x and T.

    A family adds four methods to those of ``Family``: :meth:`alive_by_row`, :meth:`future_if_alive`,
    :meth:`new_customer_future` and :meth:`draw_cohort`. Where the future of a customer who is alive depends on the time
    since the last purchase, it says ``silence_tells = True`` and writes :meth:`future_of`.
    """

    columns: ClassVar[tuple[str, ...]] = REQUIRED
    dropout_coordinate: ClassVar[int] = 2  # nobody leaves where this search coordinate is at its lower bound
    silence_tells: ClassVar[bool] = False  # whether the future of those who are alive depends on the time since t_x

    @abstractmethod
    def alive_by_row(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give P(alive at T) per row."""

    @abstractmethod
    def future_if_alive(self, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray) -> Future:
        """Give the future of customers who are alive at T."""

    def future_of(self, likelihood_parameters: np.ndarray, x: np.ndarray, t_x: np.ndarray, T: np.ndarray) -> Future:
        """Give the future of customers who are alive at T and bought last at t_x, which counts if ``silence_tells``."""
        return self.future_if_alive(likelihood_parameters, x, T)

    @abstractmethod
    def new_customer_future(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray | float, Future]:
        """Give the probability to be a customer right after the first purchase, and the future if so."""

    @abstractmethod
    def draw_cohort(self, T: np.ndarray, random_state: int | np.random.Generator | None) -> pd.DataFrame:
        """Draw new customers who are observed for ``T``: ``x``, ``t_x``, ``T`` and the truth beside them."""

    def compress(self, table: pd.DataFrame) -> PurchaseRows:
        """Check ``x``, ``t_x`` and ``T``, and give their unique rows."""
        history, customers = check_repeat_table(table), customers_of(table)
        if customers is None:
            return compress(*history, unit_days=days_of_unit(table))
        there = customers > 0
        rows, back = compress_with_inverse(*(column[there] for column in history), unit_days=days_of_unit(table))
        return rows.weighted(np.bincount(back, customers[there], minlength=len(rows)))

    def compress_seen(self, table: pd.DataFrame) -> tuple[PurchaseRows, np.ndarray]:
        """Give the unique rows of a table to predict, and which one each customer has."""
        return compress_with_inverse(*check_repeat_table(table), unit_days=days_of_unit(table))

    def future_of_rows(self, likelihood_parameters: np.ndarray, rows: PurchaseRows, numbers: np.ndarray) -> Future:
        """Give the future of customers who are alive at T, each with one of the rows."""
        return self.future_of(likelihood_parameters, *rows.histories(numbers))

    def unsafe_in(self, table: pd.DataFrame) -> tuple[str, ...]:
        """Say that nobody bought for a long time before the end, as in an export that ends earlier than it says."""
        if self.rows_.seen_at_the_end:
            return self.unsafe_parameters()
        _, t_x, T = check_repeat_table(table)
        customers = customers_of(table)
        silence = T - t_x if customers is None else (T - t_x)[customers > 0]
        return (*self.unsafe_parameters(), *silent_end(silence))

    def log_likelihood_without_dropout(self) -> float:
        """Give the highest log-likelihood of the same data if nobody ever left."""
        return log_likelihood_at_lower_bound(self, self.dropout_coordinate)

    def log_likelihood_of_nbd(self) -> float:
        """Give the highest log-likelihood of the same data if all bought at random and nobody ever left.

        It is the same for all families on one table.
        """
        return self.log_likelihood_without_dropout()

    def stated_unit(self, table: pd.DataFrame, unit: Unit | None = None) -> Unit:
        """Give the unit of time that a table shares with the model, which every answer in money needs.

        Parameters
        ----------
        table : DataFrame
            Repeat-purchase table.
        unit : {"D", "W", "M", "Y"}, optional
            Unit of the table and of the model, where one of them does not state it.

        Returns
        -------
        str
            The unit.

        Raises
        ------
        ValueError
            If the units differ, or one is not stated and ``unit`` is not passed.
        """
        return known_unit(table, self.unit_, unit)

    def probability_alive(self, table: pd.DataFrame, *, ahead: float = 0.0) -> pd.Series:
        """Give the probability that each customer is still one, now or later.

        Parameters
        ----------
        table : DataFrame
            Repeat-purchase table.
        ahead : float
            Time after ``T``, in the table's unit.

        Returns
        -------
        Series
            Between 0 and 1, one value per customer.
        """
        ahead = as_time(ahead, "ahead")
        return self._spread(table, "probability_alive", lambda _alive, future: future.survival(ahead) if ahead else 1.0)

    def expected_purchases(self, table: pd.DataFrame, *, horizon: float) -> pd.Series:
        """Give the expected number of purchases of each customer in ``horizon`` units of time after ``T``.

        Parameters
        ----------
        table : DataFrame
            Repeat-purchase table.
        horizon : float
            Length of the forecast, in the table's unit.

        Returns
        -------
        Series
            Zero or more, one value per customer.
        """
        horizon = self._within_reach(table, horizon)
        return self._spread(table, "expected_purchases", lambda _alive, future: future.purchases(horizon))

    def purchase_probabilities(self, table: pd.DataFrame, *, horizon: float, largest: int = 10) -> pd.DataFrame:
        """Give the probabilities that each customer buys 0, 1, ..., ``largest`` times in ``horizon``.

        Returns
        -------
        DataFrame
            One row per customer, columns 0 to ``largest``; what is missing to one is the chance of more.
        """
        horizon, largest = self._within_reach(table, horizon), as_count(largest, "largest", at_most=MOST_COUNTS)
        rows, back, pairs, future = self._seen(table)
        alive = self.alive_by_row(self.likelihood_params_, rows)[:, None]
        chances = alive * future.counts(horizon, largest)[pairs]
        chances[:, 0] += 1.0 - alive[:, 0]
        return pd.DataFrame(chances[back], index=table.index, columns=pd.RangeIndex(largest + 1, name="purchases"))

    def discounted_purchases(
        self,
        table: pd.DataFrame,
        *,
        discount_rate: float,
        discount_per: Unit = "Y",
        horizon: float | None = None,
        unit: Unit | None = None,
    ) -> pd.Series:
        """Give the discounted expected residual transactions (DERT) of each customer.

        Parameters
        ----------
        table : DataFrame
            Repeat-purchase table.
        discount_rate : float
            Effective rate per ``discount_per``: 0.10 with "Y" makes 110 in a year worth 100 now.
        discount_per : {"D", "W", "M", "Y"}
            What the rate is per.
        horizon : float, optional
            Length of the forecast in the table's unit. None counts for ever, and needs a positive rate.
        unit : {"D", "W", "M", "Y"}, optional
            Unit of ``t_x`` and ``T``; needed where neither the table nor the model states it.

        Returns
        -------
        Series
            Expected future purchases, each worth less the later it comes.
        """
        force = force_of_interest(discount_rate, discount_per, any_unit(table, self.unit_, unit))
        if horizon is None and force <= 0:
            raise ValueError("for ever needs a positive discount_rate; state a horizon or a rate.")
        half_worth = math.log(2.0) / force if force else 0.0  # from then on a purchase counts less than half
        reach = self._within_reach(table, half_worth if horizon is None else horizon)
        horizon = None if horizon is None else reach
        return self._spread(
            table,
            "discounted_purchases",
            lambda _alive, future: discounted(future, force, horizon) if force else future.purchases(horizon),
        )

    def new_customer_purchases(self, *, horizon: float) -> float:
        """Give the expected number of repeat purchases of somebody who has just bought for the first time."""
        check_is_fitted(self, "likelihood_params_")
        warn_unsafe(*self.unsafe_)
        share, future = self.new_customer_future(self.likelihood_params_)
        return float((share * future.purchases(as_time(horizon, "horizon")))[0])

    def new_customer_probabilities(self, *, horizon: float, largest: int = 10) -> pd.Series:
        """Give the probabilities of 0, 1, ..., ``largest`` repeat purchases of a new customer in ``horizon``."""
        check_is_fitted(self, "likelihood_params_")
        warn_unsafe(*self.unsafe_)
        share, future = self.new_customer_future(self.likelihood_params_)
        largest = as_count(largest, "largest", at_most=MOST_COUNTS)
        chances = share * future.counts(as_time(horizon, "horizon"), largest)[0]
        chances[0] += 1.0 - float(share)
        return pd.Series(chances, index=pd.RangeIndex(len(chances), name="purchases"), name="probability")

    def simulate_purchases(
        self, table: pd.DataFrame, *, horizon: float, random_state: int | np.random.Generator | None = None
    ) -> pd.Series:
        """Draw how often each customer buys in ``horizon``, given what was seen of them.

        Parameters
        ----------
        table : DataFrame
            Repeat-purchase table.
        horizon : float
            Length of the forecast, in the table's unit.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        Series
            Whole numbers, one possible future.
        """
        check_is_fitted(self, "likelihood_params_")
        rng, horizon = as_generator(random_state), self._within_reach(table, horizon)
        history = check_repeat_table(table)
        alive = rng.uniform(size=len(table)) < self.probability_alive(table).to_numpy()
        counts = np.where(alive, self.future_of(self.likelihood_params_, *history).draw(horizon, rng), 0)
        return pd.Series(counts, index=table.index, name="purchases")

    def simulate(self, T: np.ndarray, *, random_state: int | np.random.Generator | None = None) -> pd.DataFrame:
        """Draw a cohort of new customers from the fitted model.

        Parameters
        ----------
        T : array-like, shape (n,)
            Time each customer is observed after the first purchase.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        DataFrame
            Columns ``x``, ``t_x``, ``T`` and the truth ``sim_alive``, ``sim_rate``...; see ``custseg.simulate``.

        Examples
        --------
        The share of new customers who do not come back within 39 weeks: drawn, and as a probability.

        >>> import numpy as np
        >>> from custseg.repeat_buying import BetaGeoNBD
        >>> model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
        >>> cohort = model.simulate(np.full(10_000, 39.0), random_state=1)
        >>> once = model.new_customer_probabilities(horizon=39.0)[0]
        >>> round(float((cohort["x"] == 0).mean()), 2), round(float(once), 2)
        (0.58, 0.57)
        """
        check_is_fitted(self, "likelihood_params_")
        if found := plain_numbers(pd.Series(T)):
            raise ValueError(f"T must be numbers, the time that each customer is observed; found {found} values.")
        times = np.asarray(T, dtype=float)
        if not (np.isfinite(times).all() and (times >= 0).all()):
            raise ValueError("T must be finite times of zero or more.")
        return self.draw_cohort(times, random_state)

    def _within_reach(self, table: pd.DataFrame, horizon: float) -> float:
        """Give the horizon, and warn if it lies far beyond what was seen of anybody."""
        check_is_fitted(self, "likelihood_params_")
        self.refuse_other_unit(table)
        horizon = as_time(horizon, "horizon")
        if hasattr(self, "rows_"):
            warn_unsafe(*far_horizon(horizon, float(self.rows_.T.unique.max())))
        return horizon

    def _seen(self, table: pd.DataFrame) -> tuple[PurchaseRows, np.ndarray, np.ndarray, Future]:
        """Compress: rows, customer to row, row to future, and one future per (x, T), or per row if silence tells."""
        check_is_fitted(self, "likelihood_params_")
        self.refuse_other_unit(table)
        warn_unsafe(*self.unsafe_)
        rows, back = self.compress_seen(table)
        first, pairs = rows.futures(by_silence=self.silence_tells)
        return rows, back, pairs, self.future_of_rows(self.likelihood_params_, rows, first)

    def _spread(self, table: pd.DataFrame, name: str, quantity) -> pd.Series:
        rows, back, pairs, future = self._seen(table)
        alive = self.alive_by_row(self.likelihood_params_, rows)
        ahead = quantity(alive, future)
        values = alive * (ahead[pairs] if np.ndim(ahead) else ahead)
        return pd.Series(values[back], index=table.index, name=name)


def days_of_unit(table: pd.DataFrame) -> float | None:
    """Give the days of a unit: they only say in which steps times come, so that fewer rows are looked at."""
    unit = unit_of(table)
    return None if unit is None else UNIT_DAYS[unit]
