"""How far from its limit may a coordinate lie that rests on it? The one end that its profile likelihood has.

:func:`end_off_the_limit`.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from .family import FittedFamily
from .newton import maximise
from .search import evaluate

FIRST = 0.02  # share of the box that is looked at first; each next is twice as far off
EXACT = 1e-5  # of log-likelihood, at the end
STEEP = 1e-11  # of the box, where the likelihood falls at once


def end_off_the_limit(model: FittedFamily, coordinate: int, target: float) -> float | None:
    """Give the search coordinate at which the likelihood has fallen to a target, all others following within the box.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    coordinate : int
        A search coordinate at one of its bounds, which must be finite.
    target : float
        Log-likelihood at the end.

    Returns
    -------
    float or None
        The end; None if the likelihood does not fall that far within the box.
    """
    lower, upper = model.bounds(model.rows_)
    here, width = model.search_point_[coordinate], upper[coordinate] - lower[coordinate]
    inwards = width if here == lower[coordinate] else -width

    def above_target(share: float) -> float:
        above = _height_at(model, coordinate, here + share * inwards) - target
        return 0.0 if abs(above) < EXACT else above

    share = FIRST
    while above_target(share) > 0:
        if share >= 1.0:
            return None
        share = min(2.0 * share, 1.0)
    inner = 0.0 if share == FIRST else 0.5 * share
    return float(here + brentq(above_target, inner, share, xtol=STEEP) * inwards)


def _height_at(model: FittedFamily, coordinate: int, value: float) -> float:
    """Give the highest log-likelihood with one coordinate held at a value.

    What had no meaning on the limit has one beside it, and was left anywhere: it is climbed from its sides, too.
    """
    lower, upper = (bound.copy() for bound in model.bounds(model.rows_))
    lower[coordinate] = upper[coordinate] = value
    climbs = (
        maximise(
            lambda point: evaluate(model, point, model.rows_),
            start,
            lower,
            upper,
            tolerance=model.tolerance,
            max_evaluations=model.max_evaluations,
        )
        for start in _starts(model, coordinate, lower, upper)
    )
    return max(climb.value for climb in climbs)


def _starts(model: FittedFamily, coordinate: int, lower: np.ndarray, upper: np.ndarray) -> list[np.ndarray]:
    """Give the best point, and those with what the limit of a coordinate leaves without meaning at either side."""
    starts = [model.search_point_]
    for limit in model.reached_:
        if limit.coordinate == coordinate:
            for other in limit.meaningless:
                for side in (lower, upper):
                    starts.append(model.search_point_.copy())
                    starts[-1][other] = side[other]
    return starts
