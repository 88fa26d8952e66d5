"""What is one truth value, and what if several must hold? A condition says in words why it is not met.

`Condition`; `truth` refuses what is no single truth value, `met_unless` makes a condition of what is found wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_SHOWN = 3  # faults named; the others are counted


@dataclass(frozen=True)
class Condition:
    """Whether a claim holds, and if not, why.

    Its truth value is `holds`. Two conditions are joined by ``&`` (both) and ``|`` (at least one); a single truth
    value may take the place of one of them.

    Parameters
    ----------
    holds : bool
        Whether it is met.
    why : str
        Why it is not, in words with the numbers; empty if it is.

    Examples
    --------
    >>> from custseg.exhibit import all_below, ordered
    >>> rates = [0.5, 0.3, 0.4]
    >>> ordered(rates) & all_below(rates, 0.45)
    Condition(holds=False, why='number 3 (0.400) is not below number 2 (0.300); number 1 (0.500) is not below 0.450')
    """

    holds: bool
    why: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", truth(self.holds, "holds"))
        object.__setattr__(self, "why", "" if self.holds else self.why or "the condition is not met")

    def __bool__(self) -> bool:
        return self.holds

    def __and__(self, other: Condition | bool) -> Condition:
        both = (self, _condition(other))
        return Condition(all(both), "; ".join(one.why for one in both if one.why))

    def __or__(self, other: Condition | bool) -> Condition:
        both = (self, _condition(other))
        return Condition(any(both), " and ".join(one.why for one in both))

    __rand__ = __and__
    __ror__ = __or__


def truth(value: object, name: str) -> bool:
    """Give one truth value; refuse what is several, none, or no truth value, in words."""
    if isinstance(value, bool | np.bool_ | Condition):
        return bool(value)
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype == bool:
        return bool(value)
    if isinstance(value, pd.Series | pd.DataFrame | pd.Index | np.ndarray | list | tuple):
        found = f"a {type(value).__name__} of {len(value)}"
        raise TypeError(f"{name} must be one truth value, found {found}: end it with .all() or .any().")
    raise TypeError(
        f"{name} must be one truth value or a Condition, found {type(value).__name__} {value!r}: compare it with "
        "something, and think of what shall be said where it is missing."
    )


def met_unless(faults: list[str]) -> Condition:
    """Give a condition that is met where nothing is found wrong."""
    more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
    return Condition(not faults, ", ".join([*faults[:_SHOWN], *more]))


def _condition(value: Condition | bool) -> Condition:
    return value if isinstance(value, Condition) else Condition(truth(value, "a condition"), "a further one is not met")
