"""What do models share whose time passes in whole periods? A unit, and a discount rate in it.

:class:`PeriodModel`: a contract is renewed or not, a donor gives or not, once a period.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ..schema import Unit
from ._arguments import as_count
from ._timed_model import TimedModel
from ._units import any_unit, force_of_interest
from .fitting.coordinates import fraction, to_fraction
from .fitting.family import LikelihoodParameters, RowsT
from .likelihood.running_sums import running_sums

FARTHEST_PERIOD = 1e9  # so far ahead nobody looks
NEGLIGIBLE = 40.0  # a payment worth e^-40 of today's is not added


class PeriodModel(TimedModel[RowsT]):
    """A model in which something happens or not, once in every period."""

    def force_per_period(
        self, discount_rate: float, discount_per: Unit, unit: Unit | None, table: pd.DataFrame | None = None
    ) -> float:
        """Give the continuous discount rate per period of an effective rate per ``discount_per``.

        Raises
        ------
        ValueError
            If no period is stated, if stated ones differ, or if the rate is zero: sums for ever need a positive one.
        """
        stated = any_unit(pd.DataFrame() if table is None else table, self.unit_, unit)
        force = force_of_interest(discount_rate, discount_per, stated)
        if force <= 0:
            raise ValueError("for ever needs a positive discount_rate, such as 0.10 for 10 % a year.")
        return force


def as_periods(value: Any, name: str, *, most: float = FARTHEST_PERIOD) -> int:
    """Give a number of periods ahead, a whole number.

    Raises
    ------
    ValueError
        If it is none, or above ``most``.
    """
    number = as_count(value, name)
    if number > most:
        raise ValueError(f"{name} must be at most {most:,.0f} periods, found {value!r}.")
    return number


def fractions(search_point: np.ndarray) -> LikelihoodParameters:
    """Give likelihood parameters that are all fractions of their own search coordinate."""
    parts = [fraction(z) for z in search_point]
    second = np.zeros((len(parts),) * 3)
    every = np.arange(len(parts))
    second[every, every, every] = [part.second for part in parts]
    return LikelihoodParameters(
        np.array([part.value for part in parts]), np.diag([part.first for part in parts]), second
    )


def to_fractions(likelihood_parameters: np.ndarray) -> np.ndarray:
    """Invert :func:`fractions`."""
    return np.array([to_fraction(value) for value in likelihood_parameters])


def beta_shapes(mean: float, polarity: float) -> tuple[float, float, np.ndarray]:
    """Give both shapes of a beta distribution, and their slopes in mean and polarity.

    A polarity of zero makes both infinite; a mean of zero or one leaves one shape zero and the other without a meaning.
    """
    slopes = np.full((2, 2), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.float64(1.0 - polarity) / polarity
        slopes[0] = total, -mean / np.float64(polarity) ** 2
        slopes[1] = -total, -(1.0 - mean) / np.float64(polarity) ** 2
    if mean <= 0:
        return 0.0, np.nan, slopes
    if mean >= 1:
        return np.nan, 0.0, slopes
    return float(mean * total), float((1.0 - mean) * total), slopes


def mean_and_polarity(first: float, second: float) -> tuple[float, float]:
    """Give mean and polarity of a beta distribution with these shapes."""
    return first / (first + second), 1.0 / (1.0 + first + second)


def present_value(survival: Callable[[np.ndarray], np.ndarray], force: float, n: int) -> np.ndarray:
    """Sum what survives 1, 2, 3, ... periods from now, each discounted by as many periods.

    Parameters
    ----------
    survival : callable
        Takes numbers of periods, shape ``(m,)``, and gives shares that survive them, shape ``(n, m)``.
    force : float
        Continuous discount rate per period, positive.
    n : int
        Rows of ``survival``.

    Returns
    -------
    ndarray of shape (n,)
        The sums.
    """
    last = max(math.ceil(NEGLIGIBLE / force), 1)
    terms = running_sums(lambda j: survival(j + 1.0) * np.exp(-force * (j + 1.0)), np.array([last]))
    return terms.reshape(n)
