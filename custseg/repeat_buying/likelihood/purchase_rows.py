"""How few rows carry the whole likelihood of a purchase model? Unique (x, t_x, T) with their counts.

:func:`compress` gives :class:`PurchaseRows`, :func:`compress_with_inverse` also which row each customer has.

A million customers observed in weeks are some 35,000 different rows, and functions of one column alone are needed only
at its unique values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

DENSE_KEYS = 4_000_000  # up to here, and with so many keys a customer, counting beats hashing
DENSE_SHARE = 4
ALIKE = 0.2  # of a logarithm: values that are merged
LARGEST_CODE = 1_000_000  # three codes below it make one 64-bit key


@dataclass(frozen=True)
class Levels:
    """The unique values of one column and, per row, which one it has."""

    unique: np.ndarray
    codes: np.ndarray

    def used(self) -> Levels:
        """Give the same without the values that no row has."""
        kept, codes = np.unique(self.codes, return_inverse=True)
        return Levels(self.unique[kept], codes)


class TimeGrid(NamedTuple):
    """All times at which somebody bought last or was seen last, and per row which ones these are.

    ``gaps`` are the spans between the times; ``begins`` and ``ends`` the places of ``t_x`` and ``T`` in a table of
    times by numbers of purchases.
    """

    times: np.ndarray
    gaps: np.ndarray
    t_x: np.ndarray
    T: np.ndarray
    begins: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True)
class PurchaseRows:
    """Unique rows: ``x``, ``t_x``, ``T`` as :class:`Levels`, ``counts`` per row, ``n`` customers.

    ``rough`` says that integrals need four digits only: those who may leave at any moment are summed up faster.
    """

    x: Levels
    t_x: Levels
    T: Levels
    counts: np.ndarray
    rough: bool = field(default=False, kw_only=True)

    @cached_property
    def n(self) -> float:
        """Give the number of customers."""
        return float(self.counts.sum())

    @cached_property
    def mean_time(self) -> float:
        """Give the mean time observed."""
        return float(self.T.unique[self.T.codes] @ self.counts) / self.n

    @cached_property
    def purchases(self) -> np.ndarray:
        """Give ``x`` of each row."""
        return self.x.unique[self.x.codes]

    @cached_property
    def roots_of_counts(self) -> np.ndarray:
        """Give the square roots of the counts, with which products of two rows are weighted."""
        return np.sqrt(self.counts)

    @cached_property
    def seen_at_the_end(self) -> bool:
        """Say whether somebody bought last when they were last seen."""
        return bool((self.t_x.unique[self.t_x.codes] >= self.T.unique[self.T.codes]).any())

    @cached_property
    def time_grid(self) -> TimeGrid:
        """Give the grid of all times."""
        times, places = np.unique(np.concatenate([self.t_x.unique, self.T.unique]), return_inverse=True)
        first = len(self.t_x.unique)
        t_x, T = places[:first][self.t_x.codes], places[first:][self.T.codes]
        width = len(self.x.unique)
        return TimeGrid(times, np.diff(times), t_x, T, t_x * width + self.x.codes, T * width + self.x.codes)

    @cached_property
    def customers_per_x(self) -> np.ndarray:
        """Give the number of customers with each number of repeat purchases."""
        return np.bincount(self.x.codes, self.counts, len(self.x.unique))

    @cached_property
    def powers_of_x(self) -> np.ndarray:
        """Give one, each number of repeat purchases that occurs and its square, shape ``(numbers, 3)``."""
        return np.stack([np.ones_like(self.x.unique), self.x.unique, self.x.unique**2], axis=1)

    @property
    def purchases_per_time(self) -> float:
        """Give all repeat purchases by all the time observed."""
        return (self.x.unique[self.x.codes] @ self.counts) / (self.T.unique[self.T.codes] @ self.counts)

    def __len__(self) -> int:
        """Give the number of unique rows."""
        return len(self.counts)

    def histories(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give x, t_x and T of some rows."""
        return tuple(level.unique[level.codes[rows]] for level in (self.x, self.t_x, self.T))

    def futures(self, *, by_silence: bool) -> tuple[np.ndarray, np.ndarray]:
        """Give the first row of each pair of x and T (of each row, ``by_silence``), and which pair a row has."""
        if by_silence:
            every = np.arange(len(self))
            return every, every
        _, first, pairs = np.unique(
            self.x.codes * len(self.T.unique) + self.T.codes, return_index=True, return_inverse=True
        )
        return first, pairs

    def uninformative(self) -> str:
        """Say why no model can be fitted to these rows; nothing ("") if one can."""
        if self.n < 2:
            return "one customer says nothing about how customers differ: at least two are needed."
        if not self.counts @ (self.x.unique[self.x.codes] > 0):
            return (
                f"none of the {self.n:.0f} customers bought again (x = 0 for all): there is no repeat buying to model. "
                "Observe for longer, or merge purchases into shorter units (grain=)."
            )
        return ""

    def weighted(self, counts: np.ndarray) -> Self:
        """Give the same rows with other counts (a bootstrap sample)."""
        return replace(self, counts=counts)

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row with its count: a smaller table of the same shape."""
        x, t_x, T = (Levels(column.unique, column.codes[::step]).used() for column in (self.x, self.t_x, self.T))
        return type(self)(x, t_x, T, self.counts[::step], rough=self.rough)

    def merged(self) -> PurchaseRows:
        """Give fewer rows much like these: nearly equal times are one, their mean, and so are numbers of purchases."""
        grid, numbers = self.time_grid, _alike(self.x.unique)
        times = _alike(grid.times)
        x, t_x, T = numbers.codes[self.x.codes], times.codes[grid.t_x], times.codes[grid.T]
        size = len(times.unique)
        keys, places = np.unique((x * size + t_x) * size + T, return_inverse=True)
        rest, T = np.divmod(keys, size)
        x, t_x = np.divmod(rest, size)
        counts = np.bincount(places, self.counts)
        levels = Levels(np.rint(numbers.unique), x), Levels(times.unique, t_x), Levels(times.unique, T)
        return PurchaseRows(*levels, counts, rough=self.rough)


def _alike(values: np.ndarray) -> Levels:
    """Put sorted values of zero or more together that lie in one step of the logarithm, and give their means."""
    with np.errstate(divide="ignore"):  # zero is minus infinity, and by itself
        steps = np.floor(np.log(values) / ALIKE)
    codes = np.concatenate([[0], (steps[1:] > steps[:-1]).cumsum()])
    return Levels(np.bincount(codes, values) / np.bincount(codes), codes)


def compress(x: np.ndarray, t_x: np.ndarray, T: np.ndarray, *, unit_days: float | None = None) -> PurchaseRows:
    """Give the unique rows in a fixed order, whatever the order of the customers."""
    return _compress(x, t_x, T, unit_days, inverse=False)[0]


def compress_with_inverse(
    x: np.ndarray, t_x: np.ndarray, T: np.ndarray, *, unit_days: float | None = None
) -> tuple[PurchaseRows, np.ndarray]:
    """Give the unique rows and, per customer, the number of the row."""
    return _compress(x, t_x, T, unit_days, inverse=True)


def stacked(parts: Sequence[PurchaseRows]) -> PurchaseRows:
    """Give the unique rows of all customers from those of some after others, where each part has later ``T``."""
    levels = [_joined(column) for column in zip(*((part.x, part.t_x, part.T) for part in parts), strict=True)]
    return PurchaseRows(levels[0], levels[1], levels[2], np.concatenate([part.counts for part in parts]))


def _joined(levels: Sequence[Levels]) -> Levels:
    unique = np.unique(np.concatenate([level.unique for level in levels]))
    codes = [np.searchsorted(unique, level.unique)[level.codes] for level in levels]
    return Levels(unique, np.concatenate(codes))


def _compress(
    x: np.ndarray, t_x: np.ndarray, T: np.ndarray, unit_days: float | None, *, inverse: bool
) -> tuple[PurchaseRows, np.ndarray]:
    coded = [_coded(np.asarray(column, dtype=float), unit_days) for column in (x, t_x, T)]
    sizes = [column.size for column in coded]
    key = coded[2].codes
    for column in coded[:2]:
        key = key * np.int64(column.size) + column.codes
    keys, counts, back = unique_keys(key, sizes[0] * sizes[1] * sizes[2], inverse=inverse)
    rest, t_code = np.divmod(keys, sizes[1])
    T_code, x_code = np.divmod(rest, sizes[0])
    levels = [column.levels(code) for column, code in zip(coded, (x_code, t_code, T_code), strict=True)]
    return PurchaseRows(levels[0], levels[1], levels[2], counts.astype(float)), back


@dataclass(frozen=True)
class _Coded:
    """A column as whole numbers below ``size``: steps of a unit, or places in a list of values."""

    codes: np.ndarray
    size: int
    steps: float
    values: np.ndarray | None = None

    def levels(self, codes: np.ndarray) -> Levels:
        used, places = _used(codes, self.size)
        return Levels(used / self.steps if self.values is None else self.values[used], places)


def _used(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the whole numbers below ``size`` that occur, sorted, and the place of each among them."""
    if size > DENSE_SHARE * len(codes):
        return np.unique(codes, return_inverse=True)
    used = np.flatnonzero(np.bincount(codes, minlength=size))
    place = np.empty(size, dtype=np.intp)
    place[used] = np.arange(len(used))
    return used, place[codes]


