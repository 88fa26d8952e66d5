"""Who leaves after a purchase if people buy at regular intervals? The BG/CNBD-k model and the modified one.

:class:`BetaGeoCNBD` and :class:`ModifiedBetaGeoCNBD`. CNBD is the *condensed* NBD: every k-th event is a purchase.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from scipy.special import gammaln
from scipy.stats import chi2

from ..schema import Unit
from ..simulate.regular_buying import simulate_bg_cnbd
from ._arguments import as_count
from ._buying_model import BuyingModel, days_of_unit
from ._log_gaps import LARGEST_K, check_log_gaps
from .beta_geometric_nbd import SAME_RATE_ANSWER, BetaGeometricModel
from .fitting.family import Limit, check_has_data
from .fitting.newton import Maximum
from .fitting.search import find_maximum
from .likelihood import beta_geometric
from .likelihood.future import Future
from .likelihood.future_regular import RegularFuture
from .likelihood.purchase_rows import PurchaseRows
from .likelihood.regular_rows import RegularRows, compress_regular

FALLEN = 6.0  # log-likelihood below the best at which no further regularity is tried: odds of 1 to 400
SAME_PACE = (
    "no difference in buying rates detected: r → ∞, alpha → ∞ with r / (k alpha) = {rate:.4g} purchases per unit of "
    "time"
)


class RegularBuyingModel(BetaGeometricModel):
    """Erlang-k gaps between purchases, gamma distributed rates, a beta distributed probability to leave."""

    columns: ClassVar = (*BuyingModel.columns, "litt")
    limits: ClassVar = (Limit(1, False, SAME_PACE, answer=SAME_RATE_ANSWER), *BetaGeometricModel.limits[1:])
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
    def from_params(cls, *, unit: Unit | None = None, k: int = 1, **parameters: float) -> Self:
        """Give a model with known parameters, ready to predict: as in ``FittedModel``, with the regularity ``k``."""
        model = super().from_params(unit=unit, **parameters)
        model.k = model.k_ = as_regularity(k, "k")
        return model

    @property
    def n_parameters_(self) -> int:
        """Give the number of parameters that were learnt, the regularity among them unless it was given."""
        return len(self.params_) + (self.k is None)

    def compress(self, table: pd.DataFrame) -> RegularRows:
        """Check ``x``, ``t_x``, ``T`` and ``litt``, and give their unique rows."""
        return compress_regular(*check_log_gaps(table), unit_days=days_of_unit(table))

    def highest(self, rows: RegularRows) -> Maximum:
        """Climb at each regularity from 1 up until it is clear that the likelihood falls, and keep the best."""
        found, self._heights = {}, {}
        for k in self._regularities():
            self.k_ = k
            found[k] = find_maximum(self, rows)
            self._heights[k] = found[k].value
        self.k_ = max(self._heights, key=self._heights.__getitem__)
        self.regularity_profile_ = pd.Series(self._heights, name="log_likelihood").rename_axis("k")
        evaluations = sum(one.evaluations for one in found.values())
        return found[self.k_]._replace(evaluations=evaluations)

    def _regularities(self) -> Iterator[int]:
        """Give one regularity after the other, as long as the next one may be the likeliest."""
        if self.k is not None:
            yield as_regularity(self.k, "k")
            return
        for k in range(1, as_regularity(self.largest_k, "largest_k") + 1):
            yield k
            heights = list(self._heights.values())
            if k - int(np.argmax(heights)) > 2 and heights[-1] < max(heights) - FALLEN:
                return

    def starts(self, rows: PurchaseRows) -> list[np.ndarray]:
        """Give the search points of the BG/NBD, at the rate of ``k`` phases a purchase."""
        return [start + np.array([np.log(self.k_), 0.0, 0.0, 0.0]) for start in super().starts(rows)]

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
        gaps = (k - 1.0) * rows.log_gaps - (gammaln(k) * rows.x.unique)[rows.x.codes]
        return value + gaps, score, hessian

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


class BetaGeoCNBD(RegularBuyingModel):
    """x."""

    first_chance: ClassVar[int] = 0


class ModifiedBetaGeoCNBD(RegularBuyingModel):
    """x."""

    first_chance: ClassVar[int] = 1
