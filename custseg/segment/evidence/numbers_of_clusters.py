"""Which numbers of clusters are asked for, and are there customers enough?

`ks_problems` says what is wrong with them, `check_ks` refuses it, and `check_distinct` refuses more clusters than
distinct customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np

from ...schema import listed


def ks_problems(ks: Sequence[Any]) -> list[str]:
    """Say what is wrong with numbers of clusters.

    Examples
    --------
    >>> ks_problems([1, 2.5]), ks_problems([1, 2.0])
    (['ks must be whole numbers of at least 1; found 1, 2.5.'], [])
    """
    sound = len(ks) > 0 and all(map(_is_whole, ks))
    found = listed(ks) or "none"
    return [] if sound else [f"ks must be whole numbers of at least 1; found {found}."]


def check_ks(ks: Sequence[Any]) -> list[int]:
    """Give numbers of clusters as they come, each once.

    Raises
    ------
    ValueError
        Where one is no whole number of at least 1, or there is none.

    Examples
    --------
    >>> check_ks([3, 1, 3])
    [3, 1]
    """
    if problems := ks_problems(ks):
        raise ValueError(problems[0])
    return list(dict.fromkeys(int(k) for k in ks))


def check_distinct(ks: Sequence[int], n_distinct: int, *, given: bool = True, drawn: bool = False) -> None:
    """Refuse numbers of clusters for which there are too few distinct customers.

    Parameters
    ----------
    ks : sequence of int
        Numbers of clusters.
    n_distinct : int
        Distinct customers.
    given : bool, default True
        Whether the caller gave `ks`; the message says what they are where they are not.
    drawn : bool, default False
        Whether these are customers who were drawn, of whom there may be more.

    Raises
    ------
    ValueError
        Unless all lie below the number of distinct customers.

    Examples
    --------
    >>> check_distinct([1, 2], 8)
    >>> check_distinct([1, 9], 8)
    Traceback (most recent call last):
    ValueError: ks must stay below the number of distinct customers, 8; found 9. Pass ks=range(1, 8), or more customers.
    """
    if max(ks) < n_distinct:
        return
    whom = "distinct customers among those drawn" if drawn else "distinct customers"
    text = f"ks must stay below the number of {whom}, {n_distinct}; found {max(ks)}"
    if not given:
        text += f" (ks is {min(ks)} to {max(ks)} if it is not given)"
    more = "a larger sample" if drawn else "more customers"
    remedy = f"Pass ks=range(1, {n_distinct}), or {more}." if n_distinct > 1 else f"Pass {more}."
    raise ValueError(f"{text}. {remedy}")


def _is_whole(k: object) -> bool:
    if isinstance(k, bool | np.bool_) or not isinstance(k, Real):
        return False
    return (isinstance(k, Integral) or float(k).is_integer()) and float(k) >= 1
