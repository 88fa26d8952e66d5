"""How is a family's maximum found, and is it the highest one? Search coordinates, starts, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .newton import Maximum, maximise

if TYPE_CHECKING:
    from .estimator import FittedModel

DOUBTFUL = 4.0  # curvature (log-likelihood per squared coordinate) below which a second maximum is looked for


class Natural(NamedTuple):
    """Natural parameters with their first and second derivatives in the search coordinates."""

    value: np.ndarray
    first: np.ndarray
    second: np.ndarray


class Limit(NamedTuple):
    """What it means that a search coordinate rests on its bound, and which coordinates then have no meaning."""

    coordinate: int
    upper: bool
    sentence: str
    meaningless: tuple[int, ...] = ()


def evaluate(model: FittedModel, place: np.ndarray, rows: Any) -> tuple[float, np.ndarray, np.ndarray]:
    """Give the log-likelihood with gradient and Hessian in search coordinates."""
    natural = model._natural(place, rows)
    value, score, hessian = model._log_likelihood(natural.value, rows)
    if not np.isfinite(value).all():  # an impossible corner of the box: the search turns back
        return -np.inf, np.zeros_like(place), np.zeros((len(place), len(place)))
    gradient = score @ rows.counts
    curved = natural.first.T @ hessian @ natural.first + np.tensordot(gradient, natural.second, axes=1)
    return float(rows.counts @ value), gradient @ natural.first, curved


def search(
    model: FittedModel, rows: Any, start: np.ndarray, box: tuple[np.ndarray, np.ndarray] | None = None
) -> Maximum:
    """Climb from one start, within the model's box or a smaller one.

    Raises
    ------
    RuntimeError
        If no maximum was found.
    """
    lower, upper = model._box(rows) if box is None else box
    found = maximise(
        lambda place: evaluate(model, place, rows),
        start,
        lower,
        upper,
        tolerance=model.tolerance,
        max_evaluations=model.max_evaluations,
    )
    if not found.converged:
        raise RuntimeError(
            f"{type(model).__name__}: no maximum within {model.max_evaluations} evaluations. "
            "Check the unit of t_x and T, or raise max_evaluations."
        )
    return found


def find_maximum(model: FittedModel, rows: Any) -> Maximum:
    """Climb from the one fixed start, and from others only where the data say little."""
    found = search(model, rows, model._start(rows))
    if _is_doubtful(model, rows, found):
        found = _best_of(model, rows, found, model._other_starts(rows))
        found = _best_of(model, rows, found, _ways_off(model, rows, found))
    return found


def resting_limits(model: FittedModel, place: np.ndarray, rows: Any) -> list[Limit]:
    """Give the limits on which a place rests."""
    lower, upper = model._box(rows)
    return [
        limit
        for limit in model.limits
        if place[limit.coordinate] == (upper if limit.upper else lower)[limit.coordinate]
    ]


def _is_doubtful(model: FittedModel, rows: Any, found: Maximum) -> bool:
    """Say whether there may be a second maximum: a limit was reached, or the data say little in some direction."""
    at_limit = bool(resting_limits(model, found.place, rows))
    return at_limit or float(np.linalg.eigvalsh(-found.hessian)[0]) < DOUBTFUL


def _best_of(model: FittedModel, rows: Any, found: Maximum, starts: list[np.ndarray]) -> Maximum:
    for start in starts:
        again = search(model, rows, start)
        evaluations = found.evaluations + again.evaluations
        found = max(found, again, key=lambda maximum: maximum.value)._replace(evaluations=evaluations)
    return found


def _ways_off(model: FittedModel, rows: Any, found: Maximum) -> list[np.ndarray]:
    """Give places on a limit from which the likelihood rises, other than the one found.

    Where nobody leaves it does not matter how dropout differs between customers; but a little dropout of another
    kind may be likelier than none.
    """
    lower, upper = model._box(rows)
    ways = []
    for limit in resting_limits(model, found.place, rows):
        for other in limit.meaningless:
            for share in (1.0, 0.5, 0.0):
                place = found.place.copy()
                place[other] = lower[other] + share * (upper[other] - lower[other])
                slope = evaluate(model, place, rows)[1][limit.coordinate]
                if (-slope if limit.upper else slope) > 1e-6:
                    ways.append(place)
    return ways


def log_likelihood_without_dropout(model: FittedModel) -> float:
    """Give the highest log-likelihood when nobody leaves: the dropout coordinate is held at its lower limit."""
    lower, upper = model._box(model.rows_)
    upper = upper.copy()
    upper[model.dropout_coordinate] = lower[model.dropout_coordinate]
    return search(model, model.rows_, model._start(model.rows_), (lower, upper)).value
