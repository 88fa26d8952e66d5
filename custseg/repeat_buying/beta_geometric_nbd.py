"""Who leaves after a purchase? The BG/NBD model, and the modified one, which also loses first-time buyers.

:class:`BetaGeoNBD` and :class:`ModifiedBetaGeoNBD`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from ..simulate.repeat_buying import simulate_bg_nbd
from ._buying_model import BuyingModel
from .fitting.coordinates import fraction, from_zero, log_flat_fraction, to_fraction, to_from_zero
from .fitting.family import LikelihoodParameters, Limit, Ratio
from .likelihood import beta_geometric
from .likelihood.future import Future
from .likelihood.future_geometric import GeometricFuture
from .likelihood.purchase_rows import PurchaseRows
from .likelihood.trait_sums import Shifted, shift_odds

LEAST = 1e-9  # a spread of zero is drawn as this one: a shape of 1e9 is the same for everybody to four digits
PLACES = (  # spread of rates, mean dropout, polarity: where the search begins, and begins again where it is in doubt
    (1.5, 0.25, 0.3),  # an ordinary population
    (1.5, 0.3, 0.9),  # a polarised one
    (0.3, 0.5, 0.5),  # one of unequal dropout
    (3.0, 0.05, 0.05),  # one that nearly nobody leaves
    (0.05, 0.2, 0.2),  # equal rates
    (0.05, 0.8, 0.1),  # most buy once: the data tell apart neither rates and dropout nor their spreads
    (1.5, 0.8, 0.3),
    (0.05, 0.95, 0.3),
    (3.0, 0.95, 0.1),
    (0.3, 0.95, 0.6),
)
SAME_RATE = (
    "no difference in buying rates detected: r → ∞, alpha → ∞ with r / alpha = {rate:.4g} purchases per unit of time"
)
SAME_RATE_ANSWER = "Everybody who stays is expected to buy equally often, whatever their own number of purchases."
NOBODY_LEAVES = "P(alive) is 1 for everybody: forecasts have nobody leave, and are too high the further they reach."
PURCHASE_RATE = Ratio("mean purchase rate r/alpha", ((1, False),))
SOME_STAY_FOR_EVER = "Whoever stayed once stays for ever: forecasts are too high the further they reach."


class BetaGeometricModel(BuyingModel):
    """Gamma distributed buying rates, and a beta distributed probability to leave after a purchase."""

    parameter_names: ClassVar = ("r", "alpha", "a", "b")
    first_chance: ClassVar[int]
    dropout_in_time: ClassVar = False
    limits: ClassVar = (
        Limit(1, False, SAME_RATE, answer=SAME_RATE_ANSWER),
        Limit(2, False, "no dropout detected: a → 0; b has no meaning", (3,), NOBODY_LEAVES),
        Limit(
            2,
            True,
            "everyone leaves at the first chance: b → 0; a has no meaning",
            (3,),
            "P(alive) is 0 for everybody who has had a chance to leave: nothing more is expected of repeat buyers.",
        ),
        Limit(
            3,
            False,
            "everyone has the same dropout probability: a → ∞, b → ∞ with a / (a + b) = {dropout:.4g}",
            answer="Long loyalty does not make the next dropout less likely: forecasts for the most loyal are low.",
        ),
        Limit(
            3,
            True,
            "some leave at the first chance and the others never: a → 0, b → 0 with a / (a + b) = {dropout:.4g}",
            answer=SOME_STAY_FOR_EVER,
        ),
    )
    ratios: ClassVar = (
        PURCHASE_RATE,
        Ratio("mean dropout probability a/(a+b)", ((2, False), (2, True), (3, False), (3, True)), 1.0, 2),
    )

    def starts(self, rows: PurchaseRows) -> list[np.ndarray]:
        """Give the search points of `PLACES`, all with the mean rate that the table suggests."""
        rate = np.log(1.5 * rows.purchases_per_time)
        return [np.array([rate, to_from_zero(u), to_fraction(p), to_fraction(w)]) for u, p, w in PLACES]

    def bounds(self, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the search point: every limit lies on a side of it."""
        lower = [-np.inf, to_from_zero(0.0), to_fraction(0.0), to_fraction(0.0)]
        return np.array(lower), np.array([np.inf, to_from_zero(1e6), to_fraction(1.0), to_fraction(1.0)])

    def likelihood_parameters(self, search_point: np.ndarray, rows: PurchaseRows) -> LikelihoodParameters:
        """Give log mean rate, spread of rates ``1/r``, mean dropout and polarity ``1 / (1 + a + b)``."""
        parts = from_zero(search_point[1]), fraction(search_point[2]), fraction(search_point[3])
        second = np.zeros((4, 4, 4))
        second[(1, 2, 3), (1, 2, 3), (1, 2, 3)] = [part.second for part in parts]
        value = np.array([search_point[0], *(part.value for part in parts)])
        return LikelihoodParameters(value, np.diag([1.0, *(part.first for part in parts)]), second)

    def search_point(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give the search point of log mean rate, spread, mean dropout and polarity."""
        log_mean, u, p, w = likelihood_parameters
        return np.array([log_mean, to_from_zero(u), to_fraction(p), to_fraction(w)])

    def log_prior(self, search_point: np.ndarray) -> float:
        """Give a flat density of mean dropout and polarity, which are shares; the others are flat in the logarithm."""
        return log_flat_fraction(search_point[2]) + log_flat_fraction(search_point[3])

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: PurchaseRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        return beta_geometric.log_likelihood(likelihood_parameters, rows, first_chance=self.first_chance)

    def log_likelihood_values(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give the log-likelihood per row alone."""
        return beta_geometric.value_by_row(likelihood_parameters, rows, first_chance=self.first_chance)

    def log_likelihood_by_row(
        self, likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood, score and second derivatives per row; mean dropout may be one per unique ``x``."""
        return beta_geometric.by_row(likelihood_parameters, rows, first_chance=self.first_chance)

    def shifted_dropout(self, likelihood_parameters: np.ndarray, shift: np.ndarray) -> Shifted:
        """Give mean dropout with odds that are ``exp(shift)`` times as large."""
        return shift_odds(likelihood_parameters[2], shift)

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give ``r, alpha, a, b``."""
        log_mean, u, p, w = likelihood_parameters
        slopes = np.full((4, 4), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            r, alpha = 1.0 / u, np.exp(-log_mean) / u
            total = (1.0 - w) / w
            a, b = p * total, (1.0 - p) * total
            slopes[0] = 0.0, -r / u, 0.0, 0.0
            slopes[1] = -alpha, -alpha / u, 0.0, 0.0
            slopes[2] = 0.0, 0.0, total, -p / w**2
            slopes[3] = 0.0, 0.0, -total, -(1.0 - p) / w**2
        if p <= 0:
            a, b = 0.0, np.nan
        elif p >= 1:
            a, b = np.nan, 0.0
        return np.array([r, alpha, a, b]), slopes

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray]:
        """Give mean purchase rate and mean dropout probability."""
        rate = float(np.exp(likelihood_parameters[0]))
        return np.array([rate, likelihood_parameters[2]]), np.array([[rate, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones."""
        r, alpha, a, b = (parameters[name] for name in self.parameter_names)
        return np.array([np.log(r / alpha), 1.0 / r, a / (a + b), 1.0 / (1.0 + a + b)])

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name."""
        return {"rate": float(np.exp(self.likelihood_params_[0])), "dropout": float(self.likelihood_params_[2])}

    def alive_by_row(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give P(alive at T) per row."""
        return beta_geometric.probability_alive(likelihood_parameters, rows, first_chance=self.first_chance)

    def future_if_alive(self, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray) -> Future:
        """Give the future of customers who are alive at T."""
        return GeometricFuture.after(likelihood_parameters, x, T, chances=x + self.first_chance)

    def draw_cohort(self, T: np.ndarray, random_state: int | np.random.Generator | None) -> pd.DataFrame:
        """Draw new customers from the fitted model; a limit is drawn from right beside it."""
        first_chance = bool(self.first_chance)
        return simulate_bg_nbd(T, **self.drawn_parameters(), first_chance=first_chance, random_state=random_state)

    def drawn_parameters(self) -> dict[str, float]:
        """Give r, alpha, a and b to draw from; those of a limit lie right beside it."""
        log_mean, u, p, w = self.likelihood_params_
        shape, total = 1.0 / max(u, LEAST), 1.0 / min(max(w, LEAST), 1.0 - LEAST) - 1.0
        leaving = {"a": p * total, "b": max((1.0 - p) * total, LEAST)}
        return {"r": shape, "alpha": float(shape / np.exp(log_mean)), **leaving}

    def new_customer_future(self, likelihood_parameters: np.ndarray) -> tuple[float, Future]:
        """Give the probability to be a customer right after the first purchase, and the future if so."""
        new = np.zeros(np.size(likelihood_parameters[2]))
        future = self.future_if_alive(likelihood_parameters, new, new)
        return 1.0 - likelihood_parameters[2] if self.first_chance else 1.0, future


class BetaGeoNBD(BetaGeometricModel):
    """Beta-geometric/NBD: buy at random, and after each repeat purchase leave with a personal probability.

    Buying rates are gamma distributed over customers (shape ``r``, rate ``alpha``), dropout probabilities beta
    distributed (``a``, ``b``). A customer who has bought only once has had no chance to leave: P(alive) is 1 for
    everybody with ``x = 0``, however long the silence. In :class:`ModifiedBetaGeoNBD` and :class:`ParetoNBD` they may
    leave.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of time of the tables that it is fitted to. None takes what the table remarks: a table of
        :func:`repeat_purchase_table` does.

    Attributes
    ----------
    r_, alpha_, a_, b_ : float
        Parameters; ``alpha_`` is in the unit of time of the table. At a limit they are 0, infinite or NaN (no meaning).
    params_ : Series
        The same together.
    log_likelihood_ : float
        At the maximum.
    limits_reached_ : tuple of str
        The limits of the model that the data ask for, in words.
    notes_ : tuple of str
        What else a reader of the parameters must know.
    unsafe_ : tuple of str
        What makes its answers unsafe, in words: said as ``UnsafeValueWarning`` at the fit and at each prediction.
    n_customers_, n_rows_, n_evaluations_ : int
        Customers, unique rows they were compressed to, evaluations of their likelihood (not those of a part of a large
        table or of a rougher likelihood, on which further starts are tried).

    See Also
    --------
    ModifiedBetaGeoNBD : One-time buyers may be gone, too.
    ParetoNBD : Customers leave at any moment, not after a purchase.
    compare_models : Which of them describes a table best.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way: An Alternative to the
    Pareto/NBD Model. Marketing Science 24(2), 275-284.

    Examples
    --------
    >>> import pandas as pd
    >>> model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    >>> customer = pd.DataFrame({"x": [2], "t_x": [30.43], "T": [38.86]})
    >>> round(float(model.expected_purchases(customer, horizon=39).iloc[0]), 2)
    1.23
    """

    first_chance: ClassVar[int] = 0


class ModifiedBetaGeoNBD(BetaGeometricModel):
    """Modified beta-geometric/NBD: as BG/NBD, but a customer may leave right after the first purchase too.

    One-time buyers therefore have a P(alive) below one, which falls with their silence.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of time of the tables that it is fitted to. None takes what the table remarks: a table of
        :func:`repeat_purchase_table` does.

    Attributes
    ----------
    r_, alpha_, a_, b_ : float
        Parameters; ``alpha_`` is in the unit of time of the table. At a limit they are 0, infinite or NaN (no meaning).
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    BetaGeoNBD : Nobody leaves before the first repeat purchase.
    ParetoNBD : Customers leave at any moment, not after a purchase.
    compare_models : Which of them describes a table best.

    References
    ----------
    Batislam, E. P., Denizel, M. & Filiztekin, A. (2007). Empirical validation and comparison of models for customer
    base analysis. International Journal of Research in Marketing 24(3), 201-209.

    Examples
    --------
    >>> import pandas as pd
    >>> model = ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W")
    >>> once = pd.DataFrame({"x": [0], "t_x": [0.0], "T": [38.86]})
    >>> round(float(model.probability_alive(once).iloc[0]), 2)
    0.39
    """

    first_chance: ClassVar[int] = 1
