"""What does a customer spend per purchase? The Gamma-Gamma model of mean spend.

:class:`GammaGamma`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from ..schema import SchemaError, warn_unsafe
from ._arguments import as_generator
from ._checks import check_spend
from ._two_populations import two_populations
from .fitting.coordinates import from_zero, to_from_zero
from .fitting.estimator import FittedModel
from .fitting.family import LikelihoodParameters, Limit, Ratio
from .fitting.weights import customers_of
from .likelihood import gamma_gamma as gg_likelihood
from .likelihood.gamma_gamma import SpendRows
from .likelihood.trait_rows import Patterns

ALMOST_ZERO = 1e-9  # 1/p or 1/q at its limit: the likelihood differs from the limit's by less than its rounding


class SeenSpend(NamedTuple):
    """Repeat purchases of known spend of each customer, their mean spend, and perhaps the customer's coded traits."""

    x: np.ndarray
    mean: np.ndarray
    traits: Patterns | None = None


class GammaGamma(FittedModel[SpendRows]):
    """Gamma-Gamma: each purchase scatters around the customer's own mean, and the means differ between customers.

    One amount is gamma distributed with shape ``p`` and a rate that is itself gamma distributed over customers (shape
    ``q``, rate ``gamma``). Spend and frequency of buying are taken to be independent. A customer's expected spend is a
    weighted average of the population mean ``p gamma / (q - 1)`` and the customer's own mean ``m_x``; the weight of the
    own mean grows with ``x``.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.

    Attributes
    ----------
    p_, q_, gamma_ : float
        Parameters; ``gamma_`` is in the currency of the table.
    population_mean_ : float
        Expected spend of somebody about whom nothing is known; infinite if ``q_`` is 1 or less.
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`; only customers with repeat purchases of known spend count.

    See Also
    --------
    lifetime_value : What a customer spends times how often they will buy.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2013). The Gamma-Gamma Model of Monetary Value. Note 025, brucehardie.com.

    Examples
    --------
    By hand: (20 + 2 * 3 * 20) / (2 * 3 + 3 - 1) = 17.50 for three repeat purchases of 20 on average.

    >>> import pandas as pd
    >>> model = GammaGamma.from_params(p=2.0, q=3.0, gamma=10.0)
    >>> round(float(model.expected_spend(pd.DataFrame({"x": [3], "m_x": [20.0]})).iloc[0]), 2)
    17.5
    """

    parameter_names: ClassVar = ("p", "q", "gamma")
    columns: ClassVar = ("x", "m_x")
    limits: ClassVar = (
        Limit(
            1,
            False,
            "customers do not differ in mean spend: q → ∞, gamma → ∞ with mean spend p gamma / q = {level:.6g}",
            answer="Everybody is expected to spend the same, whatever they have spent so far.",
        ),
        Limit(
            2,
            False,
            "every purchase of a customer is of the same size: p → ∞, gamma → 0",
            answer="One repeat purchase is taken for all that a customer will ever spend at a time.",
        ),
    )

    ratios: ClassVar = (Ratio("mean spend p gamma/(q-1)", ((1, False), (2, False))),)

    def compress(self, table: pd.DataFrame) -> SpendRows:
        """Check ``x`` and ``m_x``, and keep the customers whose repeat spend is known."""
        x, spend = check_spend(table)
        customers = customers_of(table)
        again = np.flatnonzero(x > 0 if customers is None else (x > 0) & (customers > 0))
        counts = np.ones(len(again)) if customers is None else customers[again]
        bought = (table["x"] > 0).to_numpy()
        unknown = round(
            float((np.count_nonzero(bought) if customers is None else customers[bought].sum()) - counts.sum())
        )
        if not len(again):
            raise SchemaError(
                f"none of the {len(x)} customers bought again (x = 0 for all): there is no spend to model."
                if not unknown
                else f"m_x is missing or zero for all {unknown} customers who bought again: there is no spend to model."
            )
        return SpendRows(x[again], spend[again], counts, unknown=unknown)

    def starts(self, rows: SpendRows) -> list[np.ndarray]:
        """Give an ordinary population, one whose customers differ most, and one whose purchases differ most."""
        level = float(rows.counts @ rows.log_spend) / rows.n
        kinds = ((0.3, 0.3), (1 / 1.5, 1 / 30.0), (1 / 30.0, 1 / 1.5))
        return [np.array([level, to_from_zero(over_q), to_from_zero(over_p)]) for over_q, over_p in kinds]

    def bounds(self, rows: SpendRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the search point: every limit lies on a side of it."""
        least, most = float(rows.log_spend.min()), float(rows.log_spend.max())
        lower = [least - 5.0, to_from_zero(ALMOST_ZERO), to_from_zero(ALMOST_ZERO)]
        return np.array(lower), np.array([most + 5.0, to_from_zero(1e4), to_from_zero(1e4)])

    def likelihood_parameters(self, search_point: np.ndarray, rows: SpendRows) -> LikelihoodParameters:
        """Give the log of ``sigma = p gamma / q``, ``1/q`` and ``1/p``."""
        parts = from_zero(search_point[1]), from_zero(search_point[2])
        second = np.zeros((3, 3, 3))
        second[(1, 2), (1, 2), (1, 2)] = [part.second for part in parts]
        value = np.array([search_point[0], *(max(part.value, ALMOST_ZERO) for part in parts)])
        return LikelihoodParameters(value, np.diag([1.0, *(part.first for part in parts)]), second)

    def search_point(self, likelihood_parameters: np.ndarray, rows: SpendRows) -> np.ndarray:
        """Give the search point of log sigma, ``1/q`` and ``1/p``."""
        log_sigma, over_q, over_p = likelihood_parameters
        return np.array([log_sigma, to_from_zero(over_q), to_from_zero(over_p)])

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: SpendRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        return gg_likelihood.log_likelihood(likelihood_parameters, rows)

    def summed_log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: SpendRows
    ) -> tuple[float, np.ndarray, np.ndarray]:
        """Give log-likelihood, gradient and Hessian of the sum, in a pass that keeps nothing of a row."""
        return gg_likelihood.summed(likelihood_parameters, rows)

    def log_likelihood_by_row(
        self, likelihood_parameters: np.ndarray | Sequence[Any], rows: SpendRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood, score and second derivatives per row; log sigma may be one per row."""
        return gg_likelihood.by_row(likelihood_parameters, rows)

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give ``p, q, gamma``."""
        log_sigma, over_q, over_p = likelihood_parameters
        p, q = 1.0 / over_p, 1.0 / over_q
        gamma = np.exp(log_sigma) * q / p
        slopes = np.array([[0.0, 0.0, -(p**2)], [0.0, -(q**2), 0.0], [gamma, -gamma * q, gamma * p]])
        at_limit = over_q <= 1.01 * ALMOST_ZERO, over_p <= 1.01 * ALMOST_ZERO
        if at_limit[0]:
            q, gamma = np.inf, np.inf
        if at_limit[1]:
            p, gamma = np.inf, np.nan if at_limit[0] else 0.0
        return np.array([p, q, gamma]), slopes

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: SpendRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the mean spend; infinite if q is 1 or less."""
        log_sigma, over_q, _ = likelihood_parameters
        if over_q >= 1.0:
            return np.array([np.inf]), np.zeros((1, 3))
        mean = float(np.exp(log_sigma)) / (1.0 - over_q)
        return np.array([mean]), np.array([[mean, mean / (1.0 - over_q), 0.0]])

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones."""
        p, q, gamma = (parameters[name] for name in self.parameter_names)
        return np.array([np.log(p * gamma / q), 1.0 / q, 1.0 / p])

    def _report(self) -> None:
        super()._report()
        log_sigma, over_q = map(float, self.likelihood_params_[:2])
        self.population_mean_ = float(np.exp(log_sigma)) / (1.0 - over_q) if over_q < 1 else float("inf")

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name."""
        return {"level": float(np.exp(self.likelihood_params_[0]))}

    def _notes(self) -> tuple[str, ...]:
        notes = super()._notes()
        if self.rows_.unknown:
            notes += (
                f"{self.rows_.unknown:,} customers bought again, but their mean spend is missing or zero: they are not "
                "in the fit, and are expected to spend what somebody unknown would.",
            )
        if self.likelihood_params_[1] >= 1.0:
            notes += (
                f"q = {self.q_:.3g} is not above 1: the population's mean spend is infinite, so customers without "
                "repeat purchases have no finite expected spend. A few very large amounts dominate: look at them, or "
                "model the typical (median) spend instead.",
            )
        return notes

    def unsafe_in(self, table: pd.DataFrame) -> tuple[str, ...]:
        """Say that two populations of spenders seem to be in one table."""
        rows = self.rows_
        return (*self.unsafe_parameters(), *two_populations(rows.x[rows.codes], rows.spend, rows.counts))

    def unsafe_parameters(self) -> tuple[str, ...]:
        """Say that the mean spend of somebody unknown is infinite, if it is."""
        if self.likelihood_params_[1] < 1.0:
            return ()
        return (
            f"GammaGamma has q = {self.q_:.3g}, not above 1: the expected spend of customers without repeat purchases "
            "is infinite, and with it the value of the whole base. A few very large amounts dominate: look at them, or "
            "leave them out and say so.",
        )

    def expected_spend(self, table: pd.DataFrame) -> pd.Series:
        """Give the expected mean spend per future purchase of each customer.

        Parameters
        ----------
        table : DataFrame
            Columns ``x`` and ``m_x`` (ignored where ``x = 0``). Missing or zero where ``x > 0`` says that the repeat
            spend is not known.

        Returns
        -------
        Series
            In the currency of the table, one value for every customer. Those without repeat purchases, and those whose
            repeat spend is not known, get the population mean: infinite if ``q_`` is 1 or less.
        """
        check_is_fitted(self, "likelihood_params_")
        seen = self.seen_spend(table)
        warn_unsafe(*self.unsafe_)
        return pd.Series(self.expected_of(seen), index=table.index, name="expected_spend")

    def simulate_spend(
        self, table: pd.DataFrame, purchases: pd.Series, *, random_state: int | np.random.Generator | None = None
    ) -> pd.Series:
        """Draw what each customer pays for a number of future purchases, given what was seen of them.

        Parameters
        ----------
        table : DataFrame
            Columns ``x`` and ``m_x``, as in :meth:`expected_spend`.
        purchases : Series
            Future purchases of each customer, whole numbers, same index; such as one draw of ``simulate_purchases``.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        Series
            In the currency of the table, the amounts of all purchases of a customer together.

        Raises
        ------
        ValueError
            If the indexes differ, or the purchases are not whole numbers of zero or more.

        Examples
        --------
        >>> import pandas as pd
        >>> model = GammaGamma.from_params(p=2.0, q=3.0, gamma=10.0)
        >>> customers = pd.DataFrame({"x": [3, 0], "m_x": [20.0, float("nan")]})
        >>> model.simulate_spend(customers, pd.Series([2, 0]), random_state=1).round(2).tolist()
        [30.2, 0.0]
        """
        check_is_fitted(self, "likelihood_params_")
        seen = self.seen_spend(table)
        if not purchases.index.equals(table.index):
            raise ValueError("purchases and table must have the same index in the same order; they differ.")
        counts = purchases.to_numpy(dtype=float)
        if not ((counts >= 0) & (counts == np.rint(counts))).all():
            raise ValueError("purchases must be whole numbers of zero or more, one for each customer.")
        owner = np.repeat(np.arange(len(counts)), counts.astype(np.int64))
        amounts = self.draw_amounts(seen, owner, as_generator(random_state))
        return pd.Series(np.bincount(owner, amounts, len(counts)), index=table.index, name="spend")

    def seen_spend(self, table: pd.DataFrame) -> SeenSpend:
        """Check a table, and give what is known of each customer's spend."""
        return SeenSpend(*check_spend(table))

    def log_level(self, seen: SeenSpend) -> np.ndarray | float:
        """Give ``log sigma``, one number or one of each customer."""
        return float(self.likelihood_params_[0])

    def draw_amounts(self, seen: SeenSpend, owner: np.ndarray, random_state: np.random.Generator) -> np.ndarray:
        """Draw the amount of each future purchase of the customers ``owner``, given their repeat spend.

        The level of a customer's amounts is drawn first, as what was seen leaves it open; limits are drawn from right
        beside them.
        """
        _, over_q, over_p = self.likelihood_params_[:3]
        p, q, x = 1.0 / over_p, 1.0 / over_q, seen.x
        paid = np.where(x > 0, x * np.where(x > 0, seen.mean, 0.0), 0.0)
        level = (np.exp(self.log_level(seen)) * q / p + paid) / random_state.gamma(q + p * x)
        return random_state.gamma(p, size=len(owner)) * level[owner]

    def expected_of(self, seen: SeenSpend) -> np.ndarray:
        """Give the expected spend per future purchase, given repeat purchases and their mean spend."""
        _, over_q, over_p = self.likelihood_params_[:3]
        own = seen.x * (over_q / over_p)
        top = np.exp(self.log_level(seen)) + np.where(seen.x > 0, own * np.where(seen.x > 0, seen.mean, 0.0), 0.0)
        bottom = 1.0 - over_q + own
        return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.inf)
