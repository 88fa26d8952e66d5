"""Where is the likelihood highest? Trust-region Newton in a box, with exact gradient and Hessian.

:func:`maximise` gives a :class:`Maximum`, :func:`polished` its last digits; :class:`Ascent` is one climb,
:func:`in_step` takes several at once. Own code, because ``trust-exact`` of
``scipy.optimize`` has no box, and its ``trust-constr``, which has one, is slower by orders of magnitude on problems as
small as these.

The problems have four or five coordinates and an expensive function, so the step is solved exactly (eigenvalues, after
Moré & Sorensen 1983) and a coordinate whose limit the data ask for is held there while the others move.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from math import copysign, hypot, inf, isfinite, sqrt
from typing import NamedTuple

import numpy as np

Evaluation = tuple[float, np.ndarray, np.ndarray]
EPS = float(np.finfo(float).eps)
LONG = 100  # evaluations, after which a climb also looks along the sides of the box: hardly any takes so many
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


#: It is told where a climb is, its next point, the height here and the one that is promised there.
Watch = Callable[[np.ndarray, np.ndarray, float, float], bool]


def maximise(
    function: Callable[[np.ndarray], Evaluation],
    start: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    tolerance: float = 1e-9,
    max_evaluations: int = 100,
    radius: float = 2.0,
    is_known: Watch | None = None,
) -> Maximum:
    """Find the maximum of a smooth function in a box.

    Stops when the quadratic model promises less than ``tolerance`` (in units of log-likelihood), and without having
    converged where ``is_known`` says that this point, the next one, the value here and the one that the model promises
    there lead nowhere new.
    """
    climb = Ascent(
        start, lower, upper, tolerance=tolerance, max_evaluations=max_evaluations, radius=radius, is_known=is_known
    )
    return next(in_step(lambda points: [function(points[0])], [climb]))


def in_step(
    function: Callable[[list[np.ndarray]], Sequence[Evaluation]], climbs: Iterable[Ascent]
) -> Generator[Maximum, None, None]:
    """Climb several ways at once, a step of each at a time, and give the end of each as soon as it is there."""
    waiting = list(climbs)
    while waiting:
        for climb, look in zip(waiting, function([climb.trial for climb in waiting]), strict=True):
            climb.see(look)
        going = []
        for climb, step in zip(waiting, _next_steps(waiting), strict=True):
            end = climb.go(*step)
            if end is None:
                going.append(climb)
            else:
                yield end
        waiting = going


class Ascent:
    """One climb, as :func:`maximise` does it: look at ``trial``, :meth:`see` what is there, and :meth:`go` a step."""

    def __init__(
        self,
        start: np.ndarray,
        lower: np.ndarray,
        upper: np.ndarray,
        *,
        tolerance: float,
        max_evaluations: int,
        radius: float = 2.0,
        is_known: Watch | None = None,
    ) -> None:
        self.lower, self.upper, self.radius = lower, upper, radius
        self.tolerance, self.max_evaluations, self.is_known = tolerance, max_evaluations, is_known
        self.trial = self.point = np.clip(np.asarray(start, dtype=float), lower, upper)
        self.evaluations = 0

    def see(self, look: Evaluation) -> None:
        """Move to the trial if it is higher, and learn from it how far the quadratic model holds."""
        value, gradient, hessian = look
        self.evaluations += 1
        if self.evaluations == 1:
            self.value, self.gradient, self.hessian = look
            return
        usable = isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()
        gain = (value - self.value) / max(self.promised, 1e-300) if usable else -inf  # where flat: 0 / 0
        if gain < 0.25:
            self.radius = 0.25 * self.length
        elif gain > 0.75 and self.length > 0.8 * self.radius:
            self.radius = min(2.5 * self.radius, 20.0)
        if usable and value >= self.value:
            self.point, self.value, self.gradient, self.hessian = self.trial, value, gradient, hessian

    def go(self, held: np.ndarray, step: np.ndarray, promised: float) -> Maximum | None:
        """Choose the next trial; give the end where this is one."""
        self.length, self.promised = sqrt(float(step @ step)), promised
        least = max(self.tolerance, 4.0 * EPS * abs(self.value))
        converged = promised <= least and (self.length < 0.99 * self.radius or self.radius < 1e-6)
        if not converged:
            self.trial = np.minimum(np.maximum(self.point + step, self.lower), self.upper)
            if self.evaluations < self.max_evaluations and not (
                self.is_known and self.is_known(self.point, self.trial, self.value, self.value + promised)
            ):
                return None
        converged = converged and isfinite(self.value)  # a start where nothing is possible is no maximum
        return Maximum(self.point, self.value, self.gradient, self.hessian, self.evaluations, converged, held)


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
    as_high = value >= found.value - 4.0 * EPS * abs(found.value)
    better = as_high and (again.held == found.held).all() and _slope(again) < _slope(found)
    return again if better else found._replace(evaluations=again.evaluations)


def _slope(found: Maximum) -> float:
    return float(np.linalg.norm(np.where(found.held, 0.0, found.gradient)))


def _held(point: np.ndarray, gradient: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    return ((point <= lower) & (gradient <= 0)) | ((point >= upper) & (gradient >= 0))


def _next_steps(climbs: list[Ascent]) -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    """Give for each climb which coordinates are held, its step and what that promises; alike what stays in the box."""
    lower, upper = climbs[0].lower, climbs[0].upper
    if len(climbs) == 1:
        yield _next_step(climbs[0])
        return
    point, gradient, hessian = map(np.array, zip(*((at.point, at.gradient, at.hessian) for at in climbs), strict=True))
    whole = _ball_steps(gradient, -hessian, [climb.radius for climb in climbs])
    there = point + whole
    held = _held(point, gradient, lower, upper)
    inside = ~(held | (there < lower) | (there > upper)).any(axis=1)
    promised = (gradient * whole).sum(axis=1) + 0.5 * ((whole[:, None] @ hessian)[:, 0] * whole).sum(axis=1)
    for climb, is_inside, *step in zip(climbs, inside.tolist(), held, whole, promised.tolist(), strict=True):
        yield tuple(step) if is_inside else _next_step(climb)


def _next_step(climb: Ascent) -> tuple[np.ndarray, np.ndarray, float]:
    lower, upper = climb.lower, climb.upper
    held = _held(climb.point, climb.gradient, lower, upper)
    slopes = climb.gradient, climb.hessian
    found = _step(climb.point, *slopes, held, lower, upper, climb.radius)
    if climb.evaluations > LONG and not held.all():
        along = _along_sides(*slopes, ~held, lower - climb.point, upper - climb.point, climb.radius)
        found = max(found, (along, _promise(along, *slopes)), key=lambda step: step[1])
    return held, *found


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


def _along_sides(
    gradient: np.ndarray, hessian: np.ndarray, free: np.ndarray, low: np.ndarray, high: np.ndarray, radius: float
) -> np.ndarray:
    """Go the best way as far as the first side of the box, from there the best way along it, and so on.

    Each part is uphill. Where a ridge leads across a side that is very near, a step that is cut there is short, and one
    that puts all that leaves the box on its sides may lead downhill: straight uphill, the climb would go to and fro.
    """
    step, free = np.zeros_like(gradient), free.copy()
    while free.any():
        way = np.zeros_like(step)
        room = sqrt(max(radius**2 - float(step @ step), (0.1 * radius) ** 2))
        way[free] = _ball_step((gradient + hessian @ step)[free], -hessian[np.ix_(free, free)], room)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(way != 0, (np.where(way > 0, high, low) - step) / way, np.inf)
        first = int(shares.argmin())
        step = np.clip(step + min(1.0, float(shares[first])) * way, low, high)
        if shares[first] >= 1.0:
            break
        free[first] = False
    return step


def _ball_step(pull: np.ndarray, curvature: np.ndarray, radius: float) -> np.ndarray:
    """Maximise pull.s - s.curvature.s / 2 within the ball of this radius."""
    values, vectors = np.linalg.eigh(curvature)
    return vectors @ np.array(_on_axes((vectors.T @ pull).tolist(), values.tolist(), radius))


def _ball_steps(pull: np.ndarray, curvature: np.ndarray, radius: list[float]) -> np.ndarray:
    """Do the same for several at once."""
    values, vectors = np.linalg.eigh(curvature)
    along = (pull[:, None] @ vectors)[:, 0]
    steps = np.array(list(map(_on_axes, along.tolist(), values.tolist(), radius)))
    return (vectors @ steps[..., None])[..., 0]


def _on_axes(along: list[float], values: list[float], radius: float) -> list[float]:
    """Do it on the axes of the curvature, the flattest first; in plain numbers, for there are few."""
    axes = list(zip(along, values, strict=True))
    floor = max(0.0, -values[0])
    if values[0] > 0:
        step = [pull / value for pull, value in axes]
        if sum(part * part for part in step) <= radius**2:
            return step
    low = floor + 1e-12 * max(1.0, *map(abs, values))
    step = [pull / (value + low) for pull, value in axes]
    length = hypot(*step)
    if length <= radius:  # the hard case: go to the rim along the flattest direction
        step[0] += copysign(sqrt(max(radius**2 - length**2, 0.0)), along[0] or 1.0)
        return step
    high = floor + hypot(*along) / radius + 1e-12
    damping = _damping(axes, radius, low, high)
    return [pull / (value + damping) for pull, value in axes]


def _damping(axes: list[tuple[float, float]], radius: float, low: float, high: float) -> float:
    """Halve the span of the damping whose step is as long as the radius."""
    for _ in range(60):
        middle = sqrt(low * high) if high > 4 * low else 0.5 * (low + high)
        if hypot(*[pull / (value + middle) for pull, value in axes]) > radius:
            low = middle
        else:
            high = middle
        if high - low <= 1e-3 * high:
            break
    return high
