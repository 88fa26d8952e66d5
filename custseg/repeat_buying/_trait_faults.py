"""Why can the effects of these traits not be learnt? Each function gives sentences, none where nothing is wrong.

:func:`missing_traits` of the table, :func:`neither_words_nor_numbers`, :func:`wrong_values`, :func:`unknown_words` and
:func:`words_without_events` of a trait, :func:`same_for_everybody`, :func:`out_of_sight` and
:func:`following_from_others` of the columns of numbers that traits become.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import listed
from .fitting.weights import CUSTOMERS

TAKEN = ("x", "t_x", "T", "m_x", "litt")  # what the models explain
MOST_LEVELS = 50
LARGEST_NUMBER = 1e100  # beyond which squares are no numbers
SMALLEST_SPREAD = 1e-4  # below it a relative rate per unit is no number, even of a trait that does little
FARTHEST_FROM_ZERO = 1_000  # standard deviations: customers at 0, whom the parameters describe, are out of sight
DETERMINED = 1e-10  # share of the variance of a column that others leave unexplained: less is rounding
HOW_TO_JOIN = "Traits are columns of the table: table.join(traits)."


def missing_traits(table: pd.DataFrame, traits: Sequence[str]) -> list[str]:
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


def neither_words_nor_numbers(column: pd.Series) -> str:
    """Say that a trait holds neither words nor plain numbers; nothing ("") if it does."""
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind == "complex" or "timedelta" in kind:
        return f"trait '{column.name}' holds {kind} values: turn them into plain numbers, such as days."
    if column.dtype != object or column.map(pd.api.types.is_hashable).all():
        return ""
    return f"trait '{column.name}' holds lists or tables: a trait is one word or one number per customer."


def wrong_values(column: pd.Series, words: tuple[object, ...] | None) -> list[str]:
    """Say what is wrong with the values of one trait."""
    name = column.name
    if words is None:
        if problems := not_numbers(column):
            return problems
        if column.nunique() < 2:
            return [f"trait '{name}' is {column.iloc[0]} for everybody: it explains nothing. Leave it out."]
        return []
    problems = without_value(column)
    if pd.api.types.is_datetime64_any_dtype(column):
        problems.append(f"trait '{name}' holds dates: turn them into numbers, such as years since then.")
    elif len(words) > MOST_LEVELS:
        problems.append(
            f"trait '{name}' has {len(words):,} different words, more than {MOST_LEVELS}: merge them, or leave it out."
        )
    elif len(words) == 1 and not problems:
        problems.append(f"trait '{name}' is '{words[0]}' for everybody: it explains nothing. Leave it out.")
    return problems


def without_value(column: pd.Series) -> list[str]:
    """Say which customers have no value."""
    gone = column.isna().to_numpy()
    if not gone.any():
        return []
    return [
        f"trait '{column.name}' is missing for {int(gone.sum()):,} customers ({listed(column.index[gone])}). "
        "Leave them out, or fill in a word such as 'unknown'."
    ]


def not_numbers(column: pd.Series) -> list[str]:
    """Say what is wrong with a trait that must hold finite numbers."""
    if problems := without_value(column):
        return problems
    if not is_number_column(column):
        return [f"trait '{column.name}' must hold numbers, as at the fit; found {column.dtype}."]
    infinite = ~(np.abs(column.to_numpy(dtype=float)) <= LARGEST_NUMBER)
    if not infinite.any():
        return []
    return [
        f"trait '{column.name}' is infinite or above {LARGEST_NUMBER:.0e} for {int(infinite.sum()):,} customers "
        f"({listed(column.index[infinite])})."
    ]


def unknown_words(column: pd.Series, words: tuple[object, ...]) -> list[str]:
    """Say which words of a trait were not there at the fit."""
    if problems := without_value(column):
        return problems
    new = sorted(set(column.unique()) - set(words), key=str)
    if not new:
        return []
    return [
        f"trait '{column.name}' has {listed(new)}, of which the fit knows nothing (known: {listed(words, 12)}). "
        "Fit again, or use a known word."
    ]


def words_without_events(
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


def same_for_everybody(design: np.ndarray, labels: Sequence[str]) -> list[str]:
    """Say which columns are the same for all customers of the fit."""
    same = np.ptp(design, axis=0) == 0
    return [
        f"trait {label} is the same for everybody who bought again: it explains nothing. Leave it out."
        for label, alike in zip(labels, same, strict=True)
        if alike
    ]


def out_of_sight(centre: np.ndarray, scale: np.ndarray, labels: Sequence[str]) -> list[str]:
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


def following_from_others(design: np.ndarray, counts: np.ndarray, labels: Sequence[str]) -> list[str]:
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


def is_number_column(column: pd.Series) -> bool:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return False
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return True
    kinds = ("integer", "floating", "decimal", "mixed-integer-float", "boolean")
    return pd.api.types.infer_dtype(column, skipna=True) in kinds
