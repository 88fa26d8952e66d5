"""Which simpler models may be true, although the fit does not rest on their limit?

:func:`simpler_models`.

Of customers who are all alike half of the fits rest on the limit that says so. In the other half some seem to differ
by chance; the likelihood ratio with the limit is then that of a normal deviate beyond zero (Self & Liang 1987).

References
----------
Self, S. G. & Liang, K.-Y. (1987). Asymptotic Properties of Maximum Likelihood Estimators and Likelihood Ratio Tests
Under Nonstandard Conditions. Journal of the American Statistical Association 82(398), 605-610.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from .family import FittedFamily, Limit
from .newton import maximise
from .search import evaluate

REFUTED = 0.5 * norm.ppf(0.99) ** 2  # log-likelihood below the highest: of the firms on the limit, 1 in 100 gets so far


class SimplerModel(NamedTuple):
    """The most likely point on a limit, the Hessian there, and the coordinates that are held because of the limit."""

    point: np.ndarray
    hessian: np.ndarray
    held: np.ndarray


def simpler_models(model: FittedFamily) -> list[SimplerModel]:
    """Give the limits of a model that the data do not refute and that its fit does not rest on.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.

    Returns
    -------
    list of SimplerModel
        One per limit; none if the fit rests on a limit itself.
    """
    if model.held_.any():
        return []
    found = (_held_at(model, limit) for limit in model.simpler_models())
    return [simpler for simpler in found if simpler is not None]


def _held_at(model: FittedFamily, limit: Limit) -> SimplerModel | None:
    """Climb on one limit; nothing if the likelihood refutes it."""
    lower, upper = (bound.copy() for bound in model.bounds(model.rows_))
    side = upper if limit.upper else lower
    held = np.zeros(len(side), dtype=bool)
    held[[limit.coordinate, *limit.meaningless]] = True
    point = model.search_point_.copy()
    point[limit.coordinate] = side[limit.coordinate]
    lower[held] = upper[held] = point[held]
    top = maximise(
        lambda point: evaluate(model, point, model.rows_),
        point,
        lower,
        upper,
        tolerance=model.tolerance,
        max_evaluations=model.max_evaluations,
    )
    likely = top.converged and model.log_likelihood_ - top.value < REFUTED
    return SimplerModel(top.point, top.hessian, held) if likely else None
