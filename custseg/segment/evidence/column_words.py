"""What is a column called in a sentence, and which of its values do many customers share?

`in_words` and `shared_in_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from ..clustering.column_scale import near_one
from .shared_values import shared_values


def shared_in_words(numbers: NDArray, names: Sequence[str]) -> str:
    """Name the values that many customers share, with their shares.

    Sums of the same money can differ in their last bits: what is told alike is one value.

    Examples
    --------
    >>> import numpy as np
    >>> fee = np.array([0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2, 0.5, 0.9, 1.4, 2.2, 3.1, 4.6])
    >>> shared_in_words(fee[:, None], ["fee"])
    'fee = 0.3 (40%)'
    """
    found = []
    for name, column in zip(names, numbers.T, strict=True):
        even, shares = near_one(column), dict[str, float]()
        for value in shared_values(even):
            held = even == value
            amount = _amount(column[held][0])
            shares[amount] = shares.get(amount, 0.0) + held.mean()
        found += [f"{name} = {amount} ({share:.0%})" for amount, share in shares.items()]
    return "; ".join(found)


def _amount(value: float) -> str:
    """Tell a value to the cent, however large it is: a day such as 20240115 must be found again in the table."""
    digits = min(max(6, len(f"{abs(value):.0f}") + 2), 15)
    return f"{value + 0.0:.{digits}g}"  # nought more, since a nought may come with a minus


def in_words(name: Any) -> str:
    """Name a column in a sentence: a number alone would be read as a number, and a comma as a second column."""
    if isinstance(name, tuple):
        return f"column {_quoted(', '.join(map(str, name)))}"
    if not isinstance(name, str):
        return f"column {name}"
    if not name.strip() or name.strip().lstrip("+-").replace(".", "", 1).isdecimal():
        return f"column {name if name.strip() else _quoted(name)}"
    return _quoted(name) if any(mark in name for mark in ',;"') else name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
