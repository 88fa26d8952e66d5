"""Does a climb lead anywhere new? Maxima that are known, and the ways on which other climbs came up.

:class:`Explored` keeps both, and watches climbs.

Most starts lead to one maximum, and their climbs meet long before it: far from it the data pull all of them onto the
same narrow ridge, on which each then takes several steps. What comes onto a way that another climb went, where that
led higher, ends where the other one did.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from .newton import Maximum, Watch

APART = 0.05  # of a search coordinate: two maxima that are nearer are one
ALIKE = 0.02  # of log-likelihood: so near to that of a maximum is what a step to it promises, whose terms are square
LONGEST = 0.5  # of a search coordinate: between two looks that are farther apart nobody knows the way


class Leg(NamedTuple):
    """A step that led up: where it began, how far it went in each coordinate, and the heights at both ends."""

    begin: list[float]
    way: list[float]
    low: float
    high: float


class Explored:
    """What climbs have found so far.

    Parameters
    ----------
    maxima : iterable of Maximum
        Those that are known.
    legs : iterable of Leg, optional
        Steps of climbs that have ended at one of them. None follows no ways: only maxima count.

    Examples
    --------
    >>> explored = Explored(legs=[])
    >>> first, second = explored.watch(), explored.watch()
    >>> ridge = [np.array([0.4 * step, 0.0]) for step in range(4)]
    >>> [first(here, there, height, height + 1) for height, (here, there) in enumerate(zip(ridge, ridge[1:]))]
    [False, False, False]
    >>> second(np.array([9.0, 9.0]), np.array([0.6, 0.01]), -5.0, 1.5)  # onto the way of the first
    True
    """

    def __init__(self, maxima: Iterable[Maximum] = (), *, legs: Iterable[Leg] | None = None) -> None:
        self.maxima = list(maxima)
        self.legs = None if legs is None else list(legs)

    def watch(self) -> Watch:
        """Give what watches one climb: it keeps the way, and says whether the next point leads nowhere new."""
        came: list[tuple[np.ndarray, float]] = []

        def leads_nowhere_new(here: np.ndarray, there: np.ndarray, height: float, promised: float) -> bool:
            if self._is_at_a_maximum(there, height, promised):
                return True
            if self.legs is None:
                return False
            if came and height > came[-1][1]:
                self._keep(*came[-1], here, height)
            came.append((here, height))
            return self._is_on_a_way(there.tolist(), height, promised)

        return leads_nowhere_new

    def _is_at_a_maximum(self, there: np.ndarray, height: float, promised: float) -> bool:
        return any(
            height <= known.value and abs(promised - known.value) < ALIKE and np.abs(there - known.point).max() < APART
            for known in self.maxima
        )

    def _keep(self, begin: np.ndarray, low: float, end: np.ndarray, high: float) -> None:
        way = (end - begin).tolist()
        if self.legs is not None and max(map(abs, way)) < LONGEST:
            self.legs.append(Leg(begin.tolist(), way, low, high))

    def _is_on_a_way(self, there: list[float], height: float, promised: float) -> bool:
        """Say whether a point lies beside a leg that leads higher than here, and is promised a height of the leg's."""
        return any(
            height < leg.high and leg.low - ALIKE <= promised <= leg.high + ALIKE and _is_beside(leg, there)
            for leg in self.legs or ()
        )


def _is_beside(leg: Leg, point: list[float]) -> bool:
    """Say whether a point is nowhere farther from a leg than two maxima that are one; in plain numbers."""
    begin, way, _, _ = leg
    along = sum((at - since) * step for at, since, step in zip(point, begin, way, strict=True))
    share = min(1.0, max(0.0, along / max(sum(step * step for step in way), 1e-300)))
    return all(abs(since + share * step - at) < APART for at, since, step in zip(point, begin, way, strict=True))
