"""Which values of a parameter cannot be told from the best? The profile likelihood and where it has fallen too far.

:func:`profile_interval` gives both ends for one parameter.

Inside the model an end is found in logarithms of the reported parameters; where another parameter rests on a limit
(or lies so near that it is 0 in doubles) there are no such logarithms, and `profile_beside_limits` finds it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from .family import FittedFamily
from .profile_beside_limits import FARTHEST, end_beside_limits, ends_beside_limits
from .search import evaluate

STEPS = 60
LONGEST = 3.0  # step, in logarithms
CLOSE = 1e-4  # log-likelihood
NEAR = 1e-5  # step of differences of the (analytic) slopes of the coordinate map


class _Here(NamedTuple):
    value: float
    gradient: np.ndarray
    hessian: np.ndarray


def profile_interval(model: FittedFamily, number: int, level: float) -> tuple[float, float]:
    """Give both ends of the profile-likelihood interval of one parameter.

    An end is found by the method of Venzon & Moolgavkar (1988) in logarithms of the reported parameters. Where the
    likelihood never falls far enough the end is 0 or infinite. A parameter that itself rests on a limit, or has no
    meaning because of one, has no ends (NaN); the others have, and what rests on a limit may leave it for them.
    """
    target = model.log_likelihood_ - 0.5 * chi2.ppf(level, 1)
    values = model.params_.to_numpy()
    if model.held_.any() or not (np.isfinite(values) & (values > 0)).all():
        return ends_beside_limits(model, number, target)
    best = np.log(values)
    ends = []
    for side, open_end in ((-1.0, 0.0), (1.0, np.inf)):
        end = _end(model, best, number, side, target)
        if end is None:
            ends.append(open_end)
        else:  # the way to an end may lead onto a limit, on which there are no logarithms
            ends.append(end_beside_limits(model, number, side, target) if np.isnan(end) else float(np.exp(end)))
    return ends[0], ends[1]


def _end(model: FittedFamily, best: np.ndarray, number: int, side: float, target: float) -> float | None:
    """Give the logarithm of one end; nothing if the likelihood never falls that far, NaN if the way leaves the box."""
    others = np.arange(len(best)) != number
    here = _look(model, best)
    drop = here.value - target
    theta, now = best.copy(), here
    direction = _ridge(here, number, others)
    curvature = -float(direction @ here.hessian @ direction)
    if curvature <= 0:
        return None
    step = side * 0.5 * np.sqrt(2.0 * drop / curvature) * direction
    for _ in range(STEPS):
        moved = _advance(model, theta, now, step, target - 20.0 * drop)
        if moved is None:
            return None if _is_inside(model, theta + _shortened(step)) else np.nan
        if abs(moved[0][number] - best[number]) > FARTHEST:
            return None
        theta, now = moved
        ridge = _ridge(now, number, others)
        climb = _climb(now, others)
        if climb is None:
            return None
        lift = 0.5 * float(now.gradient[others] @ climb[others])
        if abs(now.value - target) < CLOSE and lift < CLOSE and (theta[number] - best[number]) * side > 0:
            return float(theta[number])
        along = _along(now, ridge, climb, lift, target, side)
        step = climb + np.clip(along, -2.0, 2.0) * ridge
    return None


def _look(model: FittedFamily, theta: np.ndarray) -> _Here:
    """Give value, gradient and Hessian of the log-likelihood in logarithms of the parameters."""
    point, slopes = _map(model, theta)
    bends = np.stack(
        [(_map(model, theta + h)[1] - _map(model, theta - h)[1]) / (2 * NEAR) for h in NEAR * np.eye(len(theta))]
    )
    value, gradient, hessian = evaluate(model, point, model.rows_)
    by_theta = gradient @ slopes
    return _Here(value, by_theta, slopes.T @ hessian @ slopes + np.einsum("kij,i->jk", bends, gradient))


def _map(model: FittedFamily, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the search point and its slopes in the logarithms of the reported parameters."""
    parameters, point = _from_logarithms(model, theta)
    values, slopes = model.reported_parameters(parameters)
    return point, np.linalg.inv(slopes @ model.likelihood_parameters(point, model.rows_).first / values[:, None])


def _from_logarithms(model: FittedFamily, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give likelihood parameters and search point from the logarithms of the reported parameters."""
    parameters = model.from_reported(dict(zip(model.parameter_names, np.exp(theta), strict=True)))
    return parameters, model.search_point(parameters, model.rows_)


def _is_inside(model: FittedFamily, theta: np.ndarray) -> bool:
    _, point = _from_logarithms(model, theta)
    lower, upper = model.bounds(model.rows_)
    return bool(((point > lower + 1e-7) & (point < upper - 1e-7)).all())


def _advance(
    model: FittedFamily, theta: np.ndarray, now: _Here, step: np.ndarray, floor: float
) -> tuple[np.ndarray, _Here] | None:
    """Take the step, or half of it as long as it leads where the likelihood has no value or has collapsed."""
    step = _shortened(step)
    for _ in range(12):
        if _is_inside(model, theta + step):
            there = _look(model, theta + step)
            if np.isfinite(there.value) and there.value > floor:
                return theta + step, there
        step = 0.5 * step
    return None


def _shortened(step: np.ndarray) -> np.ndarray:
    return step * min(1.0, LONGEST / max(float(np.linalg.norm(step)), 1e-300))


def _ridge(now: _Here, number: int, others: np.ndarray) -> np.ndarray:
    """Give the direction in which the parameter grows by one and the others follow their best."""
    direction = np.zeros(len(others))
    direction[number] = 1.0
    if not others.any():  # a family of one parameter
        return direction
    direction[others] = -np.linalg.lstsq(now.hessian[np.ix_(others, others)], now.hessian[others, number], rcond=None)[
        0
    ]
    return direction


def _climb(now: _Here, others: np.ndarray) -> np.ndarray | None:
    """Give the Newton step of the other parameters, if the likelihood curves down in them."""
    if not others.any():
        return np.zeros(len(others))
    block = now.hessian[np.ix_(others, others)]
    values, vectors = np.linalg.eigh(-block)
    values = np.maximum(np.abs(values), 1e-8 * np.abs(values).max())
    step = np.zeros(len(others))
    step[others] = vectors @ ((vectors.T @ now.gradient[others]) / values)
    length = float(np.linalg.norm(step))
    return step * min(1.0, 2.0 / length) if length > 0 else step


def _along(now: _Here, ridge: np.ndarray, climb: np.ndarray, lift: float, target: float, side: float) -> float:
    """Solve the quadratic for how far along the ridge the target lies; nearest root on the side asked for."""
    slope = float(now.gradient @ ridge)
    bend = float(ridge @ now.hessian @ ridge)
    rest = now.value + lift - target
    inside = slope**2 - 2.0 * bend * rest
    if bend >= 0 or inside < 0:
        # beyond the top of the parabola or where it opens upwards: a plain Newton step for the value
        return float(-rest / slope) if slope * side < 0 else side * 0.5
    roots = np.array([(-slope + sign * np.sqrt(inside)) / bend for sign in (-1.0, 1.0)])
    return float(roots.max() if side > 0 else roots.min())