def unique_keys(key: np.ndarray, bound: int, *, inverse: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give sorted unique whole numbers below ``bound``, their counts, and the inverse if it is asked for."""
    nothing = np.empty(0, dtype=np.intp)
    if bound <= min(DENSE_KEYS, DENSE_SHARE * len(key)):
        dense = np.bincount(key, minlength=bound)
        keys = np.flatnonzero(dense)
        if not inverse:
            return keys, dense[keys], nothing
        place = np.empty(bound, dtype=np.intp)
        place[keys] = np.arange(len(keys))
        return keys, dense[keys], place[key]
    codes, found = pd.factorize(key)
    order = np.argsort(found)
    counts = np.bincount(codes, minlength=len(found))[order]
    if not inverse:
        return found[order], counts, nothing
    rank = np.empty(len(found), dtype=np.intp)
    rank[order] = np.arange(len(found))
    return found[order], counts, rank[codes]


def _coded(column: np.ndarray, unit_days: float | None) -> _Coded:
    """Code a column: whole units or whole days as they are, anything else by sorting."""
    largest = column.max(initial=0.0)
    for steps in (1.0, 7.0) if unit_days is None else (1.0, float(unit_days)):
        codes = _whole(column, steps) if largest * steps < LARGEST_CODE else None
        if codes is not None:
            return _Coded(codes, int(np.rint(largest * steps)) + 1, steps)
    values, codes = np.unique(column, return_inverse=True)
    return _Coded(codes.astype(np.int64), len(values), 1.0, values)


def _whole(column: np.ndarray, steps: float) -> np.ndarray | None:
    """Give the column in steps of a unit as whole numbers, or nothing if it is not in such steps."""
    if steps == 1.0:
        codes = column.astype(np.int64)
        return codes if (codes == column).all() else None
    scaled = column * steps
    whole = np.rint(scaled)
    near = np.abs(scaled - whole).max(initial=0.0) < 1e-9 * steps
    return whole.astype(np.int64) if near and not column[whole == 0.0].any() else None  # a short time is not none
