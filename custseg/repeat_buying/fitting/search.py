"""How is a family's maximum found, and is it the highest one? Starts, doubts, and the limits that were reached.

:func:`find_maximum` climbs from the starts, :func:`climb` from one, :func:`evaluate` looks at one search point,
:func:`limits_at` names limits, :func:`log_likelihood_at_lower_bound` compares with a smaller model.
"""

from __future__ import annotations

import numpy as np

from .family import Family, FittedFamily, Limit, RowsT, check_has_data
from .newton import Maximum, maximise

DOUBTFUL = 4.0  # curvature (log-likelihood per squared coordinate) below which a second maximum is looked for


def evaluate(family: Family[RowsT], point: np.ndarray, rows: RowsT) -> tuple[float, np.ndarray, np.ndarray]:
    """Give the log-likelihood at a search point, with gradient and Hessian in it."""
    parameters = family.likelihood_parameters(point, rows)
    value, score, hessian = family.log_likelihood(parameters.value, rows)
    if not np.isfinite(value).all():  # an impossible corner of the box: the search turns back
        return -np.inf, np.zeros_like(point), np.zeros((len(point), len(point)))
    gradient = score @ rows.counts
    curved = parameters.first.T @ hessian @ parameters.first + np.tensordot(gradient, parameters.second, axes=1)
    return float(rows.counts @ value), gradient @ parameters.first, curved


def climb(
    family: Family[RowsT], rows: RowsT, start: np.ndarray, bounds: tuple[np.ndarray, np.ndarray] | None = None
) -> Maximum:
    """Climb from one start, within the family's bounds or narrower ones.

    Raises
    ------
    RuntimeError
        If no maximum was found.
    """
    lower, upper = family.bounds(rows) if bounds is None else bounds
    found = maximise(
        lambda point: evaluate(family, point, rows),
        start,
        lower,
        upper,
        tolerance=family.tolerance,
        max_evaluations=family.max_evaluations,
    )
    if not found.converged:
        raise RuntimeError(
            f"{type(family).__name__}: no maximum within {family.max_evaluations} evaluations. "
            f"Check the units of {', '.join(family.columns)}, or raise max_evaluations."
        )
    return found


def find_maximum(family: Family[RowsT], rows: RowsT) -> Maximum:
    """Climb from the first start, and from the others only where the data say little."""
    first, *others = family.starts(rows)
    found = climb(family, rows, first)
    if _is_doubtful(family, rows, found):
        found = _best_of(family, rows, found, others)
        found = _best_of(family, rows, found, _ways_off(family, rows, found))
    return found


def limits_at(family: Family[RowsT], point: np.ndarray, rows: RowsT) -> list[Limit]:
    """Give the limits on which a search point rests."""
    lower, upper = family.bounds(rows)
    return [
        limit
        for limit in family.limits
        if point[limit.coordinate] == (upper if limit.upper else lower)[limit.coordinate]
    ]


def _is_doubtful(family: Family[RowsT], rows: RowsT, found: Maximum) -> bool:
    """Say whether there may be a second maximum: a limit was reached, or the data say little in some direction."""
    at_limit = bool(limits_at(family, found.point, rows))
    return at_limit or float(np.linalg.eigvalsh(-found.hessian)[0]) < DOUBTFUL


def _best_of(family: Family[RowsT], rows: RowsT, found: Maximum, starts: list[np.ndarray]) -> Maximum:
    for start in starts:
        again = climb(family, rows, start)
        evaluations = found.evaluations + again.evaluations
        found = max(found, again, key=lambda maximum: maximum.value)._replace(evaluations=evaluations)
    return found


def _ways_off(family: Family[RowsT], rows: RowsT, found: Maximum) -> list[np.ndarray]:
    """Give search points on a limit from which the likelihood rises, other than the one found.

    Where nobody leaves it does not matter how dropout differs between customers; but a little dropout of another
    kind may be likelier than none.
    """
    lower, upper = family.bounds(rows)
    ways = []
    for limit in limits_at(family, found.point, rows):
        for other in limit.meaningless:
            for share in (1.0, 0.5, 0.0):
                point = found.point.copy()
                point[other] = lower[other] + share * (upper[other] - lower[other])
                slope = evaluate(family, point, rows)[1][limit.coordinate]
                if (-slope if limit.upper else slope) > 1e-6:
                    ways.append(point)
    return ways


def log_likelihood_at_lower_bound(family: FittedFamily[RowsT], coordinate: int) -> float:
    """Give the highest log-likelihood with one search coordinate held at its lower bound: that of a smaller model."""
    check_has_data(family)
    rows = family.rows_
    lower, upper = family.bounds(rows)
    upper = upper.copy()
    upper[coordinate] = lower[coordinate]
    return climb(family, rows, family.starts(rows)[0], (lower, upper)).value
