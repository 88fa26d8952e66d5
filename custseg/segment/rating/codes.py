"""Which code does a shop have under a rule of letters, such as CZ1 for a large grocer in town?

`class_codes` writes the codes of a register; `size_by_share` says who is large, medium and small.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...catalogue import CodePart, RuleSpec, load_rule
from ...schema import SchemaError, as_numbers, listed, typed
from ...schema.aliases import header_key, simplified
from ._columns import column_problems


@typed
def class_codes(
    register: pd.DataFrame,
    rule: str | os.PathLike[str] | RuleSpec,
    *,
    quantity: str | None = None,
    covers: Sequence[float] = (0.5, 0.8),
) -> pd.DataFrame:
    """Class customers by the letters of a rule: format by market by size (业态 × 市场 × 规模).

    Parameters
    ----------
    register : DataFrame
        Index ``customer_id``; one column for each part of the rule, by its key: a letter of the rule, or its name in
        English or Chinese.
    rule : str, path or RuleSpec
        A rule of the catalogue with codes, such as "national_2008", or your own. None is applied by itself.
    quantity : str, optional
        Column from which the part ``size`` is found, by `size_by_share` within each ``format``. Without it the register
        must have ``size``.
    covers : sequence of float
        Shares of a format's quantity that its large, its large and medium, ... customers bring: as many as the rule
        has sizes, less one. The published rule does not print them; these are a setting.

    Returns
    -------
    DataFrame
        Index of the register; the letter of each part, ``code`` and ``class`` (the code in words).

    Raises
    ------
    SchemaError
        For columns that are missing or have gaps, and for words that the rule does not know; all at once.
    ValueError
        If the rule has no codes, or `covers` do not rise between 0 and 1.

    See Also
    --------
    custseg.catalogue.load_rule : The rules, with ``parse`` and ``code`` for single codes.
    class_points : Points under a rule.

    Examples
    --------
    >>> register = pd.DataFrame(
    ...     {"market": ["town", "乡村", "C"], "format": ["Z", "食杂店", "supermarket"], "quantity": [90, 10, 40]},
    ...     index=["ann", "bob", "eve"],
    ... )
    >>> class_codes(register, "national_2008", quantity="quantity")["code"].to_dict()
    {'ann': 'CZ1', 'bob': 'XZ3', 'eve': 'CS1'}
    """
    rule = rule if isinstance(rule, RuleSpec) else load_rule(rule)
    if not rule.parts:
        raise ValueError(f"rule '{rule.key}' has no codes: it classes by other things.")
    parts = [part for part in rule.parts if part.key in register.columns or not part.optional]
    asked = [part.key for part in parts if quantity is None or part.key != "size"]
    problems = column_problems(register, "register", asked, [quantity] if quantity else [])
    letters = {}
    for part in parts:
        if part.key in asked and part.key in register.columns:
            letters[part.key], unknown = _letters(register[part.key], part)
            problems += unknown
    if problems:
        raise SchemaError(*problems)
    if quantity is not None:
        size = next((part for part in parts if part.key == "size"), None)
        if size is None:
            raise ValueError(f"rule '{rule.key}' has no sizes: leave quantity out.")
        if len(covers) != len(size.codes) - 1:
            raise ValueError(
                f"rule '{rule.key}' has {len(size.codes)} sizes: covers must be {len(size.codes) - 1} shares."
            )
        rank = size_by_share(register[quantity], pd.Series(letters["format"], register.index), covers)
        letters["size"] = np.array([code.code for code in size.codes], dtype=object)[rank.to_numpy() - 1]
    table = pd.DataFrame({part.key: letters[part.key] for part in parts}, index=register.index)
    table["code"] = table.agg("".join, axis=1) if len(table.columns) > 1 else table.iloc[:, 0]
    table["class"] = table["code"].map({code: rule.name(code) for code in table["code"].unique()})
    return table


@typed
def size_by_share(quantity: pd.Series, groups: pd.Series, covers: Sequence[float] = (0.5, 0.8)) -> pd.Series:
    """Say who is large, medium and small in their group: by the share of the group's quantity that they bring.

    Customers are counted from the largest down. Those until the first share is reached are 1, large, those until the
    second 2, and so on. Equals are never treated unequally: all who buy as much as the last one count with them.

    Parameters
    ----------
    quantity : Series of shape (n_customers,)
        Zero or more.
    groups : Series of shape (n_customers,)
        Same index; the format of each customer.
    covers : sequence of float
        Rising shares, between 0 and 1.

    Returns
    -------
    Series of int
        1 for large to ``len(covers) + 1`` for small; index of `quantity`. Who buys nothing is small.

    Raises
    ------
    SchemaError
        For missing or negative quantities and for indexes that differ, all at once.
    ValueError
        If `covers` do not rise between 0 and 1.

    See Also
    --------
    class_codes : Uses it for the size in a code.
    custseg.value.key_account_boundary : The same line for one group, with its interval.

    Examples
    --------
    >>> size_by_share(pd.Series([50, 30, 10, 10]), pd.Series(["grocer"] * 4)).tolist()
    [1, 2, 3, 3]
    """
    shares = as_numbers(covers, "covers")
    if shares.ndim != 1 or not len(shares) or not ((shares > 0) & (shares < 1)).all() or (np.diff(shares) <= 0).any():
        raise ValueError(f"covers must be shares that rise between 0 and 1, such as (0.5, 0.8); found {list(covers)}.")
    if not groups.index.equals(quantity.index):
        raise SchemaError("quantity and groups must have the same index in the same order.")
    table = pd.DataFrame({"quantity": quantity.to_numpy(), "group": groups.to_numpy()}, index=quantity.index)
    problems = column_problems(table, "the table", ["group"], ["quantity"])
    if not problems and (negative := table["quantity"].to_numpy() < 0).any():
        problems = [f"quantity is below zero for {listed(table.index[negative])}."]
    if problems:
        raise SchemaError(*(problem.replace("the table['quantity']", "quantity") for problem in problems))
    return pd.Series(_ranks(table, shares), index=quantity.index, name="size")


def _ranks(table: pd.DataFrame, shares: np.ndarray) -> np.ndarray:
    """Count the shares that those who buy strictly more bring by themselves."""
    sums = table.groupby(["group", "quantity"], sort=True)["quantity"].sum()
    total = sums.groupby(level="group").transform("sum")
    above = total - sums.groupby(level="group").cumsum()
    reached = above.to_numpy()[:, np.newaxis] >= shares * total.to_numpy()[:, np.newaxis] * (1 - 1e-12)
    size = pd.Series(1 + reached.sum(axis=1), index=sums.index)
    ranks = size.reindex(pd.MultiIndex.from_frame(table[["group", "quantity"]])).to_numpy()
    return np.where(table["quantity"].to_numpy() > 0, ranks, len(shares) + 1)


def _letters(column: pd.Series, part: CodePart) -> tuple[np.ndarray, list[str]]:
    """Give the letter of each entry, and a sentence about the entries that the rule does not know."""
    known = {
        header_key(simplified(name)): code.code
        for code in part.codes
        for name in (code.name_en, code.name_zh, code.code)
        if name
    }
    words = column.dropna().astype(str)
    letters = {word: known.get(header_key(simplified(word))) for word in words.unique()}
    unknown = [word for word, letter in letters.items() if letter is None]
    allowed = [f"{code.code} {code.name_en}" for code in part.codes]
    problem = f"register['{part.key}'] holds {listed(unknown)}; the rule knows {listed(allowed, 20)}."
    return words.map(letters).reindex(column.index).to_numpy(dtype=object), [problem] if unknown else []
