"""How few rows carry the likelihood of customers who differ in traits? Unique (x, t_x, T, traits) with their counts.

:func:`compress_with_traits` gives :class:`TraitRows` and which row each customer has; :class:`Patterns` is what
customers have of traits, once for all who have the same.

A customer who buys ``exp(eta)`` times as fast lives the same story in a clock that runs so much faster: at a given
effect of the traits these rows are plain :class:`~.purchase_rows.PurchaseRows` with times that are stretched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from .purchase_rows import Levels, PurchaseRows, compress_with_inverse, unique_keys


@dataclass(frozen=True)
class Patterns:
    """Coded traits ``design`` (patterns, columns), and per row or customer which pattern it has."""

    design: np.ndarray
    codes: np.ndarray

    def __len__(self) -> int:
        """Give the number of patterns."""
        return len(self.design)


class _Pairs(NamedTuple):
    """The unique pairs of a value and a pattern, and per row which one it has."""

    values: np.ndarray
    patterns: np.ndarray
    codes: np.ndarray

    @classmethod
    def of(cls, level: Levels, patterns: Patterns) -> Self:
        bound = len(level.unique) * len(patterns)
        keys, _, codes = unique_keys(level.codes * np.int64(len(patterns)) + patterns.codes, bound, inverse=True)
        values, kinds = np.divmod(keys, len(patterns))
        return cls(level.unique[values], kinds, codes)


@dataclass(frozen=True)
class TraitRows(PurchaseRows):
    """Unique rows, each with the pattern of its customers' traits."""

    traits: Patterns

    @cached_property
    def pairs(self) -> tuple[_Pairs, _Pairs, _Pairs]:
        """Give the unique pairs of pattern and ``x``, ``t_x``, ``T``."""
        x, t_x, T = (_Pairs.of(level, self.traits) for level in (self.x, self.t_x, self.T))
        return x, t_x, T

    def stretched(self, log_pace: np.ndarray) -> PurchaseRows:
        """Give plain rows whose times run ``exp(log_pace)`` times as fast, with one pace per pattern.

        Each of ``x.unique`` belongs to one pattern: ``pairs[0].patterns`` says which.
        """
        x, t_x, T = self.pairs
        pace = np.exp(log_pace)
        last, end = (Levels(time.values * pace[time.patterns], time.codes) for time in (t_x, T))
        return PurchaseRows(Levels(x.values, x.codes), last, end, self.counts)

    def futures(self, *, by_silence: bool) -> tuple[np.ndarray, np.ndarray]:
        """Give the first row of each combination of x, T and traits, and which one a row has."""
        if by_silence:
            return super().futures(by_silence=True)
        x, _, T = self.pairs
        key = x.codes * np.int64(len(T.values)) + T.codes  # either says the pattern
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        return first, which

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row of those with the same traits: a smaller table of the same shape."""
        kept = np.sort(np.argsort(self.traits.codes, kind="stable")[::step])
        x, t_x, T = (Levels(column.unique, column.codes[kept]).used() for column in (self.x, self.t_x, self.T))
        return type(self)(x, t_x, T, self.counts[kept], replace(self.traits, codes=self.traits.codes[kept]))


def compress_with_traits(
    x: np.ndarray, t_x: np.ndarray, T: np.ndarray, traits: Patterns, *, unit_days: float | None = None
) -> tuple[TraitRows, np.ndarray]:
    """Give the unique rows in a fixed order, whatever the order of the customers, and the row of each customer."""
    rows, back = compress_with_inverse(x, t_x, T, unit_days=unit_days)
    kinds = np.int64(len(traits))
    keys, counts, back = unique_keys(back * kinds + traits.codes, len(rows) * len(traits), inverse=True)
    of_row, pattern = np.divmod(keys, kinds)
    some_x, some_t, some_T = (Levels(level.unique, level.codes[of_row]) for level in (rows.x, rows.t_x, rows.T))
    return TraitRows(some_x, some_t, some_T, counts.astype(float), Patterns(traits.design, pattern)), back
