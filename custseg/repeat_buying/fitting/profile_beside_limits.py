"""What is known of a parameter when another one rests on a limit? Its profile likelihood, within the box of the search.

:func:`ends_beside_limits`, and :func:`end_beside_limits` on one side.

The parameter is pulled away from its best value, and all others follow within the box, those on a limit too: the sum
of the log-likelihood and a parabola around an aim is climbed. Wherever that ends, no other point with the same value
of the parameter is more likely, so it lies on the profile, however strong the pull.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from .family import FittedFamily
from .newton import Evaluation, maximise
from .search import evaluate, limits_at, sides

FARTHEST = 12.0  # in logarithms: a parameter e^12 times as large or as small is not an end but an open side
PULL = 100.0  # curvature of the parabola, over that of the likelihood
NEAR = 1e-5  # step of differences of the (analytic) slopes
WIDEST = 1.0  # first aim, in logarithms
FARTHER = (0.1, 1.2)  # least and most that an aim lies farther from the best value than the one before, as a share
BEHIND = 1.05  # so far the next aim lies, over the way to where the end is expected
EXACT = 5e-4  # of log-likelihood, at an end
STEEP = 1e-4  # of how far an end lies from the best value, or of a logarithm, where the likelihood falls at once


class _Place(NamedTuple):
    """An aim, the search point where the pull towards it comes to rest, and its log-likelihood."""

    aim: float
    point: np.ndarray
    height: float


class _Profile(NamedTuple):
    """The model, the number of the parameter, the logarithm of its best value, and the strength of the pull."""

    model: FittedFamily
    number: int
    best: float
    pull: float


def ends_beside_limits(model: FittedFamily, number: int, target: float) -> tuple[float, float]:
    """Give both ends of the profile-likelihood interval of a parameter of a fit that rests on a limit.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    number : int
        Which of the reported parameters.
    target : float
        Log-likelihood at the ends.

    Returns
    -------
    tuple of float
        Low and high; 0 or infinite where the likelihood never falls that far; NaN if the parameter itself rests on the
        limit or has no meaning because of it.
    """
    low, high = (end_beside_limits(model, number, side, target) for side in (-1.0, 1.0))
    return low, high


def end_beside_limits(model: FittedFamily, number: int, side: float, target: float) -> float:
    """Give one of both ends.

    Parameters
    ----------
    model : FittedFamily
        A fitted model.
    number : int
        Which of the reported parameters.
    side : {-1.0, 1.0}
        The low end or the high one.
    target : float
        Log-likelihood at the end.

    Returns
    -------
    float
        0 or infinite where the likelihood never falls that far; NaN if the parameter has no meaning.
    """
    value = float(model.params_.iloc[number])
    free = np.flatnonzero(~model.held_)
    if not (np.isfinite(value) and value > 0 and len(free)):
        return np.nan
    slope = _logarithm(model, number, model.search_point_)[1][free]
    variance = float(slope @ np.linalg.pinv(-model.hessian_[np.ix_(free, free)], hermitian=True) @ slope)
    if not (np.isfinite(variance) and slope.any()):
        return np.nan
    # where the data say nothing at the best value (the curvature may be rounding), they may say much on one side of it
    step = min(float(np.sqrt(variance)), WIDEST) if variance > 0 else WIDEST
    profile = _Profile(model, number, float(np.log(value)), PULL / step**2)
    end = _end(profile, side * step, target)
    return float(np.exp(side * np.inf if end is None else end))


def _end(profile: _Profile, step: float, target: float) -> float | None:
    """Give the logarithm of one end, aiming ever farther until the likelihood has fallen; nothing if it never does."""
    before = last = _Place(0.0, profile.model.search_point_, profile.model.log_likelihood_)
    farthest = _farthest(profile, step)
    while abs(last.aim) < farthest:
        aim = step if last is before else _farther(before, last, target, profile.model.log_likelihood_)
        place = _pulled(profile, float(np.clip(aim, -farthest, farthest)), last.point)
        if place.height < target:  # it may have been given up on a flat ridge, or another ridge may be higher
            place = _pulled(profile, place.aim, place.point, *sides(profile.model, profile.model.rows_, place.point))
        if place.height < target:
            point = _crossing(profile, last, place, target)
            return _logarithm(profile.model, profile.number, point)[0]
        before, last = last, place
    return None


def _farther(before: _Place, last: _Place, target: float, highest: float) -> float:
    """Give the next aim, a little behind the end if the root of the fall goes on rising as between the last two."""
    fallen = [_root_of_fall(place.height, highest) for place in (before, last)]
    rise, missing = fallen[1] - fallen[0], _root_of_fall(target, highest) - fallen[1]
    share = BEHIND * missing / rise * (last.aim - before.aim) / last.aim if rise > 0 else np.inf
    return last.aim * (1.0 + float(np.clip(share, *FARTHER)))


def _crossing(profile: _Profile, inner: _Place, outer: _Place, target: float) -> np.ndarray:
    """Give the search point between two aims at which the likelihood crosses a target.

    Each is climbed to from the nearest point above the target; and where that ends below, from the nearest one below
    too: behind a valley, or on a flat ridge that is climbed for so long that it is given up, that one may be higher.
    """
    highest, seen = profile.model.log_likelihood_, {inner.aim: inner, outer.aim: outer}

    def behind_end(aim: float) -> float:
        if aim not in seen:
            above = max((place for place in seen.values() if place.height >= target), key=lambda place: abs(place.aim))
            below = min((place for place in seen.values() if place.height < target), key=lambda place: abs(place.aim))
            found = _pulled(profile, aim, above.point)
            if found.height < target:
                found = max(found, _pulled(profile, aim, below.point), key=lambda place: place.height)
            seen[aim] = found
        is_end = abs(seen[aim].height - target) < EXACT
        return 0.0 if is_end else _root_of_fall(seen[aim].height, highest) - _root_of_fall(target, highest)

    return seen[brentq(behind_end, inner.aim, outer.aim, xtol=STEEP * min(1.0, abs(outer.aim)))].point


def _root_of_fall(height: float, highest: float) -> float:
    """Give the root of how far a height lies below the highest: nearly a straight line along most profiles."""
    return sqrt(max(highest - height, 0.0))


def _farthest(profile: _Profile, step: float) -> float:
    """Give the farthest aim on this side: a parameter that ends in the box is not pulled to its end."""
    room = profile.model.logarithm_of_end(profile.number) - np.sign(step) * profile.best
    return float(min(FARTHEST, (1 - NEAR) * room))


def _pulled(profile: _Profile, aim: float, *starts: np.ndarray) -> _Place:
    """Climb to where the pull towards an aim comes to rest, from each start, and give the highest."""
    model = profile.model

    def climbed(point: np.ndarray) -> Evaluation:
        value, gradient, hessian = evaluate(model, point, model.rows_)
        logarithm, slope = _logarithm(model, profile.number, point)
        apart = logarithm - profile.best - aim
        bend = np.stack([_slope_change(model, profile.number, point, step) for step in NEAR * np.eye(len(point))])
        with np.errstate(invalid="ignore"):  # where it is infinite
            curved = hessian - profile.pull * (np.outer(slope, slope) + apart * 0.5 * (bend + bend.T))
        if not np.isfinite(curved).all():  # the parameter itself is at a limit there
            return -np.inf, np.zeros_like(gradient), np.zeros_like(hessian)
        return value - 0.5 * profile.pull * apart**2, gradient - profile.pull * apart * slope, curved

    bounds = model.bounds(model.rows_)
    places = (place for start in starts for place in (start, *_ways_off(model, start)))
    found = [maximise(climbed, place, *bounds, max_evaluations=200) for place in places]
    best = max(found, key=lambda climb: climb.value)
    return _Place(aim, best.point, evaluate(model, best.point, model.rows_)[0])


def _ways_off(model: FittedFamily, start: np.ndarray) -> Iterator[np.ndarray]:
    """Give a point on a limit once more with what has no meaning there at either side: it was left anywhere.

    Where nobody leaves, how customers differ in leaving says nothing; but it says whether the climb leaves that limit.
    """
    for limit in limits_at(model, start, model.rows_):
        for other in limit.meaningless:
            for side in model.bounds(model.rows_):
                point = start.copy()
                point[other] = side[other]
                yield point


def _logarithm(model: FittedFamily, number: int, point: np.ndarray) -> tuple[float, np.ndarray]:
    """Give the logarithm of a reported parameter at a search point, and its slopes."""
    inner = model.likelihood_parameters(point, model.rows_)
    values, slopes = model.reported_parameters(inner.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.log(values[number])), slopes[number] @ inner.first / values[number]


def _slope_change(model: FittedFamily, number: int, point: np.ndarray, step: np.ndarray) -> np.ndarray:
    up, down = _logarithm(model, number, point + step)[1], _logarithm(model, number, point - step)[1]
    with np.errstate(invalid="ignore"):  # at a limit both are infinite, and the climb turns back
        return (up - down) / (2.0 * NEAR)
