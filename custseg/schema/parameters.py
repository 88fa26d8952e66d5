"""Do the parameters of an estimator make sense? One declared table, one place that reads it.

`check_parameters` and `parameter_problems` read the table ``_allowed`` of an estimator, made of `one_of`,
`whole_from`, `number_from` and `number_above`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from .argument_checks import float_or_infinite
from .errors import listed
from .signatures import typed


@dataclass(frozen=True)
class Allowed:
    """Which values a parameter may have, in words and as a test."""

    words: str
    holds: Callable[[Any], bool]

    def or_none(self) -> Allowed:
        """Allow None as well."""
        return Allowed(f"{self.words}, or None", lambda value: value is None or self.holds(value))


@typed
def one_of(*options: str) -> Allowed:
    """Allow one of some words.

    Parameters
    ----------
    *options : str
        The words.

    Returns
    -------
    Allowed
        The rule, in words and as a test.

    Examples
    --------
    >>> one_of("high", "low").words
    "one of 'high', 'low'"
    """
    return Allowed(f"one of {listed(options, len(options))}", lambda value: isinstance(value, str) and value in options)


@typed
def whole_from(lowest: int) -> Allowed:
    """Allow whole numbers from the lowest on; True and False are no numbers.

    Parameters
    ----------
    lowest : int
        The smallest number that is allowed.

    Returns
    -------
    Allowed
        The rule, in words and as a test.

    Examples
    --------
    >>> whole_from(2).holds(2), whole_from(2).holds(2.0)
    (True, False)
    """
    return Allowed(
        f"a whole number of at least {lowest}",
        lambda value: isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= lowest,
    )


@typed
def number_from(lowest: float) -> Allowed:
    """Allow finite numbers from the lowest on.

    Parameters
    ----------
    lowest : float
        The smallest number that is allowed.

    Returns
    -------
    Allowed
        The rule, in words and as a test.

    See Also
    --------
    number_above : The limit itself is not allowed.

    Examples
    --------
    >>> number_from(0).holds(0.0), number_from(0).holds(float("inf"))
    (True, False)
    """
    return Allowed(f"a finite number of at least {lowest:g}", lambda value: _finite(value) and value >= lowest)


@typed
def number_above(limit: float) -> Allowed:
    """Allow finite numbers above the limit.

    Parameters
    ----------
    limit : float
        The largest number that is too small.

    Returns
    -------
    Allowed
        The rule, in words and as a test.

    See Also
    --------
    number_from : The limit itself is allowed.

    Examples
    --------
    >>> number_above(0).words
    'a finite number above 0'
    >>> number_above(0).or_none().holds(None)
    True
    """
    return Allowed(f"a finite number above {limit:g}", lambda value: _finite(value) and value > limit)


@typed
def parameter_problems(estimator: Any) -> list[str]:
    """Say which parameters are not what the estimator's table ``_allowed`` allows, one sentence each.

    Parameters
    ----------
    estimator : estimator
        With its table ``_allowed``, parameter -> rule.

    Returns
    -------
    list of str
        What was expected and what was found.

    Raises
    ------
    TypeError
        If it has no such table.

    See Also
    --------
    check_parameters : Raises them.

    Examples
    --------
    >>> from custseg.bands import Bands
    >>> parameter_problems(Bands("quantile", 0))
    ['n_bands must be a whole number of at least 2; found 0.']
    """
    if not hasattr(estimator, "_allowed"):
        raise TypeError(f"expected an estimator with a table _allowed; found {type(estimator).__name__}.")
    return [
        f"{name} must be {allowed.words}; found {getattr(estimator, name)!r}."
        for name, allowed in estimator._allowed.items()
        if not allowed.holds(getattr(estimator, name))
    ]


def check_parameters(estimator: Any, *more: str) -> None:
    """Raise a ValueError with every problem of the parameters: those of the table, and more that are known already.

    Parameters
    ----------
    estimator : estimator
        With its table ``_allowed``, parameter -> rule.
    *more : str
        Sentences about what the table cannot say, such as two parameters that do not fit.

    Raises
    ------
    ValueError
        With every sentence.

    See Also
    --------
    parameter_problems : The sentences alone.

    Examples
    --------
    >>> from custseg.bands import Bands
    >>> check_parameters(Bands("quantile", 0))
    Traceback (most recent call last):
    ValueError: Bands: n_bands must be a whole number of at least 2; found 0.
    """
    if problems := [*parameter_problems(estimator), *more]:
        raise ValueError(f"{type(estimator).__name__}: {' '.join(problems)}")


def _finite(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and abs(float_or_infinite(value)) < float("inf")
