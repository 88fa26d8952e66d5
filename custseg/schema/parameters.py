"""Do the parameters of an estimator make sense? One declared table, one place that reads it.

`check_parameters` and `parameter_problems` read the table ``_allowed`` of an estimator, made of `one_of`,
`whole_from`, `number_from` and `number_above`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from .errors import listed


@dataclass(frozen=True)
class Allowed:
    """Which values a parameter may have, in words and as a test."""

    words: str
    holds: Callable[[Any], bool]

    def or_none(self) -> Allowed:
        """Allow None as well."""
        return Allowed(f"{self.words}, or None", lambda value: value is None or self.holds(value))


def one_of(*options: str) -> Allowed:
    """Allow one of some words.

    Examples
    --------
    >>> one_of("high", "low").words
    "one of 'high', 'low'"
    """
    return Allowed(f"one of {listed(options, len(options))}", lambda value: isinstance(value, str) and value in options)


def whole_from(lowest: int) -> Allowed:
    """Allow whole numbers from the lowest on; True and False are no numbers."""
    return Allowed(
        f"a whole number of at least {lowest}",
        lambda value: isinstance(value, Integral) and not isinstance(value, bool) and value >= lowest,
    )


def number_from(lowest: float) -> Allowed:
    """Allow finite numbers from the lowest on."""
    return Allowed(f"a finite number of at least {lowest:g}", lambda value: _finite(value) and value >= lowest)


def number_above(limit: float) -> Allowed:
    """Allow finite numbers above the limit."""
    return Allowed(f"a finite number above {limit:g}", lambda value: _finite(value) and value > limit)


def parameter_problems(estimator: Any) -> list[str]:
    """Say which parameters are not what the estimator's table ``_allowed`` allows, one sentence each.

    Examples
    --------
    >>> from custseg.bands import Bands
    >>> parameter_problems(Bands("quantile", 0))
    ['n_bands must be a whole number of at least 2; found 0.']
    """
    return [
        f"{name} must be {allowed.words}; found {getattr(estimator, name)!r}."
        for name, allowed in estimator._allowed.items()
        if not allowed.holds(getattr(estimator, name))
    ]


def check_parameters(estimator: Any, *more: str) -> None:
    """Raise a ValueError with every problem of the parameters: those of the table, and more that are known already."""
    if problems := [*parameter_problems(estimator), *more]:
        raise ValueError(f"{type(estimator).__name__}: {' '.join(problems)}")


def _finite(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and abs(value) < float("inf")
