"""How is a beta-geometric model searched, named at its limits, and turned back into r, alpha, a, b?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd

from ..simulate.repeat_buying import simulate_bg_nbd
from . import beta_geometric
from .buying_model import BuyingModel
from .compress import Rows
from .coordinates import fraction, from_zero, to_fraction, to_from_zero
from .future import Future
from .future_geometric import GeometricFuture
from .search import Limit, Natural

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
