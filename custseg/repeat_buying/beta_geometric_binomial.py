"""Who gives, visits or orders at most once a period, and who is gone? The BG/BB model of yes or no per period.

:class:`BetaGeoBetaBinom`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.special import gammaln
from sklearn.utils.validation import check_is_fitted

from ..schema import Unit, as_numbers, raise_where, warn_unsafe
from ._arguments import MOST_COUNTS, as_count, as_generator
from ._period_checks import COUNTS, MOST_COUNTED, check_period_counts, with_customers
from ._period_model import (
    PeriodModel,
    as_periods,
    beta_shapes,
    fractions,
    mean_and_polarity,
    present_value,
    to_fractions,
)
from ._unsafe import far_horizon
from .fitting.coordinates import log_flat_fraction, to_fraction
from .fitting.family import LikelihoodParameters, Limit, Ratio
from .likelihood.beta_geometric_binomial import PeriodRows, compress, log_alive, log_likelihood, log_purchases
from .likelihood.beta_survival import log_survival
from .likelihood.mixed_draws import draw_fraction

BESIDE = 1e-9  # predictions at a limit are made right beside it, where everything that was seen is possible
PLACES = (  # mean and polarity of buying, mean and polarity of leaving: where the search begins, and begins again
    (0.4, 0.3, 0.2, 0.3),  # an ordinary population
    (0.3, 0.1, 0.05, 0.05),  # one that nearly nobody leaves
    (0.6, 0.5, 0.4, 0.6),  # a polarised one
    (0.2, 0.05, 0.5, 0.1),  # alike, and most leave at once
    (0.7, 0.05, 0.2, 0.05),  # buy often, alike
    (0.1, 0.6, 0.1, 0.6),
    (0.8, 0.3, 0.6, 0.3),
    (0.3, 0.3, 0.8, 0.5),
    (0.3, 0.05, 0.97, 0.5),  # nearly all leave before the first period; those who stay are alike
    (0.05, 0.3, 0.3, 0.95),
)


class BetaGeoBetaBinom(PeriodModel[PeriodRows]):
    """Beta-geometric/beta-binomial (BG/BB): once a period customers buy or not, and before each they may have left.

    For donors, visitors of a yearly event, seasons. In a period a customer buys with a personal probability, which is
    beta distributed over customers (``alpha``, ``beta``); before each period a customer leaves for good with a personal
    probability, beta distributed as well (``gamma``, ``delta``). It needs three numbers of each customer: the periods
    ``n`` since the first purchase, those with a purchase ``x``, and the last of them ``t_x``.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    unit : {"D", "W", "M", "Y"}, optional
        Length of a period. None takes what the table remarks: one of :func:`period_purchase_table` does.

    Attributes
    ----------
    alpha_, beta_, gamma_, delta_ : float
        Parameters; 0, infinite or NaN (no meaning) at a limit.
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    period_purchase_table : The table for it, from a log of purchases.
    BetaGeoNBD : Purchases at any time.
    ShiftedBetaGeo : Contracts, where it is seen who leaves.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Shang, J. (2010). Customer-Base Analysis in a Discrete-Time Noncontractual Setting.
    Marketing Science 29(6), 1086-1108.

    Examples
    --------
    >>> import pandas as pd
    >>> model = BetaGeoBetaBinom.from_params(alpha=1.204, beta=0.750, gamma=0.657, delta=2.783, unit="Y")
    >>> donors = pd.DataFrame({"x": [0, 2, 6], "t_x": [0, 4, 6], "n": [6, 6, 6]})
    >>> model.probability_alive(donors, ahead=1).round(2).tolist()
    [0.11, 0.59, 0.93]
    """

    parameter_names: ClassVar = ("alpha", "beta", "gamma", "delta")
    columns: ClassVar = COUNTS
    limits: ClassVar = (
        Limit(
            0,
            True,
            "whoever is a customer buys in every period: beta → 0; alpha has no meaning",
            (1,),
            "One period without a purchase is taken for the end.",
        ),
        Limit(
            1,
            False,
            "everybody buys with the same probability: alpha → ∞, beta → ∞ with alpha / (alpha + beta) = {buying:.4g}",
            answer="Everybody who stays is expected to buy equally often, whatever their own number of purchases.",
        ),
        Limit(
            1,
            True,
            "some buy in every period and the others never: alpha → 0, beta → 0 with alpha / (alpha + beta) = "
            "{buying:.4g}",
            answer="One purchase is taken for a promise to buy in every period.",
        ),
        Limit(
            2,
            False,
            "no dropout detected: gamma → 0; delta has no meaning",
            (3,),
            "P(alive) is 1 for everybody: forecasts have nobody leave, and are too high the further they reach.",
        ),
        Limit(
            3,
            False,
            "everyone has the same dropout probability: gamma → ∞, delta → ∞ with gamma / (gamma + delta) = "
            "{dropout:.4g}",
            answer="Long loyalty does not make the next dropout less likely: forecasts for the most loyal are low.",
        ),
        Limit(
            3,
            True,
            "some leave before the first period and the others never: gamma → 0, delta → 0 with "
            "gamma / (gamma + delta) = {dropout:.4g}",
            answer="Whoever stayed once stays for ever: forecasts are too high the further they reach.",
        ),
    )

    ratios: ClassVar = (
        Ratio("mean purchase probability alpha/(alpha+beta)", ((0, True), (1, False), (1, True)), 1.0, 0),
        Ratio("mean dropout probability gamma/(gamma+delta)", ((2, False), (3, False), (3, True)), 1.0, 2),
    )

    def compress(self, table: pd.DataFrame) -> PeriodRows:
        """Check ``x``, ``t_x``, ``n`` and ``customers``, and give the unique rows."""
        return compress(*with_customers(*check_period_counts(table)))[0]

    def bounds(self, rows: PeriodRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the search point: every limit lies on a side of it."""
        return np.full(4, to_fraction(0.0)), np.full(4, to_fraction(1.0))

    def starts(self, rows: PeriodRows) -> list[np.ndarray]:
        """Give the search points of `PLACES`."""
        return [to_fractions(np.array(place)) for place in PLACES]

    def likelihood_parameters(self, search_point: np.ndarray, rows: PeriodRows) -> LikelihoodParameters:
        """Give mean and polarity of buying, and mean and polarity of leaving."""
        return fractions(search_point)

    def search_point(self, likelihood_parameters: np.ndarray, rows: PeriodRows) -> np.ndarray:
        """Give the search point of means and polarities."""
        return to_fractions(likelihood_parameters)

    def log_prior(self, search_point: np.ndarray) -> float:
        """Give a flat density of means and polarities, which are shares."""
        return sum(map(log_flat_fraction, search_point))

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: PeriodRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        return log_likelihood(likelihood_parameters, rows)

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give ``alpha, beta, gamma, delta``."""
        slopes = np.zeros((4, 4))
        alpha, beta, slopes[:2, :2] = beta_shapes(*likelihood_parameters[:2])
        gamma, delta, slopes[2:, 2:] = beta_shapes(*likelihood_parameters[2:])
        return np.array([alpha, beta, gamma, delta]), slopes

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: PeriodRows) -> tuple[np.ndarray, np.ndarray]:
        """Give mean purchase probability and mean dropout probability."""
        return likelihood_parameters[[0, 2]], np.eye(4)[[0, 2]]

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones."""
        alpha, beta, gamma, delta = (parameters[name] for name in self.parameter_names)
        return np.array([*mean_and_polarity(alpha, beta), *mean_and_polarity(gamma, delta)])

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name."""
        return {"buying": float(self.likelihood_params_[0]), "dropout": float(self.likelihood_params_[2])}

    def probability_alive(self, table: pd.DataFrame, *, ahead: int = 0) -> pd.Series:
        """Give the probability that each customer is still one, after the last period seen or later.

        Parameters
        ----------
        table : DataFrame
            Columns ``x``, ``t_x``, ``n``.
        ahead : int
            Periods after the last one; the paper's table has 1, who can still buy in the period to come.

        Returns
        -------
        Series
            Between 0 and 1.
        """
        ahead = as_periods(ahead, "ahead")
        return self._spread(table, "probability_alive", lambda x, n: self._stay(n, np.array([ahead]))[:, 0])

    def expected_purchases(self, table: pd.DataFrame, *, horizon: int) -> pd.Series:
        """Give the expected number of periods with a purchase among the next ``horizon``.

        Parameters
        ----------
        table : DataFrame
            Columns ``x``, ``t_x``, ``n``.
        horizon : int
            Periods ahead.

        Returns
        -------
        Series
            Zero or more, at most ``horizon``.
        """
        ahead = np.arange(1, self._within_reach(horizon) + 1)
        return self._spread(
            table, "expected_purchases", lambda x, n: self._buying(x, n) * self._stay(n, ahead).sum(axis=1)
        )

    def purchase_probabilities(self, table: pd.DataFrame, *, horizon: int, largest: int | None = None) -> pd.DataFrame:
        """Give the probabilities that each customer buys in 0, 1, ..., ``largest`` of the next ``horizon`` periods.

        Parameters
        ----------
        table : DataFrame
            Columns ``x``, ``t_x``, ``n``.
        horizon : int
            Periods ahead.
        largest : int, optional
            Last column; None: ``horizon``, which is the most that can be.

        Returns
        -------
        DataFrame
            One row per customer; what is missing to one is the chance of more.
        """
        horizon = self._within_reach(horizon)
        largest = horizon if largest is None else as_count(largest, "largest", at_most=MOST_COUNTS)
        rows, back = self._seen(table)
        alive = np.exp(log_alive(self._beside(), rows))[:, None]
        pairs, place = np.unique(np.stack([rows.x, rows.n]), axis=1, return_inverse=True)
        chances = np.stack([self._counts(x, n, horizon, largest) for x, n in pairs.T])[place.ravel()] * alive
        chances[:, 0] += 1.0 - alive[:, 0]
        return pd.DataFrame(chances[back], index=table.index, columns=pd.RangeIndex(largest + 1, name="purchases"))

    def discounted_purchases(
        self, table: pd.DataFrame, *, discount_rate: float, discount_per: Unit = "Y", unit: Unit | None = None
    ) -> pd.Series:
        """Give the discounted expected residual transactions (DERT) of each customer.

        Parameters
        ----------
        table : DataFrame
            Columns ``x``, ``t_x``, ``n``.
        discount_rate : float
            Effective rate per ``discount_per``: 0.10 with "Y" makes 110 in a year worth 100 now.
        discount_per : {"D", "W", "M", "Y"}
            What the rate is per.
        unit : {"D", "W", "M", "Y"}, optional
            Length of a period, where neither the table nor the model states it.

        Returns
        -------
        Series
            Expected purchases for ever, each worth less the later it comes; one in the next period is discounted once.

        Raises
        ------
        ValueError
            If the length of a period is not known, or the rate is not above zero.
        """
        check_is_fitted(self, "likelihood_params_")
        force = self.force_per_period(discount_rate, discount_per, unit, table)
        return self._spread(
            table,
            "discounted_purchases",
            lambda x, n: self._buying(x, n) * present_value(lambda j: self._stay(n, j), force, len(n)),
        )

    def new_customer_purchases(self, *, horizon: int) -> float:
        """Give the expected number of later periods with a purchase, of a new customer, after the first one."""
        nobody = np.zeros(1)
        ahead = np.arange(1, self._within_reach(horizon) + 1)
        return float(self._buying(nobody, nobody)[0] * self._stay(nobody, ahead).sum())

    def new_customer_probabilities(self, *, horizon: int, largest: int | None = None) -> pd.Series:
        """Give the probabilities that a new customer buys in 0, 1, ..., ``largest`` of the next ``horizon`` periods."""
        horizon = self._within_reach(horizon)
        largest = horizon if largest is None else as_count(largest, "largest", at_most=MOST_COUNTS)
        chances = self._counts(0.0, 0.0, horizon, largest)
        return pd.Series(chances, index=pd.RangeIndex(largest + 1, name="purchases"), name="probability")

    def simulate_purchases(
        self, table: pd.DataFrame, *, horizon: int, random_state: int | np.random.Generator | None = None
    ) -> pd.Series:
        """Draw in how many of the next ``horizon`` periods each customer buys, given what was seen of them.

        Parameters
        ----------
        table : DataFrame
            Columns ``x``, ``t_x``, ``n``.
        horizon : int
            Periods ahead.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        Series
            Whole numbers, one possible future.
        """
        horizon, rng = self._within_reach(horizon), as_generator(random_state)
        rows, back = self._seen(table)
        alive = rng.uniform(size=len(back)) < np.exp(log_alive(self._beside(), rows))[back]
        _, v, _, w = self._beside()
        x, n = rows.x[back], rows.n[back]
        buying = draw_fraction(rng, self._buying(x, n), v / (1.0 + n * v))
        leaving = draw_fraction(rng, 1.0 - self._stay(n, np.array([1]))[:, 0], w / (1.0 + n * w))
        stays = _periods_stayed(leaving, horizon, rng)
        drawn = np.where(alive, rng.binomial(stays, buying), 0)
        return pd.Series(drawn, index=table.index, name="purchases")

    def simulate(self, n: np.ndarray, *, random_state: int | np.random.Generator | None = None) -> pd.DataFrame:
        """Draw new customers from the model, each watched for some periods after the first purchase.

        Parameters
        ----------
        n : array-like of int, shape (customers,)
            Periods that each customer is watched.
        random_state : int or numpy Generator, optional
            Seed. None draws anew each time.

        Returns
        -------
        DataFrame
            Index ``customer_id``; ``x``, ``t_x``, ``n`` and the truth ``sim_buying``, ``sim_dropout``, ``sim_alive``.

        Raises
        ------
        ValueError
            If ``n`` is not whole numbers from 0 to 2,000, as many periods as the model can be fitted to.

        Examples
        --------
        The share of new donors who do not give again within six years: drawn, and as a probability.

        >>> import numpy as np
        >>> from custseg.repeat_buying import BetaGeoBetaBinom
        >>> model = BetaGeoBetaBinom.from_params(alpha=1.204, beta=0.750, gamma=0.657, delta=2.783)
        >>> drawn = model.simulate(np.full(20_000, 6), random_state=1)
        >>> never = model.new_customer_probabilities(horizon=6)[0]
        >>> round(float((drawn["x"] == 0).mean()), 2), round(float(never), 2)
        (0.31, 0.31)
        """
        check_is_fitted(self, "likelihood_params_")
        watched = np.atleast_1d(as_numbers(n, "n"))
        if watched.ndim > 1:
            raise ValueError(f"n must be one number of periods per customer, found {watched.ndim} dimensions.")
        wrong = ~((watched >= 0) & (watched == np.rint(watched)) & (watched <= MOST_COUNTED))
        meaning = f"is not a whole number of periods, 0 or more, and at most {MOST_COUNTED:,}"
        raise_where(wrong, None, "n", meaning, "Count periods.")
        rng, (m, v, p, w) = as_generator(random_state), self.likelihood_params_
        buying, leaving = (
            draw_fraction(rng, np.full(len(watched), a), np.full(len(watched), b)) for a, b in ((m, v), (p, w))
        )
        stays = _periods_stayed(leaving, watched, rng)
        x = rng.binomial(stays.astype(np.int64), buying)
        table = pd.DataFrame(
            {"x": x, "t_x": _last_of(x, stays, rng), "n": watched.astype(np.int64)},
            index=pd.RangeIndex(len(watched), name="customer_id"),
        ).assign(sim_buying=buying, sim_dropout=leaving, sim_alive=stays >= watched)
        table.attrs = {"table": "period purchases", "unit": self.unit_, "customers": len(watched)}
        return table

    def _beside(self) -> np.ndarray:
        """Give the parameters, off the limits at which purchases that were seen would be impossible."""
        m, v, p, w = self.likelihood_params_
        return np.array([min(max(m, BESIDE), 1.0 - BESIDE), min(v, 1.0 - BESIDE), min(p, 1.0 - BESIDE), w])

    def _buying(self, x: np.ndarray, n: np.ndarray) -> np.ndarray:
        """Give the expected probability to buy in a period, after purchases in ``x`` of ``n`` periods while alive.

        The periods after the last purchase count as chances, as the customer is taken to be alive.
        """
        m, v, _, _ = self._beside()
        return (m * (1.0 - v) + x * v) / (1.0 + (n - 1.0) * v)

    def _stay(self, n: np.ndarray, ahead: np.ndarray) -> np.ndarray:
        """Give the probability to stay ``ahead`` periods more after ``n``, one row per ``n``."""
        _, _, p, w = self._beside()
        n = np.asarray(n, dtype=float)
        longer = n[:, None] + np.asarray(ahead)
        return np.exp(log_survival(longer.ravel(), p, w)[0].reshape(longer.shape) - log_survival(n, p, w)[0][:, None])

    def _counts(self, x: float, n: float, horizon: int, largest: int) -> np.ndarray:
        """Give the probabilities of 0, 1, ... purchases in the next periods of a customer who is alive after ``n``."""
        m, v, _, _ = self._beside()
        stays = self._stay(np.array([n]), np.arange(horizon + 1))[0]
        lasts = np.append(-np.diff(stays), stays[-1])  # how long the customer is one: 0, 1, ..., horizon
        bought, lasted = np.meshgrid(np.arange(largest + 1.0), np.arange(horizon + 1.0), indexing="ij")
        possible = bought <= lasted
        k, j = bought[possible], lasted[possible]
        ways = gammaln(j + 1.0) - gammaln(k + 1.0) - gammaln(j - k + 1.0)
        before = log_purchases(np.array([x]), np.array([n - x]), m, v)[0]
        chances = np.zeros(possible.shape)
        chances[possible] = np.exp(ways + log_purchases(x + k, n - x + j - k, m, v)[0] - before)
        return chances @ lasts

    def _within_reach(self, horizon: int) -> int:
        """Give the horizon, and warn if it lies far beyond what was seen of anybody."""
        check_is_fitted(self, "likelihood_params_")
        horizon = as_periods(horizon, "horizon", most=MOST_COUNTED)
        warn_unsafe(*self.unsafe_)
        if hasattr(self, "rows_"):
            warn_unsafe(*far_horizon(float(horizon), float(self.rows_.n.max())))
        return horizon

    def _seen(self, table: pd.DataFrame) -> tuple[PeriodRows, np.ndarray]:
        check_is_fitted(self, "likelihood_params_")
        columns = check_period_counts(table)
        self.refuse_other_unit(table)
        warn_unsafe(*self.unsafe_)
        return compress(*columns)

    def _spread(self, table: pd.DataFrame, name: str, quantity) -> pd.Series:
        """Give P(alive) times a property of the future, which depends on ``x`` and ``n`` alone, per customer."""
        rows, back = self._seen(table)
        pairs, place = np.unique(np.stack([rows.x, rows.n]), axis=1, return_inverse=True)
        values = np.exp(log_alive(self._beside(), rows)) * quantity(*pairs)[place.ravel()]
        return pd.Series(values[back], index=table.index, name=name)


def _periods_stayed(leaving: np.ndarray, most: np.ndarray | int, rng: np.random.Generator) -> np.ndarray:
    """Draw how many periods customers stay, at most ``most``; whoever never leaves stays for all."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        stays = np.floor(np.log(rng.uniform(size=len(leaving))) / np.log1p(-leaving))
    return np.where(leaving > 0, np.minimum(stays, most), most).astype(np.int64)


def _last_of(x: np.ndarray, stays: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the last of ``x`` periods that lie anywhere among ``stays``."""
    last, left = np.zeros(len(x), dtype=np.int64), stays.copy()
    open_ = x > 0
    while open_.any():
        hit = open_ & (rng.uniform(size=len(x)) * np.maximum(left, 1) < x)  # is the last one left a purchase?
        last[hit] = left[hit]
        open_ &= ~hit
        left[open_] -= 1
    return last
