"""How is a family's maximum found, and is it the highest one? Starts, doubts, and the limits that were reached.

:func:`find_maximum` climbs from the starts, :func:`climb` from one, :func:`climb_on` from more, :func:`evaluate` looks
at one search point, :func:`limits_at` names limits, :func:`sides` gives points beside them,
:func:`log_likelihood_at_lower_bound` compares with a smaller model.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from threadpoolctl import ThreadpoolController

from .explored import APART, Explored
from .family import Family, FittedFamily, LikelihoodParameters, Limit, RowsT, check_has_data
from .memory import keep_memory
from .newton import Ascent, Evaluation, Maximum, Watch, in_step, maximise, polished

DOUBTFUL = 8.0  # curvature (log-likelihood per squared coordinate) below which a second maximum is looked for
FROM_THE_SIDE = (0.15, 0.4)  # how far off its limit a coordinate is tried again, as shares of its box
ROUNDS = 3  # as often the limits of a better maximum are left again
MANY = 5_000  # unique rows: with more of them further starts are tried on every n-th row first
FEW = 1_250  # unique rows on which they are then tried
SHARPER = 1e-6  # of the tolerance: where the data say little, the place is known less well than the height
MUCH = 1.0  # of log-likelihood: as long as more is to be gained, far fewer rows tell the way
NEAR = 1e-4  # of log-likelihood: a maximum of the few rows need not be known better to tell it from another

#: Sums over rows are too short for several threads: these would wait for each other, and change the last digit.
one_thread = ThreadpoolController().wrap(limits=1, user_api="blas")


@one_thread
def evaluate(family: Family[RowsT], point: np.ndarray, rows: RowsT) -> Evaluation:
    """Give the log-likelihood at a search point, with gradient and Hessian in it."""
    return _evaluated(family, point, rows)


def _evaluated(family: Family[RowsT], point: np.ndarray, rows: RowsT) -> Evaluation:
    parameters = family.likelihood_parameters(point, rows)
    return _in_search_point(family.summed_log_likelihood(parameters.value, rows), parameters)


def _evaluated_together(family: Family[RowsT], points: list[np.ndarray], rows: RowsT) -> list[Evaluation]:
    """Give what :func:`evaluate` gives of several search points."""
    if len(points) == 1:
        return [_evaluated(family, points[0], rows)]
    places = family.several_likelihood_parameters(np.array(points), rows)
    value, gradient, hessian = map(np.array, zip(*family.summed_log_likelihoods(places.value, rows), strict=True))
    gradient[~np.isfinite(value)], hessian[~np.isfinite(value)] = 0.0, 0.0
    bent = (gradient[:, None] @ places.second.reshape(*gradient.shape, -1)).reshape(hessian.shape)
    curved = places.first.swapaxes(1, 2) @ hessian @ places.first + bent
    return list(zip(value.tolist(), (gradient[:, None] @ places.first)[:, 0], curved, strict=True))


def _in_search_point(found: Evaluation, parameters: LikelihoodParameters) -> Evaluation:
    """Give gradient and Hessian in the search point of those in the likelihood parameters."""
    value, gradient, hessian = found
    size = len(gradient)
    if not np.isfinite(value):  # an impossible corner of the box: the search turns back
        return -np.inf, np.zeros(size), np.zeros((size, size))
    bent = (gradient @ parameters.second.reshape(size, -1)).reshape(size, size)
    curved = parameters.first.T @ hessian @ parameters.first + bent
    return value, gradient @ parameters.first, curved


def climb(
    family: Family[RowsT],
    rows: RowsT,
    start: np.ndarray,
    bounds: tuple[np.ndarray, np.ndarray] | None = None,
    watch: Watch | None = None,
) -> Maximum:
    """Climb from one start, within the family's bounds or narrower ones; ``watch`` is told of every step.

    Raises
    ------
    RuntimeError
        If no maximum was found.
    """
    keep_memory()
    lower, upper = bounds or family.bounds(rows)
    found = _climbed(family, rows, start, lower, upper, watch)
    if not found.converged:
        raise RuntimeError(
            f"{type(family).__name__}: no maximum within {family.evaluations(rows)} evaluations. "
            f"Check the units of {', '.join(family.columns)}, or raise max_evaluations."
        )
    return found


@one_thread
def _climbed(
    family: Family[RowsT], rows: RowsT, start: np.ndarray, lower: np.ndarray, upper: np.ndarray, watch: Watch | None
) -> Maximum:
    """Climb from a start to the end."""
    return maximise(
        lambda point: _evaluated(family, point, rows),
        start,
        lower,
        upper,
        tolerance=family.tolerance,
        max_evaluations=family.evaluations(rows),
        is_known=watch,
    )


@one_thread
def _ends(
    family: Family[RowsT], rows: RowsT, starts: list[np.ndarray], tolerance: float, explored: Explored
) -> list[Maximum]:
    """Climb from several starts, as many at a time as the family looks at together.

    A climb that leads only where an earlier one has been, or one of these, is not followed to its end.
    """
    found = []
    lower, upper = family.bounds(rows)
    most, together = family.max_evaluations, family.places_together(rows)
    begun = partial(Ascent, lower=lower, upper=upper, tolerance=tolerance, max_evaluations=most)
    for first in range(0, len(starts), together):
        climbs = [begun(start, is_known=explored.watch()) for start in starts[first : first + together]]
        for end in in_step(lambda points: _evaluated_together(family, points, rows), climbs):
            found.append(end)
            if end.converged:
                explored.maxima.append(end)
    return found


def find_maximum(family: Family[RowsT], rows: RowsT) -> Maximum:
    """Climb from the first start, and from the others only where the data say little, or the family asks for it.

    There the likelihood may have several maxima: if most buy once, the same few repeat purchases are explained by rates
    that differ and by customers who leave, and the lower of two maxima may rest on a limit and be taken for a finding.
    """
    first, *others = family.starts(rows)
    explored = Explored(legs=[])
    found = climb(family, rows, first, watch=explored.watch())
    if not _is_doubtful(family, rows, found):
        return found
    explored.maxima.append(found)
    found = climb_on(family, rows, found, _worth_climbing(family, rows, explored, others))
    for _ in range(ROUNDS):
        before = found.value
        own = _worth_climbing(family, rows, Explored([found]), family.starts_from(found.point, rows))
        others = [*_ways_off(family, rows, found), *sides(family, rows, found.point), *own]
        found = climb_on(family, rows, found, others)
        if found.value <= before + family.tolerance:
            break
    return _sharpened(family, rows, found)


@one_thread
def _sharpened(family: Family[RowsT], rows: RowsT, found: Maximum) -> Maximum:
    """Climb on until the place of a maximum is known as well as its height, from what was seen there."""
    lower, upper = family.bounds(rows)

    def look(point: np.ndarray) -> Evaluation:
        seen = (point == found.point).all()
        return (found.value, found.gradient, found.hessian) if seen else _evaluated(family, point, rows)

    sharp = maximise(
        look,
        found.point,
        lower,
        upper,
        tolerance=SHARPER * family.tolerance,
        max_evaluations=family.max_evaluations,
    )
    best = polished(look, sharp if sharp.value >= found.value else found, lower, upper)
    return best._replace(evaluations=found.evaluations + sharp.evaluations)


def limits_at(family: Family[RowsT], point: np.ndarray, rows: RowsT) -> list[Limit]:
    """Give the limits on which a search point rests."""
    lower, upper = family.bounds(rows)
    return [
        limit
        for limit in family.limits
        if point[limit.coordinate] == (upper if limit.upper else lower)[limit.coordinate]
    ]


def _is_doubtful(family: Family[RowsT], rows: RowsT, found: Maximum) -> bool:
    """Say whether there may be a second maximum: a limit was reached, or the data say little in some direction.

    A family may know better: where ``always_doubtful`` is true, or the maximum lies above a place in
    ``doubtful_above``, what the data say near it tells nothing.
    """
    if family.always_doubtful or any(found.point[place] > above for place, above in family.doubtful_above.items()):
        return True
    at_limit = bool(limits_at(family, found.point, rows))
    return at_limit or float(np.linalg.eigvalsh(-found.hessian)[0]) < DOUBTFUL


def climb_on(family: Family[RowsT], rows: RowsT, found: Maximum, starts: list[np.ndarray]) -> Maximum:
    """Climb from further starts too, and give the highest maximum; a start may lead nowhere."""
    for again in _ends(family, rows, starts, family.tolerance, Explored([found])):
        best = again if again.converged and again.value > found.value else found
        found = best._replace(evaluations=found.evaluations + again.evaluations)
    return found


def _worth_climbing(
    family: Family[RowsT], rows: RowsT, explored: Explored, starts: list[np.ndarray]
) -> list[np.ndarray]:
    """Give the starts; where there is a smaller or rougher table, where those lead on it that do not lead to the found.

    Of a large table that is a part of it, on which nothing is explored yet. Places where they lead are climbed from on
    the table itself.
    """
    if not starts:
        return []
    (found,), few = explored.maxima, family.rough(rows) if len(rows) <= MANY else rows.thinned(len(rows) // FEW)
    if few is None:
        return starts
    if len(rows) > MANY:
        same = _ends(family, few, [found.point], NEAR, Explored())
        explored = Explored(end for end in same if end.converged)
    known = list(explored.maxima)
    for end in _ends(family, few, _begun(family, few, starts), NEAR, explored):
        if end.converged and all(np.abs(end.point - other.point).max() > APART for other in known):
            known.append(end)
    return [end.point for end in known if np.abs(end.point - found.point).max() > APART]


def _begun(family: Family[RowsT], rows: RowsT, starts: list[np.ndarray]) -> list[np.ndarray]:
    """Give where the starts lead to on far fewer rows as long as much is to be gained; without such rows, the starts.

    From there they are climbed from on all rows: what is left out is the long way up, not the place where it ends.
    """
    fewer = family.fewer(rows)
    if fewer is None:
        return starts
    begun: list[np.ndarray] = []
    for end in _ends(family, fewer, starts, MUCH, Explored()):
        if all(np.abs(end.point - other).max() > APART for other in begun):
            begun.append(end.point)
    return begun


def sides(family: Family[RowsT], rows: RowsT, point: np.ndarray) -> list[np.ndarray]:
    """Give search points beside the limits on which one rests: a ridge may lead away from one that holds nearby."""
    lower, upper = family.bounds(rows)
    width = upper - lower
    points = []
    for limit in limits_at(family, point, rows):
        for share in FROM_THE_SIDE:
            beside, place = point.copy(), limit.coordinate
            beside[place] += (-share if limit.upper else share) * width[place]
            points.append(beside)
    return points


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
