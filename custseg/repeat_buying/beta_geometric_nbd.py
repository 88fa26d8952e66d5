"""Who leaves after a purchase? The BG/NBD model, and the modified one, which also loses first-time buyers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd

from ..simulate.repeat_buying import simulate_bg_nbd
from ._buying_model import BuyingModel
from .fitting.compress import Rows
from .fitting.coordinates import fraction, from_zero, to_fraction, to_from_zero
from .fitting.search import Limit, Natural
from .likelihood import beta_geometric
from .likelihood.future import Future
from .likelihood.future_geometric import GeometricFuture

LEAST = 1e-9  # a spread of zero is drawn as this one: a shape of 1e9 is the same for everybody to four digits
SAME_RATE = (
    "no difference in buying rates detected: r → ∞, alpha → ∞ with r / alpha = {rate:.4g} purchases per unit of time"
)


class BetaGeometricModel(BuyingModel):
    """Gamma distributed buying rates, and a beta distributed probability to leave after a purchase."""

    parameter_names: ClassVar = ("r", "alpha", "a", "b")
    first_chance: ClassVar[int]
    limits: ClassVar = (
        Limit(1, False, SAME_RATE),
        Limit(2, False, "no dropout detected: a → 0; b has no meaning", (3,)),
        Limit(2, True, "everyone leaves at the first chance: b → 0; a has no meaning", (3,)),
        Limit(3, False, "everyone has the same dropout probability: a → ∞, b → ∞ with a / (a + b) = {dropout:.4g}"),
        Limit(
            3,
            True,
            "some leave at the first chance and the others never: a → 0, b → 0 with a / (a + b) = {dropout:.4g}",
        ),
    )

    def _start(self, rows: Rows) -> np.ndarray:
        rate = (rows.x.unique[rows.x.codes] @ rows.counts) / (rows.T.unique[rows.T.codes] @ rows.counts)
        return np.array([np.log(1.5 * rate), to_from_zero(1.5), to_fraction(0.25), to_fraction(0.3)])

    def _other_starts(self, rows: Rows) -> list[np.ndarray]:
        rate = self._start(rows)[0]
        kinds = ((1.5, 0.3, 0.9), (0.3, 0.5, 0.5), (3.0, 0.05, 0.05))  # polarised, unequal, nearly nobody leaves
        return [np.array([rate, to_from_zero(u), to_fraction(p), to_fraction(w)]) for u, p, w in kinds]

    def _box(self, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        lower = [-np.inf, to_from_zero(0.0), to_fraction(0.0), to_fraction(0.0)]
        return np.array(lower), np.array([np.inf, to_from_zero(1e6), to_fraction(1.0), to_fraction(1.0)])

    def _natural(self, place: np.ndarray, rows: Rows) -> Natural:
        parts = from_zero(place[1]), fraction(place[2]), fraction(place[3])
        second = np.zeros((4, 4, 4))
        second[(1, 2, 3), (1, 2, 3), (1, 2, 3)] = [part.second for part in parts]
        value = np.array([place[0], *(part.value for part in parts)])
        return Natural(value, np.diag([1.0, *(part.first for part in parts)]), second)

    def _place(self, natural: np.ndarray, rows: Rows) -> np.ndarray:
        log_mean, u, p, w = natural
        return np.array([log_mean, to_from_zero(u), to_fraction(p), to_fraction(w)])

    def _log_likelihood(self, natural: np.ndarray, rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return beta_geometric.log_likelihood(natural, rows, first_chance=self.first_chance)

    def _published(self, natural: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        log_mean, u, p, w = natural
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

    def _from_published(self, parameters: dict[str, float]) -> np.ndarray:
        r, alpha, a, b = (parameters[name] for name in self.parameter_names)
        return np.array([np.log(r / alpha), 1.0 / r, a / (a + b), 1.0 / (1.0 + a + b)])

    def _facts(self) -> dict[str, float]:
        return {"rate": float(np.exp(self.natural_[0])), "dropout": float(self.natural_[2])}

    def _alive(self, natural: np.ndarray, rows: Rows) -> np.ndarray:
        return beta_geometric.probability_alive(natural, rows, first_chance=self.first_chance)

    def _future(self, natural: np.ndarray, x: np.ndarray, T: np.ndarray) -> Future:
        return GeometricFuture.after(natural, x, T, chances=x + self.first_chance)

    def _simulate(self, T: np.ndarray, random_state: int | np.random.Generator | None) -> pd.DataFrame:
        log_mean, u, p, w = self.natural_
        shape, total = 1.0 / max(u, LEAST), 1.0 / min(max(w, LEAST), 1.0 - LEAST) - 1.0
        buying = {"r": shape, "alpha": shape / np.exp(log_mean)}
        leaving = {"a": p * total, "b": max((1.0 - p) * total, LEAST)}
        return simulate_bg_nbd(T, **buying, **leaving, first_chance=bool(self.first_chance), random_state=random_state)

    def _new_customer(self, natural: np.ndarray) -> tuple[float, Future]:
        zero = np.zeros(1)
        if not self.first_chance:
            return 1.0, GeometricFuture.after(natural, zero, zero, chances=zero)
        return 1.0 - float(natural[2]), GeometricFuture.after(natural, zero, zero, chances=zero + 1.0)


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
    n_customers_, n_rows_, n_evaluations_ : int
        Customers, unique rows they were compressed to, evaluations of the likelihood.

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

    Attributes
    ----------
    r_, alpha_, a_, b_ : float
        Parameters; ``alpha_`` is in the unit of time of the table. At a limit they are 0, infinite or NaN (no meaning).
    params_, log_likelihood_, limits_reached_, notes_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

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
