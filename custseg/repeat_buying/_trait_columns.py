"""Which numbers do traits of customers become?

:func:`learn_coding` gives a :class:`Coding`, and that the :class:`~.likelihood.trait_rows.Patterns` of a table. A
number stays what it is; of words, each but the commonest is a column of its own, ``channel[web]``. What may be wrong
with them is said, all at once, by `_trait_faults`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed
from ._trait_faults import (
    following_from_others,
    is_number_column,
    missing_traits,
    neither_words_nor_numbers,
    not_numbers,
    out_of_sight,
    same_for_everybody,
    unknown_words,
    words_without_events,
    wrong_values,
)
from .fitting.weights import customers_of
from .likelihood.purchase_rows import unique_keys
from .likelihood.trait_rows import Patterns

LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Coding:
    """How traits become columns of numbers with mean 0 and standard deviation 1.

    ``levels`` holds per trait its words, the one that the others are compared with first, or None of a number;
    ``labels`` and ``owners`` say per column what it is and whose; ``reference`` is the row of a customer with the
    first words of all traits, and 0 in all numbers. ``span`` is the largest value of a column less the smallest.
    ``usual`` and ``step`` say what is compared where a trait alone is of interest: a word with the first one, the
    higher of two numbers with the lower, of other numbers one more than the mean with the mean.
    """

    traits: tuple[str, ...]
    levels: tuple[tuple[object, ...] | None, ...]
    labels: tuple[str, ...]
    owners: tuple[str, ...]
    centre: np.ndarray
    scale: np.ndarray
    span: np.ndarray
    usual: np.ndarray
    step: np.ndarray

    @property
    def reference(self) -> np.ndarray:
        """Give the coded traits of the customer that the others are compared with."""
        return -self.centre / self.scale

    def patterns(self, table: pd.DataFrame) -> Patterns:
        """Code the traits of a table.

        Raises
        ------
        SchemaError
            If a trait is missing, or has words that were not there when the coding was learnt.
        """
        if problems := missing_traits(table, self.traits):
            raise SchemaError(*problems)
        problems = []
        for name, levels in zip(self.traits, self.levels, strict=True):
            problems += unknown_words(table[name], levels) if levels else not_numbers(table[name])
        if problems:
            raise SchemaError(*problems)
        raw = _raw_patterns(table, self.traits, self.levels)
        return replace(raw, design=(raw.design - self.centre) / self.scale)


def learn_coding(
    table: pd.DataFrame, traits: Sequence[str], events: np.ndarray, *, among_those: bool = False
) -> Coding:
    """Learn how the traits of a table are coded, and whether their effect on ``events`` can be learnt.

    Parameters
    ----------
    table : DataFrame
        One row per customer, the traits among its columns; or one for several, with a column ``customers``.
    traits : sequence of str
        Columns.
    events : ndarray, shape (n,)
        What is explained, such as repeat purchases. Words, or one of two values, that nobody with an event has would
        have an effect without limit.
    among_those : bool
        Only customers with events are in the fit: means and deviations are theirs.

    Raises
    ------
    SchemaError
        Listing every problem.
    """
    if problems := missing_traits(table, traits):
        raise SchemaError(*problems)
    customers = customers_of(table)
    customers = np.ones(len(table)) if customers is None else customers
    there = customers > 0
    table, events, customers = table[there], events[there], customers[there]
    levels = _learnt_levels(table, traits, events, customers)
    raw = _raw_patterns(table, traits, levels)
    labels, owners = _labels(traits, levels)
    fitted = events > 0 if among_those else np.ones(len(table), dtype=bool)
    _check_number(labels, round(float(customers[fitted].sum())))
    counts = np.bincount(raw.codes[fitted], customers[fitted], minlength=len(raw))
    design = raw.design[counts > 0]
    if problems := same_for_everybody(design, labels):
        raise SchemaError(*problems)
    centre = counts @ raw.design / counts.sum()
    scale = np.sqrt(counts @ (raw.design - centre) ** 2 / counts.sum())
    problems = out_of_sight(centre, scale, labels)
    if problems := problems or following_from_others((raw.design - centre) / scale, counts, labels):
        raise SchemaError(*problems)
    span = np.ptp(design, axis=0)
    two = np.array([len(np.unique(column)) == 2 for column in design.T])
    usual, step = np.where(two, design.min(axis=0), centre), np.where(two, span, 1.0)
    return Coding(tuple(traits), tuple(levels), labels, owners, centre, scale, span, usual, step)


def _learnt_levels(
    table: pd.DataFrame, traits: Sequence[str], events: np.ndarray, customers: np.ndarray
) -> list[tuple[object, ...] | None]:
    """Give the words of each trait; refuse traits that are neither words nor numbers, or tell nothing."""
    levels, problems = [], []
    for name in traits:
        if other := neither_words_nor_numbers(table[name]):
            problems.append(other)
            continue
        words = _words(table[name], customers)
        levels.append(words)
        problems += wrong_values(table[name], words) or words_without_events(table[name], words, events, customers)
    if problems:
        raise SchemaError(*problems)
    return levels


def _check_number(labels: Sequence[str], customers: int) -> None:
    """Refuse effects of one name, and more of them than the customers can tell."""
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        raise SchemaError(f"two effects would have one name: {listed(twice)}. Rename a trait, or one of its words.")
    if len(labels) + 2 > customers:
        raise SchemaError(
            f"{len(labels)} effect{'s' * (len(labels) > 1)} of traits cannot be learnt from {customers} customers. "
            "Leave traits out, or merge words."
        )


def trait_names(traits: object, argument: str) -> tuple[str, ...]:
    """Give the names of traits, of one or of a list.

    Raises
    ------
    TypeError
        If they are no names.
    """
    names = [traits] if isinstance(traits, str) else traits
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise TypeError(f"{argument} must be a list of names of columns, found {traits!r}.")
    return tuple(names)


def _words(column: pd.Series, customers: np.ndarray) -> tuple[object, ...] | None:
    """Give the words of a trait, the commonest first and then as they are sorted; None of numbers."""
    if is_number_column(column):
        return None
    counts = pd.Series(customers).groupby(column.to_numpy(), sort=False).sum()
    if isinstance(column.dtype, pd.CategoricalDtype):
        ordered = [word for word in column.cat.categories if word in counts.index]
    else:
        ordered = sorted(counts.index, key=str)
    first = [word for word in ordered if counts[word] == counts.max()][:1]
    return (*first, *(word for word in ordered if word not in first))


def _labels(
    traits: Sequence[str], levels: Sequence[tuple[object, ...] | None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    labels, owners = [], []
    for name, words in zip(traits, levels, strict=True):
        own = [name] if words is None else [f"{name}[{word}]" for word in words[1:]]
        labels += own
        owners += [name] * len(own)
    return tuple(labels), tuple(owners)


def _raw_patterns(table: pd.DataFrame, traits: Sequence[str], levels: Sequence[tuple[object, ...] | None]) -> Patterns:
    """Give the unique combinations of traits in a fixed order, as columns of numbers that are not standardised."""
    n = len(table)
    key, bound, columns = np.zeros(n, dtype=np.int64), 1, []
    for name, words in zip(traits, levels, strict=True):
        if words is None:
            codes, values = pd.factorize(table[name].to_numpy(dtype=float), sort=True)
            columns.append((values[:, None], codes))
        else:
            codes = pd.Index(list(words), dtype=object).get_indexer(pd.Index(table[name], dtype=object))
            columns.append((np.eye(len(words))[:, 1:], codes))
        if bound * len(columns[-1][0]) > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
            bound = int(key.max()) + 1
        bound *= len(columns[-1][0])
        key = key * np.int64(len(columns[-1][0])) + codes
    keys, _, of_customer = unique_keys(key, bound, inverse=True)
    first = np.empty(len(keys), dtype=np.int64)
    first[of_customer[::-1]] = np.arange(n - 1, -1, -1)
    design = [values[codes[first]] for values, codes in columns]
    return Patterns(np.hstack([np.empty((len(keys), 0)), *design]), of_customer)
