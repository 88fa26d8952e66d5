"""In which coordinates does Newton search? Logarithmic inside, with the model's limits a finite distance away.

:func:`from_zero` for values from 0 up, :func:`fraction` for values from 0 to 1; :func:`to_from_zero` and
:func:`to_fraction` are their inverses; :func:`log_flat_fraction` is a density.

``log(value + OFFSET)`` behaves like a logarithm for ordinary values and reaches 0 at a finite place, so that a box
constraint stands where the papers' parameters would run to infinity.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

OFFSET = 0.05
ROUNDING = 1e-14  # a value this close to a limit differs from it by the rounding of exp and log only: it is set to it


class Coordinate(NamedTuple):
    """One value with its first and second derivative in the search coordinate."""

    value: float
    first: float
    second: float


def from_zero(z: float, offset: float = OFFSET) -> Coordinate:
    """Map to ``[0, inf)``: value = exp(z) - offset."""
    grown = float(np.exp(z))
    value = grown - offset
    return Coordinate(value if value > ROUNDING else 0.0, grown, grown)


def to_from_zero(value: float, offset: float = OFFSET) -> float:
    """Invert :func:`from_zero`."""
    return float(np.log(value + offset))


def fraction(z: float, offset: float = OFFSET) -> Coordinate:
    """Map to ``[0, 1]``: value = (1 + 2 offset) logistic(z) - offset."""
    logistic = 1.0 / (1.0 + float(np.exp(-z)))
    scale = 1.0 + 2.0 * offset
    slope = scale * logistic * (1.0 - logistic)
    value = scale * logistic - offset
    value = 0.0 if value < ROUNDING else 1.0 if value > 1.0 - ROUNDING else value
    return Coordinate(value, slope, slope * (1.0 - 2.0 * logistic))


def to_fraction(value: float, offset: float = OFFSET) -> float:
    """Invert :func:`fraction`."""
    return float(np.log((value + offset) / (1.0 - value + offset)))


def log_flat_fraction(z: float) -> float:
    """Give the log density in the search coordinate of a fraction that may be anything from 0 to 1 alike."""
    return float(np.log(fraction(z).first))
