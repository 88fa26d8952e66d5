"""Where is the likelihood highest? Trust-region Newton in a box, with exact gradient and Hessian.

:func:`maximise` gives a :class:`Maximum`, :func:`polished` its last digits; :func:`ascent` is one climb,
:func:`in_step` takes several at once. Own code, because ``trust-exact`` of
``scipy.optimize`` has no box, and its ``trust-constr``, which has one, is slower by orders of magnitude on problems as
small as these.

The problems have four or five coordinates and an expensive function, so the step is solved exactly (eigenvalues, after
Moré & Sorensen 1983) and a coordinate whose limit the data ask for is held there while the others move.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from math import hypot, sqrt
from typing import NamedTuple

import numpy as np

Evaluation = tuple[float, np.ndarray, np.ndarray]
SHORT = 1e-3  # of search coordinates: the longest step of a maximum that is known but for its last digits


class Maximum(NamedTuple):
    """The point, its value, gradient, Hessian, the evaluations it took, and which coordinates are held at a bound."""

    point: np.ndarray
    value: float
    gradient: np.ndarray
    hessian: np.ndarray
    evaluations: int
    converged: bool
    held: np.ndarray


#: A climb: it names a point, is sent what is seen there, and ends in a maximum.
Ascent = Generator[np.ndarray, Evaluation, Maximum]


def maximise(
    function: Callable[[np.ndarray], Evaluation],
    start: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    tolerance: float = 1e-9,
    max_evaluations: int = 100,
    radius: float = 2.0,
    is_known: Callable[[np.ndarray, np.ndarray, float, float], bool] | None = None,
) -> Maximum:
    """Find the maximum of a smooth function in a box.

    Stops when the quadratic model promises less than ``tolerance`` (in units of log-likelihood), and without having
    converged where ``is_known`` says that this point, the next one, the value here and the one that the model promises
    there lead nowhere new.
    """
    climb = ascent(
        start, lower, upper, tolerance=tolerance, max_evaluations=max_evaluations, radius=radius, is_known=is_known
    )
    return next(in_step(lambda points: [function(points[0])], [climb]))


def in_step(
    function: Callable[[list[np.ndarray]], Sequence[Evaluation]], climbs: Sequence[Ascent]
) -> Generator[Maximum, None, None]:
    """Climb several ways at once, a step of each at a time, and give the end of each as soon as it is there."""
    waiting = {climb: next(climb) for climb in climbs}
    while waiting:
        looks = function(list(waiting.values()))
        for climb, look in zip(list(waiting), looks, strict=True):
            try:
                waiting[climb] = climb.send(look)
            except StopIteration as end:
                del waiting[climb]
                yield end.value


def ascent(
    start: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    tolerance: float,
    max_evaluations: int,
    radius: float = 2.0,
    is_known: Callable[[np.ndarray, np.ndarray, float, float], bool] | None = None,
) -> Ascent:
    """Climb as :func:`maximise` does: name each point to look at, and be sent what is seen there."""
    point = np.clip(np.asarray(start, dtype=float), lower, upper)
    value, gradient, hessian = yield point
    evaluations, converged = 1, False
    while True:
        held = _held(point, gradient, lower, upper)
        step, promised = _step(point, gradient, hessian, held, lower, upper, radius)
        length = sqrt(float(step @ step))
        rounding = 4.0 * np.finfo(float).eps * abs(value)
        if promised <= max(tolerance, rounding) and (length < 0.99 * radius or radius < 1e-6):
            converged = True
            break
        trial = np.minimum(np.maximum(point + step, lower), upper)
        if evaluations >= max_evaluations or (is_known is not None and is_known(point, trial, value, value + promised)):
            break
        new_value, new_gradient, new_hessian = yield trial
        evaluations += 1
        usable = np.isfinite(new_value) and np.isfinite(new_gradient).all() and np.isfinite(new_hessian).all()
        gain = (new_value - value) / max(promised, 1e-300) if usable else -np.inf  # where flat: 0 / 0
        if gain < 0.25:
            radius = 0.25 * length
        elif gain > 0.75 and length > 0.8 * radius:
            radius = min(2.5 * radius, 20.0)
        if gain > 1e-4 or (usable and new_value >= value):
            point, value, gradient, hessian = trial, new_value, new_gradient, new_hessian
    return Maximum(point, value, gradient, hessian, evaluations, converged, held)


def polished(
    function: Callable[[np.ndarray], Evaluation], found: Maximum, lower: np.ndarray, upper: np.ndarray
) -> Maximum:
    """Take one short step more, where heights differ by their rounding alone: it counts if the slope is less there.

    The height of a maximum is known to sixteen digits, and so its place to eight; the slope tells the others.
    """
    step, _ = _step(found.point, found.gradient, found.hessian, found.held, lower, upper, SHORT)
    trial = np.clip(found.point + step, lower, upper)
    value, gradient, hessian = function(trial)
    again = Maximum(
        trial, value, gradient, hessian, found.evaluations + 1, found.converged, _held(trial, gradient, lower, upper)
    )
    as_high = value >= found.value - 4.0 * np.finfo(float).eps * abs(found.value)
    better = as_high and (again.held == found.held).all() and _slope(again) < _slope(found)
    return again if better else found._replace(evaluations=again.evaluations)


def _slope(found: Maximum) -> float:
    return float(np.linalg.norm(np.where(found.held, 0.0, found.gradient)))


def _held(point: np.ndarray, gradient: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    return ((point <= lower) & (gradient <= 0)) | ((point >= upper) & (gradient >= 0))


def _step(
    point: np.ndarray,
    gradient: np.ndarray,
    hessian: np.ndarray,
    held: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    radius: float,
) -> tuple[np.ndarray, float]:
    """Give the best of three steps by the quadratic model: bent along the box, cut at its side, straight uphill."""
    low, high = lower - point, upper - point
    whole = np.zeros_like(point)
    if not held.any():
        whole = _ball_step(gradient, -hessian, radius)
    elif not held.all():
        whole[~held] = _ball_step(gradient[~held], -hessian[np.ix_(~held, ~held)], radius)
    if not ((whole < low) | (whole > high)).any():  # the best of all steps of this length
        return whole, _promise(whole, gradient, hessian)
    uphill = np.where(held, 0.0, gradient)
    bend = uphill @ hessian @ uphill
    reach = radius / max(float(np.linalg.norm(uphill)), 1e-300)
    uphill *= min(reach, float(uphill @ uphill) / -bend) if bend < 0 else reach
    steps = [_within(whole, low, high), _within(uphill, low, high), np.clip(uphill, low, high)]
    steps.append(_bent(whole, gradient, hessian, ~held, low, high, radius))
    promises = [_promise(step, gradient, hessian) for step in steps]
    best = int(np.argmax(promises))
    return steps[best], promises[best]


def _promise(step: np.ndarray, gradient: np.ndarray, hessian: np.ndarray) -> float:
    """Give what the quadratic model promises to gain by a step."""
    return float(gradient @ step + 0.5 * step @ hessian @ step)


def _within(step: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Shorten a step so that it ends inside the box."""
    room = np.where(step > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(step != 0, room / step, np.inf)
    return step * min(1.0, float(shares.min()))


def _bent(
    whole: np.ndarray,
    gradient: np.ndarray,
    hessian: np.ndarray,
    free: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    radius: float,
) -> np.ndarray:
    """Put what leaves the box on its side, and solve again for the other coordinates."""
    step = whole
    for _ in range(len(step)):
        outside = free & ((step < low) | (step > high))
        step = np.clip(step, low, high)
        free = free & ~outside
        if not outside.any() or not free.any():
            break
        pull = gradient[free] + hessian[np.ix_(free, ~free)] @ step[~free]
        room = np.sqrt(max(radius**2 - float(step[~free] @ step[~free]), (0.1 * radius) ** 2))
        step[free] = _ball_step(pull, -hessian[np.ix_(free, free)], room)
    return np.clip(step, low, high)


def _ball_step(pull: np.ndarray, curvature: np.ndarray, radius: float) -> np.ndarray:
    """Maximise pull.s - s.curvature.s / 2 within the ball of this radius."""
    values, vectors = np.linalg.eigh(curvature)
    along = vectors.T @ pull
    floor = max(0.0, -float(values[0]))
    if values[0] > 0:
        step = along / values
        if step @ step <= radius**2:
            return vectors @ step
    low = floor + 1e-12 * max(1.0, float(np.abs(values).max()))
    if np.linalg.norm(along / (values + low)) <= radius:  # the hard case: go to the rim along the flattest direction
        step = along / (values + low)
        step[0] += np.copysign(np.sqrt(max(radius**2 - float(step @ step), 0.0)), along[0] if along[0] else 1.0)
        return vectors @ step
    high = floor + float(np.linalg.norm(along)) / radius + 1e-12
    return vectors @ (along / (values + _damping(along.tolist(), values.tolist(), radius, low, high)))


def _damping(along: list[float], values: list[float], radius: float, low: float, high: float) -> float:
    """Halve the span of the damping whose step is as long as the radius; in plain numbers, for there are few."""
    for _ in range(60):
        middle = sqrt(low * high) if high > 4 * low else 0.5 * (low + high)
        if hypot(*(pull / (value + middle) for pull, value in zip(along, values, strict=True))) > radius:
            low = middle
        else:
            high = middle
        if high - low <= 1e-3 * high:
            break
    return high
