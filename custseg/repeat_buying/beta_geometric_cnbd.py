"""Who leaves after a purchase if people buy at regular intervals? The BG/CNBD-k model and the modified one.

:class:`BetaGeoCNBD` and :class:`ModifiedBetaGeoCNBD`. CNBD is the *condensed* NBD: every k-th event is a purchase.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar, Self, cast

import numpy as np
import pandas as pd
from scipy.special import gammaln
from scipy.stats import chi2

from ..schema import Unit
from ..simulate.regular_buying import simulate_bg_cnbd
from ._arguments import as_count
from ._buying_model import BuyingModel, days_of_unit
from ._draw_quantiles import check_level
from ._log_gaps import LARGEST_K, check_log_gaps
from .beta_geometric_nbd import SAME_RATE_ANSWER, BetaGeometricModel
from .fitting.coordinates import to_fraction, to_from_zero
from .fitting.family import Limit, Ratio, check_has_data
from .fitting.newton import Maximum
from .fitting.search import climb_on, find_maximum
from .fitting.weights import customers_of
from .likelihood import beta_geometric
from .likelihood.future import Future
from .likelihood.future_regular import RegularFuture
from .likelihood.purchase_rows import PurchaseRows
from .likelihood.regular_rows import RegularRows, compress_regular

NEARLY = 2.0  # log-likelihood below the best at which a reader is told of another regularity
FEW_BUY_NEARLY_ALL = (12.0, 0.01, 0.2)  # spread of rates, mean dropout, polarity: a start beside those of the BG/NBD
FALLEN = 6.0  # log-likelihood below the best at which no further regularity is tried: odds of 1 to 400
SAME_PACE = (
    "no difference in buying rates detected: r → ∞, alpha → ∞ with r / (k alpha) = {rate:.4g} purchases per unit of "
    "time"
)


class RegularBuyingModel(BetaGeometricModel):
    """Erlang-k gaps between purchases, gamma distributed rates of phases, a beta distributed probability to leave."""

    columns: ClassVar = (*BuyingModel.columns, "litt")
    limits: ClassVar = (Limit(1, False, SAME_PACE, answer=SAME_RATE_ANSWER), *BetaGeometricModel.limits[1:])
    ratios: ClassVar = (Ratio("mean purchase rate r/(k alpha)", ((1, False),)), *BetaGeometricModel.ratios[1:])
    silence_tells: ClassVar = True

    def __init__(
        self,
        *,
        k: int | None = None,
        largest_k: int = 12,
        tolerance: float = 1e-9,
        max_evaluations: int = 100,
        unit: Unit | None = None,
    ) -> None:
        super().__init__(tolerance=tolerance, max_evaluations=max_evaluations, unit=unit)
        self.k = k
        self.largest_k = largest_k

    @classmethod
    def from_params(cls, *, unit: Unit | None = None, **parameters: float) -> Self:
        """Give a model with known parameters, ready to predict: ``k``, ``r``, ``alpha``, ``a``, ``b``."""
        if "k" not in parameters:
            names = ", ".join(("k", *cls.parameter_names))
            raise ValueError(f"expected parameters {names}, found {', '.join(parameters) or 'none'}.")
        k = as_regularity(parameters.pop("k"), "k")
        model = super().from_params(unit=unit, **parameters)
        model.k, model.k_, model.learnt_k_ = k, k, False
        return model

    @property
    def n_parameters_(self) -> int:
        """Give the number of parameters that were learnt, the regularity among them unless it was given."""
        return super().n_parameters_ + self.learnt_k_

    def regularity_interval(self, *, level: float = 0.95) -> tuple[float, float]:
        """Give the lowest and the highest regularity that the likelihood cannot tell from the best.

        Parameters
        ----------
        level : float
            Confidence, between 0 and 1.

        Returns
        -------
        tuple of float
            Whole numbers; the upper end is infinite where the largest regularity that was tried is likely still. NaN
            where the regularity was given.

        Examples
        --------
        >>> from custseg.datasets import load_cdnow
        >>> from custseg.repeat_buying import BetaGeoCNBD, repeat_purchase_table
        >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", log_gaps=True)
        >>> BetaGeoCNBD().fit(table).regularity_interval()
        (1.0, 1.0)
        """
        check_has_data(self)
        check_level(level)
        if not self.learnt_k_:
            return np.nan, np.nan
        heights = self.regularity_profile_
        likely = heights.index[heights >= heights.max() - 0.5 * chi2.ppf(level, 1)]
        open_end = likely.max() == heights.index.max()
        return float(likely.min()), np.inf if open_end else float(likely.max())

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """Give the table of ``FittedModel.summary``, with the regularity ``k`` in its first row.

        The intervals of the other parameters hold for this regularity. Where another is nearly as likely, the notes say
        so.
        """
        table = super().summary(level=level)
        low, high = self.regularity_interval(level=level)
        first = pd.DataFrame({"estimate": [float(self.k_)], "low": low, "high": high}, index=["k"])
        found = pd.concat([first, table])[table.columns].rename_axis("parameter")
        found.attrs = table.attrs
        return found

    def compress(self, table: pd.DataFrame) -> RegularRows:
        """Check ``x``, ``t_x``, ``T`` and ``litt``, and give their unique rows."""
        history, customers = check_log_gaps(table), customers_of(table)
        return compress_regular(*history, customers=customers, unit_days=days_of_unit(table))

    def highest(self, rows: PurchaseRows) -> Maximum:
        """Climb at each regularity from 1 up until it is clear that the likelihood falls, and keep the best."""
        found: dict[int, Maximum] = {}
        candidates = self._candidates()
        self.learnt_k_ = len(candidates) > 1
        for k in candidates:
            self.k_ = k
            found[k] = find_maximum(self, rows)
            self.k_ = max(found, key=lambda one: found[one].value)
            if k > self.k_ + 1 and found[k].value < found[self.k_].value - FALLEN:
                break
        self._climb_from_neighbours(rows, found)
        self.k_ = max(found, key=lambda one: found[one].value)
        heights = {k: one.value for k, one in found.items()}
        self.regularity_profile_ = pd.Series(heights, name="log_likelihood").rename_axis("k")
        return found[self.k_]._replace(evaluations=sum(one.evaluations for one in found.values()))

    def _climb_from_neighbours(self, rows: PurchaseRows, found: dict[int, Maximum]) -> None:
        """Climb once more where a regularity is likely, from the maxima of the next ones."""
        best = max(one.value for one in found.values())
        for k in [k for k, one in found.items() if one.value > best - FALLEN]:
            self.k_ = k
            starts = [found[other].point + _paced(np.log(k / other)) for other in (k - 1, k + 1) if other in found]
            found[k] = climb_on(self, rows, found[k], starts)

    def _candidates(self) -> Sequence[int]:
        """Give the regularities to try: the one that was given, or all up to the largest."""
        if self.k is not None:
            return [as_regularity(self.k, "k")]
        return range(1, as_regularity(self.largest_k, "largest_k") + 1)

    def starts(self, rows: PurchaseRows) -> list[np.ndarray]:
        """Give the search points of the BG/NBD and one of very unlike rates, at the rate of ``k`` phases a purchase."""
        points = super().starts(rows)
        spread, dropout, polarity = FEW_BUY_NEARLY_ALL
        points.append(np.array([points[0][0], to_from_zero(spread), to_fraction(dropout), to_fraction(polarity)]))
        return [point + _paced(np.log(self.k_)) for point in points]

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: PurchaseRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum, given the regularity."""
        k = self.k_
        value, score, hessian = beta_geometric.log_likelihood(
            likelihood_parameters, rows, first_chance=self.first_chance, k=k
        )
        if k == 1:
            return value, score, hessian
        gaps = (k - 1.0) * cast(RegularRows, rows).log_gaps - (gammaln(k) * rows.x.unique)[rows.x.codes]
        return value + gaps, score, hessian

    def log_likelihood_values(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give the log-likelihood per row alone, given the regularity."""
        return self.log_likelihood(likelihood_parameters, rows)[0]

    def _notes(self) -> tuple[str, ...]:
        """Say besides which other regularities are likely, or that the largest one was not large enough."""
        notes, heights = super()._notes(), self.regularity_profile_
        others = [k for k in heights.index if k != self.k_ and heights[k] > heights.max() - NEARLY]
        if others:
            listed_others = " and ".join(f"k = {k}" for k in others)
            notes += (
                f"{listed_others} nearly as likely as k = {self.k_}: fit with k= given, and compare predictions.",
            )
        if self.k is None and self.k_ == self.largest_k:
            notes += (f"no regularity above largest_k = {self.largest_k} was tried, and it is the likeliest.",)
        return notes

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray]:
        """Give mean purchase rate, one purchase for ``k`` phases, and mean dropout probability."""
        phases = np.array([self.k_, 1.0])
        values, slopes = super().ratio_values(likelihood_parameters, rows)
        return values / phases, slopes / phases[:, None]

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name."""
        values = super().limit_values()
        return values | {"rate": values["rate"] / self.k_}

    def alive_by_row(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give P(alive at T) per row."""
        return beta_geometric.probability_alive(likelihood_parameters, rows, first_chance=self.first_chance, k=self.k_)

    def future_of(self, likelihood_parameters: np.ndarray, x: np.ndarray, t_x: np.ndarray, T: np.ndarray) -> Future:
        """Give the future of customers who are alive at T and bought last at t_x."""
        return RegularFuture.after(likelihood_parameters, self.k_, x, t_x, T, first_chance=self.first_chance)

    def future_if_alive(self, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray) -> Future:
        """Give the future of customers who have just bought at T."""
        return self.future_of(likelihood_parameters, x, T, T)

    def draw_cohort(self, T: np.ndarray, random_state: int | np.random.Generator | None) -> pd.DataFrame:
        """Draw new customers from the fitted model; a limit is drawn from right beside it."""
        first_chance = bool(self.first_chance)
        return simulate_bg_cnbd(
            T, k=self.k_, **self.drawn_parameters(), first_chance=first_chance, random_state=random_state
        )

    def log_likelihood_of_nbd(self) -> float:
        """Give the highest log-likelihood of the same data if all bought at random and nobody ever left."""
        random = copy(self)
        random.k_ = 1
        return random.log_likelihood_without_dropout()


def as_regularity(value: Any, name: str) -> int:
    """Give a whole number from 1 to `LARGEST_K`."""
    number = as_count(value, name, at_least=1)
    if number > LARGEST_K:
        raise ValueError(f"{name} must be at most {LARGEST_K} (buying by the clock), found {number}.")
    return number


def _paced(log_ratio: float) -> np.ndarray:
    """Give the step from a search point to that of the same pace at so many times the phases a purchase."""
    return np.array([log_ratio, 0.0, 0.0, 0.0])


class BetaGeoCNBD(RegularBuyingModel):
    """BG/CNBD-k: buy at regular intervals, and after each repeat purchase leave with a personal probability.

    As :class:`BetaGeoNBD`, which it is for ``k = 1``, but the time from one purchase to the next has ``k`` phases (an
    Erlang-k distribution, coefficient of variation ``1 / sqrt(k)``). Whoever buys by the calendar and has missed a date
    is sooner taken to be gone; whoever is due is expected soon.

    Parameters
    ----------
    k : int, optional
        Regularity: 1 buys at random, 2 and more the more regularly. None learns it from the data: the likelihood is
        climbed for 1, 2, ... until it has clearly fallen.
    largest_k : int
        Largest regularity that is tried, at most 60.
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of time of the tables that it is fitted to. None takes what the table remarks: a table of
        :func:`repeat_purchase_table` does.

    Attributes
    ----------
    k_ : int
        Regularity.
    learnt_k_ : bool
        Whether the fit learnt it; a ``k`` that is set later counts from the next fit on.
    regularity_profile_ : Series
        Highest log-likelihood at each regularity that was tried.
    r_, alpha_, a_, b_ : float
        Parameters; ``r_`` and ``alpha_`` (in the unit of time of the table) are those of the rate of *phases*, as in R:
        ``r / (k alpha)`` purchases are made per unit of time. At a limit they are 0, infinite or NaN (no meaning).
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    ModifiedBetaGeoCNBD : One-time buyers may be gone, too.
    BetaGeoNBD : Purchases come at random.
    estimate_regularity : How regular, before any model.

    Notes
    -----
    The table needs the sum of the logarithms of the gaps, ``repeat_purchase_table(..., log_gaps=True)``; predictions do
    not. What is expected of a customer is the exact sum over the phases that may have passed since the last purchase,
    and depends on no other row. The R package BTYDplus gives an approximation instead, which is scaled by the other
    rows that are passed: at k = 3 it may be a fifth too high for a one-time buyer, and a seventh too low for one who is
    late.

    Likelihoods of regular and of random families can be compared on the same table. That of the gaps is most of it, and
    gaps that are better described need not make better forecasts: rates that drift spread later counts more than
    regular buying allows. And days are whole: two purchases of one day are one, no gap is shorter than a day, and so
    frequent buyers look regular. Of shops drawn from the MBG/NBD at the rates of the grocer that ships the likelihood
    learns ``k = 2``. Look at :func:`regularity_twin` and :func:`hold_out_families` before the forecasts are used. The
    uncertainty of ``k`` is in :meth:`regularity_interval`; intervals of the parameters and of predictions hold at
    ``k_``.

    References
    ----------
    Reutterer, T., Platzer, M. & Schröder, N. (2021). Leveraging purchase regularity for predicting customer behavior
    the easy way. International Journal of Research in Marketing 38(1), 194-215.

    Examples
    --------
    >>> import pandas as pd
    >>> model = BetaGeoCNBD.from_params(k=3, r=0.85, alpha=1.45, a=0.79, b=2.42, unit="W")
    >>> customer = pd.DataFrame({"x": [1], "t_x": [16.0], "T": [32.0]})
    >>> round(float(model.expected_purchases(customer, horizon=32).iloc[0]), 4)
    0.8268
    """

    first_chance: ClassVar[int] = 0


class ModifiedBetaGeoCNBD(RegularBuyingModel):
    """MBG/CNBD-k: as BG/CNBD-k, but a customer may leave right after the first purchase too.

    For ``k = 1`` it is :class:`ModifiedBetaGeoNBD`.

    Parameters
    ----------
    k : int, optional
        Regularity: 1 buys at random, 2 and more the more regularly. None learns it from the data.
    largest_k : int
        Largest regularity that is tried, at most 60.
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of time of the tables that it is fitted to. None takes what the table remarks: a table of
        :func:`repeat_purchase_table` does.

    Attributes
    ----------
    k_, learnt_k_, regularity_profile_, r_, alpha_, a_, b_, params_, log_likelihood_, limits_reached_, notes_, unsafe_
        As in :class:`BetaGeoCNBD`.

    See Also
    --------
    BetaGeoCNBD : Nobody leaves before the first repeat purchase. Its notes hold here, too.
    ModifiedBetaGeoNBD : Purchases come at random.
    estimate_regularity : How regular, before any model.

    References
    ----------
    Reutterer, T., Platzer, M. & Schröder, N. (2021). Leveraging purchase regularity for predicting customer behavior
    the easy way. International Journal of Research in Marketing 38(1), 194-215.

    Examples
    --------
    >>> import pandas as pd
    >>> model = ModifiedBetaGeoCNBD.from_params(k=3, r=0.85, alpha=1.45, a=0.79, b=2.42, unit="W")
    >>> once = pd.DataFrame({"x": [0], "t_x": [0.0], "T": [32.0]})
    >>> round(float(model.probability_alive(once).iloc[0]), 2)
    0.35
    """

    first_chance: ClassVar[int] = 1
