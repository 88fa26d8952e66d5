"""How long do contracts run? Survival, renewal rates, residual lifetimes and draws, the same for every family.

:class:`ContractModel` is what the shifted beta-geometric and the beta-discrete-Weibull share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from ..schema import Unit, as_numbers, raise_where, warn_unsafe
from ._arguments import as_count, as_generator, as_time
from ._period_checks import CONTRACTS, check_contracts, with_customers
from ._period_model import FARTHEST_PERIOD, PeriodModel, as_periods, fractions, present_value
from .fitting.coordinates import log_flat_fraction, to_fraction
from .fitting.family import LikelihoodParameters, Limit, Ratio
from .likelihood.contracts import ContractRows, compress, log_likelihood, log_survival_to
from .likelihood.mixed_draws import draw_fraction
from .prediction_intervals import prediction_interval

SAME_CHANCE = "everybody is as likely to leave: alpha → ∞, beta → ∞ with alpha / (alpha + beta) = {chance:.4g}"
SOME_STAY = (
    "some leave at the first renewal and the others never: alpha → 0, beta → 0 with "
    "alpha / (alpha + beta) = {chance:.4g}"
)
SOME_STAY_ANSWER = "Whoever renewed once stays for ever: forecasts are too high the further they reach."
CHANCES = ((0.3, 0.3), (0.1, 0.05), (0.6, 0.7), (0.05, 0.5))  # mean and polarity: where the search begins

Periods = int | float | Sequence[int] | Sequence[float] | np.ndarray | pd.Series


class ContractModel(PeriodModel[ContractRows]):
    """A model of contracts that are renewed once a period, or end."""

    columns: ClassVar = CONTRACTS
    fewest_periods: ClassVar[int]
    everybody_alike: ClassVar = Limit(1, False, SAME_CHANCE)
    some_for_ever: ClassVar = Limit(1, True, SOME_STAY, answer=SOME_STAY_ANSWER)
    ratios: ClassVar = (Ratio("mean dropout probability alpha/(alpha+beta)", ((1, False), (1, True)), 1.0, 0),)

    def compress(self, table: pd.DataFrame) -> ContractRows:
        """Check ``t``, ``lost`` and ``customers``, and give the unique rows."""
        return compress(*with_customers(*check_contracts(table)), fewest=self.fewest_periods)

    def bounds(self, rows: ContractRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the search point: every limit lies on a side of it."""
        return np.full(2, to_fraction(0.0)), np.full(2, to_fraction(1.0))

    def starts(self, rows: ContractRows) -> list[np.ndarray]:
        """Give ordinary customers, loyal ones, and two kinds of polarised ones."""
        return [np.array([to_fraction(p), to_fraction(w)]) for p, w in CHANCES]

    def likelihood_parameters(self, search_point: np.ndarray, rows: ContractRows) -> LikelihoodParameters:
        """Give mean ``p`` and polarity ``w = 1 / (1 + alpha + beta)`` of the probability to leave."""
        return fractions(search_point)

    def log_prior(self, search_point: np.ndarray) -> float:
        """Give a flat density of mean and polarity, which are shares."""
        return log_flat_fraction(search_point[0]) + log_flat_fraction(search_point[1])

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: ContractRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        return log_likelihood(likelihood_parameters, rows)

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: ContractRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the mean probability to leave in the first period."""
        return likelihood_parameters[:1], np.eye(1, len(likelihood_parameters))

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name."""
        return {"chance": float(self.likelihood_params_[0])}

    def survival(self, periods: Periods) -> pd.Series:
        """Give the share of new customers who are still customers after so many renewals.

        Parameters
        ----------
        periods : int or sequence of int
            Renewals since the contract began; 0 is the beginning.

        Returns
        -------
        Series
            Index ``period``; 1 at the beginning, falling.

        Raises
        ------
        ValueError
            If a period is not a whole number of zero or more.

        Examples
        --------
        >>> from custseg.repeat_buying import ShiftedBetaGeo
        >>> regular = ShiftedBetaGeo.from_params(alpha=0.704, beta=1.182, unit="Y")
        >>> regular.survival([1, 7, 12]).round(3).tolist()
        [0.627, 0.239, 0.17]
        """
        t = self._periods(periods)
        return pd.Series(self._survival_to(t), index=_period_index(t), name="survival")

    def survival_intervals(
        self,
        periods: Periods,
        *,
        level: float = 0.95,
        n_draws: int = 199,
        random_state: int | np.random.Generator | None = None,
    ) -> pd.DataFrame:
        """Give intervals of survival, beyond the periods that were seen too.

        They are of the share that is expected: what chance does to so many customers comes on top, and nothing says
        that later years obey the model.

        Parameters
        ----------
        periods : int or sequence of int
            Renewals since the contract began.
        level : float
            Between 0 and 1.
        n_draws : int
            Draws of the parameters, in proportion to their likelihood; 39 or more for 95 %.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        DataFrame
            Index ``period``; ``estimate``, ``low``, ``high``.

        See Also
        --------
        prediction_interval : The same of any expectation, and with other kinds of draws.

        Examples
        --------
        >>> from custseg.datasets import contract_cohorts
        >>> from custseg.repeat_buying import ShiftedBetaGeo, contracts_from_survivors
        >>> seen = contract_cohorts()["Regular"]
        >>> model = ShiftedBetaGeo().fit(contracts_from_survivors(seen.loc[:7], period="Y"))
        >>> ends = model.survival_intervals([12], n_draws=99, random_state=1).loc[12]
        >>> bool(ends["low"] < seen[12] / 1000 < ends["high"])
        True
        """
        return prediction_interval(
            lambda model: model.survival(periods), self, level=level, n_draws=n_draws, random_state=random_state
        )

    def retention(self, periods: Periods) -> pd.Series:
        """Give the renewal rate of each period: of those who were still customers, the share that renews.

        Parameters
        ----------
        periods : int or sequence of int
            Periods, from 1 on.

        Returns
        -------
        Series
            Index ``period``, between 0 and 1.

        Raises
        ------
        ValueError
            If a period is not a whole number of one or more.

        Examples
        --------
        Nobody gets more loyal here, and yet the rate rises: those likely to leave are gone first.

        >>> from custseg.repeat_buying import ShiftedBetaGeo
        >>> ShiftedBetaGeo.from_params(alpha=0.704, beta=1.182).retention([1, 2, 8]).round(2).tolist()
        [0.63, 0.76, 0.92]
        """
        t = self._periods(periods, at_least=1)
        return pd.Series(
            np.exp(self._log_survival(t) - self._log_survival(t - 1.0)), _period_index(t), name="retention"
        )

    def probability_stays(self, table: pd.DataFrame, *, ahead: int) -> pd.Series:
        """Give the probability that each customer is still one ``ahead`` renewals from now.

        Parameters
        ----------
        table : DataFrame
            Contracts: ``t`` renewals so far, ``lost``.
        ahead : int
            Renewals from now.

        Returns
        -------
        Series
            Between 0 and 1; 0 for contracts that have ended.
        """
        t, lost, back = self._seen(table)
        ahead = as_periods(ahead, "ahead")
        stays = np.exp(self._log_survival(t + ahead) - self._log_survival(t))
        return pd.Series(np.where(lost > 0, 0.0, stays[back]), index=table.index, name="probability_stays")

    def discounted_lifetime(self, *, discount_rate: float, discount_per: Unit = "Y", unit: Unit | None = None) -> float:
        """Give the discounted expected lifetime (DEL) of a new customer, in periods, the first counted in full.

        A customer who pays the same at the beginning of every period is worth this many payments.

        Parameters
        ----------
        discount_rate : float
            Effective rate per ``discount_per``: 0.10 with "Y" makes 110 in a year worth 100 now.
        discount_per : {"D", "W", "M", "Y"}
            What the rate is per.
        unit : {"D", "W", "M", "Y"}, optional
            Length of a period, where the model does not state it.

        Returns
        -------
        float
            1 or more.

        Raises
        ------
        ValueError
            If the length of a period is not known, or the rate is not above zero.

        Examples
        --------
        >>> from custseg.repeat_buying import ShiftedBetaGeo
        >>> regular = ShiftedBetaGeo.from_params(alpha=0.70408, beta=1.18204, unit="Y")
        >>> round(regular.discounted_lifetime(discount_rate=0.10), 2)
        3.69
        """
        check_is_fitted(self, "likelihood_params_")
        warn_unsafe(*self.unsafe_)
        force = self.force_per_period(discount_rate, discount_per, unit)
        return 1.0 + float(self._present_value(np.zeros(1), force)[0])

    def residual_lifetime(
        self,
        table: pd.DataFrame,
        *,
        discount_rate: float,
        discount_per: Unit = "Y",
        until_renewal: float = 0.0,
        unit: Unit | None = None,
    ) -> pd.Series:
        """Give the discounted expected residual lifetime (DERL) of each customer, in periods.

        It counts the periods that are still to be renewed, not the one that is paid for.

        Parameters
        ----------
        table : DataFrame
            Contracts: ``t`` renewals so far, ``lost``.
        discount_rate : float
            Effective rate per ``discount_per``.
        discount_per : {"D", "W", "M", "Y"}
            What the rate is per.
        until_renewal : float
            Periods until the next renewal is due, from 0 (as in the paper: right before it) to 1 (right after one).
        unit : {"D", "W", "M", "Y"}, optional
            Length of a period, where neither the table nor the model states it.

        Returns
        -------
        Series
            Zero or more; 0 for contracts that have ended.

        Raises
        ------
        ValueError
            If the length of a period is not known, the rate is not above zero, or the next renewal is more than a
            period away.

        References
        ----------
        Fader, P. S. & Hardie, B. G. S. (2010). Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring
        Heterogeneity. Marketing Science 29(1), 85-93.

        Examples
        --------
        >>> import pandas as pd
        >>> from custseg.repeat_buying import ShiftedBetaGeo
        >>> model = ShiftedBetaGeo.from_params(alpha=0.70408, beta=1.18204, unit="Y")
        >>> customers = pd.DataFrame({"t": [0, 1, 7, 3], "lost": [0, 0, 0, 1]})
        >>> model.residual_lifetime(customers, discount_rate=0.10).round(2).tolist()
        [2.96, 4.1, 6.84, 0.0]
        """
        t, lost, back = self._seen(table)
        force = self.force_per_period(discount_rate, discount_per, unit, table)
        ahead = as_time(until_renewal, "until_renewal")
        if ahead > 1:
            raise ValueError(
                f"until_renewal must be a part of a period, from 0 to 1 (one is renewed every period); found {ahead:g}."
            )
        lives = self._present_value(t, force) * np.exp(force * (1.0 - ahead))
        return pd.Series(np.where(lost > 0, 0.0, lives[back]), index=table.index, name="residual_lifetime")

    def simulate(self, n: int, *, periods: int, random_state: int | np.random.Generator | None = None) -> pd.DataFrame:
        """Draw new customers from the model and watch them for some periods.

        Parameters
        ----------
        n : int
            Customers.
        periods : int
            Periods that they are watched.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        DataFrame
            Index ``customer_id``; ``t``, ``lost`` and the truth ``sim_chance``, the probability to leave in the first
            period.

        Examples
        --------
        >>> from custseg.repeat_buying import ShiftedBetaGeo
        >>> drawn = ShiftedBetaGeo.from_params(alpha=0.7, beta=1.2).simulate(1000, periods=7, random_state=1)
        >>> drawn["t"].between(1, 7).all() and drawn["lost"].isin([0, 1]).all()
        np.True_
        """
        check_is_fitted(self, "likelihood_params_")
        n, last = as_count(n, "n", at_least=1), as_count(periods, "periods", at_least=1, at_most=int(FARTHEST_PERIOD))
        rng = as_generator(random_state)
        p, w, c = (*self.likelihood_params_, 1.0)[:3]
        chance = draw_fraction(rng, np.full(n, p), np.full(n, w))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            lived = np.maximum(np.ceil((np.log(rng.uniform(size=n)) / np.log1p(-chance)) ** (1.0 / max(c, 1e-9))), 1.0)
        lost = np.where(chance <= 0, False, lived <= last)
        table = pd.DataFrame(
            {"t": np.where(lost, lived, last).astype(int), "lost": lost.astype(int), "sim_chance": chance},
            index=pd.RangeIndex(n, name="customer_id"),
        )
        table.attrs = {"table": "contracts", "unit": self.unit_, "customers": n}
        return table

    def _log_survival(self, t: np.ndarray) -> np.ndarray:
        p, w, c = (*self.likelihood_params_, 1.0)[:3]
        return log_survival_to(np.asarray(t, dtype=float).ravel(), p, w, c)[0].reshape(np.shape(t))

    def _survival_to(self, t: np.ndarray) -> np.ndarray:
        return np.exp(self._log_survival(t))

    def _present_value(self, t: np.ndarray, force: float) -> np.ndarray:
        """Sum the discounted renewals to come of customers with ``t`` renewals, the next one a period from now."""
        so_far = self._log_survival(t)[:, None]
        return present_value(lambda j: np.exp(self._log_survival(t[:, None] + j) - so_far), force, len(t))

    def _seen(self, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the distinct numbers of renewals, whether each contract has ended, and whose number is which."""
        check_is_fitted(self, "likelihood_params_")
        t, lost, _ = check_contracts(table)
        self.refuse_other_unit(table)
        warn_unsafe(*self.unsafe_)
        t, back = np.unique(np.where(lost > 0, 0.0, t), return_inverse=True)
        return t, lost, back

    def _periods(self, periods: Periods, *, at_least: int = 0) -> np.ndarray:
        check_is_fitted(self, "likelihood_params_")
        warn_unsafe(*self.unsafe_)
        t = np.atleast_1d(as_numbers(periods, "periods"))
        if t.ndim > 1:
            raise ValueError(f"periods must be one number or a list of them, found {t.ndim} dimensions.")
        wrong = ~((t >= at_least) & (t == np.rint(t)) & (t <= FARTHEST_PERIOD))
        meaning = f"is not a whole number, {at_least} or more, and at most {FARTHEST_PERIOD:,.0f}"
        raise_where(wrong, None, "periods", meaning, "Count whole renewals.")
        return t


def _period_index(t: np.ndarray) -> pd.Index:
    return pd.Index(t.astype(np.int64), name="period")
