"""Does the chance to leave move with the age of a contract, and not only with who is left? The beta-discrete-Weibull.

:class:`BetaDiscreteWeibull`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ._contract_model import ContractModel
from ._period_model import beta_shapes, fractions, mean_and_polarity, to_fractions
from .fitting.coordinates import from_zero, to_from_zero
from .fitting.family import LikelihoodParameters, Limit
from .fitting.newton import maximise
from .fitting.search import evaluate
from .likelihood.contracts import ContractRows

MOST = 10.0  # of the exponent: who stays at first and is not one of those who never leave is lost in the second period
EXPONENTS = (1.0, 0.5, 2.0, 5.0, 9.0)  # where the search begins
KINDS = ((0.3, 0.3), (0.3, 0.95))  # mean and polarity there: ordinary customers, and some who never leave


class BetaDiscreteWeibull(ContractModel):
    """Beta-discrete-Weibull (BdW): as the shifted beta-geometric, but a personal chance to leave may move with time.

    A customer with the chance ``p`` to leave in the first period stays ``t`` periods with probability
    ``(1 - p) ** (t ** c)``; ``p`` is beta distributed over customers (``alpha``, ``beta``). With ``c = 1`` nobody's
    chance ever changes (:class:`ShiftedBetaGeo`), with ``c > 1`` it grows with time, with ``c < 1`` it falls. A cohort
    in which the chance grows can still show rising renewal rates, as those likely to leave go first.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    unit : {"D", "W", "M", "Y"}, optional
        Length of a period. None takes what the table remarks.

    Attributes
    ----------
    alpha_, beta_, c_ : float
        Parameters; infinite or zero at a limit.
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    ShiftedBetaGeo : Two parameters, and often enough; ``log_likelihood_`` of both says how much is gained.

    References
    ----------
    Fader, P. S., Hardie, B. G. S., Liu, Y., Davin, J. & Steenburgh, T. (2018). "How to Project Customer Retention"
    Revisited: The Role of Duration Dependence. Journal of Interactive Marketing 43, 1-16.

    Examples
    --------
    >>> model = BetaDiscreteWeibull.from_params(alpha=0.7, beta=1.2, c=1.5)
    >>> model.retention([1, 2, 8]).round(2).tolist()
    [0.63, 0.64, 0.88]
    """

    parameter_names: ClassVar = ("alpha", "beta", "c")
    fewest_periods: ClassVar[int] = 3
    limits: ClassVar = (
        ContractModel.everybody_alike._replace(
            answer="Renewal rates move with the age of a contract alone, not with who is left."
        ),
        ContractModel.some_for_ever,
        Limit(
            2,
            False,
            "after the first period nobody leaves: c → 0",
            answer="Whoever renewed once stays for ever: forecasts are too high the further they reach.",
        ),
        Limit(
            2,
            True,
            "whoever is ever lost is lost in the first two periods: c → ∞",
            answer="Whoever was renewed twice stays for ever: forecasts are too high the further they reach.",
        ),
    )

    def bounds(self, rows: ContractRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the search point: every limit lies on a side of it."""
        lower, upper = super().bounds(rows)
        return np.append(lower, to_from_zero(0.0)), np.append(upper, to_from_zero(MOST))

    def starts(self, rows: ContractRows) -> list[np.ndarray]:
        """Give the tops that are reached from five exponents and two kinds of customers, the highest first.

        Who leaves early may be another kind of customer, or of another age: the likelihood can have two maxima, with
        little between them and both well curved.
        """
        low, high = self.bounds(rows)
        kinds = [np.append(to_fractions(np.array(kind)), to_from_zero(c)) for kind in KINDS for c in EXPONENTS]
        tops = [maximise(lambda point: evaluate(self, point, rows), kind, low, high) for kind in kinds]
        tops.sort(key=lambda top: -top.value)
        return [top.point for top in tops]

    def likelihood_parameters(self, search_point: np.ndarray, rows: ContractRows) -> LikelihoodParameters:
        """Give mean and polarity of the chance to leave, and the exponent ``c``."""
        chance, exponent = fractions(search_point[:2]), from_zero(search_point[2])
        first, second = np.zeros((3, 3)), np.zeros((3, 3, 3))
        first[:2, :2], first[2, 2] = chance.first, exponent.first
        second[:2, :2, :2], second[2, 2, 2] = chance.second, exponent.second
        return LikelihoodParameters(np.append(chance.value, exponent.value), first, second)

    def search_point(self, likelihood_parameters: np.ndarray, rows: ContractRows) -> np.ndarray:
        """Give the search point of mean, polarity and exponent."""
        return np.append(to_fractions(likelihood_parameters[:2]), to_from_zero(likelihood_parameters[2]))

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give ``alpha, beta, c``."""
        alpha, beta, slopes = beta_shapes(*likelihood_parameters[:2])
        full = np.zeros((3, 3))
        full[:2, :2], full[2, 2] = slopes, 1.0
        return np.array([alpha, beta, likelihood_parameters[2]]), full

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones."""
        return np.array([*mean_and_polarity(parameters["alpha"], parameters["beta"]), parameters["c"]])
