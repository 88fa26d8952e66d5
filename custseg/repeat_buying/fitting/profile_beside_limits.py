"""What is known of a parameter when another one rests on a limit? Its profile likelihood, within the box of the search.

:func:`ends_beside_limits`, and :func:`end_beside_limits` on one side.

The parameter is pulled away from its best value, and all others follow within the box, those on a limit too: the sum
of the log-likelihood and a parabola around an aim is climbed. Wherever that ends, no other point with the same value
of the parameter is more likely, so it lies on the profile, however strong the pull.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from .family import FittedFamily
from .newton import Evaluation, maximise
from .search import evaluate, limits_at

FARTHEST = 12.0  # in logarithms: a parameter e^12 times as large or as small is not an end but an open side
PULL = 100.0  # curvature of the parabola, over that of the likelihood
NEAR = 1e-5  # step of differences of the (analytic) slopes
WIDEST = 1.0  # first aim, in logarithms
FARTHER = 1.6  # each aim over the one before, in distance from the best value
EXACT = 1e-4  # of the logarithm of an end


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
    near, inner, farthest = profile.model.search_point_, 0.0, _farthest(profile, step)
    while abs(inner) < farthest:
        step = float(np.clip(step, -farthest, farthest))
        point, height = _pulled(profile, step, near)
        if height < target:
            break
        near, inner, step = point, step, FARTHER * step
    else:
        return None
    point = _crossing(profile, (point, near), (inner, step), target)
    return _logarithm(profile.model, profile.number, point)[0]


def _crossing(
    profile: _Profile, starts: tuple[np.ndarray, np.ndarray], aims: tuple[float, float], target: float
) -> np.ndarray:
    """Give the search point between two aims at which the likelihood crosses a target, climbed to from one of two.

    The first lies behind the end, near by, but in another valley a climb from there stays below the target at the inner
    aim too. Where a flat ridge is climbed for so long that it is given up, the end is the point behind it.
    """
    for start in starts:
        above = cache(lambda aim, start=start: _pulled(profile, aim, start)[1] - target)
        if above(aims[0]) >= 0 >= above(aims[1]):
            return _pulled(profile, brentq(above, *aims, xtol=EXACT), start)[0]
    return starts[0]


def _farthest(profile: _Profile, step: float) -> float:
    """Give the farthest aim on this side: a parameter that ends in the box is not pulled to its end."""
    room = profile.model.logarithm_of_end(profile.number) - np.sign(step) * profile.best
    return float(min(FARTHEST, (1 - NEAR) * room))


def _pulled(profile: _Profile, aim: float, start: np.ndarray) -> tuple[np.ndarray, float]:
    """Give the search point where the pull towards an aim comes to rest, and its log-likelihood."""
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
    found = [maximise(climbed, place, *bounds, max_evaluations=200) for place in (start, *_ways_off(model, start))]
    best = max(found, key=lambda climb: climb.value)
    return best.point, evaluate(model, best.point, model.rows_)[0]


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
