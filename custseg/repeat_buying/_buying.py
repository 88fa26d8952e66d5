"""What do the room's functions ask of a model that predicts purchases? The protocol :class:`Buying`.

Whatever has these members goes into ``alive_map``, ``tracking_table``, ``frequency_table``, ``holdout_scores`` and
``lifetime_value``, however it was fitted. ``compare_models`` asks for :class:`ComparableBuying`; ``base_value``, which
draws parameters, for a model that is also a ``FittedFamily`` (`fitting.family`), as every ``BuyingModel`` is.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import pandas as pd

from ..schema import Unit


@runtime_checkable
class Buying(Protocol):
    """What is expected of customers who were seen, and of new ones.

    Attributes
    ----------
    unit_ : {"D", "W", "M", "Y"} or None
        Unit of time of the parameters.
    """

    unit_: Unit | None

    def stated_unit(self, table: pd.DataFrame, unit: Unit | None = None) -> Unit:
        """Give the unit of time that a table shares with the model, or refuse: money depends on it."""

    def probability_alive(self, table: pd.DataFrame, *, ahead: float = 0.0) -> pd.Series:
        """Give the probability that each customer is still one at ``T + ahead``."""

    def expected_purchases(self, table: pd.DataFrame, *, horizon: float) -> pd.Series:
        """Give the expected purchases of each customer in ``horizon`` after ``T``."""

    def purchase_probabilities(self, table: pd.DataFrame, *, horizon: float, largest: int = 10) -> pd.DataFrame:
        """Give the probabilities of 0, 1, ..., ``largest`` purchases of each customer in ``horizon``."""

    def discounted_purchases(
        self,
        table: pd.DataFrame,
        *,
        discount_rate: float,
        discount_per: Unit = "Y",
        horizon: float | None = None,
        unit: Unit | None = None,
    ) -> pd.Series:
        """Give the expected purchases of each customer, each worth less the later it comes."""

    def new_customer_purchases(self, *, horizon: float) -> float:
        """Give the expected repeat purchases of a new customer in ``horizon``."""

    def new_customer_probabilities(self, *, horizon: float, largest: int = 10) -> pd.Series:
        """Give the probabilities of 0, 1, ..., ``largest`` repeat purchases of a new customer in ``horizon``."""


@runtime_checkable
class ComparableBuying(Buying, Protocol):
    """What ``compare_models`` asks besides: a fit by maximum likelihood, and what it would be if nobody left.

    Attributes
    ----------
    params_ : Series
        Parameters by name.
    log_likelihood_ : float
        The highest log-likelihood.
    n_parameters_ : int
        Parameters that were learnt, all counted.
    n_customers_, n_rows_ : int
        Customers, and unique rows among them.
    limits_reached_ : tuple of str
        A sentence for each limit of the model that the data ask for.
    """

    params_: pd.Series
    log_likelihood_: float
    n_parameters_: int
    n_customers_: int
    n_rows_: int
    limits_reached_: tuple[str, ...]

    def log_likelihood_without_dropout(self) -> float:
        """Give the highest log-likelihood of the same data if nobody ever left."""

    def log_likelihood_of_nbd(self) -> float:
        """Give the highest log-likelihood of the same data if all bought at random and nobody ever left."""
