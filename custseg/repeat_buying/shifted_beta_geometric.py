"""How long do customers under contract stay, if each has a chance to leave that never changes?

:class:`ShiftedBetaGeo`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ._contract_model import ContractModel
from ._period_model import beta_shapes, mean_and_polarity, to_fractions
from .likelihood.contracts import ContractRows


class ShiftedBetaGeo(ContractModel):
    """Shifted beta-geometric (sBG): at each renewal a customer leaves with a personal probability that never changes.

    The probabilities are beta distributed over customers (``alpha``, ``beta``). Nobody gets more loyal, and yet the
    renewal rate ``(beta + t - 1) / (alpha + beta + t - 1)`` of a cohort rises with its age, because those likely to
    leave are gone first.

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
    alpha_, beta_ : float
        Parameters; infinite or zero at a limit.
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    BetaDiscreteWeibull : The chance to leave may also move with time.
    contracts_from_survivors : The table for it, from the survivors of one or several cohorts.
    contract_table : The same from one row per contract with its dates.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2007). How to Project Customer Retention. Journal of Interactive Marketing 21(1),
    76-90.

    Examples
    --------
    The paper's regular customers, seven years after their beginning.

    >>> import pandas as pd
    >>> from custseg.repeat_buying import contracts_from_survivors
    >>> survivors = pd.Series([1000, 631, 468, 382, 326, 289, 262, 241])
    >>> model = ShiftedBetaGeo().fit(contracts_from_survivors(survivors, period="Y"))
    >>> model.params_.round(3).tolist()
    [0.704, 1.182]
    >>> (100 * model.survival([8, 12])).round(1).tolist()
    [22.0, 17.0]
    """

    parameter_names: ClassVar = ("alpha", "beta")
    fewest_periods: ClassVar[int] = 2
    limits: ClassVar = (
        ContractModel.everybody_alike._replace(
            answer="The renewal rate is the same at every age: forecasts for the most loyal are low."
        ),
        ContractModel.some_for_ever,
    )

    def search_point(self, likelihood_parameters: np.ndarray, rows: ContractRows) -> np.ndarray:
        """Give the search point of mean and polarity."""
        return to_fractions(likelihood_parameters)

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give ``alpha, beta``."""
        alpha, beta, slopes = beta_shapes(*likelihood_parameters)
        return np.array([alpha, beta]), slopes

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones."""
        return np.array(mean_and_polarity(parameters["alpha"], parameters["beta"]))
