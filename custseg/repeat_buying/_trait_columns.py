"""Which numbers do traits of customers become, and can their effects be told apart? Every defect at once.

:func:`learn_coding` gives a :class:`Coding`, and that the :class:`~.likelihood.trait_rows.Patterns` of a table. A
number stays what it is; of words, each but the commonest is a column of its own, ``channel[web]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed
from .fitting.weights import CUSTOMERS, customers_of
from .likelihood.purchase_rows import unique_keys
from .likelihood.trait_rows import Patterns

TAKEN = ("x", "t_x", "T", "m_x", "litt")  # what the models explain
MOST_LEVELS = 50
LARGEST_KEY = 2**62
LARGEST_NUMBER = 1e100  # beyond which squares are no numbers
SMALLEST_SPREAD = 1e-4  # below it a relative rate per unit is no number, even of a trait that does little
FARTHEST_FROM_ZERO = 1_000  # standard deviations: customers at 0, whom the parameters describe, are out of sight
DETERMINED = 1e-10  # share of the variance of a column that others leave unexplained: less is rounding
HOW_TO_JOIN = "Traits are columns of the table: table.join(traits)."


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
        if problems := _missing(table, self.traits):
            raise SchemaError(*problems)
        problems = []
        for name, levels in zip(self.traits, self.levels, strict=True):
            problems += _unknown(table[name], levels) if levels else _not_numbers(table[name])
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
    if problems := _missing(table, traits):
        raise SchemaError(*problems)
    customers = customers_of(table)
    customers = np.ones(len(table)) if customers is None else customers
    there = customers > 0
    table, events, customers = table[there], events[there], customers[there]
    levels, problems = [], []
    for name in traits:
        if other := _neither(table[name]):
            problems.append(other)
            continue
        words = _words(table[name], customers)
        levels.append(words)
        problems += _of_a_trait(table[name], words) or _without_events(table[name], words, events, customers)
    if problems:
        raise SchemaError(*problems)
    raw = _raw_patterns(table, traits, levels)
    labels, owners = _labels(traits, levels)
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        raise SchemaError(f"two effects would have one name: {listed(twice)}. Rename a trait, or one of its words.")
    fitted = events > 0 if among_those else np.ones(len(table), dtype=bool)
    if len(labels) + 2 > (n := round(float(customers[fitted].sum()))):
        raise SchemaError(
            f"{len(labels)} effect{'s' * (len(labels) > 1)} of traits cannot be learnt from {n} customers. "
            "Leave traits out, or merge words."
        )
    counts = np.bincount(raw.codes[fitted], customers[fitted], minlength=len(raw))
    if problems := _alike(raw.design[counts > 0], labels):
        raise SchemaError(*problems)
    centre = counts @ raw.design / counts.sum()
    scale = np.sqrt(counts @ (raw.design - centre) ** 2 / counts.sum())
    if problems := _out_of_sight(centre, scale, labels):
        raise SchemaError(*problems)
    if problems := _determined((raw.design - centre) / scale, counts, labels):
        raise SchemaError(*problems)
    fitted_design = raw.design[counts > 0]
    span = np.ptp(fitted_design, axis=0)
    two = np.array([len(np.unique(column)) == 2 for column in fitted_design.T])
    usual, step = np.where(two, fitted_design.min(axis=0), centre), np.where(two, span, 1.0)
    return Coding(tuple(traits), tuple(levels), labels, owners, centre, scale, span, usual, step)


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


def _missing(table: pd.DataFrame, traits: Sequence[str]) -> list[str]:
    """Say which traits are no columns, are there twice, or are what the models explain."""
    absent = [name for name in traits if name not in table.columns]
    twice = [name for name in dict.fromkeys(traits) if list(traits).count(name) > 1]
    doubled = [name for name in traits if name in table.columns and isinstance(table[name], pd.DataFrame)]
    taken = [name for name in traits if name in TAKEN]
    counted = [CUSTOMERS] if CUSTOMERS in traits and CUSTOMERS in table.columns else []
    found = listed(map(str, table.columns), 12)
    return [
        *([f"the table lacks the traits {listed(absent)} (found: {found}). {HOW_TO_JOIN}"] if absent else []),
        *([f"traits are named more than once: {listed(twice)}."] if twice else []),
        *([f"the table has {listed(doubled)} more than once: keep one of each."] if doubled else []),
        *([f"{listed(taken)} is what the model explains, no trait."] if taken else []),
        *([f"{name} says how many a row stands for, no trait: rename the column." for name in counted]),
    ]


def _is_number(column: pd.Series) -> bool:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return False
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return True
    kinds = ("integer", "floating", "decimal", "mixed-integer-float", "boolean")
    return pd.api.types.infer_dtype(column, skipna=True) in kinds


def _neither(column: pd.Series) -> str:
    """Say that a trait holds neither words nor plain numbers; nothing ("") if it does."""
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind == "complex" or "timedelta" in kind:
        return f"trait '{column.name}' holds {kind} values: turn them into plain numbers, such as days."
    if column.dtype != object or column.map(pd.api.types.is_hashable).all():
        return ""
    return f"trait '{column.name}' holds lists or tables: a trait is one word or one number per customer."


def _words(column: pd.Series, customers: np.ndarray) -> tuple[object, ...] | None:
    """Give the words of a trait, the commonest first and then as they are sorted; None of numbers."""
    if _is_number(column):
        return None
    counts = pd.Series(customers).groupby(column.to_numpy(), sort=False).sum()
    if isinstance(column.dtype, pd.CategoricalDtype):
        ordered = [word for word in column.cat.categories if word in counts.index]
    else:
        ordered = sorted(counts.index, key=str)
    first = [word for word in ordered if counts[word] == counts.max()][:1]
    return (*first, *(word for word in ordered if word not in first))


def _of_a_trait(column: pd.Series, words: tuple[object, ...] | None) -> list[str]:
    """Say what is wrong with the values of one trait."""
    name = column.name
    if words is None:
        if problems := _not_numbers(column):
            return problems
        if column.nunique() < 2:
            return [f"trait '{name}' is {column.iloc[0]} for everybody: it explains nothing. Leave it out."]
        return []
    problems = _nameless(column)
    if pd.api.types.is_datetime64_any_dtype(column):
        problems.append(f"trait '{name}' holds dates: turn them into numbers, such as years since then.")
    elif len(words) > MOST_LEVELS:
        problems.append(
            f"trait '{name}' has {len(words):,} different words, more than {MOST_LEVELS}: merge them, or leave it out."
        )
    elif len(words) == 1 and not problems:
        problems.append(f"trait '{name}' is '{words[0]}' for everybody: it explains nothing. Leave it out.")
    return problems


def _nameless(column: pd.Series) -> list[str]:
    """Say which customers have no value."""
    gone = column.isna().to_numpy()
    if not gone.any():
        return []
    return [
        f"trait '{column.name}' is missing for {int(gone.sum()):,} customers ({listed(column.index[gone])}). "
        "Leave them out, or fill in a word such as 'unknown'."
    ]


def _not_numbers(column: pd.Series) -> list[str]:
    """Say what is wrong with a trait that must hold finite numbers."""
    if problems := _nameless(column):
        return problems
    if not _is_number(column):
        return [f"trait '{column.name}' must hold numbers, as at the fit; found {column.dtype}."]
    infinite = ~(np.abs(column.to_numpy(dtype=float)) <= LARGEST_NUMBER)
    if not infinite.any():
        return []
    return [
        f"trait '{column.name}' is infinite or above {LARGEST_NUMBER:.0e} for {int(infinite.sum()):,} customers "
        f"({listed(column.index[infinite])})."
    ]


def _unknown(column: pd.Series, words: tuple[object, ...]) -> list[str]:
    """Say which words of a trait were not there at the fit."""
    if problems := _nameless(column):
        return problems
    new = sorted(set(column.unique()) - set(words), key=str)
    if not new:
        return []
    return [
        f"trait '{column.name}' has {listed(new)}, of which the fit knows nothing (known: {listed(words, 12)}). "
        "Fit again, or use a known word."
    ]


def _without_events(
    column: pd.Series, words: tuple[object, ...] | None, events: np.ndarray, customers: np.ndarray
) -> list[str]:
    """Say which words, or which of two numbers, nobody has of those with events: the effect has no limit then."""
    if words is None and column.nunique() > 2:
        return []
    happened = pd.DataFrame({"events": events, "customers": customers}).groupby(column.to_numpy(), observed=True).sum()
    never = happened.loc[happened["events"] == 0, "customers"]
    return [
        f"none of the {round(float(size)):,} customers with {column.name} = {word!s} bought again: what the trait does "
        "has no limit then. Merge the word with another, or leave the trait out."
        for word, size in never.items()
    ]


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


def _alike(design: np.ndarray, labels: Sequence[str]) -> list[str]:
    """Say which columns are the same for all customers of the fit."""
    same = np.ptp(design, axis=0) == 0
    return [
        f"trait {label} is the same for everybody who bought again: it explains nothing. Leave it out."
        for label, alike in zip(labels, same, strict=True)
        if alike
    ]


def _out_of_sight(centre: np.ndarray, scale: np.ndarray, labels: Sequence[str]) -> list[str]:
    """Say which columns differ too little, or lie too far from 0, for parameters of a customer with 0."""
    found: list[str] = []
    for label, mean, spread in zip(labels, centre, scale, strict=True):
        if not spread > SMALLEST_SPREAD:
            found.append(
                f"trait {label} differs by {spread:.1g} only, so that what a whole unit of it does is beyond numbers: "
                "write it in smaller units."
            )
        elif abs(mean) > FARTHEST_FROM_ZERO * spread:
            found.append(
                f"trait {label} has a mean of {mean:.6g} and differs by {spread:.3g} only, so that nobody is near 0, "
                "the customer whom the parameters describe. Subtract its mean."
            )
    return found


def _determined(design: np.ndarray, counts: np.ndarray, labels: Sequence[str]) -> list[str]:
    """Say which columns the ones before determine: their effects cannot be told apart."""
    weighted = np.sqrt(counts / counts.sum())[:, None] * design
    problems: list[str] = []
    for number, label in enumerate(labels):
        before, column = weighted[:, :number], weighted[:, number]
        if not number:
            continue
        shares = np.linalg.lstsq(before, column, rcond=None)[0]
        if float(((column - before @ shares) ** 2).sum()) < DETERMINED:
            others = [name for name, share in zip(labels, shares, strict=False) if abs(share) > 1e-6]
            problems.append(
                f"{label} follows from {listed(others)}: their effects cannot be told apart. Leave one of them out."
            )
    return problems
